"""The frames between those that the network looked at.

A body moves below 10 Hz, so what is seen 30 times a second says where it was in between.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from posture.pose.types import INDEX
from posture.utils.arrays import BoolArray, Float32Array, FloatArray, IndexArray
from posture.utils.interpolation import interpolate

#: The landmark that says whether somebody was found.
_PRESENT = INDEX["left_hip"]
#: Frames looked at that are interpolated at a time.
_BLOCK = 1000
#: Frames looked at on either side of them: beyond, a spline depends on a value by less than 1e-4.
_OVERLAP = 8


def fill_landmarks(points: Float32Array, every: int, times_s: FloatArray, cuts: IndexArray) -> None:
    """Put cubic splines through the landmarks of the frames that were looked at, in place.

    Parameters
    ----------
    points
        ``(frames, 33, 2)`` pixels; NaN where nobody was found or the network did not look.
    every
        The network looked at every so many frames, from the first on.
    times_s
        ``(frames,)`` seconds as played.
    cuts
        Frames that begin a new shot; nothing is interpolated across a cut, nor where nobody was
        found on one side.
    """
    looked = np.arange(0, len(points), every)
    here = np.isfinite(points[looked, _PRESENT, 0])
    shots = np.searchsorted(cuts, looked, side="right")
    for first, last in _find_runs(here, shots):
        for start in range(first, last, _BLOCK):  # splines of a long film would need much memory
            stop = min(start + _BLOCK, last)
            seen = looked[max(first, start - _OVERLAP) : min(last, stop + _OVERLAP) + 1]
            whole = np.arange(looked[start], looked[stop])
            between = whole[whole % every > 0]
            points[between] = interpolate(times_s[seen], points[seen], times_s[between])


def fill_lines(values: npt.NDArray[Any], every: int) -> None:
    """Join the frames that were looked at by straight lines, in place; NaN where one end is."""
    after = values[every::every]
    before = values[::every][: len(after)]
    for step in range(1, every):
        between = before + (after - before) * (step / every)
        values[step::every][: len(after)] = between.astype(values.dtype)


def _find_runs(here: BoolArray, shots: IndexArray) -> list[tuple[int, int]]:
    """First and last of each run of frames with somebody in one shot, of two frames or more."""
    breaks = np.flatnonzero(~here[1:] | ~here[:-1] | (np.diff(shots) > 0)) + 1
    parts = np.split(np.arange(len(here)), breaks)
    return [(int(p[0]), int(p[-1])) for p in parts if len(p) > 1 and here[p[0]]]
