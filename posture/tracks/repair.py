"""Left-right repair, outliers and gaps in landmark time series."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from posture.pose.types import INDEX, middle
from posture.tracks.step_rate import stride_phase
from posture.utils.arrays import BoolArray, Float32Array, FloatArray

#: A point that leaps off the line between its neighbours by more than so many robust standard
#: deviations and so much of a trunk length is an outlier.
LEAP_SD, LEAP_TRUNK = 6.0, 0.08
#: A trunk or limb whose length differs from its median by more than these shares was misread.
TRUNK_TOLERANCE, LIMB_TOLERANCE = 0.25, 0.45
#: Weight of the beat of the steps against the smoothness of the paths.
BEAT = 4.0
#: Frames whose combinations are weighed at once.
BLOCK = 4096
LEG = ("hip", "knee", "ankle", "heel", "foot_index")
LIMBS = (("hip", "knee"), ("knee", "ankle"))


def repair_sides(points: Float32Array, times: FloatArray, rate: float) -> BoolArray:
    """Find frames of one stretch in which the left and the right leg are taken for each other.

    Two things tell: a runner's legs take turns, so the leading leg alternates with the beat of
    the steps, which can be read without knowing left from right; and where the legs pass each
    other, knees, ankles and feet go on with their speed. Both are weighed by dynamic programming
    over pairs of frames. Labels that hold for most of the stretch are right.

    Parameters
    ----------
    points
        ``(n, 33, 2)`` pixels, all finite.
    times
        ``(n,)`` seconds.
    rate
        Steps a second, NaN if unknown.

    Returns
    -------
    BoolArray
        ``(n,)`` True where left and right must be exchanged.
    """
    n = len(points)
    if n < 4:
        return np.zeros(n, bool)
    names = LEG[1:]
    left = points[:, [INDEX[f"left_{name}"] for name in names]].reshape(n, -1)
    right = points[:, [INDEX[f"right_{name}"] for name in names]].reshape(n, -1)
    legs = np.stack([np.hstack([left, right]), np.hstack([right, left])], axis=1)
    cost = _bend(legs) + _off_beat(points, times, rate)[2:, None, None, :]
    best = np.zeros((2, 2))
    origin = np.zeros((n, 2, 2), np.int8)
    for t in range(2, n):
        total = best[:, :, None] + cost[t - 2]
        origin[t] = total.argmin(axis=0)
        best = total.min(axis=0)
    before, now = np.unravel_index(int(best.argmin()), (2, 2))
    states = np.empty(n, bool)
    for t in range(n - 1, 1, -1):
        states[t] = now
        before, now = origin[t, before, now], before
    states[1], states[0] = now, before
    return ~states if states.mean() > 0.5 else states


def _bend(legs: Float32Array) -> Float32Array:
    """How much the paths bend at t-1 with states a, b, c at t-2, t-1 and t: ``(n - 2, 2, 2, 2)``.

    Block by block, for the coordinates of all combinations at once are large.
    """
    n = len(legs)
    total = np.empty((n - 2, 2, 2, 2), np.float32)
    for start in range(0, n - 2, BLOCK):
        a, b, c = (legs[start + k : min(start + BLOCK, n - 2) + k] for k in range(3))
        bend = c[:, None, None, :] - 2 * b[:, None, :, None] + a[:, :, None, None]
        total[start : start + BLOCK] = np.abs(bend).sum(axis=-1)
    return total


def _off_beat(points: Float32Array, times: FloatArray, rate: float) -> FloatArray:
    """Cost ``(n, 2)`` in pixels of labels as they are, and exchanged, against the beat."""
    apart = (points[:, INDEX["left_ankle"], 0] - points[:, INDEX["right_ankle"], 0]).astype(float)
    if not np.isfinite(rate) or np.ptp(times) * rate < 2:
        # too short for a beat: the network's labels are believed a little
        return np.outer(np.abs(apart), [0.0, 0.2])
    lead = np.cos(stride_phase(apart, times, rate))
    if lead @ apart < 0:
        lead = -lead
    agree = BEAT * apart * lead
    return np.stack([-agree, agree], axis=1)


def swap_sides(points: Float32Array, where: BoolArray) -> Float32Array:
    """Copy of the points with the legs' left and right exchanged in some frames."""
    swapped = points.copy()
    for name in LEG:
        left, right = INDEX[f"left_{name}"], INDEX[f"right_{name}"]
        swapped[where, left], swapped[where, right] = points[where, right], points[where, left]
    return swapped


def outliers(points: Float32Array) -> BoolArray:
    """Float32Array of one stretch that leap out of their path or belong to a misread limb.

    The network's own visibility is not asked: it stays near 1 for what cannot be seen.

    Parameters
    ----------
    points
        ``(n, 33, 2)`` pixels, NaN allowed.

    Returns
    -------
    BoolArray
        ``(n, 33)``.
    """
    trunk = np.hypot(*np.moveaxis(middle(points, "shoulder") - middle(points, "hip"), -1, 0))
    usual = float(np.nanmedian(trunk))
    bad = np.zeros(points.shape[:2], bool)
    if len(points) >= 5:
        for k in range(points.shape[1]):
            path = points[:, k]
            off = path[1:-1] - (path[:-2] + path[2:]) / 2
            leap = np.pad(np.nan_to_num(np.hypot(off[:, 0], off[:, 1])), 1)
            spread = 1.4826 * np.median(leap[1:-1])
            peak = leap >= np.maximum(np.roll(leap, 1), np.roll(leap, -1))
            bad[:, k] = peak & (leap > max(LEAP_SD * spread, LEAP_TRUNK * usual))
    bad[np.abs(trunk / usual - 1) > TRUNK_TOLERANCE] = True
    for side in ("left", "right"):
        for upper, lower in LIMBS:
            a, b = INDEX[f"{side}_{upper}"], INDEX[f"{side}_{lower}"]
            length = np.hypot(*np.moveaxis(points[:, a] - points[:, b], -1, 0))
            bad[:, b] |= np.abs(length / np.nanmedian(length) - 1) > LIMB_TOLERANCE
    return bad


def fill_gaps(points: Float32Array, times: FloatArray, longest_s: float) -> Float32Array:
    """Fill gaps no longer than `longest_s` by straight lines, point by point; leave the others.

    Parameters
    ----------
    points
        ``(n, 33, 2)`` pixels.
    times
        ``(n,)`` seconds.
    longest_s
        Longest time from the last point before a gap to the first one after it.
    """
    filled = points.copy()
    for k in range(points.shape[1]):
        good = np.flatnonzero(np.isfinite(points[:, k, 0]))
        for a, b in pairwise(good):
            if b - a > 1 and times[b] - times[a] <= longest_s:
                share = ((times[a + 1 : b] - times[a]) / (times[b] - times[a]))[:, None]
                filled[a + 1 : b, k] = points[a, k] + share * (points[b, k] - points[a, k])
    return filled
