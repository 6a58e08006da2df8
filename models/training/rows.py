"""Ridge regressions on rows of several runners, chosen by leaving each runner out in turn.

Features have errors that are known in kind: the pose network's hips and shoulders, from which the
line of the back is measured, lie elsewhere from film to film. Such errors are added to the normal
equations (errors in variables), so that weights are found on which they have little effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

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
    weight
        Of each of them against the others.
    errors
        What the features may be off by, beside the errors that these rows show.
    """

    features: FloatArray
    targets: FloatArray
    runners: Sequence[str]
    weight: float = 1.0
    errors: InputErrors | None = None


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
    """How levels or changes are to be fitted.

    Attributes
    ----------
    columns
        ``(features,)`` which ones may have weights.
    errors
        What the features may be off by, beside the errors that the examples show.
    more
        Further rows, to learn from but not to judge by.
    whole
        Whether estimates that came out too small on runners left out are made larger by as much.
    """

    columns: BoolArray
    errors: InputErrors | None = None
    more: Sequence[Rows] = field(default_factory=tuple)
    whole: bool = False


def fit_rows(
    judged: Rows, sd: FloatArray, asked: Asked, at_most_sd: float
) -> tuple[FloatArray, FloatArray]:
    """Fit weights, each target's strength chosen by the errors of runners left out.

    Parameters
    ----------
    judged
        Rows to learn from and to judge by.
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
    judged = replace(judged, errors=asked.errors)
    parts = [_standardise(rows, sd, asked.columns, at_most_sd) for rows in (judged, *asked.more)]
    own, size = parts[0], sum(part.weight * len(part.features) for part in parts)
    every = _add_up(parts)
    tried = np.empty((len(STRENGTHS), *own.targets.shape))
    for name in sorted(set(own.runners)):
        square, product = _add_up(parts, without=name)
        theirs = [i for i, runner in enumerate(own.runners) if runner == name]
        for k, strength in enumerate(STRENGTHS):
            tried[k, theirs] = own.features[theirs] @ solve(square, product, strength * size)
    best = np.argmin(((tried - own.targets) ** 2).sum(axis=1), axis=0)
    weights, estimated = np.empty((len(sd), len(best))), np.empty(own.targets.shape)
    for i, k in enumerate(best):
        weights[:, i] = solve(*every, STRENGTHS[k] * size)[:, i]
        estimated[:, i] = tried[k, :, i]
    if asked.whole:
        # a regression on features with errors estimates changes too small, of the target that
        # changes and of the other one; undone by the inverse of what came out
        came_out = np.linalg.lstsq(own.targets, estimated)[0]
        weights, estimated = (part @ np.linalg.inv(came_out) for part in (weights, estimated))
    return weights, estimated - own.targets


def _standardise(rows: Rows, sd: FloatArray, columns: BoolArray, at_most_sd: float) -> Rows:
    """Express rows in standard deviations, without the features that may have no weight."""
    size = np.where(sd > 0, sd, np.inf)
    errors = rows.errors and replace(rows.errors, features=rows.errors.features / size * columns)
    return replace(
        rows, features=standardise(rows.features, size, at_most_sd) * columns, errors=errors
    )


def _add_up(parts: Sequence[Rows], without: str = "") -> tuple[FloatArray, FloatArray]:
    """Add up the normal equations of all rows but those of one runner."""
    square, product = 0.0, 0.0
    for part in parts:
        kept = np.array([name != without for name in part.runners])
        x, y = part.features[kept], part.targets[kept]
        square = square + part.weight * x.T @ x
        product = product + part.weight * x.T @ y
        if part.errors is not None:
            off, moved = part.errors.features, part.errors.targets
            square = square + part.weight * len(x) * off.T @ off
            product = product + part.weight * len(x) * off.T @ moved
    return np.asarray(square), np.asarray(product)


def solve(square: npt.ArrayLike, product: npt.ArrayLike, strength: float) -> FloatArray:
    """Solve normal equations with a ridge, ``(features, targets)``."""
    a = np.asarray(square, float)
    return np.asarray(np.linalg.solve(a + strength * np.eye(len(a)), np.asarray(product)), float)
