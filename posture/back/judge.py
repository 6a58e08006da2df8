"""What the low back of a whole run is worth: refusals, errors of levels and changes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from posture.back.cloth import CHANGED, LOOSE
from posture.resources import back_path
from posture.tracks import learnt

#: Names in the weights' errors of the measures of strides.parquet.
_NAMES = {"pelvic_tilt": "tilt", "lumbar_lordosis": "lordosis"}
NORMAL_95 = 1.959964


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
    windows = [
        strides.loc[strides["segment"] == name, "back_looseness"] for name in ("early", "late")
    ]
    if all(window.notna().any() for window in windows):
        early, late = (float(window.median()) for window in windows)
        if abs(late - early) > (CHANGED / 2 if (early > LOOSE) != (late > LOOSE) else CHANGED):
            return "back_changed"
    return ""


def level_interval(name: str) -> float:
    """Half width of the 95 % interval of a run's level of one measure, degrees.

    From the error of the means of virtual runners left out of the training.
    """
    return NORMAL_95 * learnt(back_path()).errors[f"{_told(name)}_level_sd"]


def change_error(name: str, change: float, sacral_change: float | None = None) -> float:
    """SD of the error of a change of one measure that is the method's own, degrees.

    It grows with the change: a part is fixed and a part is a share of it, both found on virtual
    runners left out of the training; 0 for measures that were not learnt. Plain geometry is asked
    too: where the tangent over the sacrum has changed otherwise than the pelvic tilt, by more than
    the two usually differ, the excess is taken for doubt.

    Parameters
    ----------
    name
        Of the measure.
    change
        From early to late, degrees.
    sacral_change
        Of the tangent over the sacrum, degrees; None where it is not known.
    """
    errors = learnt(back_path()).errors
    told = _told(name)
    if not told:
        return 0.0
    doubt = 0.0
    # 0 asks for the error where nothing changes: what geometry says of this change is no part of it
    if told == "tilt" and sacral_change is not None and change != 0.0:
        usual = NORMAL_95 * errors["tilt_geometry_sd"]
        doubt = max(0.0, abs(sacral_change - change) - usual) / NORMAL_95
    return float(
        np.hypot(np.hypot(errors[f"{told}_move_sd"], errors[f"{told}_move_share"] * change), doubt)
    )


def sacral_change(strides: pd.DataFrame) -> float | None:
    """Change of the tangent over the sacrum from early to late, degrees; None if not known."""
    early, late = (
        strides.loc[strides["segment"] == name, "sacral_tangent_deg"].mean()
        for name in ("early", "late")
    )
    change = float(late - early)
    return change if np.isfinite(change) else None


def is_back(name: str) -> bool:
    """Whether a measure of strides.parquet comes from the line of the back."""
    return name.startswith(tuple(_NAMES))


def _told(name: str) -> str:
    return next((told for start, told in _NAMES.items() if name.startswith(start)), "")
