"""Ridge regressions for `posture.learned.weights`, and their errors on runners left out.

Three sets of weights are fitted. Those of the *level* are fitted to the mean of each clip, which
differs between runners. Those of the *change* are fitted to what the posture of one runner changes
from the first to the last third of a clip: what distinguishes bodies (how far the buttocks stand
out) is not what moves when a posture changes. Those of the *motion* are fitted to what remains
within the stride.

Features have errors that are known in kind: the pose network's hips and shoulders, from which the
line of the back is measured, lie elsewhere from film to film. Such errors are added to the normal
equations (errors in variables), so that weights are found on which they have little effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from posture.learned.weights import MOST_SD, standardise
from posture.utils.arrays import BoolArray, FloatArray, IndexArray

#: Strengths of the ridge that are tried, as shares of the weight of all rows.
STRENGTHS = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
#: Limit of a feature of the back, standard deviations, see `posture.learned.weights`. It is wider
#: than the usual one, which stays for landmarks: a back at the edge of the training data still
#: shows how it changes, but landmarks that cloth moves further than that are wrong.
MOST_BACK_SD = 3.5
#: Every so many frames of an example are used for the motion: neighbours are nearly alike.
EVERY = 3
#: What follows a target's name where the weights are those of its level.
LEVEL = "_level"


@dataclass(frozen=True)
class Example:
    """One clip of a runner, frame by frame.

    Attributes
    ----------
    runner
        Who runs; several clips may show the same body.
    features, mean_features
        ``(frames, features)`` and their means over the stride; NaN where nothing was seen.
    targets, mean_targets
        ``(frames, targets)`` true values, and their means over the stride.
    frames
        ``(frames,)`` which ones of the clip these are.
    """

    runner: str
    features: FloatArray
    mean_features: FloatArray
    targets: FloatArray
    mean_targets: FloatArray
    frames: IndexArray


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
    """

    features: FloatArray
    targets: FloatArray
    runners: Sequence[str]
    weight: float = 1.0


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
        Errors of the features, beside those in the examples.
    more
        Further rows, to learn from but not to judge by.
    whole
        Whether estimates that came out too small on runners left out are made larger by as much.
    """

    columns: BoolArray
    errors: InputErrors | None = None
    more: Sequence[Rows] = field(default_factory=tuple)
    whole: bool = False


@dataclass(frozen=True)
class Fit:
    """Weights, and errors on runners left out.

    Attributes
    ----------
    mean, level_sd, motion_sd, bias, level, motion
        As in `posture.learned.weights.Model`; the last three with a column for each target.
    change
        ``(features, targets)`` like `level`, of changes; None where they were not asked for.
    level_errors
        ``(examples, targets)`` estimated minus true, of the means of runners left out.
    move_errors, moves
        ``(examples, targets)`` the same of the change from the first to the last third of each
        clip, and the true change.
    motion_errors
        By example, ``(frames, targets)``, within the stride.
    at_most_sd
        As in `posture.learned.weights.Model`.
    """

    mean: FloatArray
    level_sd: FloatArray
    motion_sd: FloatArray
    bias: FloatArray
    level: FloatArray
    change: FloatArray | None
    motion: FloatArray
    level_errors: FloatArray
    move_errors: FloatArray
    moves: FloatArray
    motion_errors: list[FloatArray]
    at_most_sd: float


def fit(
    examples: Sequence[Example],
    level: Asked,
    change: Asked | None = None,
    *,
    at_most_sd: float = MOST_SD,
) -> Fit:
    """Fit level, change and motion, their strengths chosen by leaving one runner out in turn.

    Parameters
    ----------
    examples
        The clips.
    level, change
        How these are fitted; where `change` is None, a run has one constant level.
    at_most_sd
        Limit of a feature, see `posture.learned.weights`.
    """
    runners = [example.runner for example in examples]
    means = np.array([_average(example.mean_features) for example in examples])
    # a feature that no runner shows has no weight
    mean = np.nan_to_num(_average(means))
    sd = np.sqrt(np.nan_to_num(_average((means - mean) ** 2)))
    moved = [example.features - example.mean_features for example in examples]
    motion_sd = np.nanstd(np.concatenate(moved), axis=0)
    true = np.array([example.mean_targets.mean(axis=0) for example in examples])
    bias = true.mean(axis=0)
    levels, level_errors = _fit_rows(
        Rows(means - mean, true - bias, runners), sd, level, at_most_sd
    )
    moves = np.array([measure_move(example.mean_targets) for example in examples])
    changes, move_errors = None, -moves
    if change is not None:
        seen = np.array([measure_move(example.mean_features) for example in examples])
        changes, move_errors = _fit_rows(Rows(seen, moves, runners), sd, change, np.inf)
    motion, motion_errors = _fit_motion(examples, moved, motion_sd, at_most_sd)
    return Fit(
        mean=mean,
        level_sd=sd,
        motion_sd=motion_sd,
        bias=bias,
        level=levels,
        change=changes,
        motion=motion,
        level_errors=level_errors,
        move_errors=move_errors,
        moves=moves,
        motion_errors=motion_errors,
        at_most_sd=at_most_sd,
    )


def _fit_rows(
    judged: Rows, sd: FloatArray, asked: Asked, at_most_sd: float
) -> tuple[FloatArray, FloatArray]:
    """Weights ``(features, targets)``, and errors ``(rows, targets)`` of runners left out."""
    parts = [_Part.of(rows, sd, asked.columns, at_most_sd) for rows in (judged, *asked.more)]
    noise = _measure_noise(asked, sd, sum(part.size for part in parts))
    own = parts[0]
    names = sorted(set(own.runners))
    left: dict[str, list[FloatArray]] = {}
    for name in names:
        square, product = _add_up(parts, noise, without=name)
        left[name] = [_solve(square, product, strength * _size(parts)) for strength in STRENGTHS]
    tried = np.array(
        [
            [own.x[i] @ left[name][k] for i, name in enumerate(own.runners)]
            for k in range(len(STRENGTHS))
        ]
    )  # (strengths, rows, targets)
    best = np.argmin(((tried - own.y) ** 2).sum(axis=1), axis=0)
    square, product = _add_up(parts, noise)
    each = [_solve(square, product, STRENGTHS[k] * _size(parts))[:, i] for i, k in enumerate(best)]
    weights, estimated = (
        np.stack(each, axis=1),
        np.stack([tried[k, :, i] for i, k in enumerate(best)], axis=1),
    )
    if asked.whole:
        # a regression on features with errors estimates changes too small, of the target that
        # changes and of the other one; undone by the inverse of what came out
        came_out = np.linalg.lstsq(own.y, estimated)[0]
        weights, estimated = (part @ np.linalg.inv(came_out) for part in (weights, estimated))
    return weights, estimated - own.y


@dataclass(frozen=True)
class _Part:
    """Rows in standard deviations, without the columns that may have no weight."""

    x: FloatArray
    y: FloatArray
    runners: Sequence[str]
    weight: float

    @classmethod
    def of(cls, rows: Rows, sd: FloatArray, columns: BoolArray, at_most_sd: float) -> _Part:
        x = standardise(rows.features, np.where(sd > 0, sd, np.inf), at_most_sd) * columns
        return cls(x, rows.targets, rows.runners, rows.weight)

    @property
    def size(self) -> float:
        return self.weight * len(self.x)


def _size(parts: Sequence[_Part]) -> float:
    return sum(part.size for part in parts)


def _measure_noise(asked: Asked, sd: FloatArray, size: float) -> tuple[FloatArray, FloatArray]:
    """What the errors of the features add to the normal equations."""
    if asked.errors is None:
        return np.zeros((len(sd), len(sd))), np.zeros((len(sd), 1))
    x = asked.errors.features / np.where(sd > 0, sd, np.inf) * asked.columns
    return size * x.T @ x, size * x.T @ asked.errors.targets


def _add_up(
    parts: Sequence[_Part], noise: tuple[FloatArray, FloatArray], without: str = ""
) -> tuple[FloatArray, FloatArray]:
    """Normal equations of all rows but those of one runner."""
    square, product = noise
    for part in parts:
        kept = np.array([name != without for name in part.runners])
        x, y = part.x[kept], part.y[kept]
        square = square + part.weight * x.T @ x
        product = product + part.weight * x.T @ y
    return square, product


def _fit_motion(
    examples: Sequence[Example], moved: Sequence[FloatArray], sd: FloatArray, at_most_sd: float
) -> tuple[FloatArray, list[FloatArray]]:
    """Weights of the motion within the stride; every clip counts alike."""
    x = [standardise(part, sd, at_most_sd) for part in moved]
    y = [example.targets - example.mean_targets for example in examples]
    squares = [a[::EVERY].T @ a[::EVERY] / len(a[::EVERY]) for a in x]
    products = [a[::EVERY].T @ b[::EVERY] / len(a[::EVERY]) for a, b in zip(x, y, strict=True)]
    runners = np.array([example.runner for example in examples])
    scale = np.var(np.concatenate(y), axis=0)
    best: tuple[float, float, list[FloatArray]] | None = None
    for strength in STRENGTHS:
        left = {}
        for name in sorted(set(runners)):
            kept = np.flatnonzero(runners != name)
            left[name] = _solve(
                sum(squares[i] for i in kept),
                sum(products[i] for i in kept),
                strength * len(kept),
            )
        errors = [a @ left[name] - b for a, b, name in zip(x, y, runners, strict=True)]
        size = float(sum((part**2).mean(axis=0) / scale for part in errors).sum())
        if best is None or size < best[0]:
            best = (size, strength, errors)
    assert best is not None
    return _solve(sum(squares), sum(products), best[1] * len(x)), best[2]


def make_table(found: Fit, targets: Sequence[str]) -> dict[str, object]:
    """Weights as JSON can hold them, in the form that `posture.learned.weights` reads.

    Where changes were fitted, the targets are those of changes, and those of levels, with the
    same motion, have `LEVEL` after their names.
    """

    def weights(i: int, level: FloatArray) -> dict[str, object]:
        return {
            "bias": round(float(found.bias[i]), 6),
            "level": round_weights(level[:, i]),
            "motion": round_weights(found.motion[:, i]),
        }

    slow = found.level if found.change is None else found.change
    both = {name: weights(i, slow) for i, name in enumerate(targets)}
    if found.change is not None:
        both |= {name + LEVEL: weights(i, found.level) for i, name in enumerate(targets)}
    return {
        "mean": round_weights(found.mean),
        "level_sd": round_weights(found.level_sd),
        "motion_sd": round_weights(found.motion_sd),
        "at_most_sd": found.at_most_sd,
        "targets": both,
    }


def _solve(square: npt.ArrayLike, product: npt.ArrayLike, strength: float) -> FloatArray:
    a = np.asarray(square, float)
    return np.asarray(np.linalg.solve(a + strength * np.eye(len(a)), np.asarray(product)), float)


def measure_move(values: FloatArray) -> FloatArray:
    """Measure the change from the first to the last third of the rows, gaps left out."""
    third = len(values) // 3
    return np.asarray(_average(values[-third:]) - _average(values[:third]))


def _average(values: FloatArray) -> FloatArray:
    """Average without the gaps; NaN where there are only gaps."""
    good = np.isfinite(values)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(good, values, 0.0).sum(axis=0) / good.sum(axis=0))


def round_weights(values: npt.NDArray[np.floating]) -> list[float]:
    """Round to the digits that matter."""
    return [round(float(v), 6) for v in values]
