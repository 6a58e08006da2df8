"""The smallest change that this very video could tell from chance."""

from __future__ import annotations

import math

import numpy as np

from posture.comparison.difference import require_enough
from posture.comparison.estimate import Estimate
from posture.comparison.noise import (
    estimate_noise,
    line_terms,
    variances_of_mean,
    weigh_correlations,
)
from posture.comparison.series import Series
from posture.utils.arrays import IntArray


def estimate_detectable_change(early: Series, late_places: IntArray | None = None) -> float:
    """Return how large a change could appear in this video without the runner changing.

    The fresh part is set against itself in two ways, and the larger one counts:

    * the half width of the 95 % interval that two windows like the fresh one would have, from
      the scatter of its strides about a line and its effective number of strides (fewer than
      counted, since neighbouring strides resemble each other);
    * slow wandering that does not average out, see `measure_slow_fluctuation`.

    A steady drift inside the fresh part enters neither: it is movement, not noise, and may be the
    beginning of what is looked for. It says nothing about a measure that is wrong in the same way
    all the time; the smallest change of interest (`posture.measures.registry`) is the floor under
    it in the verdict.

    Parameters
    ----------
    early
        Strides of one measure in the fresh window.
    late_places
        Places of the strides of the late window, see `Series`; None for those of the fresh one.

    Returns
    -------
    float
        In the unit of the measure, 0 or more.

    Raises
    ------
    ValueError
        If the fresh window holds fewer than four values.
    """
    require_enough(early)
    found = estimate_noise(early, line_terms(early.places))
    of_means = variances_of_mean(early.places) + variances_of_mean(
        early.places if late_places is None else late_places
    )
    dof = np.full(len(of_means), float(found.dof))
    by_chance = Estimate(
        0.0, found.variance * of_means, dof, weigh_correlations(found.log_likelihood)
    )
    return max(by_chance.half_width, measure_slow_fluctuation(early))


def measure_slow_fluctuation(of: Series) -> float:
    """Size of the slow wandering in a window, apart from a straight line.

    From the means of its four quarters: how far the middle lies off the ends, and what is left
    beyond that bend. Both are 0 for a straight line, and are scaled so that chance makes them as
    large as the difference of two halves.
    """
    first, second, third, last = (float(part.mean()) for part in np.array_split(of.values, 4))
    bend = (second + third - first - last) / 2.0
    swing = (last - first - 3.0 * (third - second)) / math.sqrt(20.0)
    return max(abs(bend), abs(swing))
