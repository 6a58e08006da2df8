"""How far out the back can be, given where it is below: what stands out further is an arm.

Between chest and loin the back is free of arms for a tenth of the time, or never where they are
carried low, and what is seen there most of the time is an elbow. But backs have few forms: where
the line runs from the waist down, which is nearly always seen, tells within a hundredth or two of
the trunk's length where it runs just above. The forms are those of virtual runners in motion,
without arms (`models/line.json`), as a normal distribution; one place after the other is told from
those below it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from posture.back.places import PLACES
from posture.utils.arrays import FloatArray
from posture.utils.resources import line_path

#: From here down arms seldom are, and what is seen there is taken for the back's.
SURE = 0.72
#: So many places there, and frames that show a place, are needed to tell the ones above.
FEWEST_PLACES, FEWEST_FRAMES = 6, 6
#: What is seen may stand out by so many SDs of what is not known, and trunk lengths on top for the
#: motion within the stride.
FAR, SLACK = 2.5, 0.009
#: Errors of the joint centres at both ends of the trunk, and of the edge itself, trunk lengths.
FRAME, EDGE = 0.012, 0.003
#: Arms only add: the back is nearer to the inner side of what is left.
INNER = 0.4


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


def furthest(lines: FloatArray, forms: ShapePrior) -> FloatArray:
    """How far out each place of the back can be.

    Parameters
    ----------
    lines
        ``(frames, 28)`` some seconds of one runner as in `line.Line`, NaN where nothing is seen.
    forms
        What lines there are.

    Returns
    -------
    limits
        ``(28,)`` trunk lengths; infinite from `SURE` down, and everywhere if too little is seen.
    """
    limits = np.full(len(PLACES), np.inf)
    often = np.isfinite(lines).sum(axis=0) >= FEWEST_FRAMES
    known = list(np.flatnonzero(often & (PLACES > SURE)))
    if len(known) < FEWEST_PLACES:
        return limits
    line = np.full(len(PLACES), np.nan)
    line[known] = np.nanmedian(lines[:, known], axis=0)
    for j in np.flatnonzero(PLACES <= SURE)[::-1]:
        among = forms.covariance[np.ix_(known, known)]
        weights = np.linalg.solve(among, forms.covariance[known, j])
        told = forms.mean[j] + weights @ (line[known] - forms.mean[known])
        left = forms.covariance[j, j] - weights @ forms.covariance[known, j]
        limits[j] = told + FAR * np.sqrt(left) + SLACK
        inside = lines[:, j][lines[:, j] <= limits[j]]
        if len(inside) >= FEWEST_FRAMES:
            line[j] = np.quantile(inside, INNER)
            known.append(j)
    return limits


def as_seen(mean: FloatArray, directions: FloatArray) -> ShapePrior:
    """Add what seeing adds to what backs are.

    Parameters
    ----------
    mean
        ``(28,)`` mean line.
    directions
        ``(k, 28)`` in which lines differ, an SD long each.
    """
    top, low = PLACES[-1] - PLACES, PLACES - PLACES[0]
    frame = FRAME**2 * (np.outer(top, top) + np.outer(low, low))
    edge = EDGE**2 * np.eye(len(PLACES))
    return ShapePrior(mean, directions.T @ directions + frame + edge)


def shape_prior_from(table: Mapping[str, Any]) -> ShapePrior:
    """Make the forms of what JSON holds of them."""
    return as_seen(np.array(table["mean"]), np.array(table["directions"]))


@cache
def load_shape_prior() -> ShapePrior:
    """Read what ships with the package."""
    return shape_prior_from(json.loads(line_path().read_text(encoding="utf-8")))
