"""Difference of two windows with its uncertainty."""

from __future__ import annotations

from collections.abc import Sequence

from posture.comparison.estimate import Estimate, combined
from posture.comparison.noise import line, noise, shares, variances_of_mean, variances_of_sum
from posture.comparison.series import Series
from posture.utils.arrays import FloatArray

FEWEST = 4
"""Strides in a window from which its scatter about a line can be told."""


def difference(early: Series, late: Series) -> Estimate:
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
    return of_means(change, [early, late], [line(early.places), line(late.places)])


def of_means(value: float, windows: Sequence[Series], terms: Sequence[FloatArray]) -> Estimate:
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
    found = [noise(window, about) for window, about in zip(windows, terms, strict=True)]
    parts = [
        (one.variance * variances_of_mean(window.places), one.free)
        for one, window in zip(found, windows, strict=True)
    ]
    return combined(value, parts, shares(*(one.log_likelihood for one in found)))


def of_sum(of: Series, weights: FloatArray, terms: FloatArray) -> Estimate:
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
    found = noise(of, terms)
    variance = found.variance * variances_of_sum(weights, of.places)
    value = float(weights @ of.values)
    return combined(value, [(variance, found.free)], shares(found.log_likelihood))


def require_enough(*windows: Series) -> None:
    """Raise `ValueError` for a window of fewer than `FEWEST` strides."""
    if min(len(window.values) for window in windows) < FEWEST:
        raise ValueError(f"each window needs at least {FEWEST} values")
