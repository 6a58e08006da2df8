"""When a measure began to grow: flat at first, and from then on a straight line."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from posture.comparison.noise import RHOS, estimate_noise, weigh_correlations, whiten
from posture.comparison.series import Series
from posture.utils.arrays import FloatArray
from posture.utils.stats import NORMAL_QUANTILE

CANDIDATE_TIMES = 60
"""Moments of the run at which growth may begin."""

MIN_STRIDES_AFTER = 10
"""Strides that must follow an onset."""

_DRAWS = 500
_SEED = 0
_NEGLIGIBLE = 0.05

_MIN_RELATIVE_LIKELIHOOD = math.exp(-0.5 * NORMAL_QUANTILE**2)
"""A moment of this likelihood, compared with the likeliest, is the edge of a 95 % interval."""


@dataclass(frozen=True)
class Onset:
    """When growth began, seconds with a 95 % interval, and how much grew until the end."""

    time_s: float
    ci95: tuple[float, float]
    growth: float


@dataclass(frozen=True)
class _Fit:
    """What one correlation of strides says about each moment.

    Attributes
    ----------
    p
        Larger p of "nothing grows" and "it grows steadily from the first stride on".
    likelihood
        ``(moments,)`` of each moment, sum 1.
    slope
        ``(moments,)`` of the growth after each.
    """

    p: float
    likelihood: FloatArray
    slope: FloatArray


def find_onset(of: Series, times_s: FloatArray) -> Onset | None:
    """Find when a measure that was flat began to grow (or fall).

    A "broken stick", flat until some moment and a straight line from there on, is fitted for each
    of 60 moments by generalised least squares. It must fit better than no change at all and
    better than a straight line from the first stride on, each at p < 0.05. The moment of the best
    fit is sought, so both p come from how large the best fit's gain would be by chance: it is
    drawn from the joint distribution of all moments' gains under either (as in tests of a break
    at an unknown time, Davies 1987), so that a break is found where there is none in at most 5 %.
    All is averaged over the possible correlations of strides.

    Parameters
    ----------
    of
        ``n`` strides of a measure, 20 or more.
    times_s
        ``(n,)`` middles of the strides, growing.

    Returns
    -------
    Onset or None
        Halfway through the likelihood of all moments. The interval holds the moments whose
        likelihood is not below that of the likeliest by more than chance allows in 95 % of cases.
        None where nothing begins to grow, or grows from the very beginning.
    """
    moments = np.linspace(times_s[0], times_s[-MIN_STRIDES_AFTER], CANDIDATE_TIMES, endpoint=False)
    hinges = np.maximum(times_s[:, None] - moments, 0.0)
    # Bends at each quarter follow any onset or none, so that neither passes for noise.
    bends = np.column_stack([np.ones(len(times_s)), hinges[:, :: CANDIDATE_TIMES // 4]])
    found = estimate_noise(of, bends / bends.max(axis=0))
    if not found.variance.any():  # no noise at all, as in no measured run
        return None
    share = weigh_correlations(found.log_likelihood)
    share = np.where(share > _NEGLIGIBLE * share.max(), share, 0.0)
    share /= share.sum()
    rng = np.random.default_rng(_SEED)
    p, fits = 0.0, []
    for i in np.argsort(-share)[: np.count_nonzero(share)]:
        fit = _fit(of, hinges, float(RHOS[i]), float(found.variance[i]), found.dof, rng)
        p += share[i] * fit.p
        if p >= 0.05:
            return None
        fits.append((share[i], fit))
    likelihood = np.sum([part * fit.likelihood for part, fit in fits], axis=0)
    slopes = np.sum([part * fit.slope for part, fit in fits], axis=0)
    # each moment stands for the time up to the next one
    ends = np.append(moments[1:], times_s[-MIN_STRIDES_AFTER])
    middle = float(np.interp(0.5, np.cumsum(likelihood), ends))
    within = np.flatnonzero(likelihood >= _MIN_RELATIVE_LIKELIHOOD * likelihood.max())
    low, high = float(moments[within[0]]), float(ends[within[-1]])
    slope = float(np.interp(middle, moments, slopes))
    return Onset(middle, (low, high), slope * (float(times_s[-1]) - middle))


def _fit(
    of: Series,
    hinges: FloatArray,
    rho: float,
    variance: float,
    dof: int,
    rng: np.random.Generator,
) -> _Fit:
    columns = np.column_stack([np.ones(len(hinges)), of.values, hinges])
    white = whiten(columns, of.places, rho) / np.sqrt(variance)
    mean = white[:, 0] / np.linalg.norm(white[:, 0])
    rest = white[:, 1:] - np.outer(mean, mean @ white[:, 1:])
    values, lengths = rest[:, 0], np.linalg.norm(rest[:, 1:], axis=0)
    ways = rest[:, 1:] / lengths  # of unit length, the first is a line from the first stride on
    fit = values @ ways
    gain = fit**2

    alike = ways.T @ ways
    size, direction = np.linalg.eigh(alike)
    much = size > 1e-6 * size[-1]  # moments are so alike that a dozen directions hold them all
    spread = direction[:, much] * np.sqrt(size[much])
    chance = rng.standard_normal((_DRAWS, spread.shape[1])) @ spread.T
    scatter = rng.chisquare(dof, _DRAWS) / dof
    flat = (chance**2).max(axis=1) / scatter
    steady = (chance + fit[0] * alike[0]) ** 2
    beyond_line = (steady.max(axis=1) - steady[:, 0]) / scatter
    p_flat = float(np.mean(flat >= gain.max()))
    p_line = float(np.mean(beyond_line >= gain.max() - gain[0]))

    left = np.log(values @ values - gain)
    likelihood = np.exp(-0.5 * (len(values) - 2) * (left - left.min()))
    return _Fit(
        max(p_flat, p_line), likelihood / likelihood.sum(), fit / lengths * np.sqrt(variance)
    )
