"""Left-right repair, outliers and gaps in landmark time series."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from posture.pose.types import INDEX, middle
from posture.tracks.step_rate import estimate_stride_phase
from posture.utils.arrays import BoolArray, Float32Array, FloatArray
from posture.utils.stats import SD_PER_MAD

#: A point is an outlier if its distance from the middle of its neighbours in time exceeds this
#: many robust standard deviations
OUTLIER_SD = 6.0
#: and this distance, trunk lengths: smaller ones are the noise of a calm track.
OUTLIER_TRUNKS = 0.08
#: A trunk whose length differs from its median by more than this share of it was misread.
TRUNK_TOLERANCE = 0.25
#: The same for thigh and shank, which also look shorter when they point to the camera.
LIMB_TOLERANCE = 0.45
#: Weight of the timing of the steps against the smoothness of the paths, no unit: the timing shows
#: it in every frame, the paths only where the legs pass each other.
STEP_TIMING_WEIGHT = 4.0
#: Cost of exchanged labels where the step rate is not known, share of the ankles' distance: the
#: network's own labels are preferred a little.
EXCHANGE_COST = 0.2
#: Frames whose combinations of labels are compared at once, to keep memory small.
BLOCK = 4096
#: The joints of a leg.
LEG = ("hip", "knee", "ankle", "heel", "foot_index")
#: Both ends of the limbs whose length is checked.
LIMBS = (("hip", "knee"), ("knee", "ankle"))
#: What hangs on the end of a limb, and is misread with it.
BEYOND = {"ankle": ("heel", "foot_index")}


def repair_sides(points: Float32Array, times: FloatArray, rate: float) -> BoolArray:
    """Find frames of one stretch in which the left and the right leg are taken for each other.

    Two things show it. A runner's legs take turns, so the leading leg alternates at the step rate,
    which can be estimated without knowing left from right. And where the legs pass each other,
    knees, ankles and feet keep their speed. Dynamic programming over pairs of frames finds the
    labels that fit both best. The labels of most frames of the stretch are taken as right.

    Parameters
    ----------
    points
        ``(n, 33, 2)`` pixels, all finite.
    times
        ``(n,)`` seconds.
    rate
        Steps per second, NaN if unknown.

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
    cost = _compute_bend(legs) + _compute_timing_cost(points, times, rate)[2:, None, None, :]
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


def _compute_bend(legs: Float32Array) -> Float32Array:
    """Sum how much the paths bend at t-1 with labels a, b, c at t-2, t-1, t: ``(n - 2, 2, 2, 2)``.

    It works block by block: the coordinates of all combinations at once would be large.
    """
    n = len(legs)
    total = np.empty((n - 2, 2, 2, 2), np.float32)
    for start in range(0, n - 2, BLOCK):
        a, b, c = (legs[start + k : min(start + BLOCK, n - 2) + k] for k in range(3))
        bend = c[:, None, None, :] - 2 * b[:, None, :, None] + a[:, :, None, None]
        total[start : start + BLOCK] = np.abs(bend).sum(axis=-1)
    return total


def _compute_timing_cost(points: Float32Array, times: FloatArray, rate: float) -> FloatArray:
    """Compute how badly labels fit the timing of the steps, pixels.

    ``(n, 2)``: of the labels as they are, and of the exchanged ones.
    """
    apart = (points[:, INDEX["left_ankle"], 0] - points[:, INDEX["right_ankle"], 0]).astype(float)
    if not np.isfinite(rate) or np.ptp(times) * rate < 2:
        # less than two steps: their timing says nothing
        return np.outer(np.abs(apart), [0.0, EXCHANGE_COST])
    lead = np.cos(estimate_stride_phase(apart, times, rate))
    if lead @ apart < 0:
        lead = -lead
    agree = STEP_TIMING_WEIGHT * apart * lead
    return np.stack([-agree, agree], axis=1)


def swap_sides(points: Float32Array, where: BoolArray) -> Float32Array:
    """Copy the points with the legs' left and right exchanged in some frames."""
    swapped = points.copy()
    for name in LEG:
        left, right = INDEX[f"left_{name}"], INDEX[f"right_{name}"]
        swapped[where, left], swapped[where, right] = points[where, right], points[where, left]
    return swapped


def find_outliers(points: Float32Array) -> BoolArray:
    """Find points of one stretch that jump out of their path or belong to a misread limb.

    The network's own visibility is not used: it stays near 1 for what cannot be seen.

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
            spread = SD_PER_MAD * np.median(leap[1:-1])
            peak = leap >= np.maximum(np.roll(leap, 1), np.roll(leap, -1))
            bad[:, k] = peak & (leap > max(OUTLIER_SD * spread, OUTLIER_TRUNKS * usual))
    bad[np.abs(trunk / usual - 1) > TRUNK_TOLERANCE] = True
    for side in ("left", "right"):
        for upper, lower in LIMBS:
            a, b = INDEX[f"{side}_{upper}"], INDEX[f"{side}_{lower}"]
            length = np.hypot(*np.moveaxis(points[:, a] - points[:, b], -1, 0))
            misread = np.abs(length / np.nanmedian(length) - 1) > LIMB_TOLERANCE
            bad[:, [b, *(INDEX[f"{side}_{part}"] for part in BEYOND.get(lower, ()))]] |= misread[
                :, None
            ]
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
