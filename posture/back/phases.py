"""The edges over the phases of the stride: what an arm hides now is seen in other strides.

Each place of the back is free of arms in a part of each stride only, and not in the same part for
all places. So a usual stride is worked out for the whole run, and how far each stride lies beside
it; both come from the frames in which the place is seen. Early and late are then compared over the
same phases, whatever the arms hid. Arms, hands and hair only ever add to a silhouette, hence what
juts out beyond the usual is dropped sooner than what lies within it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posture.utils.arrays import BoolArray, Float32Array, FloatArray, IndexArray

#: Parts of the stride that the usual one is told for.
PARTS = 24
#: Robust SDs, and trunk lengths on top, by which an edge may jut out, or lie within.
JUTS_OUT, WITHIN, SLACK = 3.0, 4.0, 0.008
#: Frames of a stride that must show a place for the stride to have its own level there, and the
#: weights with which its neighbours count: seldom seen places need them, drifts bear no more.
LEAST_FRAMES, KERNEL = 3, (1.0, 1.0, 1.0, 1.0, 1.0)
_ROUNDS = 6


@dataclass(frozen=True)
class Filled:
    """An edge without gaps.

    Attributes
    ----------
    values
        ``(frames, places)`` in trunk lengths: as seen, or as usual at that phase of that stride;
        NaN outside strides, and at places that are never seen.
    by_stride
        ``(strides, places)`` means over the phases of the stride, the same phases for all.
    seen
        ``(frames, places)`` whether a value was seen, not filled in.
    scatter
        ``(places,)`` robust SD of what was seen about the usual stride, trunk lengths.
    """

    values: Float32Array
    by_stride: FloatArray
    seen: BoolArray
    scatter: FloatArray


def fill(
    edge: npt.NDArray[np.floating], stride: IndexArray, phase: FloatArray, strides: int
) -> Filled:
    """Fill the gaps of an edge from other strides at the same phase.

    Parameters
    ----------
    edge
        ``(frames, places)``, NaN where it is not seen.
    stride
        ``(frames,)`` number of the stride from 0, -1 outside.
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
    # one place after the other: those of a long video together would be large
    for j in range(edge.shape[1] if strides else 0):
        here = edge[inside, j].astype(float)
        usual, level, scatter[j] = _usual_and_levels(here, own, place, strides)
        expected = _at(usual, place) + level[own]
        seen[inside, j] = np.isfinite(here)
        values[inside, j] = np.where(np.isfinite(here), here, expected)
        by_stride[:, j] = usual.mean() + level
    return Filled(values, by_stride, seen, scatter)


def _usual_and_levels(
    seen: FloatArray, own: IndexArray, place: FloatArray, strides: int
) -> tuple[FloatArray, FloatArray, float]:
    """Usual stride ``(PARTS,)``, level of each stride beside it, and scatter, at one place.

    What is no trunk is dropped from `seen`, in place.
    """
    part = np.floor(place).astype(int) % PARTS
    usual, level, scatter = _closed(_medians(seen, part, PARTS)), np.zeros(strides), np.nan
    for _ in range(_ROUNDS):
        beside = seen - _at(usual, place)
        level = _levels(beside, own, strides)
        off = beside - level[own]
        if not np.isfinite(off).any():
            break
        scatter = 1.4826 * float(np.nanmedian(np.abs(off)))
        seen[(off > JUTS_OUT * scatter + SLACK) | (off < -WITHIN * scatter - SLACK)] = np.nan
        usual = _closed(_medians(seen - level[own], part, PARTS))
    return usual, level, scatter


def _closed(usual: FloatArray) -> FloatArray:
    """Close the gaps of a usual stride, which goes round."""
    good = np.isfinite(usual)
    middle = np.arange(PARTS) + 0.5
    if not good.any():
        return usual
    return np.asarray(np.interp(middle, middle[good], usual[good], period=PARTS))


def _at(usual: FloatArray, place: FloatArray) -> FloatArray:
    """Read the usual stride between the middles of its parts."""
    before = np.floor(place - 0.5).astype(int)
    share = place - 0.5 - before
    return np.asarray((1 - share) * usual[before % PARTS] + share * usual[(before + 1) % PARTS])


def _levels(beside: FloatArray, own: IndexArray, strides: int) -> FloatArray:
    """How far each stride lies beside the usual one, smoothed over neighbours."""
    count = np.bincount(own[np.isfinite(beside)], minlength=strides).astype(float)
    count[count < LEAST_FRAMES] = 0.0
    sums = count * np.nan_to_num(_medians(beside, own, strides))
    half = len(KERNEL) // 2
    total, weight = (np.convolve(part, KERNEL)[half : half + strides] for part in (sums, count))
    index, good = np.arange(strides), weight > 0
    if not good.any():
        return np.full(strides, np.nan)
    return np.asarray(np.interp(index, index[good], total[good] / weight[good]))


def _medians(values: FloatArray, group: IndexArray, groups: int) -> FloatArray:
    """Median of each group without the gaps, ``(groups,)``; NaN where there are only gaps."""
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
