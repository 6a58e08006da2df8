"""Ridge regressions for `posture.learned.weights`, and their errors on runners left out.

Every example is one runner. The weights of the level are fitted to means over the stride: to each
runner's own mean, which differs between runners, and to the change of these means over the clip,
which comes from the runner's posture. The weights of the motion are fitted to what remains within
the stride. Levels and changes can have weights of their own: what distinguishes bodies (how far the
buttocks stand out) is not what moves when a posture changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posture.learned.weights import MOST_SD, standardise
from posture.utils.arrays import FloatArray, IndexArray

#: Strengths of the ridge that are tried, as shares of the number of runners.
STRENGTHS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
#: Weight of a runner's change against the runner's mean where one set of weights serves both.
MOVE_WEIGHT = 5.0
#: The same for the weights of levels where changes have weights of their own.
LEVEL_MOVE_WEIGHT = 3.0
#: The same for those weights of changes.
CHANGE_MOVE_WEIGHT = 12.0
#: Limit of a feature of the back, standard deviations, see `posture.learned.weights`. It is wider
#: than the usual one, which stays for landmarks: a back at the edge of the training data still
#: shows how it changes, but landmarks that cloth moves further than that are wrong.
MOST_BACK_SD = 3.5
#: Every so many frames of an example are used: neighbours are nearly alike.
EVERY = 3
#: What follows a target's name where the weights are those of its level.
LEVEL = "_level"

#: Errors of a runner's rows → those that count.
Judged = Callable[[FloatArray], FloatArray]
#: Weights, and those without each runner in turn.
_Chosen = tuple[FloatArray, list[FloatArray]]


@dataclass(frozen=True)
class Example:
    """One runner, frame by frame.

    Attributes
    ----------
    features, mean_features
        ``(frames, features)`` and their means over the stride; NaN where nothing was seen.
    targets, mean_targets
        ``(frames, targets)`` true values, and their means over the stride.
    frames
        ``(frames,)`` which ones of the clip these are.
    """

    features: FloatArray
    mean_features: FloatArray
    targets: FloatArray
    mean_targets: FloatArray
    frames: IndexArray


@dataclass(frozen=True)
class Fit:
    """Weights, and errors on runners left out.

    Attributes
    ----------
    mean, level_sd, motion_sd, bias, level, motion
        As in `posture.learned.weights.Model`; the last three with a column for each target.
    change
        ``(features, targets)`` like `level`, of changes; the same where they were not fitted apart.
    level_errors
        ``(runners, targets)`` estimated minus true, of the means of runners left out.
    move_errors, moves
        ``(runners, targets)`` the same of the change from the first to the last third of each
        clip, and the true change.
    motion_errors
        By runner, ``(frames, targets)``, within the stride.
    at_most_sd
        As in `posture.learned.weights.Model`.
    """

    mean: FloatArray
    level_sd: FloatArray
    motion_sd: FloatArray
    bias: FloatArray
    level: FloatArray
    change: FloatArray
    motion: FloatArray
    level_errors: FloatArray
    move_errors: FloatArray
    moves: FloatArray
    motion_errors: list[FloatArray]
    at_most_sd: float


def fit(examples: Sequence[Example], *, postures: Sequence[FloatArray] | None = None) -> Fit:
    """Fit both levels, their strengths chosen by leaving one runner out in turn.

    Parameters
    ----------
    examples
        The runners.
    postures
        By runner ``(frames, p)``, what moves when the posture changes, as means over the stride.
        Then levels and changes are fitted separately, and changes are estimated less too
        small, whichever part of the posture moves, see `_level_rows`.
    """
    at_most = MOST_SD if postures is None else MOST_BACK_SD
    means = np.array([_average(example.mean_features) for example in examples])
    # a feature that no runner shows has no weight
    mean = np.nan_to_num(_average(means))
    level_sd = np.sqrt(np.nan_to_num(_average((means - mean) ** 2)))
    moved = [example.features - example.mean_features for example in examples]
    motion_sd = np.nanstd(np.concatenate(moved), axis=0)
    bias = np.mean([example.mean_targets.mean(axis=0) for example in examples], axis=0)
    level_x = [standardise(example.mean_features - mean, level_sd, at_most) for example in examples]
    level_y = [example.mean_targets - bias for example in examples]
    motion_x = [standardise(part, motion_sd, at_most) for part in moved]
    motion_y = [example.targets - example.mean_targets for example in examples]
    (level, level_left), (change, change_left) = _fit_levels(level_x, level_y, postures)
    motion, motion_left = _fit_motion(motion_x, motion_y)
    off, off_change = (
        [x @ w - y for x, w, y in zip(level_x, left, level_y, strict=True)]
        for left in (level_left, change_left)
    )
    return Fit(
        mean=mean,
        level_sd=level_sd,
        motion_sd=motion_sd,
        bias=bias,
        level=level,
        change=change,
        motion=motion,
        level_errors=np.array([part.mean(axis=0) for part in off]),
        move_errors=np.array([measure_move(part) for part in off_change]),
        moves=np.array([measure_move(part) for part in level_y]),
        motion_errors=[x @ w - y for x, w, y in zip(motion_x, motion_left, motion_y, strict=True)],
        at_most_sd=at_most,
    )


def _fit_levels(
    x: Sequence[FloatArray], y: Sequence[FloatArray], postures: Sequence[FloatArray] | None
) -> tuple[_Chosen, _Chosen]:
    """Weights of levels and of changes; the same ones where no postures are given."""

    def choose(count: float, judged: Judged, more: Sequence[FloatArray] | None = None) -> _Chosen:
        given = [None] * len(x) if more is None else more
        parts = zip(x, y, given, strict=True)
        return _choose([_level_rows(*part[:2], count, part[2]) for part in parts], judged)

    if postures is None:
        both = choose(MOVE_WEIGHT, _mean_and_move)
        return both, both
    _, left_out = choose(CHANGE_MOVE_WEIGHT, _only_move)
    estimated = np.array(
        [measure_move(one @ weights) for one, weights in zip(x, left_out, strict=True)]
    )
    changes = np.array([measure_move(posture) for posture in postures])
    short_of = np.linalg.lstsq(changes, np.array([measure_move(part) for part in y]) - estimated)[0]
    more = [posture @ short_of for posture in postures]
    return choose(LEVEL_MOVE_WEIGHT, _only_mean), choose(CHANGE_MOVE_WEIGHT, _only_move, more)


def _fit_motion(x: Sequence[FloatArray], y: Sequence[FloatArray]) -> _Chosen:
    """Weights of the motion within the stride; every runner counts alike."""
    rows = [
        (a[::EVERY] / np.sqrt(len(a[::EVERY])), b[::EVERY] / np.sqrt(len(a[::EVERY])))
        for a, b in zip(x, y, strict=True)
    ]
    return _choose(rows, lambda errors: errors)


def make_table(found: Fit, targets: Sequence[str]) -> dict[str, object]:
    """Weights as JSON can hold them, in the form that `posture.learned.weights` reads.

    Where levels were fitted apart, the targets are those of changes, and those of levels, with the
    same motion, have `LEVEL` after their names.
    """

    def weights(i: int, level: FloatArray) -> dict[str, object]:
        return {
            "bias": round(float(found.bias[i]), 6),
            "level": round_weights(level[:, i]),
            "motion": round_weights(found.motion[:, i]),
        }

    both = {name: weights(i, found.change) for i, name in enumerate(targets)}
    if found.level is not found.change:
        both |= {name + LEVEL: weights(i, found.level) for i, name in enumerate(targets)}
    return {
        "mean": round_weights(found.mean),
        "level_sd": round_weights(found.level_sd),
        "motion_sd": round_weights(found.motion_sd),
        "at_most_sd": found.at_most_sd,
        "targets": both,
    }


def _level_rows(
    x: FloatArray, y: FloatArray, count: float, more: FloatArray | None = None
) -> tuple[FloatArray, FloatArray]:
    """Rows of one runner: the mean, and the moves about it, which weigh `count` together.

    Features are noisy and bodies differ, so a regression estimates changes too small, both of the
    target that changes and of the other one. The part that was lost on runners left out, a linear
    function of the change of posture, is added to the targets; this restores some of it.
    """
    x, y = x[::EVERY], y[::EVERY]
    asked = y if more is None else y + more[::EVERY]
    share = count / np.sqrt(len(x))
    return (
        np.concatenate([x.mean(axis=0)[None], share * (x - x.mean(axis=0))]),
        np.concatenate([y.mean(axis=0)[None], share * (asked - asked.mean(axis=0))]),
    )


def _mean_and_move(errors: FloatArray) -> FloatArray:
    """Errors of a runner's mean, and of the change from the first to the last third."""
    return np.stack([errors[0], measure_move(errors[1:]) * np.sqrt(len(errors) - 1) / MOVE_WEIGHT])


def _only_mean(errors: FloatArray) -> FloatArray:
    return errors[:1]


def _only_move(errors: FloatArray) -> FloatArray:
    return measure_move(errors[1:])[None]


def _choose(rows: list[tuple[FloatArray, FloatArray]], judged: Judged) -> _Chosen:
    """Weights at the best strength, and those without each runner in turn.

    The best has the least squares of what is `judged` of the errors of runners left out.
    """
    squares = [x.T @ x for x, _ in rows]
    products = [x.T @ y for x, y in rows]
    scale = np.mean([np.var(np.concatenate([y for _, y in rows]), axis=0)], axis=0)
    best: tuple[float, float, list[FloatArray]] | None = None
    for strength in STRENGTHS:
        left = [
            _solve(sum(squares) - square, sum(products) - product, strength * (len(rows) - 1))
            for square, product in zip(squares, products, strict=True)
        ]
        errors = np.concatenate([judged(x @ w - y) for (x, y), w in zip(rows, left, strict=True)])
        size = float((errors**2 / scale).sum())
        if best is None or size < best[0]:
            best = (size, strength, left)
    assert best is not None
    return _solve(sum(squares), sum(products), best[1] * len(rows)), best[2]


def _solve(square: npt.ArrayLike, product: npt.ArrayLike, strength: float) -> FloatArray:
    a = np.asarray(square, float)
    return np.asarray(np.linalg.solve(a + strength * np.eye(len(a)), np.asarray(product)), float)


def measure_move(values: FloatArray) -> FloatArray:
    """Measure the change from the first to the last third of the rows."""
    third = len(values) // 3
    return np.asarray(values[-third:].mean(axis=0) - values[:third].mean(axis=0))


def _average(values: FloatArray) -> FloatArray:
    """Average without the gaps; NaN where there are only gaps."""
    good = np.isfinite(values)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(good, values, 0.0).sum(axis=0) / good.sum(axis=0))


def round_weights(values: npt.NDArray[np.floating]) -> list[float]:
    """Round to the digits that matter."""
    return [round(float(v), 6) for v in values]
