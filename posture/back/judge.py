"""How large the error of a low back's level is."""

from __future__ import annotations

from posture.learned.weights import load_model
from posture.utils.resources import model_file
from posture.utils.stats import NORMAL_QUANTILE

#: Names in the weights' errors of the measures of strides.parquet.
_NAMES = {"pelvic_tilt": "tilt", "lumbar_lordosis": "lordosis"}
#: SD of the error of levels on the 24 runners of `bodies` in the benchmark, degrees. Runners left
#: out of the training show smaller errors of lordosis: they were filmed as those of the training.
LEVEL_SD = {"tilt": 2.5, "lordosis": 4.9}


def level_sd(angle: str) -> float:
    """SD of the error of a run's level, degrees: the larger one of two kinds of virtual runners.

    Parameters
    ----------
    angle
        ``"tilt"`` or ``"lordosis"``.
    """
    return max(load_model(model_file("back.json")).errors[f"{angle}_level_sd"], LEVEL_SD[angle])


def level_interval(name: str) -> float:
    """Half width of the 95 % interval of a run's level of one measure, degrees."""
    return NORMAL_QUANTILE * level_sd(angle_of(name))


def is_back(name: str) -> bool:
    """Whether a measure of strides.parquet comes from the line of the back."""
    return name.startswith(tuple(_NAMES))


def angle_of(name: str) -> str:
    """Name the angle of a measure as the weights do: ``"tilt"``, ``"lordosis"`` or neither."""
    return next((angle for start, angle in _NAMES.items() if name.startswith(start)), "")
