"""The lines that backs can have: what is seen of one tells where the rest must be.

Backs differ in few ways. A normal distribution of the lines of virtual runners in motion, without
arms (`models/weights/line.json`), says how places of a line go together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from posture.back.places import PLACES
from posture.utils.arrays import FloatArray

#: Error (SD) of the joint centres at both ends of the trunk, trunk lengths.
CENTRE_SD = 0.012
#: Error (SD) of the edge itself, trunk lengths.
EDGE_SD = 0.003


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
