"""What the low back of a whole run is worth: refusals, errors of levels and changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from posture.back.cloth import CHANGED, LOOSE
from posture.learned.weights import load_model
from posture.utils.resources import back_path
from posture.utils.stats import NORMAL_QUANTILE

#: The two angles of the low back, as the errors of the weights name them.
BackAngle = Literal["tilt", "lordosis"]
WINDOWS = ("early", "late")
#: SD of the error of levels on the 24 runners of `bodies` in the benchmark, degrees. Runners left
#: out of the training say less of lordosis: they were filmed as those that were learnt from.
LEVEL_SD: dict[BackAngle, float] = {"tilt": 2.5, "lordosis": 4.9}


def back_code(codes: Sequence[str], strides: pd.DataFrame) -> str:
    """Why the low back of a run is not measurable, a key of `measure.WHY`; empty if it is.

    Parameters
    ----------
    codes
        Of the recordings, see `measure.Back`.
    strides
        ``back_looseness`` and ``segment``.
    """
    for code in codes:
        if code:
            return code
    windows = [strides.loc[strides["segment"] == part, "back_looseness"] for part in WINDOWS]
    if all(window.notna().any() for window in windows):
        early, late = (float(window.median()) for window in windows)
        if abs(late - early) > (CHANGED / 2 if (early > LOOSE) != (late > LOOSE) else CHANGED):
            return "back_changed"
    return ""


def level_sd(angle: BackAngle) -> float:
    """SD of the error of a run's level, degrees: the larger of what two kinds of runners say."""
    return max(load_model(back_path()).errors[f"{angle}_level_sd"], LEVEL_SD[angle])


def level_interval(angle: BackAngle) -> float:
    """Half width of the 95 % interval of a run's level of an angle, degrees."""
    return NORMAL_QUANTILE * level_sd(angle)


def geometry_change(angle: BackAngle, strides: pd.DataFrame) -> float:
    """Change of an angle from early to late as plain geometry has it, degrees; NaN if not known.

    For the tilt the change of the tangent over the sacrum against the trunk, for the lordosis that
    of the hollow, both in the scale in which they follow the truth on virtual runners.

    Parameters
    ----------
    angle
        Which of the two.
    strides
        ``segment``, ``trunk_lean_deg``, ``sacral_tangent_deg`` and ``hollow_deg``.
    """
    slope = load_model(back_path()).errors[f"{angle}_geometry_slope"]
    if angle == "lordosis":
        return slope * _change(strides, "hollow_deg")
    lean = _change(strides, "trunk_lean_deg")
    return lean + slope * (_change(strides, "sacral_tangent_deg") - lean)


def geometry_doubt(angle: BackAngle, measure: str, strides: pd.DataFrame) -> float:
    """SD of the doubt that plain geometry throws on a change of a measure, degrees.

    Where geometry has another change from early to late, by more than the two differ on virtual
    runners, the excess is taken for doubt. 0 where geometry says nothing.

    Parameters
    ----------
    angle
        The angle that the measure is a value of.
    measure
        Column of `strides`.
    strides
        As for `geometry_change`, with `measure`.
    """
    change = geometry_change(angle, strides)
    if not np.isfinite(change):
        return 0.0
    usual = NORMAL_QUANTILE * load_model(back_path()).errors[f"{angle}_geometry_sd"]
    excess = abs(change - _change(strides, measure)) - usual
    return max(0.0, excess) / NORMAL_QUANTILE if np.isfinite(excess) else 0.0


def _change(strides: pd.DataFrame, name: str) -> float:
    """Mean of a column in the late window less that in the early one; NaN if not known."""
    early, late = (strides.loc[strides["segment"] == part, name].mean() for part in WINDOWS)
    return float(late - early)
