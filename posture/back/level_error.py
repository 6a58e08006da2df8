"""The error of the level of pelvic tilt and lordosis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from posture.utils.stats import NORMAL_QUANTILE

#: The two angles of the low back, as the errors of the weights name them.
BackAngle = Literal["tilt", "lordosis"]
#: SD of the error of levels, degrees, over the 24 runners of the condition `bodies` of the accuracy
#: benchmark, with the network `heavy`. Runners left out of the training show smaller errors of
#: lordosis, because they were filmed like those of the training. Of the smaller networks `full` and
#: `lite` as much error is expected at least.
LEVEL_SD: dict[BackAngle, float] = {"tilt": 2.5, "lordosis": 4.9}


def level_sd(angle: BackAngle, errors: Mapping[str, float]) -> float:
    """Find the SD of a run's level, degrees: the larger one of two groups of virtual runners.

    Parameters
    ----------
    angle
        Which of the two.
    errors
        Of the weights it was measured with, see `measure.Back`.
    """
    return max(errors[f"{angle}_level_sd"], LEVEL_SD[angle])


def level_interval(angle: BackAngle, errors: Mapping[str, float]) -> float:
    """Compute half the 95 % interval of a run's level of an angle, degrees; see `level_sd`."""
    return NORMAL_QUANTILE * level_sd(angle, errors)
