"""Is the line like those that were learnt from? With a pack on a belt it is not.

The mean lines of virtual runners, bare or in tight tops, differ from each other along a few
directions (principal components). What of a line lies beyond them nothing learnt explains.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

import numpy as np

from posture.back.cloth import PART
from posture.utils.arrays import FloatArray
from posture.utils.resources import cloth_path

#: Angles are told up to this oddness, trunk lengths. The oddest of the virtual runners left out is
#: in `models/cloth.json`.
NOVEL = 0.015
#: With fewer places seen, any line would do.
FEWEST = 10


@dataclass(frozen=True)
class Backs:
    """The forms that virtual backs have.

    Attributes
    ----------
    mean
        ``(places,)`` their mean line, trunk lengths.
    directions
        ``(k, places)`` in which they differ, each of length 1.
    """

    mean: FloatArray
    directions: FloatArray


def novelty(line: FloatArray, known: Backs | None = None) -> float:
    """How far a line is from those of virtual backs, root mean square in trunk lengths.

    Parameters
    ----------
    line
        ``(28,)`` mean back line of a run; NaN at places never seen.
    known
        None for what ships with the package.

    Returns
    -------
    float
        0 where too little is seen to tell.
    """
    known = known or learnt_backs()
    part = line[PART]
    seen = np.isfinite(part)
    if seen.sum() < FEWEST:
        return 0.0
    beside, ways = (part - known.mean)[seen], known.directions[:, seen].T
    beyond = beside - ways @ np.linalg.lstsq(ways, beside)[0]
    return float(np.sqrt(np.mean(beyond**2)))


@cache
def learnt_backs() -> Backs:
    """Read what ships with the package."""
    table = json.loads(cloth_path().read_text(encoding="utf-8"))["backs"]
    return Backs(np.array(table["mean"]), np.array(table["directions"]))
