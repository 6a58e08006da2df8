"""Speed and grade over time, calculated from the points of a sports watch."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from posture.utils.arrays import BoolArray, FloatArray, IndexArray

FASTEST_M_S = 12.5
"""Fastest possible speed, metres per second; the best sprinters briefly reach 12.4."""

STEEPEST_PERCENT = 100.0
"""Steepest possible grade, percent either way; vertical races reach about 60 on average."""

LEAP_M_S = 2 * FASTEST_M_S
"""A way between two points that is faster than this is a leap of the position, metres per second:
twice what is possible, for positions err by metres."""

PAUSE_S = 30.0
"""A longer time without a point is a pause of the watch, in which nothing is known, seconds."""

SPEED_HALF_S = 5.0
"""Speed is calculated over this time before and after, seconds: positions err by metres."""

GRADE_HALF_S = 15.0
"""Grade is calculated over this time before and after, seconds: altitudes err by decimetres."""

MIN_GRADE_DISTANCE_M = 20.0
"""Shortest distance over which a grade is calculated, metres."""


@dataclass(frozen=True)
class Pace:
    """Speed and grade over time, linear between the samples.

    Attributes
    ----------
    times_s
        ``(n,)`` seconds on the clock of the pace file, ascending.
    speed_m_s
        ``(n,)`` metres per second; NaN where it is not known.
    grade_percent
        ``(n,)`` rise over distance, + uphill; NaN where it is not known.
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
        Number of the part without a pause, ascending.
    speed_m_s, grade_percent
        As recorded by the watch.
    distance_m, altitude_m
        Distance since the first point, altitude.
    """

    times_s: FloatArray
    part: IndexArray
    speed_m_s: FloatArray
    grade_percent: FloatArray
    distance_m: FloatArray
    altitude_m: FloatArray


def make_pace(track: Track) -> Pace:
    """Calculate speed and grade at the points of a watch.

    The speed that the watch recorded is used if there is one, else the distance from 5 s before
    to 5 s after. The same for the grade, from the rise over 15 s before and after. During a pause,
    that is between two parts or where no point follows for 30 s, both are NaN. So they are where
    the position leaps. What the watch recorded and nobody runs counts as not recorded.
    """
    in_order = np.concatenate(
        [[True], track.times_s[1:] > np.maximum.accumulate(track.times_s)[:-1]]
    )
    track = Track(*(getattr(track, name)[in_order] for name in Track.__dataclass_fields__))
    seconds = np.diff(track.times_s)
    breaks = (np.diff(track.part) != 0) | (seconds > PAUSE_S)
    # a point without a distance is no leap
    breaks |= np.abs(np.nan_to_num(np.diff(track.distance_m))) > LEAP_M_S * seconds
    edges = [0, *(np.flatnonzero(breaks) + 1).tolist(), len(track.times_s)]
    unknown = np.array([np.nan])
    times: list[FloatArray] = []
    speeds: list[FloatArray] = []
    grades: list[FloatArray] = []
    for start, stop in pairwise(edges):
        inside = slice(start, stop)
        time, distance_m = track.times_s[inside], track.distance_m[inside]
        if start:  # a NaN within the pause, so that nothing is interpolated across it
            times.append(track.times_s[start - 1 : start + 1].mean(keepdims=True))
            speeds.append(unknown)
            grades.append(unknown)
        times.append(time)
        speed = _keep_between(0.0, FASTEST_M_S, _speed(time, distance_m))
        own_speed = _keep_between(0.0, FASTEST_M_S, track.speed_m_s[inside])
        speeds.append(_recorded_or_derived(time, own_speed, speed))
        grade = _grade(time, distance_m, track.altitude_m[inside])
        steepest = STEEPEST_PERCENT
        own_grade = _keep_between(-steepest, steepest, track.grade_percent[inside])
        grades.append(
            _recorded_or_derived(time, own_grade, _keep_between(-steepest, steepest, grade))
        )
    return Pace(*(np.concatenate(parts) for parts in (times, speeds, grades)))


def _keep_between(least: float, most: float, values: FloatArray) -> FloatArray:
    """Return the values with NaN for those outside of a range."""
    return np.where((values >= least) & (values <= most), values, np.nan)


def _recorded_or_derived(times: FloatArray, own: FloatArray, derived: FloatArray) -> FloatArray:
    """Return the recorded values if most points have one, else the derived ones."""
    return _fill_gaps(times, own if np.isfinite(own).mean() > 0.5 else derived)


def _fill_gaps(times: FloatArray, values: FloatArray) -> FloatArray:
    """Interpolate missing values linearly; all NaN if there are none."""
    known = np.isfinite(values)
    if not known.any():
        return np.full(len(times), np.nan)
    return np.interp(times, times[known], values[known], left=np.nan, right=np.nan)


def _central_difference(
    times: FloatArray, values: FloatArray, half_s: float
) -> tuple[FloatArray, FloatArray]:
    """Change of values from `half_s` before to `half_s` after each time, and its duration."""
    before, after = times - half_s, times + half_s
    before, after = np.maximum(before, times[0]), np.minimum(after, times[-1])
    filled = _fill_gaps(times, values)
    return np.interp(after, times, filled) - np.interp(before, times, filled), after - before


def _speed(times: FloatArray, distance_m: FloatArray) -> FloatArray:
    change, seconds = _central_difference(times, distance_m, SPEED_HALF_S)
    return _divide(change, seconds, seconds > 0)


def _grade(times: FloatArray, distance_m: FloatArray, altitude: FloatArray) -> FloatArray:
    rise, _ = _central_difference(times, altitude, GRADE_HALF_S)
    along, _ = _central_difference(times, distance_m, GRADE_HALF_S)
    return _divide(100.0 * rise, along, along >= MIN_GRADE_DISTANCE_M)


def _divide(part: FloatArray, whole: FloatArray, known: BoolArray) -> FloatArray:
    """Quotient where it is known, else NaN."""
    share = np.full(len(part), np.nan)
    np.divide(part, whole, out=share, where=known)
    return share
