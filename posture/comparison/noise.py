"""Variance and autocorrelation of strides.

Strides are not independent: a runner who leans a little more now does so for some strides. All
intervals of this package model that as a first-order autoregression, in which the correlation of
strides `k` apart is ``rho ** k``; strides of different filmed parts are far apart and so
independent. A few dozen strides determine `rho` only roughly, and an interval that relies on a
single estimate of it is too narrow. So the results for each `rho` of `RHOS` are averaged, weighted
by its restricted likelihood, with the fitted terms integrated out (Harville 1974).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posture.comparison.series import Series
from posture.utils.arrays import FloatArray, IntArray

RHOS: FloatArray = np.linspace(-0.2, 0.9, 23)
"""Possible correlations of neighbouring strides, -0.2 to 0.9.

Negative ones are included so that intervals are not too wide for strides without correlation.
"""

_MAX_LAG = 150
"""Largest lag of the autocorrelation, strides; beyond it counts as 0 (0.9 ** 150 < 1e-6)."""

_DIRECTLY = 2000
"""Longest series that is correlated with itself term by term, strides."""


@dataclass(frozen=True)
class Noise:
    """Likelihood and variance of one series under each correlation of `RHOS`.

    Attributes
    ----------
    log_likelihood
        ``(23,)``, up to a constant.
    variance
        ``(23,)`` variance of a single stride about the fitted terms, unit squared.
    dof
        Degrees of freedom: number of strides minus number of fitted terms.
    """

    log_likelihood: FloatArray
    variance: FloatArray
    dof: int


def estimate_noise(strides: Series, terms: FloatArray) -> Noise:
    """Estimate the variance of strides about fitted terms, such as a line.

    Parameters
    ----------
    strides
        ``n`` values.
    terms
        ``(n, p)``, p < n: the terms that are fitted, one in each column.
    """
    n, p = terms.shape
    # An orthonormal basis of the terms gives the same fit; subtracting the ordinary least-squares
    # fit first makes the residuals of a perfect fit exactly 0.
    basis, _ = np.linalg.qr(terms)
    left = strides.values - basis @ (basis.T @ strides.values)
    if left @ left <= 1e-24 * (strides.values @ strides.values):
        return Noise(np.zeros(len(RHOS)), np.zeros(len(RHOS)), n - p)
    products, log_det = _white_products(np.column_stack([basis, left]), strides.places)
    triangle = np.diagonal(np.linalg.cholesky(products), axis1=1, axis2=2)
    power = triangle[:, -1] ** 2
    likelihood = -0.5 * (n - p) * np.log(power) - 0.5 * log_det
    likelihood -= np.log(triangle[:, :-1]).sum(axis=1)
    return Noise(likelihood, power / (n - p), n - p)


def _white_products(columns: FloatArray, places: IntArray) -> tuple[FloatArray, FloatArray]:
    """Products of all pairs of whitened columns, ``(23, k, k)``, and the log determinants.

    The same as from `whiten`, but summed over all strides with the same gap at once.
    """
    products = np.repeat(np.outer(columns[0], columns[0])[None], len(RHOS), axis=0)
    log_det = np.zeros(len(RHOS))
    gaps = np.diff(places)
    for gap in np.unique(gaps):
        here = np.flatnonzero(gaps == gap)
        before, after = columns[here], columns[here + 1]
        across = after.T @ before
        fade = (RHOS**gap)[:, None, None]
        sums = after.T @ after - fade * (across + across.T) + fade**2 * (before.T @ before)
        products += sums / (1.0 - fade**2)
        log_det += len(here) * np.log(1.0 - fade[:, 0, 0] ** 2)
    return products, log_det


def whiten(columns: FloatArray, places: IntArray, rho: float) -> FloatArray:
    """Transform ``(n, k)`` columns whose rows have the correlation `rho` to independent rows."""
    fade = (rho ** np.diff(places))[:, None]
    white = columns.copy()
    white[1:] -= fade * columns[:-1]
    white[1:] /= np.sqrt(1.0 - fade**2)
    return white


def line_terms(places: IntArray) -> FloatArray:
    """Return the terms ``(n, 2)`` of a straight line over the strides."""
    return np.column_stack([np.ones(len(places)), places - places.mean()])


def weigh_correlations(*log_likelihoods: FloatArray) -> FloatArray:
    """Weight of each correlation of `RHOS`, given series that share it: ``(23,)``, sum 1."""
    total = np.sum(log_likelihoods, axis=0)
    weight = np.exp(total - total.max())
    share: FloatArray = weight / weight.sum()
    return share


def variances_of_sum(weights: FloatArray, places: IntArray) -> FloatArray:
    """Variance of ``sum(weights * values)`` under each of `RHOS`, for strides of variance 1."""
    laid = np.zeros(int(places[-1] - places[0]) + 1)
    laid[places - places[0]] = weights
    alike = _correlate(laid)[len(laid) - 1 :][:_MAX_LAG]
    alike[1:] *= 2.0
    fade = RHOS[:, None] ** np.arange(len(alike))
    return np.asarray(fade @ alike)


def _correlate(values: FloatArray) -> FloatArray:
    """Correlate a series with itself at every lag, ``(2 n - 1,)``."""
    if len(values) <= _DIRECTLY:
        return np.correlate(values, values, "full")
    from scipy.signal import correlate  # slow to load, and faster only for long series

    return np.asarray(correlate(values, values, method="auto"))


def variances_of_mean(places: IntArray) -> FloatArray:
    """Variance of the mean of strides at `places` under each of `RHOS`, for variance 1."""
    return variances_of_sum(np.full(len(places), 1.0 / len(places)), places)
