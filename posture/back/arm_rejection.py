"""How far out the back can be, given where it is below: what stands out further is an arm.

Between chest and loin the back is free of arms for a tenth of the time, or never where they are
carried low, and what is seen there most of the time is an elbow. But backs have few shapes: where
the line runs from the waist down, which is nearly always seen, predicts within a hundredth or two
of the trunk's length where it runs just above. The shapes are those of virtual runners in motion,
without arms (`models/line.json`), as a normal distribution; one place after the other is predicted
from those below it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from posture.back.places import PLACES
from posture.learned.weights import read_weights
from posture.utils.arrays import FloatArray
from posture.utils.resources import model_file

#: From this place down arms are seldom, and what is seen there is taken for the back.
SELDOM_ARMS = 0.72
#: So many places below it must be seen to predict the ones above.
FEWEST_PLACES = 6
#: So many frames must show a place for it to count.
FEWEST_FRAMES = 6
#: What is seen may stand out from the prediction by so many of its standard deviations,
MOST_SD = 2.5
#: and by this more for the motion within the stride, trunk lengths.
MOTION_SLACK = 0.009
#: Error (SD) of the joint centres at both ends of the trunk, trunk lengths.
CENTRE_SD = 0.012
#: Error (SD) of the edge itself, trunk lengths.
EDGE_SD = 0.003
#: Arms only add to the silhouette: of what is left, this quantile is taken for the back.
INNER_QUANTILE = 0.4


@dataclass(frozen=True)
class ShapePrior:
    """The lines that backs can have, at `PLACES`, trunk lengths.

    Attributes
    ----------
    mean
        ``(28,)`` their mean.
    covariance
        ``(28, 28)`` as they are seen.
    """

    mean: FloatArray
    covariance: FloatArray


def limit_back_line(lines: FloatArray, prior: ShapePrior) -> FloatArray:
    """Estimate how far out each place of the back can be.

    Parameters
    ----------
    lines
        ``(frames, 28)`` some seconds of one runner as in `line.Line`, NaN where nothing is seen.
    prior
        The lines that backs can have.

    Returns
    -------
    FloatArray
        ``(28,)`` trunk lengths; infinite from `SELDOM_ARMS` down, and everywhere if too little is
        seen.
    """
    limits = np.full(len(PLACES), np.inf)
    often = np.isfinite(lines).sum(axis=0) >= FEWEST_FRAMES
    known = list(np.flatnonzero(often & (PLACES > SELDOM_ARMS)))
    if len(known) < FEWEST_PLACES:
        return limits
    line = np.full(len(PLACES), np.nan)
    line[known] = np.nanmedian(lines[:, known], axis=0)
    for j in np.flatnonzero(PLACES <= SELDOM_ARMS)[::-1]:
        among = prior.covariance[np.ix_(known, known)]
        weights = np.linalg.solve(among, prior.covariance[known, j])
        predicted = prior.mean[j] + weights @ (line[known] - prior.mean[known])
        variance = prior.covariance[j, j] - weights @ prior.covariance[known, j]
        limits[j] = predicted + MOST_SD * np.sqrt(variance) + MOTION_SLACK
        inside = lines[:, j][lines[:, j] <= limits[j]]
        if len(inside) >= FEWEST_FRAMES:
            line[j] = np.quantile(inside, INNER_QUANTILE)
            known.append(j)
    return limits


def build_shape_prior(mean: FloatArray, directions: FloatArray) -> ShapePrior:
    """Add the errors of reading a line to the variety of backs.

    Parameters
    ----------
    mean
        ``(28,)`` mean line.
    directions
        ``(k, 28)`` in which lines differ, one SD long each.
    """
    top, low = PLACES[-1] - PLACES, PLACES - PLACES[0]
    centres = CENTRE_SD**2 * (np.outer(top, top) + np.outer(low, low))
    edge = EDGE_SD**2 * np.eye(len(PLACES))
    return ShapePrior(mean, directions.T @ directions + centres + edge)


def shape_prior_from(table: Mapping[str, Any]) -> ShapePrior:
    """Build the prior from the content of its file."""
    return build_shape_prior(np.array(table["mean"]), np.array(table["directions"]))


def load_shape_prior() -> ShapePrior:
    """Load the prior that ships with the package."""
    return shape_prior_from(read_weights(model_file("line.json")))
