"""The lines that backs have: principal components of those of virtual runners."""

from __future__ import annotations

import numpy as np

from posture.back.cloth import COVERED
from posture.back.novelty import BackShapes, novelty
from posture.utils.arrays import FloatArray

#: Number of directions: more of them would explain the line of a pack too.
DIRECTIONS = 3


def fit_shapes(lines: FloatArray) -> tuple[BackShapes, FloatArray]:
    """Fit on one mean line a clip; those with a place never seen are left out.

    Parameters
    ----------
    lines
        ``(clips, 28)`` back lines of bare skin or tight tops.

    Returns
    -------
    tuple
        The shapes, and the novelty of each clip when it is left out.
    """
    whole = lines[np.isfinite(lines[:, COVERED]).all(axis=1)]
    every = np.arange(len(whole))
    left = [novelty(whole[i], _fit(whole[every != i])) for i in every]
    return _fit(whole), np.array(left)


def _fit(lines: FloatArray) -> BackShapes:
    part = lines[:, COVERED]
    mean = part.mean(axis=0)
    return BackShapes(mean, np.linalg.svd(part - mean, full_matrices=False)[2][:DIRECTIONS])
