"""Vertical oscillation of the body in each step."""

from __future__ import annotations

import numpy as np

from posture.utils.arrays import FloatArray

#: Frames of a stride from which a trend and two harmonics can be fitted.
MIN_FRAMES = 8
#: Harmonics of the oscillation in a stride of two steps: once and twice a stride.
HARMONICS = (1, 2)


def measure_step_bounces(
    height: FloatArray, time_s: FloatArray, phase: FloatArray, middle_s: float
) -> tuple[float, float]:
    """Measure the vertical oscillation of the mid-hip in the two steps of a stride.

    It is measured at the middle of the trunk, between mid-hip and mid-shoulder, which rises and
    falls with the mid-hip. The network's estimate of the hips depends on the posture of legs and
    arms, so that a change of posture would look like a change of the oscillation; the middle of
    the trunk halves this error on virtual runners. A runner who comes nearer or crosses the
    picture drifts up or down in it. The trend is fitted together with the oscillation and
    subtracted.

    Parameters
    ----------
    height
        ``(n,)`` height of the middle of the trunk, trunk lengths, from an arbitrary zero.
    time_s, phase
        ``(n,)`` time in seconds and phase of the stride, 0-1.
    middle_s
        Initial contact of the far foot, seconds: the near step ends here and the far one begins.

    Returns
    -------
    (near, far)
        Highest minus lowest height in each step, trunk lengths; a step begins with
        the contact of the named foot. NaN where a height is missing or there are too few frames.
    """
    if len(height) < MIN_FRAMES or not np.isfinite(height).all():
        return float("nan"), float("nan")
    waves = [wave(2 * np.pi * k * phase) for k in HARMONICS for wave in (np.cos, np.sin)]
    terms = np.column_stack([phase, np.ones_like(phase), *waves])
    level = height - phase * np.linalg.lstsq(terms, height)[0][0]
    first = time_s < middle_s
    near, far = (
        float(np.ptp(level[part])) if part.sum() >= 2 else float("nan") for part in (first, ~first)
    )
    return near, far
