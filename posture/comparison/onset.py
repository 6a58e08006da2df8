"""Onset of a change: constant at first, and from then on a straight line."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from posture.comparison.noise import RHOS, estimate_noise, weigh_correlations, whiten
from posture.comparison.series import Series
from posture.utils.arrays import FloatArray
from posture.utils.stats import NORMAL_QUANTILE

CANDIDATE_TIMES = 60
"""Number of times, evenly spaced over the run, that are tried as the onset."""

MIN_STRIDES_AFTER = 10
"""Strides that must follow an onset."""

NEVER = "over the whole run no beginning of a change stands out from chance"
"""Why there is no onset: constant fits as well."""

FROM_THE_START = (
    "it grew evenly from the first strides on: a later beginning fits no better than a straight "
    "line through the whole run"
)
"""Why there is no onset: a straight line fits as well."""

_DRAWS = 500
"""Draws from the null distributions; p is then known to about 0.01 near 0.05."""

_SEED = 0
"""Of the random numbers: the same strides always give the same result."""

_NEGLIGIBLE = 0.05
"""A correlation with a smaller weight than this share of the largest one is left out."""

_MIN_RELATIVE_LIKELIHOOD = math.exp(-0.5 * NORMAL_QUANTILE**2)
"""Likelihood, relative to its maximum, at the edge of a 95 % interval."""


@dataclass(frozen=True)
class Onset:
    """Time of the onset, seconds, with its 95 % interval, and the change from then to the end."""

    time_s: float
    ci95: tuple[float, float]
    growth: float


@dataclass(frozen=True)
class _Fit:
    """Fits of all possible onsets under one correlation of strides.

    Attributes
    ----------
    p_flat, p_line
        p-values of the null hypotheses "constant" and "a straight line".
    likelihood
        ``(times,)`` likelihood of each onset, sum 1.
    slope
        ``(times,)`` slope after each onset, per second.
    """

    p_flat: float
    p_line: float
    likelihood: FloatArray
    slope: FloatArray


def find_onset(strides: Series, times_s: FloatArray) -> Onset | str:
    """Find when a measure that was constant began to increase or decrease.

    A "broken stick", constant until the onset and a straight line from there on, is fitted for
    each of 60 possible onsets by generalised least squares. The best fit must be better than a
    constant and better than a straight line from the first stride on, each at p < 0.05. Because
    the best of many fits is taken, both p-values come from the distribution of the largest gain
    under the null hypothesis, drawn from the joint distribution of the gains of all onsets (as in
    tests of a break at an unknown time, Davies 1987). So an onset is found where there is none in
    at most 5 % of cases. Results are averaged over the possible correlations of strides.

    Parameters
    ----------
    strides
        ``n`` values of a measure, 20 or more.
    times_s
        ``(n,)`` middles of the strides, seconds, ascending.

    Returns
    -------
    Onset or str
        The median of the likelihood of all onsets. The 95 % interval is the likelihood interval
        (see `_MIN_RELATIVE_LIKELIHOOD`). A text, `NEVER` or `FROM_THE_START`, where there is none.
    """
    moments = np.linspace(times_s[0], times_s[-MIN_STRIDES_AFTER], CANDIDATE_TIMES, endpoint=False)
    hinges = np.maximum(times_s[:, None] - moments, 0.0)
    # A piecewise linear curve with a corner at each quarter follows any onset, so that a change is
    # not taken for noise.
    bends = np.column_stack([np.ones(len(times_s)), hinges[:, :: CANDIDATE_TIMES // 4]])
    found = estimate_noise(strides, bends / bends.max(axis=0))
    if not found.variance.any():  # no noise at all: never so in a measured run
        return NEVER
    share = weigh_correlations(found.log_likelihood)
    share = np.where(share > _NEGLIGIBLE * share.max(), share, 0.0)
    share /= share.sum()
    rng = np.random.default_rng(_SEED)
    p_flat, p_line, p, fits = 0.0, 0.0, 0.0, []
    for i in np.argsort(-share)[: np.count_nonzero(share)]:
        fit = _fit(strides, hinges, float(RHOS[i]), float(found.variance[i]), found.dof, rng)
        p_flat += share[i] * fit.p_flat
        p_line += share[i] * fit.p_line
        p += share[i] * max(fit.p_flat, fit.p_line)
        if p >= 0.05:
            return NEVER if p_flat >= p_line else FROM_THE_START
        fits.append((share[i], fit))
    likelihood = np.sum([part * fit.likelihood for part, fit in fits], axis=0)
    slopes = np.sum([part * fit.slope for part, fit in fits], axis=0)
    # each possible onset stands for the time up to the next one
    ends = np.append(moments[1:], times_s[-MIN_STRIDES_AFTER])
    middle = float(np.interp(0.5, np.cumsum(likelihood), ends))
    within = np.flatnonzero(likelihood >= _MIN_RELATIVE_LIKELIHOOD * likelihood.max())
    low, high = float(moments[within[0]]), float(ends[within[-1]])
    slope = float(np.interp(middle, moments, slopes))
    return Onset(middle, (low, high), slope * (float(times_s[-1]) - middle))


def _fit(
    strides: Series,
    hinges: FloatArray,
    rho: float,
    variance: float,
    dof: int,
    rng: np.random.Generator,
) -> _Fit:
    """Fit all onsets under one correlation, and draw the null distributions of the best gain."""
    columns = np.column_stack([np.ones(len(hinges)), strides.values, hinges])
    white = whiten(columns, strides.places, rho) / np.sqrt(variance)
    mean = white[:, 0] / np.linalg.norm(white[:, 0])
    rest = white[:, 1:] - np.outer(mean, mean @ white[:, 1:])
    values, lengths = rest[:, 0], np.linalg.norm(rest[:, 1:], axis=0)
    # Predictors of unit length, one for each onset; the first is a line from the first stride on.
    predictors = rest[:, 1:] / lengths
    fit = values @ predictors
    gain = fit**2

    correlation = predictors.T @ predictors
    size, direction = np.linalg.eigh(correlation)
    # Neighbouring onsets are so highly correlated that about a dozen components hold them all.
    kept = size > 1e-6 * size[-1]
    spread = direction[:, kept] * np.sqrt(size[kept])
    chance = rng.standard_normal((_DRAWS, spread.shape[1])) @ spread.T
    scatter = rng.chisquare(dof, _DRAWS) / dof
    flat = (chance**2).max(axis=1) / scatter
    steady = (chance + fit[0] * correlation[0]) ** 2
    beyond_line = (steady.max(axis=1) - steady[:, 0]) / scatter
    p_flat = float(np.mean(flat >= gain.max()))
    p_line = float(np.mean(beyond_line >= gain.max() - gain[0]))

    left = np.log(values @ values - gain)
    likelihood = np.exp(-0.5 * (len(values) - 2) * (left - left.min()))
    return _Fit(p_flat, p_line, likelihood / likelihood.sum(), fit / lengths * np.sqrt(variance))
