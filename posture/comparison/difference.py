"""Difference of two windows with its uncertainty."""

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
"""Strides in a window from which its scatter about a line can be told."""


def estimate_difference(early: Series, late: Series) -> Estimate:
    """Difference of means, late minus early.

    Strides of the two windows are not paired. The scatter is that about a line of each window's
    own, so that a steady drift is not taken for noise; both windows share the correlation of
    neighbouring strides, and each has a scatter of its own.

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
    """Give a value the error that the means of some windows have together.

    Parameters
    ----------
    value
        What is made of the means.
    windows
        Strides; all share the correlation of neighbours, and each has a scatter of its own.
    terms
        ``(n, p)`` for each window: what its strides scatter about.
    """
    found = [estimate_noise(window, about) for window, about in zip(windows, terms, strict=True)]
    parts = [
        (one.variance * variances_of_mean(window.places), one.dof)
        for one, window in zip(found, windows, strict=True)
    ]
    return combine_errors(value, parts, weigh_correlations(*(one.log_likelihood for one in found)))


def estimate_weighted_sum(of: Series, weights: FloatArray, terms: FloatArray) -> Estimate:
    """Give ``sum(weights * values)`` its error.

    Parameters
    ----------
    of
        ``n`` strides.
    weights
        ``(n,)``.
    terms
        ``(n, p)`` what the strides scatter about.
    """
    found = estimate_noise(of, terms)
    variance = found.variance * variances_of_sum(weights, of.places)
    value = float(weights @ of.values)
    return combine_errors(value, [(variance, found.dof)], weigh_correlations(found.log_likelihood))


def require_enough(*windows: Series) -> None:
    """Raise `ValueError` for a window of fewer than `FEWEST` strides."""
    if min(len(window.values) for window in windows) < MIN_VALUES:
        raise ValueError(f"each window needs at least {MIN_VALUES} values")
