"""Frame rates: of playback from the timestamps, of capture from what the camera wrote."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from posture.utils.arrays import FloatArray

#: Keys under which telephones write the rate at which they took the frames of slow motion; players
#: and FFmpeg pass them on as text.
CAPTURE_KEYS = ("com.android.capture.fps",)
#: Capture rates that are believed, frames per second.
CAPTURE_RANGE = (10.0, 2000.0)
#: Timestamps may be rounded by this much on any clock, seconds: many files were once in a container
#: that counts milliseconds.
ROUNDING_S = 1e-3


def estimate_fps(gaps_s: FloatArray, clock: Fraction, otherwise: Fraction) -> float:
    """Estimate the usual frame rate from the times between frames.

    On a clock of milliseconds 60 frames a second are 16 and 17 ms apart, whose median would make
    58.8: gaps that differ from the median by rounding alone are averaged.

    Parameters
    ----------
    gaps_s
        ``(frames - 1,)`` seconds.
    clock
        Seconds a tick of the file's clock.
    otherwise
        Frames per second where there is no gap.
    """
    moving_s = gaps_s[gaps_s > 0]
    if not len(moving_s):
        return float(otherwise)
    middle_s = float(np.median(moving_s))
    if not is_uneven(gaps_s, float(clock)):
        return float(1.0 / moving_s.mean())
    if float(clock) < 0.9 * ROUNDING_S:
        return 1.0 / middle_s
    usual = moving_s[np.abs(moving_s - middle_s) < 1.1 * float(clock)]
    # of an even number of gaps none may be near the middle
    return float(1.0 / usual.mean()) if len(usual) else 1.0 / middle_s


def is_uneven(gaps_s: FloatArray, clock_s: float) -> bool:
    """Whether frames are unevenly spaced by more than rounding; half a frame is never allowed."""
    if len(gaps_s) < 2:
        return False
    allowed_s = min(1.1 * max(clock_s, ROUNDING_S), 0.5 * float(np.median(gaps_s)))
    return float(np.ptp(gaps_s)) > allowed_s


def read_capture_fps(*metadata: Mapping[str, str]) -> float | None:
    """Read the rate at which the camera took the frames; None where the file does not state it.

    Parameters
    ----------
    metadata
        Of the container and of the stream, as FFmpeg gives it.
    """
    for values in metadata:
        for key in CAPTURE_KEYS:
            try:
                rate = float(values.get(key, ""))
            except ValueError:
                continue
            if math.isfinite(rate) and CAPTURE_RANGE[0] <= rate <= CAPTURE_RANGE[1]:
                return rate
    return None
