"""Fisher's linear discriminant between the lines of bare backs and of loose cloth."""

from __future__ import annotations

import numpy as np

from posture.back.cloth import COVERED, Discriminant, loose_clothing_score
from posture.utils.arrays import BoolArray, FloatArray

#: Added to the covariance within the groups, as a share of the variances: neighbouring places are
#: not independent.
SHRINK = 0.1


def fit_discriminant(lines: FloatArray, loose: BoolArray) -> tuple[Discriminant, FloatArray]:
    """Fit on one mean line a clip.

    Parameters
    ----------
    lines
        ``(clips, 28)`` back lines.
    loose
        ``(clips,)`` whether cloth hides the back.

    Returns
    -------
    tuple
        The discriminant, and the loose-clothing score of each clip when it is left out.
    """
    every = np.arange(len(lines))
    left = [
        loose_clothing_score(lines[[i]], _fit(lines[every != i], loose[every != i]))[0]
        for i in every
    ]
    return _fit(lines, loose), np.array(left)


def _fit(lines: FloatArray, loose: BoolArray) -> Discriminant:
    part = lines[:, COVERED]
    mean = np.nanmean(part[~loose], axis=0)
    mean = mean - mean.mean()
    level = np.nanmean(part - mean, axis=1, keepdims=True)
    beside = np.nan_to_num(part - level - mean)
    size = beside.std(axis=0)
    groups = [beside[loose] / size, beside[~loose] / size]
    within = sum(np.cov(group.T) for group in groups) / 2 + SHRINK * np.eye(len(size))
    middles = [group.mean(axis=0) for group in groups]
    weights = np.linalg.solve(within, middles[0] - middles[1])
    bias = -weights @ (middles[0] + middles[1]) / 2
    return Discriminant(mean, weights / size, float(bias))
