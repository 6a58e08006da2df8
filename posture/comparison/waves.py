"""Phases of the stride in which early and late differ, by a cluster-based permutation test."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np

from posture.comparison.noise import RHOS, estimate_noise, line_terms, weigh_correlations
from posture.comparison.series import Series, make_series
from posture.comparison.types import Cluster, Waveform
from posture.utils.arrays import BoolArray, FloatArray

MIN_BLOCKS = 4
"""Blocks in each window; with fewer there are too few permutations for p < 0.05."""

MAX_BLOCK_CORRELATION = 0.1
"""Largest correlation of neighbouring blocks that are treated as independent."""

_RANDOM_EXCHANGES = 1999
"""Random permutations, where there are too many to try all; p is then a multiple of 1/2000."""

_SEED = 0
"""Of the random numbers: the same strides always give the same result."""


def compare_waves(
    early: FloatArray,
    late: FloatArray,
    early_start_s: FloatArray | None = None,
    late_start_s: FloatArray | None = None,
) -> Waveform:
    """Compare the curves of two windows by a cluster-based permutation test.

    Neighbouring strides are correlated, so means of blocks of strides are exchanged between the
    windows, not single strides; `block_length` gives the size of a block. Neighbouring phases at
    which Student's t exceeds its two-sided 5 % limit form a cluster. The sum of t over a cluster
    is compared with the largest such sum of each permutation, so that the error rate for all
    phases together is 5 % (Maris and Oostenveld 2007). The test shows that the curves differ; the
    edges of a cluster are only rough.

    Parameters
    ----------
    early, late
        ``(strides, points)`` curves of each window in stride order; NaN where not measured.
    early_start_s, late_start_s
        Start of each stride, seconds; None if strides follow each other without a gap.

    Returns
    -------
    Waveform
        Only clusters with p < 0.05, in order of phase; none with fewer than four blocks in a
        window.
    """
    means = [_stride_means(early, early_start_s), _stride_means(late, late_start_s)]
    if min(len(window.values) for window in means) < MIN_BLOCKS:
        return Waveform()
    found = [estimate_noise(window, line_terms(window.places)) for window in means]
    rho = float(weigh_correlations(*(one.log_likelihood for one in found)) @ RHOS)
    size = block_length(rho)
    first, second = _average_blocks(early, size), _average_blocks(late, size)
    counts = len(first), len(second)
    if min(counts) < MIN_BLOCKS:
        return Waveform(blocks_early=counts[0], blocks_late=counts[1])
    return Waveform(
        clusters=_find_clusters(np.concatenate([first, second]), counts[0]),
        blocks_early=counts[0],
        blocks_late=counts[1],
    )


def block_length(rho: float) -> int:
    """Return the number of strides in a block so that neighbouring blocks hardly correlate.

    For a first-order autoregression: the correlation of two neighbouring means of `k` strides is
    ``rho (1 - rho^k)^2 / (k (1 - rho^2) - 2 rho (1 - rho^k))``; it has to be at most
    `MAX_BLOCK_CORRELATION`.
    """
    k = 1
    while rho * (1 - rho**k) ** 2 > MAX_BLOCK_CORRELATION * (
        k * (1 - rho**2) - 2 * rho * (1 - rho**k)
    ):
        k += 1
    return k


def _stride_means(curves: FloatArray, start_s: FloatArray | None) -> Series:
    whole = np.isfinite(curves).mean(axis=1) > 0.5
    means = np.full(len(curves), np.nan)
    means[whole] = np.nanmean(curves[whole], axis=1)
    return make_series(means, start_s)


def _average_blocks(curves: FloatArray, size: int) -> FloatArray:
    """Average `size` or a few more neighbouring measured strides: ``(blocks, points)``."""
    kept = curves[np.isfinite(curves).mean(axis=1) > 0.5]
    parts = np.array_split(kept, max(len(kept) // size, 1))
    return np.array([np.ma.masked_invalid(part).mean(axis=0).filled(np.nan) for part in parts])


def _find_clusters(blocks: FloatArray, early: int) -> tuple[Cluster, ...]:
    from scipy import ndimage  # slow to load, and charts do without it
    from scipy.special import stdtrit

    known = np.isfinite(blocks).all(axis=0)
    values = np.where(known, blocks - blocks.mean(axis=0), 0.0)
    is_late = _draw_exchanges(len(blocks), early)
    t = _student_t(values, is_late)
    limit = float(stdtrit(len(blocks) - 2, 0.975))
    largest = np.maximum(_largest_sum(t, limit), _largest_sum(-t, limit))
    phase = np.linspace(0.0, 1.0, blocks.shape[1])
    difference = blocks[early:].mean(axis=0) - blocks[:early].mean(axis=0)
    found = []
    for sign in (1.0, -1.0):
        labels, count = ndimage.label(sign * t[0] > limit)
        for number in range(1, count + 1):
            inside = labels == number
            p = float(np.mean(largest >= sign * t[0, inside].sum() - 1e-9))
            if p < 0.05:
                ends = phase[inside][[0, -1]]
                found.append(
                    Cluster(
                        start=float(ends[0]),
                        end=float(ends[1]),
                        p=p,
                        mean_difference=float(difference[inside].mean()),
                    )
                )
    return tuple(sorted(found, key=lambda cluster: cluster.start))


def _draw_exchanges(count: int, early: int) -> BoolArray:
    """Permutations of the blocks ``(ways, count)``, True if late; the true one is first."""
    true = np.arange(count) >= early
    if math.comb(count, early) <= _RANDOM_EXCHANGES:
        ways = np.ones((math.comb(count, early), count), dtype=np.bool_)
        for way, chosen in zip(ways, combinations(range(count), early), strict=True):
            way[list(chosen)] = False
        return ways  # the first combination is the true one: the first blocks are early
    rng = np.random.default_rng(_SEED)
    shuffled = rng.permuted(np.tile(true, (_RANDOM_EXCHANGES, 1)), axis=1)
    return np.concatenate([true[None], shuffled])


def _student_t(values: FloatArray, is_late: BoolArray) -> FloatArray:
    """Student's t of late minus early, ``(ways, points)``; 0 where all blocks are equal."""
    late = is_late.astype(np.float64)
    n_late = float(late[0].sum())
    n_early = len(values) - n_late
    mean_late = late @ values / n_late
    mean_early = (1.0 - late) @ values / n_early
    within = (values**2).sum(axis=0) - n_late * mean_late**2 - n_early * mean_early**2
    scatter = np.sqrt(np.maximum(within, 0.0) / (len(values) - 2) * (1 / n_late + 1 / n_early))
    apart = mean_late - mean_early
    t: FloatArray = np.divide(apart, scatter, out=np.zeros_like(apart), where=scatter > 0)
    return t


def _largest_sum(t: FloatArray, limit: float) -> FloatArray:
    """Largest sum of t over a cluster of each permutation, ``(ways,)``; 0 without a cluster."""
    from scipy import ndimage

    along = np.array([[0, 0, 0], [1, 1, 1], [0, 0, 0]])
    labels, count = ndimage.label(t > limit, structure=along)
    sums = np.bincount(labels.ravel(), weights=t.ravel(), minlength=count + 1)
    sums[0] = 0.0  # phases outside of clusters
    largest: FloatArray = sums[labels].max(axis=1)
    return largest
