"""The smallest change that can be distinguished from chance in this video."""

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
    """Return how large a change may appear in this video although the runner does not change.

    It is estimated from the early window in two ways, and the larger value is returned:

    * the half width of the 95 % interval of the difference of two windows like the early one,
      from the scatter of its strides about a line and their autocorrelation;
    * slow fluctuation that does not average out, see `measure_slow_fluctuation`.

    A steady drift within the early window counts in neither: it is movement, not noise, and may
    be the beginning of a change. A constant error of a measure is not included either; in the
    verdict, a change must also exceed the smallest change of interest
    (`posture.measures.registry`).

    Parameters
    ----------
    early
        Strides of one measure in the early window.
    late_places
        Places of the strides of the late window, see `Series`; None for those of the early one.

    Returns
    -------
    float
        In the unit of the measure, 0 or more.

    Raises
    ------
    ValueError
        If the early window holds fewer than four values.
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
    return max(by_chance.half_width(), measure_slow_fluctuation(early))


def measure_slow_fluctuation(window: Series) -> float:
    """Size of the slow fluctuation in a window about a straight line.

    From the means of its four quarters: the larger one of their quadratic and cubic contrast.
    Both are 0 for a straight line. They are scaled so that independent noise makes them as large
    as the difference of the means of two halves.
    """
    first, second, third, last = (float(part.mean()) for part in np.array_split(window.values, 4))
    bend = (second + third - first - last) / 2.0
    swing = (last - first - 3.0 * (third - second)) / math.sqrt(20.0)
    return max(abs(bend), abs(swing))
