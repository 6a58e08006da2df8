"""Gaps of the trunk's edges filled from other strides: what an arm hides now is seen in others.

Each place of the back is free of arms during a part of the stride only, and not during the same
part for all places. So at each place a mean stride is computed for the whole run, and each stride's
distance from it; both from the frames in which the place is seen. Early and late are then compared
over the same phases, whatever the arms hid. Arms, hands and hair only ever add to a silhouette,
hence edges that lie outside the mean stride are dropped sooner than those that lie inside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posture.utils.arrays import BoolArray, Float32Array, FloatArray, IndexArray
from posture.utils.stats import SD_PER_MAD

#: Number of equal parts of the stride, each with a median of its own.
PARTS = 24
#: An edge may lie outside the mean stride's by so many robust standard deviations.
MOST_SD_OUT = 3.0
#: It may lie inside by so many: more, since arms only add to a silhouette.
MOST_SD_IN = 4.0
#: And by this distance more, either way, trunk lengths.
SLACK = 0.008
#: Least number of a stride's frames that must show a place for the stride to have a level there.
LEAST_FRAMES = 3
#: Weights of a stride and its neighbours in its level: places that are seldom seen need neighbours,
#: and more of them would flatten a drift.
KERNEL = (1.0, 1.0, 1.0)
#: Rounds of dropping outliers and computing the mean stride anew; it no longer changes by then.
_ROUNDS = 6


@dataclass(frozen=True)
class FilledEdge:
    """An edge without gaps.

    Attributes
    ----------
    values
        ``(frames, places)`` in trunk lengths: as seen, or as expected at that phase of that
        stride; NaN outside strides, and at places that are never seen.
    by_stride
        ``(strides, places)`` means over the phases of the stride, the same phases for all.
    seen
        ``(frames, places)`` whether a value was seen, not filled in.
    scatter
        ``(places,)`` robust SD of the edges seen about the mean stride, trunk lengths.
    """

    values: Float32Array
    by_stride: FloatArray
    seen: BoolArray
    scatter: FloatArray


def fill_phases(
    edge: npt.NDArray[np.floating], stride: IndexArray, phase: FloatArray, strides: int
) -> FilledEdge:
    """Fill the gaps of an edge from other strides at the same phase.

    Parameters
    ----------
    edge
        ``(frames, places)``, NaN where it is not seen.
    stride
        ``(frames,)`` number of the stride from 0; -1 outside strides.
    phase
        ``(frames,)`` 0-1 within the stride.
    strides
        How many there are.
    """
    inside = np.flatnonzero(stride >= 0)
    own, place = stride[inside], phase[inside] * PARTS
    values = np.full(edge.shape, np.nan, np.float32)
    by_stride = np.full((strides, edge.shape[1]), np.nan)
    seen = np.zeros(edge.shape, bool)
    scatter = np.full(edge.shape[1], np.nan)
    # one place after the other: all places of a long video together would be large
    for j in range(edge.shape[1] if strides else 0):
        here = edge[inside, j].astype(float)
        usual, level, scatter[j] = _fit_place(here, own, place, strides)
        expected = _interpolate_usual(usual, place) + level[own]
        seen[inside, j] = np.isfinite(here)
        values[inside, j] = np.where(np.isfinite(here), here, expected)
        by_stride[:, j] = usual.mean() + level
    return FilledEdge(values, by_stride, seen, scatter)


def _fit_place(
    seen: FloatArray, own: IndexArray, place: FloatArray, strides: int
) -> tuple[FloatArray, FloatArray, float]:
    """Compute the mean stride ``(PARTS,)`` at one place, each stride's level, and the scatter.

    A level is a stride's distance from the mean stride. Outliers are dropped from `seen`, in place.
    """
    part = np.floor(place).astype(int) % PARTS
    usual, level, scatter = (
        _close_gaps(_median_by_group(seen, part, PARTS)),
        np.zeros(strides),
        np.nan,
    )
    for _ in range(_ROUNDS):
        beside = seen - _interpolate_usual(usual, place)
        level = _smooth_levels(beside, own, strides)
        off = beside - level[own]
        if not np.isfinite(off).any():
            break
        scatter = SD_PER_MAD * float(np.nanmedian(np.abs(off)))
        seen[(off > MOST_SD_OUT * scatter + SLACK) | (off < -MOST_SD_IN * scatter - SLACK)] = np.nan
        usual = _close_gaps(_median_by_group(seen - level[own], part, PARTS))
    return usual, level, scatter


def _close_gaps(usual: FloatArray) -> FloatArray:
    """Interpolate the gaps of a mean stride, whose end meets its beginning."""
    good = np.isfinite(usual)
    middle = np.arange(PARTS) + 0.5
    if not good.any():
        return usual
    return np.asarray(np.interp(middle, middle[good], usual[good], period=PARTS))


def _interpolate_usual(usual: FloatArray, place: FloatArray) -> FloatArray:
    """Interpolate the mean stride between the middles of its parts."""
    before = np.floor(place - 0.5).astype(int)
    share = place - 0.5 - before
    return np.asarray((1 - share) * usual[before % PARTS] + share * usual[(before + 1) % PARTS])


def _smooth_levels(beside: FloatArray, own: IndexArray, strides: int) -> FloatArray:
    """Compute the distance of each stride from the mean one, smoothed over neighbours."""
    count = np.bincount(own[np.isfinite(beside)], minlength=strides).astype(float)
    count[count < LEAST_FRAMES] = 0.0
    sums = count * np.nan_to_num(_median_by_group(beside, own, strides))
    half = len(KERNEL) // 2
    total, weight = (np.convolve(part, KERNEL)[half : half + strides] for part in (sums, count))
    index, good = np.arange(strides), weight > 0
    if not good.any():
        return np.full(strides, np.nan)
    return np.asarray(np.interp(index, index[good], total[good] / weight[good]))


def _median_by_group(values: FloatArray, group: IndexArray, groups: int) -> FloatArray:
    """Take the median of each group without gaps, ``(groups,)``; NaN where only gaps are."""
    good = np.isfinite(values)
    values, group = values[good], group[good]
    order = np.lexsort((values, group))
    values = values[order]
    count = np.bincount(group, minlength=groups)
    start = np.cumsum(count) - count
    found = np.full(groups, np.nan)
    some = count > 0
    low, high = (start + (count - 1) // 2)[some], (start + count // 2)[some]
    found[some] = (values[low] + values[high]) / 2
    return found
