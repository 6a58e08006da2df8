"""A robust smooth trend through points, with a pointwise band."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posture.comparison.estimate import combine_errors
from posture.comparison.noise import estimate_noise, variances_of_sum, weigh_correlations
from posture.comparison.series import make_series
from posture.utils.arrays import BoolArray, FloatArray

MIN_POINTS = 20
"""With fewer points no trend is drawn: its interval would be as wide as the chart."""

_MIN_NEIGHBOURS = 5
"""Points in each local fit at least; a line through fewer follows single strides."""

_ROBUST_STEPS = 2
"""How often outliers get new weights; more steps hardly change the curve."""

_MIN_WEIGHT = 1e-4
"""Points with a smaller weight are outliers: they count neither for the curve nor its interval."""


@dataclass(frozen=True)
class Trend:
    """A smooth curve and its pointwise 95 % band, all of shape ``(grid,)``."""

    x: FloatArray
    y: FloatArray
    low: FloatArray
    high: FloatArray


def fit_trend(x: FloatArray, y: FloatArray, *, span: float = 0.5, grid: int = 80) -> Trend | None:
    """Fit a robust locally weighted line (lowess) with its 95 % interval.

    At each of `grid` places a line is fitted to the nearest `span` of the points, with tricube
    weights of the distance and bisquare weights of the residual, so that a few odd strides do not
    bend it. The band is the pointwise 95 % interval for points that resemble their neighbours (see
    `posture.comparison.noise`): each height is a weighted sum of the points, so its variance
    follows from theirs. The bias of the smoothing itself is not in the band.

    Parameters
    ----------
    x, y
        ``(n,)``; points with a NaN in either are left out. `x` need not be sorted.
    span
        Share of the points in each local fit.
    grid
        Number of places of the curve, evenly from the smallest to the largest `x`.

    Returns
    -------
    Trend or None
        None with fewer than `MIN_POINTS` points, or without any spread in `x`.
    """
    known = np.isfinite(x) & np.isfinite(y)
    x, y = x[known], y[known]
    if len(x) < MIN_POINTS or np.ptp(x) == 0:
        return None
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    places = np.linspace(x[0], x[-1], grid)

    nearness = _nearness(places, x, span)
    trust = np.ones_like(x)
    for _ in range(_ROBUST_STEPS):
        residual = y - np.interp(x, places, _line_weights(places, x, nearness * trust) @ y)
        trust = _bisquare(residual)
    weights = _line_weights(places, x, nearness * trust)
    curve = weights @ y
    error = _half_interval(y - np.interp(x, places, curve), trust > _MIN_WEIGHT, places, x, weights)
    return Trend(places, curve, curve - error, curve + error)


def _half_interval(
    residual: FloatArray, used: BoolArray, places: FloatArray, x: FloatArray, weights: FloatArray
) -> FloatArray:
    """Half width of the 95 % interval of each height: ``(grid,)``.

    Outliers (strides that are not `used`) are left out. The curve uses up as many degrees of
    freedom as a piecewise linear function with as many corners.
    """
    apart = np.diff(x[used])
    strides = make_series(residual[used], x[used] if (apart > 0).all() else None)
    corners = np.linspace(x[0], x[-1], round(_degrees_of_freedom(places, x, weights)))[:-1]
    bends = np.maximum(x[used][:, None] - corners, 0.0) / np.ptp(x)
    found = estimate_noise(strides, np.column_stack([np.ones(len(bends)), bends]))
    share = weigh_correlations(found.log_likelihood)
    spread = [found.variance * variances_of_sum(row[used], strides.places) for row in weights]
    return np.array(
        [combine_errors(0.0, [(part, found.dof)], share).half_width() for part in spread]
    )


def _nearness(places: FloatArray, x: FloatArray, span: float) -> FloatArray:
    """Tricube weights ``(grid, n)`` reaching the nearest `span` of the points."""
    distance = np.abs(places[:, None] - x)
    neighbours = min(max(int(np.ceil(span * len(x))), _MIN_NEIGHBOURS), len(x)) - 1
    reach = np.partition(distance, neighbours, axis=1)[:, [neighbours]]
    # A little wider, so that the outermost neighbour still counts and the width is never zero.
    reach = 1.001 * np.maximum(reach, 1e-9 * np.ptp(x))
    cubed = np.clip(distance / reach, 0.0, 1.0) ** 3
    result: FloatArray = (1.0 - cubed) ** 3
    return result


def _line_weights(places: FloatArray, x: FloatArray, weight: FloatArray) -> FloatArray:
    """Weights of the points in the height of the curve at each place: ``(grid, n)``."""
    weight = weight / weight.sum(axis=1, keepdims=True)
    offset = x - places[:, None]
    first = (weight * offset).sum(axis=1, keepdims=True)
    second = (weight * offset**2).sum(axis=1, keepdims=True)
    spread = second - first**2
    # Where all near points share one x there is no slope: the local mean is the best guess.
    flat = spread <= 1e-12 * np.ptp(x) ** 2
    slope = np.where(flat, 0.0, first / np.where(flat, 1.0, spread))
    result: FloatArray = weight * (1.0 - slope * (offset - first))
    return result


def _bisquare(residual: FloatArray) -> FloatArray:
    """Weight 1 for small residuals, 0 beyond six median deviations."""
    typical = float(np.median(np.abs(residual)))
    if typical <= 1e-12 * max(float(np.max(np.abs(residual))), 1e-300):
        return np.ones_like(residual)
    result: FloatArray = (1.0 - np.clip(np.abs(residual) / (6.0 * typical), 0.0, 0.9999) ** 2) ** 2
    return result


def _degrees_of_freedom(places: FloatArray, x: FloatArray, weights: FloatArray) -> float:
    """Trace of the smoother at the points themselves."""
    left = np.clip(np.searchsorted(places, x, side="right") - 1, 0, len(places) - 2)
    share = (x - places[left]) / (places[left + 1] - places[left])
    point = np.arange(len(x))
    own = (1.0 - share) * weights[left, point] + share * weights[left + 1, point]
    return float(own.sum())
