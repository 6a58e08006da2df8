"""The error of the level of pelvic tilt and lordosis."""

from __future__ import annotations

from typing import Literal

from posture.utils.stats import NORMAL_QUANTILE

#: The two angles of the low back, as the errors of the weights name them.
BackAngle = Literal["tilt", "lordosis"]
#: SD of the error of levels, degrees, by pose network, over the clips of the conditions `gaits`,
#: `gaits_full` and `gaits_lite` of the accuracy benchmark. Runners left out of the training show
#: larger errors (models/weights): their postures differ more than those of people.
LEVEL_SD: dict[str, dict[BackAngle, float]] = {
    "heavy": {"tilt": 3.0, "lordosis": 4.0},
    "full": {"tilt": 5.1, "lordosis": 4.1},
    "lite": {"tilt": 4.2, "lordosis": 3.3},
}


def level_interval(angle: BackAngle, network: str) -> float:
    """Compute half the 95 % interval of a run's level of an angle, degrees."""
    return NORMAL_QUANTILE * LEVEL_SD[network][angle]
