"""Difference between the means of two windows, with its standard error."""

from __future__ import annotations

from collections.abc import Sequence

from posture.comparison.estimate import Estimate, combine_errors
from posture.comparison.noise import (
    estimate_noise,
    line_terms,
    variances_of_mean,
    variances_of_sum,
    weigh_correlations,
)
from posture.comparison.series import Series
from posture.utils.arrays import FloatArray

MIN_VALUES = 4
"""Strides in a window from which its scatter about a line can be estimated."""


def estimate_difference(early: Series, late: Series) -> Estimate:
    """Estimate the difference of the means, late minus early.

    The strides of the two windows are not paired. Each window has its own linear trend, so that
    a steady drift is not taken for noise, and its own variance about it. Both share the
    correlation of neighbouring strides.

    Parameters
    ----------
    early, late
        Strides of one measure.

    Returns
    -------
    Estimate
        In the unit of the measure.

    Raises
    ------
    ValueError
        If a window holds fewer than four values.
    """
    require_enough(early, late)
    change = float(late.values.mean() - early.values.mean())
    return estimate_from_means(
        change, [early, late], [line_terms(early.places), line_terms(late.places)]
    )


def estimate_from_means(
    value: float, windows: Sequence[Series], terms: Sequence[FloatArray]
) -> Estimate:
    """Give a value that is calculated from the means of windows its error.

    Parameters
    ----------
    value
        The value.
    windows
        Strides; all share the correlation of neighbours, and each has its own variance.
    terms
        ``(n, p)`` for each window: the terms that are fitted to its strides.
    """
    found = [estimate_noise(window, about) for window, about in zip(windows, terms, strict=True)]
    parts = [
        (one.variance * variances_of_mean(window.places), one.dof)
        for one, window in zip(found, windows, strict=True)
    ]
    return combine_errors(value, parts, weigh_correlations(*(one.log_likelihood for one in found)))


def estimate_weighted_sum(strides: Series, weights: FloatArray, terms: FloatArray) -> Estimate:
    """Estimate ``sum(weights * values)``.

    Parameters
    ----------
    strides
        ``n`` values.
    weights
        ``(n,)``.
    terms
        ``(n, p)`` the terms that are fitted to the strides.
    """
    found = estimate_noise(strides, terms)
    variance = found.variance * variances_of_sum(weights, strides.places)
    value = float(weights @ strides.values)
    return combine_errors(value, [(variance, found.dof)], weigh_correlations(found.log_likelihood))


def require_enough(*windows: Series) -> None:
    """Raise `ValueError` for a window of fewer than `MIN_VALUES` strides."""
    if min(len(window.values) for window in windows) < MIN_VALUES:
        raise ValueError(f"each window needs at least {MIN_VALUES} values")
