"""Loose clothing: when the edge of the trunk's outline is not the line of the back.

Cloth that hangs from the shoulder blades goes straight over the hollow of the low back and ends in
a hem that stands off the buttocks. A linear discriminant (Fisher 1936) says how much a line looks
like that; it was fitted to virtual runners in bare skin or tight clothes, and in T-shirts and loose
tops.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from posture.back.places import PLACES
from posture.utils.arrays import FloatArray

#: The part of the line that clothing changes: from the thoracolumbar region to below the buttocks.
COVERED = (PLACES > 0.52) & (PLACES < 1.26)
#: Largest score of a line that is taken for the back's, no unit; 0 is half-way between skin and
#: loose cloth. Of virtual runners left out of the training it lies in the gap between the two;
#: `cloth.json` states how often it is right.
LOOSEST_BACK = -0.4
#: Which of the scores of a run's strides is looked at, from 0 to 1: cloth moves, and lies like skin
#: in some strides; skin never hangs.
STRIDES_QUANTILE = 0.8


@dataclass(frozen=True)
class Discriminant:
    """What separates loose cloth from skin.

    Attributes
    ----------
    mean
        ``(places,)`` mean line, trunk lengths, less its own mean.
    weights
        ``(places,)`` by how much deviations from it raise the score.
    bias
        Score of the mean line.
    """

    mean: FloatArray
    weights: FloatArray
    bias: float


def loose_clothing_score(lines: FloatArray, discriminant: Discriminant) -> FloatArray:
    """Score how much each line looks like loose clothing.

    Parameters
    ----------
    lines
        ``(strides, 28)`` back lines as in `line.Line`, without the gaps of single frames; places
        never seen count as the mean.
    discriminant
        What separates cloth from skin.

    Returns
    -------
    FloatArray
        ``(strides,)``, + loose, - skin; NaN where nothing was seen.
    """
    part = lines[:, COVERED]
    seen = np.isfinite(part)
    with np.errstate(invalid="ignore"):
        level = np.nansum(part - discriminant.mean, axis=1) / seen.sum(axis=1)
    beside = np.where(seen, part - level[:, None] - discriminant.mean, 0.0)
    score = beside @ discriminant.weights + discriminant.bias
    return np.where(seen.any(axis=1), score, np.nan)


def discriminant_from(table: Mapping[str, Any]) -> Discriminant:
    """Build the discriminant from the content of ``cloth.json``."""
    return Discriminant(np.array(table["mean"]), np.array(table["weights"]), float(table["bias"]))
