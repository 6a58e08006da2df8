"""Loose cloth: when the edge of the picture of the trunk is not the line of the back.

Cloth that hangs from the shoulder blades goes straight over the hollow of the low back, and ends in
a hem that stands off the buttocks. How much a line looks like that is a linear discriminant (Fisher
1936) between virtual runners in bare or tight clothes and in T-shirts and loose tops.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

import numpy as np

from posture.back.places import PLACES
from posture.utils.arrays import FloatArray
from posture.utils.resources import cloth_path

#: The part of the line that cloth changes: from the thoracolumbar region to below the buttocks.
PART = (PLACES > 0.52) & (PLACES < 1.26)
#: A line is the back's up to this looseness; 0 is half-way between skin and cloth. What it is worth
#: on virtual runners left out is in `models/cloth.json`.
LOOSE = -0.5
#: So much looser or tighter late than early, the line has another character; half of it will do
#: where it counts as cloth in one of the two. Changes of lordosis by 10 degrees move it by 2.7 on
#: average, by 3.7 at most, in 64 clips of the benchmark.
CHANGED = 5.0


@dataclass(frozen=True)
class Discriminant:
    """What tells cloth from skin.

    Attributes
    ----------
    mean, weights
        ``(places,)`` usual line, in trunk lengths about its own mean, and what departures count.
    bias
        Looseness of the usual line.
    """

    mean: FloatArray
    weights: FloatArray
    bias: float


def loose_clothing_score(lines: FloatArray, told_by: Discriminant | None = None) -> FloatArray:
    """How much each line looks like loose cloth, ``(strides, 28)`` → ``(strides,)``.

    Parameters
    ----------
    lines
        Back lines as in `line.Line`, without the gaps of single frames; places never seen count
        as usual. NaN where nothing was seen.
    told_by
        None for what ships with the package.
    """
    told_by = told_by or learnt_cloth()
    part = lines[:, PART]
    seen = np.isfinite(part)
    with np.errstate(invalid="ignore"):
        level = np.nansum(part - told_by.mean, axis=1) / seen.sum(axis=1)
    beside = np.where(seen, part - level[:, None] - told_by.mean, 0.0)
    return np.where(seen.any(axis=1), beside @ told_by.weights + told_by.bias, np.nan)


@cache
def learnt_cloth() -> Discriminant:
    """Read what ships with the package."""
    table = json.loads(cloth_path().read_text(encoding="utf-8"))
    return Discriminant(np.array(table["mean"]), np.array(table["weights"]), float(table["bias"]))
