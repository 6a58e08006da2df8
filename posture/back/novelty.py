"""How unlike the lines of the training a line is, for example because of a pack on a belt.

The mean lines of virtual runners, bare or in tight tops, differ from each other along a few
directions (principal components). The novelty of a line is the part of it that these directions
cannot explain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from posture.back.cloth import COVERED
from posture.utils.arrays import FloatArray

#: Angles are estimated up to this novelty, trunk lengths. `cloth.json` states the largest
#: one of virtual runners left out of the training.
MOST_NOVELTY = 0.016
#: Least number of places seen: the directions explain any line of fewer.
FEWEST_PLACES = 10


@dataclass(frozen=True)
class BackShapes:
    """The lines of virtual backs.

    Attributes
    ----------
    mean
        ``(places,)`` their mean line, trunk lengths.
    directions
        ``(k, places)`` directions in which they differ, each of length 1.
    """

    mean: FloatArray
    directions: FloatArray


def novelty(line: FloatArray, known: BackShapes) -> float:
    """Measure how unlike a line is to those of virtual backs.

    Parameters
    ----------
    line
        ``(28,)`` mean back line of a run; NaN at places never seen.
    known
        The lines of virtual backs.

    Returns
    -------
    float
        Root mean square, trunk lengths; 0 where too little is seen.
    """
    part = line[COVERED]
    seen = np.isfinite(part)
    if seen.sum() < FEWEST_PLACES:
        return 0.0
    beside, ways = (part - known.mean)[seen], known.directions[:, seen].T
    beyond = beside - ways @ np.linalg.lstsq(ways, beside)[0]
    return float(np.sqrt(np.mean(beyond**2)))


def back_shapes_from(table: Mapping[str, Any]) -> BackShapes:
    """Build the shapes from the content of ``cloth.json``."""
    backs = table["backs"]
    return BackShapes(np.array(backs["mean"]), np.array(backs["directions"]))
