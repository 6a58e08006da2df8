"""How much a stride resembles the one before it, and what that costs in certainty.

For the band of a smooth curve and for changes adjusted for pace, whose many terms need one plain
estimate: a first-order autoregression, in which the correlation of strides `k` apart is
``rho ** k``. Changes, slopes and onsets average over the correlations that are possible instead,
see `posture.compare.noise`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.signal import lfilter
from scipy.stats import t as student

RHO_MAX = 0.9
FloatArray = npt.NDArray[np.float64]


def lag1(parts: Sequence[FloatArray], trend_terms: int = 1) -> float:
    """Correlation of neighbouring strides, corrected for the bias of short series.

    Parameters
    ----------
    parts
        Series in stride order, each already freed of its mean (or trend); pooled by length.
    trend_terms
        Coefficients that were fitted to each part: 1 for a mean, 2 for a line.

    Returns
    -------
    float
        From 0 to 0.9. An estimate below 0 counts as 0, so that no interval is narrower than
        for independent strides.
    """
    total = sum(len(part) for part in parts)
    rho = sum(len(part) * _lag1(part, trend_terms) for part in parts) / total
    return float(np.clip(rho, 0.0, RHO_MAX))


def _lag1(residuals: FloatArray, trend_terms: int) -> float:
    n = len(residuals)
    power = float(residuals @ residuals)
    if power == 0.0 or n < 6:
        return 0.0
    raw = float(residuals[1:] @ residuals[:-1]) / power
    # The estimate falls short by about (1 + 4 rho) / n after a mean was taken out (Kendall 1954),
    # and by one more 1 / n after a line was.
    return (n * raw + trend_terms) / (n - 4)


def ar1_form(weights: FloatArray, rho: float) -> float:
    """Variance of ``sum(weights * x)`` where `x` is such a series of variance 1."""
    # Both one-sided sums of rho ** k are equal, so one pass of a recursive filter is enough.
    decayed = lfilter([1.0], [1.0, -rho], weights)
    return float(2.0 * (weights @ decayed) - weights @ weights)


def t_quantile(n: int, rho: float) -> float:
    """Student's two-sided 95 % quantile for `n` strides from which `rho` was estimated too.

    The degrees of freedom come from the spread of the estimated standard error: that of the
    variance, ``2 (1 + rho^2) / (n (1 - rho^2))``, and that of ``(1 + rho) / (1 - rho)``,
    ``4 / (n (1 - rho^2))``, are together ``2 / df``.
    """
    df = n * (1 - rho**2) / (3 + rho**2)
    return float(student.ppf(0.975, max(df, 2.0)))
