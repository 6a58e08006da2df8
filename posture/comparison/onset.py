"""Onset of a change: constant at first, then a straight line, to the end or until it levels off."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from posture.comparison.noise import RHOS, estimate_noise, weigh_correlations, whiten
from posture.comparison.series import Series
from posture.utils.arrays import BoolArray, FloatArray, IntArray
from posture.utils.stats import NORMAL_QUANTILE

CANDIDATE_TIMES = 60
"""Number of times, evenly spaced over the run, that are tried as the onset."""

MIN_STRIDES_AFTER = 10
"""Strides that must follow an onset, and that a change takes at least."""

_END_EVERY = 10
"""Of the candidate times, every so many-th is tried as the time from which the change stops."""

NEVER = "over the whole run no beginning of a change stands out from chance"
"""Why there is no onset: constant fits as well."""

FROM_THE_START = (
    "it may have been under way from the first strides on: a later beginning fits no better"
)
"""Why there is no onset: a line that begins with the first stride fits as well."""

IN_A_GAP = "it may have begun in a long part of the run that was not measured"
"""Why there is no onset: no course begins and ends in a part without strides."""

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
class _Courses:
    """The courses that are tried.

    Attributes
    ----------
    moments
        ``(times,)`` possible onsets, seconds; the first is the first stride.
    values
        ``(n, courses)`` each course: 0, then growing by 1 a second, then constant.
    begins
        ``(courses,)`` index of its onset in `moments`.
    lasts_s
        ``(courses,)`` how long it grows.
    """

    moments: FloatArray
    values: FloatArray
    begins: IntArray
    lasts_s: FloatArray

    @property
    def at_once(self) -> BoolArray:
        """Courses that begin with the first stride."""
        return np.asarray(self.begins == 0)


@dataclass(frozen=True)
class _Fit:
    """Fits of all courses under one correlation of strides.

    Attributes
    ----------
    p_flat, p_at_once
        p-values of the null hypotheses "constant" and "begins with the first stride".
    likelihood
        ``(times,)`` likelihood of each onset, sum 1.
    growth
        ``(times,)`` change from each onset to the end of the run.
    """

    p_flat: float
    p_at_once: float
    likelihood: FloatArray
    growth: FloatArray


def find_onset(strides: Series, times_s: FloatArray) -> Onset | str:
    """Find when a measure that was constant began to increase or decrease.

    A "broken stick", constant until the onset, then a straight line, to the end of the run or
    until one of five times from which on it is constant again, is fitted for each of 60 possible
    onsets by generalised least squares. The best fit must be better than a constant, and better
    than all those that begin with the first stride, each at p < 0.05. Because the best of many
    fits is taken, both p-values come from the distribution of the largest gain under the null
    hypothesis, drawn from the joint distribution of the gains of all courses (as in tests of a
    break at an unknown time, Davies 1987). So an onset is found where there is none in at most
    5 % of cases. Results are averaged over the possible correlations of strides.

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
    courses = _make_courses(times_s)
    # A piecewise linear curve with a corner at each quarter follows any onset, so that a change is
    # not taken for noise.
    corners = courses.moments[:: CANDIDATE_TIMES // 4]
    bends = np.column_stack([np.ones(len(times_s)), np.maximum(times_s[:, None] - corners, 0.0)])
    found = estimate_noise(strides, bends / bends.max(axis=0))
    if not found.variance.any():  # no noise at all: never so in a measured run
        return NEVER
    share = weigh_correlations(found.log_likelihood)
    share = np.where(share > _NEGLIGIBLE * share.max(), share, 0.0)
    share /= share.sum()
    rng = np.random.default_rng(_SEED)
    p_flat, p_at_once, p, fits = 0.0, 0.0, 0.0, []
    for i in np.argsort(-share)[: np.count_nonzero(share)]:
        fit = _fit(strides, courses, float(RHOS[i]), float(found.variance[i]), found.dof, rng)
        p_flat += share[i] * fit.p_flat
        p_at_once += share[i] * fit.p_at_once
        p += share[i] * max(fit.p_flat, fit.p_at_once)
        if p >= 0.05:
            return NEVER if p_flat >= p_at_once else FROM_THE_START
        fits.append((share[i], fit))
    likelihood = np.sum([part * fit.likelihood for part, fit in fits], axis=0)
    growth = np.sum([part * fit.growth for part, fit in fits], axis=0)
    # each possible onset stands for the time up to the next one
    ends = np.append(courses.moments[1:], times_s[-MIN_STRIDES_AFTER])
    middle = float(np.interp(0.5, np.cumsum(likelihood), ends))
    within = np.flatnonzero(likelihood >= _MIN_RELATIVE_LIKELIHOOD * likelihood.max())
    low, high = float(courses.moments[within[0]]), float(ends[within[-1]])
    return Onset(middle, (low, high), float(np.interp(middle, courses.moments, growth)))


def may_lie_in_a_gap(onset: Onset, times_s: FloatArray) -> bool:
    """Whether an onset may lie in a part without strides that is longer than a sixth of the run.

    A change that began and ended there has no course of its own: it is fitted by one that begins
    among the last strides before the gap, or ends among the first ones after it.

    Parameters
    ----------
    onset
        As found.
    times_s
        ``(n,)`` middles of the strides, seconds, ascending.
    """
    apart_s = np.diff(times_s)
    long = apart_s > _END_EVERY / CANDIDATE_TIMES * (times_s[-1] - times_s[0])
    near_s = MIN_STRIDES_AFTER * float(np.median(apart_s))
    low, high = onset.ci95
    touched = (times_s[:-1] - near_s <= high) & (times_s[1:] + near_s >= low)
    return bool(np.any(long & touched))


def _make_courses(times_s: FloatArray) -> _Courses:
    """Make a course for each onset that grows to the end, and for each time at which it may stop.

    A course takes `MIN_STRIDES_AFTER` strides at least, so that no outlier is one.
    """
    moments = np.linspace(times_s[0], times_s[-MIN_STRIDES_AFTER], CANDIDATE_TIMES, endpoint=False)
    strides_before = np.searchsorted(times_s, moments)
    pairs = [(begin, float(times_s[-1])) for begin in range(CANDIDATE_TIMES)]
    pairs += [
        (begin, float(moments[end]))
        for begin in range(CANDIDATE_TIMES)
        for end in range(_END_EVERY, CANDIDATE_TIMES, _END_EVERY)
        if strides_before[end] - strides_before[begin] >= MIN_STRIDES_AFTER
    ]
    begins = np.array([begin for begin, _ in pairs])
    starts, ends = moments[begins], np.array([end for _, end in pairs])
    values = np.clip(times_s[:, None], starts, ends) - starts
    return _Courses(moments, values, begins, ends - starts)


def _fit(
    strides: Series,
    courses: _Courses,
    rho: float,
    variance: float,
    dof: int,
    rng: np.random.Generator,
) -> _Fit:
    """Fit all courses under one correlation, and draw the null distributions of the best gain."""
    columns = np.column_stack([np.ones(len(courses.values)), strides.values, courses.values])
    white = whiten(columns, strides.places, rho) / np.sqrt(variance)
    mean = white[:, 0] / np.linalg.norm(white[:, 0])
    rest = white[:, 1:] - np.outer(mean, mean @ white[:, 1:])
    values, lengths = rest[:, 0], np.linalg.norm(rest[:, 1:], axis=0)
    # Predictors of unit length, one for each course.
    predictors = rest[:, 1:] / lengths
    fit = values @ predictors
    gain = fit**2
    at_once = courses.at_once
    best = int(np.argmax(np.where(at_once, gain, -np.inf)))

    correlation = predictors.T @ predictors
    size, direction = np.linalg.eigh(correlation)
    # Neighbouring onsets are so highly correlated that about two dozen components hold them all.
    kept = size > 1e-6 * size[-1]
    spread = direction[:, kept] * np.sqrt(size[kept])
    chance = rng.standard_normal((_DRAWS, spread.shape[1])) @ spread.T
    scatter = rng.chisquare(dof, _DRAWS) / dof
    flat = (chance**2).max(axis=1) / scatter
    begun = (chance + fit[best] * correlation[best]) ** 2
    beyond = (begun.max(axis=1) - begun[:, at_once].max(axis=1)) / scatter
    p_flat = float(np.mean(flat >= gain.max()))
    p_at_once = float(np.mean(beyond >= gain.max() - gain[best]))

    left = np.log(values @ values - gain)
    likelihood = np.exp(-0.5 * (len(values) - 2) * (left - left.min()))
    growth = fit / lengths * np.sqrt(variance) * courses.lasts_s
    by_onset, growth_by_onset = _average_over_ends(courses, likelihood, growth)
    return _Fit(p_flat, p_at_once, by_onset / by_onset.sum(), growth_by_onset)


def _average_over_ends(
    courses: _Courses, likelihood: FloatArray, growth: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Mean likelihood and mean growth of all courses with the same onset: ``(times,)`` each."""
    counts = np.bincount(courses.begins)
    sums = np.bincount(courses.begins, likelihood)
    growths = np.bincount(courses.begins, likelihood * growth)
    return sums / counts, growths / np.maximum(sums, np.finfo(float).tiny)
