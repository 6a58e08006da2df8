"""How much strides scatter, and how much each resembles the one before it.

Strides are not independent: a runner who leans a little more now does so for some strides. All
intervals of this package treat that as a first-order autoregression, in which the correlation of
strides `k` apart is ``rho ** k``; strides of different filmed parts are far apart and so
independent. Some dozens of strides tell `rho` only roughly, and an interval that takes one
estimate for the truth is too narrow. So each `rho` of `RHOS` counts by its likelihood once the
fitted terms are integrated out (restricted likelihood, Harville 1974), and what it says about an
error is averaged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.signal import correlate

from posture.comparison.series import Series
from posture.utils.arrays import FloatArray, IntArray

RHOS: FloatArray = np.linspace(-0.2, 0.9, 23)
"""Correlations of neighbouring strides that are held possible, -0.2 to 0.9.

The few negative ones are there so that intervals of strides without correlation are not too wide.
"""

_MAX_LAG = 150
"""Correlations over more strides than this are 0 (0.9 ** 150 < 1e-6)."""


@dataclass(frozen=True)
class Noise:
    """What one series says about its noise under each correlation of `RHOS`.

    Attributes
    ----------
    log_likelihood
        ``(23,)``, up to a constant.
    variance
        ``(23,)`` of a single stride about the fitted terms, unit squared.
    dof
        Values less fitted terms.
    """

    log_likelihood: FloatArray
    variance: FloatArray
    dof: int


def estimate_noise(of: Series, terms: FloatArray) -> Noise:
    """Scatter of strides about a sum of terms, such as a line.

    Parameters
    ----------
    of
        ``n`` strides.
    terms
        ``(n, p)``, p < n: what is fitted, one column each.
    """
    n, p = terms.shape
    # Only what the terms span counts. Without their plain fit, a perfect fit leaves exactly 0.
    basis, _ = np.linalg.qr(terms)
    left = of.values - basis @ (basis.T @ of.values)
    if left @ left <= 1e-24 * (of.values @ of.values):
        return Noise(np.zeros(len(RHOS)), np.zeros(len(RHOS)), n - p)
    products, log_det = _white_products(np.column_stack([basis, left]), of.places)
    triangle = np.diagonal(np.linalg.cholesky(products), axis1=1, axis2=2)
    power = triangle[:, -1] ** 2
    likelihood = -0.5 * (n - p) * np.log(power) - 0.5 * log_det
    likelihood -= np.log(triangle[:, :-1]).sum(axis=1)
    return Noise(likelihood, power / (n - p), n - p)


def _white_products(columns: FloatArray, places: IntArray) -> tuple[FloatArray, FloatArray]:
    """Products of all pairs of whitened columns, ``(23, k, k)``, and the log determinants.

    As `whiten` gives them, but summed for all strides of one gap at once: gaps are few.
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
    """Turn noise of correlation `rho` in the rows of ``(n, k)`` into independent noise."""
    fade = (rho ** np.diff(places))[:, None]
    white = columns.copy()
    white[1:] -= fade * columns[:-1]
    white[1:] /= np.sqrt(1.0 - fade**2)
    return white


def line_terms(places: IntArray) -> FloatArray:
    """Terms ``(n, 2)`` of a straight line over the strides."""
    return np.column_stack([np.ones(len(places)), places - places.mean()])


def weigh_correlations(*log_likelihoods: FloatArray) -> FloatArray:
    """How much each correlation of `RHOS` counts, given series that share it: ``(23,)``, sum 1."""
    total = np.sum(log_likelihoods, axis=0)
    weight = np.exp(total - total.max())
    share: FloatArray = weight / weight.sum()
    return share


def variances_of_sum(weights: FloatArray, places: IntArray) -> FloatArray:
    """Variance of ``sum(weights * values)`` under each of `RHOS`, for strides of variance 1."""
    laid = np.zeros(int(places[-1] - places[0]) + 1)
    laid[places - places[0]] = weights
    alike = correlate(laid, laid, method="auto")[len(laid) - 1 :][:_MAX_LAG]
    alike[1:] *= 2.0
    fade = RHOS[:, None] ** np.arange(len(alike))
    return np.asarray(fade @ alike)


def variances_of_mean(places: IntArray) -> FloatArray:
    """Variance of the mean of strides at `places` under each of `RHOS`, for variance 1."""
    return variances_of_sum(np.full(len(places), 1.0 / len(places)), places)
