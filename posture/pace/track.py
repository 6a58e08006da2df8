"""Speed and grade over time, and how they come from the points of a watch."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from posture.utils.arrays import BoolArray, FloatArray, IndexArray

PAUSE_S = 30.0
"""A watch that wrote nothing for longer was paused; nothing is known in between."""

SPEED_HALF_S = 5.0
"""Speed comes from the distance covered so long before and after, for a position errs by metres."""

GRADE_HALF_S = 15.0
"""Grade comes from the rise so long before and after, for an altitude errs by decimetres."""

MIN_GRADE_DISTANCE_M = 20.0
"""Least distance over which a grade is read."""


@dataclass(frozen=True)
class Pace:
    """Speed and grade over time; straight lines between the samples.

    Attributes
    ----------
    times_s
        ``(n,)`` seconds on the clock of the pace file, ascending.
    speed_m_s
        ``(n,)`` metres a second; NaN where it is not known.
    grade_percent
        ``(n,)`` rise over way, + uphill; NaN where it is not known.
    """

    times_s: FloatArray
    speed_m_s: FloatArray
    grade_percent: FloatArray

    def at(self, times_s: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Speed and grade at ``(m,)`` times of the pace file; NaN outside of it."""
        speed, grade = (
            np.interp(times_s, self.times_s, values, left=np.nan, right=np.nan)
            for values in (self.speed_m_s, self.grade_percent)
        )
        return speed, grade


@dataclass(frozen=True)
class Track:
    """The points of a watch, ``(n,)`` each, NaN where a point lacks the value.

    Attributes
    ----------
    times_s
        Seconds since the first point.
    part
        Number of the stretch without a pause, ascending.
    speed_m_s, grade_percent
        As the watch says.
    distance_m, altitude_m
        Way since the beginning, height.
    """

    times_s: FloatArray
    part: IndexArray
    speed_m_s: FloatArray
    grade_percent: FloatArray
    distance_m: FloatArray
    altitude_m: FloatArray


def make_pace(track: Track) -> Pace:
    """Speed and grade at the points of a watch.

    The watch's own speed is taken where it wrote one, else the way from 5 s before to 5 s after;
    the same for the grade, from the rise over 15 s before and after. Across a pause, which is a
    new part or 30 s without a point, nothing is known.
    """
    in_order = np.concatenate(
        [[True], track.times_s[1:] > np.maximum.accumulate(track.times_s)[:-1]]
    )
    track = Track(*(getattr(track, name)[in_order] for name in Track.__dataclass_fields__))
    breaks = (np.diff(track.part) != 0) | (np.diff(track.times_s) > PAUSE_S)
    edges = [0, *(np.flatnonzero(breaks) + 1).tolist(), len(track.times_s)]
    unknown = np.array([np.nan])
    times: list[FloatArray] = []
    speeds: list[FloatArray] = []
    grades: list[FloatArray] = []
    for start, stop in pairwise(edges):
        inside = slice(start, stop)
        time, way = track.times_s[inside], track.distance_m[inside]
        if start:  # what makes the straight line across the pause unknown
            times.append(track.times_s[start - 1 : start + 1].mean(keepdims=True))
            speeds.append(unknown)
            grades.append(unknown)
        times.append(time)
        speeds.append(_recorded_or_derived(time, track.speed_m_s[inside], _speed(time, way)))
        grade = _grade(time, way, track.altitude_m[inside])
        grades.append(_recorded_or_derived(time, track.grade_percent[inside], grade))
    return Pace(*(np.concatenate(parts) for parts in (times, speeds, grades)))


def _recorded_or_derived(times: FloatArray, own: FloatArray, derived: FloatArray) -> FloatArray:
    """Take what the watch says, if it does so mostly; else what follows from its points."""
    return _fill_gaps(times, own if np.isfinite(own).mean() > 0.5 else derived)


def _fill_gaps(times: FloatArray, values: FloatArray) -> FloatArray:
    """Straight lines over single missing values; all NaN if there is nothing."""
    known = np.isfinite(values)
    if not known.any():
        return np.full(len(times), np.nan)
    return np.interp(times, times[known], values[known], left=np.nan, right=np.nan)


def _central_difference(
    times: FloatArray, values: FloatArray, half_s: float
) -> tuple[FloatArray, FloatArray]:
    """Change of values, and the seconds it took, from before to after each time."""
    before, after = times - half_s, times + half_s
    before, after = np.maximum(before, times[0]), np.minimum(after, times[-1])
    filled = _fill_gaps(times, values)
    return np.interp(after, times, filled) - np.interp(before, times, filled), after - before


def _speed(times: FloatArray, way: FloatArray) -> FloatArray:
    change, seconds = _central_difference(times, way, SPEED_HALF_S)
    return _divide(change, seconds, seconds > 0)


def _grade(times: FloatArray, way: FloatArray, altitude: FloatArray) -> FloatArray:
    rise, _ = _central_difference(times, altitude, GRADE_HALF_S)
    along, _ = _central_difference(times, way, GRADE_HALF_S)
    return _divide(100.0 * rise, along, along >= MIN_GRADE_DISTANCE_M)


def _divide(part: FloatArray, whole: FloatArray, known: BoolArray) -> FloatArray:
    """Quotient where it is known, else NaN."""
    share = np.full(len(part), np.nan)
    np.divide(part, whole, out=share, where=known)
    return share
