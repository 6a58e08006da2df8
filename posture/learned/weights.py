"""Weights learned on virtual runners: a linear model of stride means and of motion within strides.

A runner's mean over the stride and the motion within it need different weights. The mean depends on
the posture; within the stride, moving arms and legs change what the camera sees too. So the means
over the stride have one set of weights, and the deviations from them another. The weights are ridge
regressions (`python -m models.training`), kept as JSON in `models/weights/`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from posture.utils.arrays import FloatArray

#: Limit of a feature, standard deviations, unless the weights file states another: beyond it,
#: nothing like the feature was seen in the training.
MOST_SD = 2.5


@dataclass(frozen=True)
class Weights:
    """How one quantity depends on the features.

    Attributes
    ----------
    bias
        Mean of the quantity.
    level, motion
        ``(features,)`` weights of the features' means over the stride, and of their motion in it.
    """

    bias: float
    level: FloatArray
    motion: FloatArray


@dataclass(frozen=True)
class Model:
    """A linear model of some quantities, as it was learned.

    Attributes
    ----------
    mean, level_sd, motion_sd
        ``(features,)`` of the features over runners: mean, SD of the stride means, SD within the
        stride.
    targets
        Weights by quantity.
    errors
        Errors on runners left out of the training, by name; see `models/training`.
    at_most_sd
        Limit of a feature, standard deviations; what lies beyond counts as the limit.
    """

    mean: FloatArray
    level_sd: FloatArray
    motion_sd: FloatArray
    targets: Mapping[str, Weights]
    errors: Mapping[str, float]
    at_most_sd: float = MOST_SD


def read_weights(path: Path) -> Mapping[str, Any]:
    """Read a file of weights.

    Parameters
    ----------
    path
        JSON, for those that ship with the package see `posture.back.learned_models`.

    Returns
    -------
    Mapping
        Its content.
    """
    table: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return table


def load_model(path: Path) -> Model:
    """Load a linear model from a file of weights."""
    return build_model(read_weights(path))


def build_model(table: Mapping[str, Any]) -> Model:
    """Build a model from the content of its file."""
    return Model(
        mean=np.array(table["mean"]),
        level_sd=np.array(table["level_sd"]),
        motion_sd=np.array(table["motion_sd"]),
        targets={
            name: Weights(float(part["bias"]), np.array(part["level"]), np.array(part["motion"]))
            for name, part in table["targets"].items()
        },
        errors=table["errors"],
        at_most_sd=float(table.get("at_most_sd", MOST_SD)),
    )


@dataclass(frozen=True)
class Estimate:
    """What a model says of one quantity in one stretch.

    Attributes
    ----------
    level
        ``(n,)`` from the features' means over the stride.
    motion
        ``(n,)`` what the motion within the stride adds.
    """

    level: FloatArray
    motion: FloatArray

    @property
    def whole(self) -> FloatArray:
        """Both together, ``(n,)``."""
        return self.level + self.motion


def predict(
    seen: Iterable[FloatArray], times: FloatArray, stride_s: float, model: Model
) -> dict[str, Estimate]:
    """Estimate each quantity of a model for one stretch.

    Parameters
    ----------
    seen
        The model's features one by one, ``(n,)`` each; NaN counts as the mean of all runners.
    times
        ``(n,)`` seconds of real running.
    stride_s
        Length of a stride.
    model
        From `load_model`.
    """
    found = {
        name: Estimate(np.full(len(times), target.bias), np.zeros(len(times)))
        for name, target in model.targets.items()
    }
    for j, column in enumerate(seen):
        usual = average_over_stride(column, times, stride_s)
        level = standardise(usual - model.mean[j], float(model.level_sd[j]), model.at_most_sd)
        motion = standardise(column - usual, float(model.motion_sd[j]), model.at_most_sd)
        for name, target in model.targets.items():
            found[name].level[:] += target.level[j] * level
            found[name].motion[:] += target.motion[j] * motion
    return found


def average_over_stride(values: FloatArray, times: FloatArray, stride_s: float) -> FloatArray:
    """Average over the stride around each frame; ``(n, ...)``, gaps left out.

    Frames near an end of a stretch get the mean over the first or last whole stride, or over the
    whole stretch if that is shorter.
    """
    good = np.isfinite(values)
    sums = np.concatenate(
        [np.zeros((1, *values.shape[1:])), np.cumsum(np.where(good, values, 0), 0)]
    )
    counts = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(good, 0)])
    half = stride_s / 2
    centre = np.clip(times, times[0] + half, max(times[-1] - half, times[0] + half))
    first = np.searchsorted(times, centre - half, side="left")
    last = np.searchsorted(times, centre + half, side="left")
    last = np.maximum(np.minimum(last, len(times)), first + 1)
    first = np.minimum(first, len(times) - 1)
    with np.errstate(invalid="ignore"):
        return np.asarray((sums[last] - sums[first]) / (counts[last] - counts[first]))


def standardise(values: FloatArray, sd: FloatArray | float, at_most: float = MOST_SD) -> FloatArray:
    """Express values in standard deviations, within the limit; NaN becomes 0."""
    return np.asarray(np.clip(np.nan_to_num(values / sd), -at_most, at_most))
