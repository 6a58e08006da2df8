"""C3D, the file of motion capture, written by `ezc3d`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from posture.exchange.motion import Event, Motion
from posture.utils.files import require_space
from posture.utils.needed import require_package

#: Most entries of a list in a C3D file: their number is one byte. Longer lists go on in a second
#: parameter, ``TIMES2`` after ``TIMES``, as other programs write and read them.
LONGEST_LIST = 255
#: Residual of a point that is not seen, by the format.
NOT_SEEN = -1.0
#: Size of a file beyond that of its points, at most, bytes.
_HEADROOM = 1_000_000


def write_c3d(motion: Motion, path: Path) -> None:
    """Write markers, angles and events.

    Angles are points whose x is the angle, listed in ``POINT:ANGLES`` with the unit
    ``POINT:ANGLE_UNITS``, as other programs store them. The file begins with the first frame that
    was measured: ``POSTURE:START_S`` is its time in the run, and events count from there.

    Parameters
    ----------
    motion
        Of the run.
    path
        File to write.

    Raises
    ------
    UsageError
        `ezc3d` is not installed.
    """
    ezc3d = require_package("ezc3d", "export", "c3d")
    points = _points(motion)
    file = ezc3d.c3d()
    labels = [*motion.marker_names, *motion.angles]
    parameters = file["parameters"]
    parameters["POINT"]["UNITS"]["value"] = [motion.unit]
    parameters["POINT"]["RATE"]["value"] = [motion.rate_hz]
    parameters["POINT"]["LABELS"]["value"] = labels
    file.add_parameter("POINT", "ANGLES", list(motion.angles))
    file.add_parameter("POINT", "ANGLE_UNITS", ["deg"])
    file.add_parameter("POINT", "X_SCREEN", ["+X"])
    file.add_parameter("POINT", "Y_SCREEN", ["+Y"])
    file.add_parameter("POSTURE", "START_S", [float(motion.times_s[0])])
    _add_events(file, motion.events, float(motion.times_s[0]))
    file["data"]["points"] = points
    seen = np.isfinite(points[0])
    file["data"]["meta_points"]["residuals"] = np.where(seen, 0.0, NOT_SEEN)[np.newaxis]
    file["data"]["meta_points"]["camera_masks"] = np.zeros((7, *seen.shape), dtype=bool)
    require_space(path.parent, points.nbytes + _HEADROOM)  # the library does not say if it fails
    file.write(str(path))


def _points(motion: Motion) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Homogeneous points ``(4, points, frames)``: markers, then angles."""
    frames, count = motion.markers.shape[:2]
    points = np.full((4, count + len(motion.angles), frames), np.nan)
    points[:3, :count] = motion.markers.transpose(2, 1, 0)
    for i, series in enumerate(motion.angles.values(), start=count):
        points[0, i] = series
        points[1:3, i] = np.where(np.isfinite(series), 0.0, np.nan)
    points[3] = 1.0
    return points


def _add_events(file: Any, events: Sequence[Event], start_s: float) -> None:
    """Add events; a time is minutes and seconds, as the format wants them."""
    file.add_parameter("EVENT", "USED", [len(events)])
    for part, first in enumerate(range(0, len(events), LONGEST_LIST), start=1):
        some = events[first : first + LONGEST_LIST]
        after = "" if part == 1 else str(part)
        seconds = np.array([event.time_s - start_s for event in some])
        minutes = np.floor(seconds / 60)
        file.add_parameter("EVENT", f"CONTEXTS{after}", [event.side for event in some])
        file.add_parameter("EVENT", f"LABELS{after}", [event.label for event in some])
        times = np.stack([minutes, seconds - 60 * minutes])
        file.add_parameter("EVENT", f"TIMES{after}", times)
