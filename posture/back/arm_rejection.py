"""How far out the back can be, predicted from the part below it: what stands out further is an arm.

Between chest and low back, arms leave the back free for only a tenth of the time, or never if they
are carried low; what the outline shows there most of the time is an elbow. But backs differ in few
ways. The line from the waist down, which is nearly always seen, predicts the line just above it to
within one or two hundredths of the trunk's length. The prediction uses a normal distribution of
the lines of virtual runners in motion, without arms (`models/weights/line.json`), and goes upwards
from one place to the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from posture.back.places import PLACES
from posture.utils.arrays import FloatArray

#: Below this place (share of the trunk from shoulder to hip) arms are rare, and the outline is
#: taken for the back's.
SELDOM_ARMS = 0.72
#: Least number of places seen below it for those above to be predicted.
FEWEST_PLACES = 6
#: Least number of frames that must show a place for it to count.
FEWEST_FRAMES = 6
#: An edge may stand out from the prediction by this many of its standard deviations
MOST_SD = 2.5
#: plus this distance, for the motion within the stride, trunk lengths.
MOTION_SLACK = 0.009
#: Error (SD) of the joint centres at both ends of the trunk, trunk lengths.
CENTRE_SD = 0.012
#: Error (SD) of the edge itself, trunk lengths.
EDGE_SD = 0.003
#: Quantile of the remaining edges that is taken for the back's; below the median because arms only
#: add to a silhouette.
INNER_QUANTILE = 0.4


@dataclass(frozen=True)
class ShapePrior:
    """The lines that backs can have, at `PLACES`, trunk lengths.

    Attributes
    ----------
    mean
        ``(28,)`` mean line.
    covariance
        ``(28, 28)`` covariance of lines, errors of reading them included.
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
    """Add the errors of reading a line to the differences between backs.

    Parameters
    ----------
    mean
        ``(28,)`` mean line.
    directions
        ``(k, 28)`` principal directions in which lines differ, each one SD long.
    """
    top, low = PLACES[-1] - PLACES, PLACES - PLACES[0]
    centres = CENTRE_SD**2 * (np.outer(top, top) + np.outer(low, low))
    edge = EDGE_SD**2 * np.eye(len(PLACES))
    return ShapePrior(mean, directions.T @ directions + centres + edge)


def shape_prior_from(table: Mapping[str, Any]) -> ShapePrior:
    """Build the prior from the content of its file."""
    return build_shape_prior(np.array(table["mean"]), np.array(table["directions"]))
