"""Places of the back that a run never shows, estimated from those that it shows.

Where an arm is carried so that it hides a part of the back in every stride, that part of the line
is missing. Backs differ in few ways: the rest of the line says where it must be, to within some
hundredths of the trunk's length. The estimate is the conditional mean of a normal distribution of
the lines of virtual runners (`shape_prior.ShapePrior`). It moves with the places seen, so that a
change of posture is not estimated too small because a part of it is hidden.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from posture.back.phases import FilledEdge
from posture.back.shape_prior import ShapePrior

#: Least number of places seen: fewer say little about the others.
FEWEST_PLACES = 8


def complete_line(back: FilledEdge, prior: ShapePrior) -> FilledEdge:
    """Estimate the places of the back that are never seen.

    Parameters
    ----------
    back
        The line of the back; places never seen are NaN in all frames.
    prior
        The lines that backs can have.

    Returns
    -------
    FilledEdge
        With `values` at all places in all frames that have any; the same if too few are seen.
        What was seen, and the means of the strides, stay as they are.
    """
    known = np.isfinite(back.values).any(axis=0)
    if known.all() or known.sum() < FEWEST_PLACES:
        return back
    among = prior.covariance[np.ix_(known, known)]
    weights = np.linalg.solve(among, prior.covariance[np.ix_(known, ~known)])
    values = back.values.copy()
    beside = back.values[:, known] - prior.mean[known]
    values[:, ~known] = prior.mean[~known] + beside @ weights
    return replace(back, values=values)
