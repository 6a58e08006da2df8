"""Ridge regressions on rows of several runners, chosen by leaving each runner out in turn.

Features have errors that are known in kind: the pose network's hips and shoulders, from which the
line of the back is measured, lie elsewhere from film to film. Such errors are added to the normal
equations (errors in variables), so that weights are found on which they have little effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posture.learned.weights import standardise
from posture.utils.arrays import BoolArray, FloatArray

#: Strengths of the ridge that are tried, as shares of the weight of all rows.
STRENGTHS = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)


@dataclass(frozen=True)
class Rows:
    """Rows of a regression; n of them.

    Attributes
    ----------
    features, targets
        ``(n, features)`` and ``(n, targets)``; a feature that was not seen is NaN.
    runners
        ``(n,)`` whose they are.
    """

    features: FloatArray
    targets: FloatArray
    runners: Sequence[str]


@dataclass(frozen=True)
class InputErrors:
    """Errors that features have, k of them, independent of each other, each one SD long.

    Attributes
    ----------
    features
        ``(k, features)`` by how much each moves the features, in their own units.
    targets
        ``(k, targets)`` by how much it moves the targets, which are angles against the measured
        trunk: where that turns, they turn the other way.
    """

    features: FloatArray
    targets: FloatArray


@dataclass(frozen=True)
class Asked:
    """How levels are to be fitted.

    Attributes
    ----------
    columns
        ``(features,)`` which ones may have weights.
    errors
        What the features may be off by, beside the errors that the rows show.
    """

    columns: BoolArray
    errors: InputErrors | None = None


def fit_rows(
    rows: Rows, sd: FloatArray, asked: Asked, at_most_sd: float
) -> tuple[FloatArray, FloatArray]:
    """Fit weights, each target's strength chosen by the errors of runners left out.

    Parameters
    ----------
    rows
        What to learn from and to judge by.
    sd
        ``(features,)`` by which features are divided.
    asked
        What else is asked.
    at_most_sd
        Limit of a feature, standard deviations.

    Returns
    -------
    tuple
        Weights ``(features, targets)``, and errors ``(rows, targets)`` of runners left out.
    """
    size = np.where(sd > 0, sd, np.inf)
    x, y = standardise(rows.features, size, at_most_sd) * asked.columns, rows.targets
    runners = np.array(rows.runners)
    noise = (np.zeros((x.shape[1], x.shape[1])), np.zeros((x.shape[1], y.shape[1])))
    if asked.errors is not None:
        off = asked.errors.features / size * asked.columns
        noise = off.T @ off, off.T @ asked.errors.targets

    def fit(kept: BoolArray, strength: float) -> FloatArray:
        a, b = x[kept], y[kept]
        return solve(a.T @ a + len(a) * noise[0], a.T @ b + len(a) * noise[1], strength * len(a))

    tried = np.empty((len(STRENGTHS), *y.shape))
    for name in np.unique(runners):
        theirs = runners == name
        for k, strength in enumerate(STRENGTHS):
            tried[k, theirs] = x[theirs] @ fit(~theirs, strength)
    best = np.argmin(((tried - y) ** 2).sum(axis=1), axis=0)
    every = np.ones(len(y), bool)
    weights = np.stack([fit(every, STRENGTHS[k])[:, i] for i, k in enumerate(best)], axis=1)
    estimated = np.stack([tried[k, :, i] for i, k in enumerate(best)], axis=1)
    return weights, estimated - y


def solve(square: npt.ArrayLike, product: npt.ArrayLike, strength: float) -> FloatArray:
    """Solve normal equations with a ridge, ``(features, targets)``."""
    a = np.asarray(square, float)
    return np.asarray(np.linalg.solve(a + strength * np.eye(len(a)), np.asarray(product)), float)
