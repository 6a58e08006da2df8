"""The smallest change that this very video could tell from chance."""

from __future__ import annotations

import numpy as np

from posture.compare.autocorrelation import FloatArray, lag1, t_quantile, variance_of_mean


def detectable_change(early: FloatArray, late_count: int | None = None) -> float:
    """Return how large a change could appear in this video without the runner changing.

    The fresh part is set against itself in two ways, and the larger one counts:

    * the half width of the 95 % interval that two windows like the fresh one would have, from
      the spread of its strides and its effective number of strides (fewer than counted, since
      neighbouring strides resemble each other);
    * the difference that is there between its first and its second half, which also shows slow
      wandering that does not average out.

    It says nothing about a measure that is wrong in the same way all the time; the smallest
    change of interest (`posture.compare.measures`) is the floor under it in the verdict.

    Parameters
    ----------
    early
        Values of one measure in the fresh window in stride order, shape ``(n,)``; NaN is left out.
    late_count
        Strides in the late window; None for as many as in the fresh one.

    Returns
    -------
    float
        In the unit of the measure, 0 or more.

    Raises
    ------
    ValueError
        If a window holds fewer than two values.
    """
    values = early[np.isfinite(early)]
    n = len(values)
    others = n if late_count is None else late_count
    if min(n, others) < 2:
        raise ValueError("each window needs at least two values")
    residuals = values - values.mean()
    rho = lag1([residuals])
    of_mean = variance_of_mean(n, rho)
    variance = float(residuals @ residuals) / (n * (1.0 - of_mean))
    by_chance = t_quantile(n + others, rho) * np.sqrt(
        variance * (of_mean + variance_of_mean(others, rho))
    )
    half = n // 2
    by_halves = abs(values[half:].mean() - values[:half].mean())
    return float(max(by_chance, by_halves))
