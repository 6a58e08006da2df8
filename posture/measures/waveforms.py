"""Time normalisation of strides: every stride on the same axis from 0 to 100 %."""

from __future__ import annotations

import numpy as np
import pandas as pd

from posture.utils.arrays import FloatArray, IntArray

MAX_GAP_S = 0.1
"""Values are not interpolated between frames further apart than this, seconds of running."""


def normalise_strides(
    frames: pd.DataFrame, strides: pd.DataFrame, measure: str, points: int = 101
) -> FloatArray:
    """Resample a measure of the frames to evenly spaced phases of each stride.

    Interpolates linearly between neighbouring frames. The frame before and the frame after the
    stride are used too, placed by their time, so that 0 % and 100 % are reached. A phase is
    NaN beside a frame without a value, in a gap of more than `MAX_GAP_S` between frames, or
    outside of the file.

    Parameters
    ----------
    frames
        Table of frames with ``stride``, ``phase``, ``time_s`` and `measure`, in order of time.
    strides
        Table of strides with ``stride``; one row of the result each, in its order.
    measure
        Column of `frames`, in its own unit and sign.
    points
        Number of phases from 0 to 1, both included; 101 gives whole percents.

    Returns
    -------
    numpy.ndarray
        ``(strides, points)`` float64.

    Raises
    ------
    KeyError
        If `frames` has no column `measure`.
    """
    value = _numbers(frames[measure])
    phase = _numbers(frames["phase"])
    time_s = _numbers(frames["time_s"])
    place = np.arange(len(frames), dtype=np.int64)
    ends = pd.DataFrame({"stride": _numbers(frames["stride"]), "place": place})
    ends = ends[np.isfinite(phase)].groupby("stride")["place"].agg(["min", "max"])

    grid = np.linspace(0.0, 1.0, points)
    result = np.full((len(strides), points), np.nan)
    for row, stride in enumerate(strides["stride"]):
        if stride not in ends.index:
            continue
        first, last = (int(end) for end in ends.loc[stride])
        if last == first:
            continue
        rows = _with_neighbours(first, last, time_s)
        rate = (phase[last] - phase[first]) / (time_s[last] - time_s[first])
        by_time = phase[first] + (time_s[rows] - time_s[first]) * rate
        own = (rows >= first) & (rows <= last) & np.isfinite(phase[rows])
        at = np.where(own, phase[rows], by_time)
        result[row] = _interpolate(grid, at, value[rows], time_s[rows])
    return result


def _with_neighbours(first: int, last: int, time_s: FloatArray) -> IntArray:
    """Rows of a stride, and the frame on each side of it unless a gap or a cut lies between."""
    rows = np.arange(max(first - 1, 0), min(last + 2, len(time_s)))
    step = np.diff(time_s[rows], append=np.nan)
    keep = (rows >= first) & (rows <= last)
    if rows[0] < first:
        keep[0] = 0.0 < step[0] <= MAX_GAP_S
    if rows[-1] > last:
        keep[-1] = 0.0 < step[-2] <= MAX_GAP_S
    return rows[keep]


def _interpolate(
    grid: FloatArray,
    at: FloatArray,
    value: FloatArray,
    when: FloatArray,
) -> FloatArray:
    """Interpolate linearly between neighbouring frames, except over gaps."""
    # `at` comes from a division: its last digit must not push 0 % or 100 % off the axis.
    at = np.where(np.abs(at - np.round(at)) < 1e-9, np.round(at), at)
    joined = np.interp(grid, at, value, left=np.nan, right=np.nan)
    for gap in np.flatnonzero(np.diff(when) > MAX_GAP_S):
        joined[(grid > at[gap]) & (grid < at[gap + 1])] = np.nan
    return joined


def _numbers(column: pd.Series) -> FloatArray:
    return column.to_numpy(dtype=np.float64, na_value=np.nan)
