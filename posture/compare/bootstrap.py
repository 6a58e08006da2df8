"""Difference of two windows with its uncertainty: a moving-block bootstrap over strides."""

from __future__ import annotations

import math

import numpy as np

from posture.certainty import NORMAL_QUANTILE
from posture.compare.autocorrelation import FloatArray, lag1, t_quantile, variance_of_mean


def difference(
    early: FloatArray,
    late: FloatArray,
    rng: np.random.Generator,
    draws: int = 2000,
    block: int | None = None,
) -> tuple[float, float, float]:
    """Difference of means, late minus early, and its 95 % interval.

    Strides of the two windows are not paired. Each window is redrawn in runs of neighbouring
    strides, so that what lasts for some strides stays together. Blocks must be short against
    the window, and so miss part of the correlation; the plain interval then covers the truth
    in only 75-85 % of cases. So the draws of each window are scaled to the variance that blocks
    of this length miss under a first-order autoregression with the correlation found, and
    widened from the normal to Student's quantile.
    Measured so, intervals cover the truth in 93-98 % of cases with 15-50 strides in each window
    and correlations of 0-0.5 (91-97 % with 10 strides, or 15 against 50).

    Parameters
    ----------
    early, late
        Values of one measure in stride order, shape ``(n,)``; NaN is left out.
    rng
        Source of chance; seed it for the same interval each time.
    draws
        Number of bootstrap draws.
    block
        Strides in a block; None for `block_length` of the data.

    Returns
    -------
    (difference, low, high)
        In the unit of the measure.

    Raises
    ------
    ValueError
        If a window holds fewer than two values.
    """
    windows = [part[np.isfinite(part)] for part in (early, late)]
    if min(map(len, windows)) < 2:
        raise ValueError("each window needs at least two values")
    rho = lag1([part - part.mean() for part in windows])
    noise_early, noise_late = (_mean_draws(part, rho, rng, draws, block) for part in windows)
    total = sum(map(len, windows))
    noise = (noise_late - noise_early) * (t_quantile(total, rho) / NORMAL_QUANTILE)
    change = float(windows[1].mean() - windows[0].mean())
    low, high = np.percentile(noise, [2.5, 97.5])
    return change, change + float(low), change + float(high)


def block_length(n: int, rho: float) -> int:
    """Strides in a block: the rule of Politis and White for a first-order autoregression.

    ``(6 n)^(1/3) (rho / (1 - rho^2))^(2/3)``, rounded up, from 1 stride to a third of the window.
    """
    best: float = (6 * n) ** (1 / 3) * (rho / (1 - rho**2)) ** (2 / 3)
    return max(1, min(math.ceil(best), n // 3))


def _mean_draws(
    values: FloatArray, rho: float, rng: np.random.Generator, draws: int, block: int | None
) -> FloatArray:
    """Draws of the error of the mean of `values`, shape ``(draws,)``, centred on 0."""
    n = len(values)
    size = min(block or block_length(n, rho), n - 1)
    whole, rest = divmod(n, size)
    sums = np.concatenate([[0.0], np.cumsum(values - values.mean())])
    total = np.zeros(draws)
    for length, count in ((size, whole), (rest, 1)):
        if length:
            block_sums = sums[length:] - sums[:-length]
            total += block_sums[rng.integers(len(block_sums), size=(draws, count))].sum(axis=1)
    means = total / n
    # Blocks of `size` strides around the window's own mean are expected to give this variance.
    seen = (variance_of_mean(size, rho) - variance_of_mean(n, rho)) * size / n
    missed = math.sqrt(variance_of_mean(n, rho) / seen)
    return np.asarray((means - means.mean()) * missed)
