"""Find out whether a level changed for good between two of a runner's sessions.

The sessions are divided at each possible place into those before and those after; the division
whose two means differ most, in standard errors, is the candidate (Worsley 1979, a test of the
likelihood ratio for a change of location). Because the place is searched for, the largest of
several ratios is compared with what it is in simulated sessions that differ by chance alone.

The scatter of sessions comes from the runner's own sessions within the two parts, weighed with
the benchmark's. Where the own scatter is larger than chance allows if the benchmark's were true, as
in people who vary from day to day, it counts alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import fdtri, stdtrit

from posture.utils.arrays import FloatArray

#: Simulated series of sessions without a change.
DRAWS = 20_000
#: Chance of calling the benchmark's scatter too small where it is right.
MISFIT = 0.05
#: Degrees of freedom that the benchmark counts for, at most: it is not about this runner. With
#: more, runners who vary half as much again from day to day are called changed too often.
MOST_WEIGHT = 6
#: Without a benchmark at least so many degrees of freedom must come from the sessions themselves.
FEWEST_OWN = 2
_SEED = 1979


@dataclass(frozen=True)
class Step:
    """The most probable place of a lasting change, and how sure it is.

    Attributes
    ----------
    before
        Number of sessions before it.
    size, ci95
        Mean after minus mean before, and its 95 % interval for this place.
    p
        Chance of so clear a step somewhere if nothing changed.
    sem, dof
        SD of sessions within the two parts that it was judged by, and its degrees of freedom.
    own_alone
        Whether the runner's own scatter counted alone.
    smallest
        Size of a step in the middle of the sessions that would just be called at 5 %.
    """

    before: int
    size: float
    ci95: tuple[float, float]
    p: float
    sem: float
    dof: int
    own_alone: bool
    smallest: float


def find_step(levels: FloatArray, sem: float | None, dof: int = 0) -> Step | None:
    """Find the most probable step in a runner's sessions.

    Parameters
    ----------
    levels
        ``(n,)`` in order of time.
    sem, dof
        SD of sessions by the benchmark, and its degrees of freedom; None where there is none.

    Returns
    -------
    Step or None
        None where there are too few sessions to judge any.
    """
    n = len(levels)
    if n < 2 or (sem is None and n - 2 < FEWEST_OWN):
        return None
    known, weight = (0.0, 0) if sem is None else (sem, min(dof, MOST_WEIGHT))
    size, squares = _divide(levels[np.newaxis])
    spread = _spread(n)
    alone = sem is None
    ratio, place, variance = _largest(size[0], squares[0], spread, known, weight)
    if not alone and n - 2 >= FEWEST_OWN:
        alone = squares[0, place] / (n - 2) > known**2 * fdtri(n - 2, max(dof, 1), 1 - MISFIT)
    if alone:
        weight = 0
        ratio, place, variance = _largest(size[0], squares[0], spread, 0.0, 0)
    (null, critical), total = _null(n, weight), weight + n - 2
    half = float(stdtrit(total, 0.975)) * math.sqrt(variance) * spread[place]
    found = float(size[0, place])
    return Step(
        before=int(place) + 1,
        size=found,
        ci95=(found - half, found + half),
        p=float((1 + DRAWS - np.searchsorted(null, ratio)) / (1 + DRAWS)),
        sem=math.sqrt(variance),
        dof=total,
        own_alone=bool(alone),
        smallest=critical * math.sqrt(variance) * float(spread[(n - 1) // 2]),
    )


def _divide(series: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Difference of means and sum of squares within, ``(series, n - 1)``, at each division."""
    n = series.shape[1]
    before = np.arange(1, n)
    first = np.cumsum(series, axis=1)[:, :-1]
    all_of = series.sum(axis=1, keepdims=True)
    mean_before, mean_after = first / before, (all_of - first) / (n - before)
    squares = (series**2).sum(axis=1, keepdims=True)
    within = squares - before * mean_before**2 - (n - before) * mean_after**2
    return mean_after - mean_before, np.maximum(within, 0.0)


def _spread(n: int) -> FloatArray:
    """Compute the standard error of the difference of means at each division, for an SD of 1."""
    before = np.arange(1, n)
    return np.sqrt(1.0 / before + 1.0 / (n - before))


def _largest(
    size: FloatArray, squares: FloatArray, spread: FloatArray, sem: float, weight: int
) -> tuple[float, int, float]:
    """Largest ratio of a difference to its error, its place, and the variance it was judged by."""
    variance = (weight * sem**2 + squares) / (weight + len(size) - 1)
    error = np.sqrt(variance) * spread
    ratio = np.divide(abs(size), error, out=np.full_like(size, np.inf), where=error > 0)
    ratio[(error == 0) & (size == 0)] = 0.0
    place = int(ratio.argmax())
    return float(ratio[place]), place, float(variance[place])


@cache
def _null(n: int, weight: int) -> tuple[FloatArray, float]:
    """Largest ratios of simulated series without a change, sorted, and their 95th percentile."""
    rng = np.random.default_rng(_SEED)
    size, squares = _divide(rng.normal(size=(DRAWS, n)))
    known = rng.chisquare(weight, (DRAWS, 1)) if weight else 0.0
    variance = (known + squares) / (weight + n - 2)
    ratios = np.sort((abs(size) / (np.sqrt(variance) * _spread(n))).max(axis=1))
    return ratios, float(np.quantile(ratios, 0.95))
