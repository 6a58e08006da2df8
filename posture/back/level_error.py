"""The error of the level of pelvic tilt and lordosis."""

from __future__ import annotations

from typing import Literal

from posture.learned.weights import load_model
from posture.utils.resources import model_file
from posture.utils.stats import NORMAL_QUANTILE

#: The two angles of the low back, as the errors of the weights name them.
BackAngle = Literal["tilt", "lordosis"]
#: SD of the error of levels, degrees, over the 24 runners of the condition `bodies` of the accuracy
#: benchmark. Runners left out of the training show smaller errors of lordosis, because they were
#: filmed like those of the training.
LEVEL_SD: dict[BackAngle, float] = {"tilt": 2.5, "lordosis": 4.9}


def level_sd(angle: BackAngle) -> float:
    """Find the SD of a run's level, degrees: the larger one of two groups of virtual runners."""
    return max(load_model(model_file("back.json")).errors[f"{angle}_level_sd"], LEVEL_SD[angle])


def level_interval(angle: BackAngle) -> float:
    """Compute half the 95 % interval of a run's level of an angle, degrees."""
    return NORMAL_QUANTILE * level_sd(angle)
