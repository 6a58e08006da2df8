"""Ridge regressions for `posture.learned.weights`, and their errors on runners left out.

Two sets of weights are fitted. Those of the *level* are fitted to the mean of each clip, which
differs between runners. Those of the *motion* are fitted to what remains within the stride. How
much changes from early to late needs weights of its own, see `changes`: what distinguishes bodies
(how far the buttocks stand out) is not what moves when a posture changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.training.rows import STRENGTHS, Asked, Rows, fit_rows, solve
from posture.learned.weights import MOST_SD, standardise
from posture.utils.arrays import FloatArray, IndexArray

#: Limit of a feature of the back, standard deviations, see `posture.learned.weights`. It is wider
#: than the usual one, which stays for landmarks: a back at the edge of the training data still
#: shows how it changes, but landmarks that cloth moves further than that are wrong.
MOST_BACK_SD = 3.5
#: Every so many frames of an example are used for the motion: neighbours are nearly alike.
EVERY = 3


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
class Fit:
    """Weights, and errors on runners left out.

    Attributes
    ----------
    mean, level_sd, motion_sd, bias, level, motion
        As in `posture.learned.weights.Model`; the last three with a column for each target.
    level_errors
        ``(examples, targets)`` estimated minus true, of the means of runners left out.
    move_errors, moves
        ``(examples, targets)`` the same of the change from the first to the last third of each
        clip, and the true change; where levels do not change within a run, the error is all of it.
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
    motion: FloatArray
    level_errors: FloatArray
    move_errors: FloatArray
    moves: FloatArray
    motion_errors: list[FloatArray]
    at_most_sd: float


def fit(examples: Sequence[Example], level: Asked, *, at_most_sd: float = MOST_SD) -> Fit:
    """Fit level and motion, their strengths chosen by leaving one runner out in turn.

    Parameters
    ----------
    examples
        The clips.
    level
        How levels are fitted.
    at_most_sd
        Limit of a feature, see `posture.learned.weights`.
    """
    runners = [example.runner for example in examples]
    means = np.array([average(example.mean_features) for example in examples])
    # a feature that no runner shows has no weight
    mean = np.nan_to_num(average(means))
    sd = np.sqrt(np.nan_to_num(average((means - mean) ** 2)))
    moved = [example.features - example.mean_features for example in examples]
    motion_sd = np.nanstd(np.concatenate(moved), axis=0)
    true = np.array([example.mean_targets.mean(axis=0) for example in examples])
    bias = true.mean(axis=0)
    levels, level_errors = fit_rows(Rows(means - mean, true - bias, runners), sd, level, at_most_sd)
    moves = np.array([measure_move(example.mean_targets) for example in examples])
    motion, motion_errors = _fit_motion(examples, moved, motion_sd, at_most_sd)
    return Fit(
        mean=mean,
        level_sd=sd,
        motion_sd=motion_sd,
        bias=bias,
        level=levels,
        motion=motion,
        level_errors=level_errors,
        move_errors=-moves,
        moves=moves,
        motion_errors=motion_errors,
        at_most_sd=at_most_sd,
    )


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
            left[name] = solve(
                sum(squares[i] for i in kept),
                sum(products[i] for i in kept),
                strength * len(kept),
            )
        errors = [a @ left[name] - b for a, b, name in zip(x, y, runners, strict=True)]
        size = float(sum((part**2).mean(axis=0) / scale for part in errors).sum())
        if best is None or size < best[0]:
            best = (size, strength, errors)
    assert best is not None
    return solve(sum(squares), sum(products), best[1] * len(x)), best[2]


def make_table(found: Fit, targets: Sequence[str]) -> dict[str, object]:
    """Weights as JSON can hold them, in the form that `posture.learned.weights` reads."""
    return {
        "mean": round_weights(found.mean),
        "level_sd": round_weights(found.level_sd),
        "motion_sd": round_weights(found.motion_sd),
        "at_most_sd": found.at_most_sd,
        "targets": {
            name: {
                "bias": round(float(found.bias[i]), 6),
                "level": round_weights(found.level[:, i]),
                "motion": round_weights(found.motion[:, i]),
            }
            for i, name in enumerate(targets)
        },
    }


def measure_move(values: FloatArray) -> FloatArray:
    """Measure the change from the first to the last third of the rows, gaps left out."""
    third = len(values) // 3
    return np.asarray(average(values[-third:]) - average(values[:third]))


def average(values: FloatArray) -> FloatArray:
    """Average without the gaps; NaN where there are only gaps."""
    good = np.isfinite(values)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(good, values, 0.0).sum(axis=0) / good.sum(axis=0))


def round_weights(values: npt.NDArray[np.floating]) -> list[float]:
    """Round to the digits that matter."""
    return [round(float(v), 6) for v in values]
