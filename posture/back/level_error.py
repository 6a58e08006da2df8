"""The error of the level of pelvic tilt and lordosis."""

from __future__ import annotations

from typing import Literal

from posture.utils.stats import NORMAL_QUANTILE

#: The two angles of the low back, as the errors of the weights name them.
BackAngle = Literal["tilt", "lordosis"]
#: SD of the error of levels, degrees, over the clips of the condition `gaits` of the accuracy
#: benchmark, with the network `heavy`. Runners left out of the training show larger errors
#: (models/weights): their postures differ more than those of people.
LEVEL_SD: dict[BackAngle, float] = {"tilt": 3.4, "lordosis": 3.9}


def level_interval(angle: BackAngle) -> float:
    """Compute half the 95 % interval of a run's level of an angle, degrees."""
    return NORMAL_QUANTILE * LEVEL_SD[angle]
