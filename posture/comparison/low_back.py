"""The low back early and late: changed clothing, hidden parts, and agreement with plain geometry.

Where the clothing lies differently on the back early and late, the low back is removed: it is not
known in which of the two windows the outline was that of the back. It is removed too where arms
hide so much of the back that a change that matters could be missed. Where the plain geometry of the
outline shows another change than the learned weights, the change is less certain.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from posture.back import OUTSIDE, UNSEEN, WHY, BackAngle
from posture.back.changes import ANGLES
from posture.back.cloth import LOOSEST_BACK
from posture.comparison.windows import used_strides
from posture.measures import COMPARED, FRAME_TABLE, STRIDE_TABLE, Column, Measure
from posture.utils.arrays import FloatArray
from posture.utils.stats import NORMAL_QUANTILE

#: Code for changed clothing, a key of `posture.back.WHY`: known only once early and late are.
CHANGED = "back_changed"
#: With a larger difference of the loose clothing scores of early and late the clothing has changed.
#: A change of lordosis by 10 degrees changes the score by 2.7 on average and by 3.7 at most, in 64
#: clips of the benchmark.
MOST_SCORE_CHANGE = 5.0
#: This share of it is enough where the clothing counts as loose in only one of the windows.
SHARE_ACROSS = 0.5
#: Smallest changes that matter, degrees, in the order of `posture.back.changes.ANGLES`.
SMALLEST = tuple(
    max(m.smallest_change or 0.0 for m in COMPARED if m.back_angle == angle) for angle in ANGLES
)
_WINDOWS = ("early", "late")
#: Codes for a back of which a window shows too little for a change, keys of `posture.back.WHY`.
HIDDEN = {name: f"back_hidden_{name}" for name in _WINDOWS}
#: The same where both do, or each shows other parts.
HIDDEN_BOTH = "back_hidden_both"


def find_low_back_code(codes: Sequence[str], strides: pd.DataFrame) -> str:
    """Find out why the low back of a run is not measurable.

    Parameters
    ----------
    codes
        Of the recordings, see `posture.back.Back`.
    strides
        ``back_looseness`` and ``segment``.

    Returns
    -------
    str
        A key of `posture.back.WHY`; empty if the low back is measurable.
    """
    for code in codes:
        if code:
            return code
    return CHANGED if has_clothing_changed(strides) else ""


def has_clothing_changed(strides: pd.DataFrame) -> bool:
    """Whether the clothing lies differently on the back early and late.

    Parameters
    ----------
    strides
        ``back_looseness`` and ``segment``.
    """
    windows = [strides.loc[strides["segment"] == part, "back_looseness"] for part in _WINDOWS]
    if not all(window.notna().any() for window in windows):
        return False
    early, late = (float(window.median()) for window in windows)
    across = (early > LOOSEST_BACK) != (late > LOOSEST_BACK)
    return abs(late - early) > MOST_SCORE_CHANGE * (SHARE_ACROSS if across else 1.0)


def hides_change(lost_sd: FloatArray) -> bool:
    """Whether what is hidden of the back may be as much as a change of it that matters.

    Parameters
    ----------
    lost_sd
        ``(2,)`` of tilt and of lordosis, degrees, see `posture.back.changes.Changes.lost_sd`.
    """
    return bool((NORMAL_QUANTILE * lost_sd >= SMALLEST).any())


def remove_low_back_if_clothing_changed(
    frames: pd.DataFrame, strides: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Remove the low back from both tables of a run if the clothing over it changed.

    Parameters
    ----------
    frames, strides
        Tables of a run, strides with ``segment``.

    Returns
    -------
    frames, strides
        As they were, or with NaN for the low back and the reason beside it.
    """
    if not has_clothing_changed(used_strides(strides)):
        return frames, strides
    return remove_low_back(frames, strides)


def remove_low_back(
    frames: pd.DataFrame, strides: pd.DataFrame, code: str = CHANGED
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Remove all values that come from the line of the back, and give the reason instead."""
    unexplained = frames["reason"].isin(["", UNSEEN, OUTSIDE])
    reason = frames["reason"].mask(unexplained, WHY[code])
    return _blank(frames, FRAME_TABLE).assign(reason=reason), _blank(strides, STRIDE_TABLE)


def _blank(table: pd.DataFrame, entries: Iterable[Measure | Column]) -> pd.DataFrame:
    from_back = [e for e in entries if e.source == "back line" and e.name in table]
    return table.assign(**{entry.name: entry.blank for entry in from_back})


def estimate_doubts(
    strides: pd.DataFrame, errors: Mapping[str, float], lost_sd: Mapping[BackAngle, float]
) -> dict[str, float]:
    """Estimate the error that a run adds to changes of the low back, beside the method's own.

    Parameters
    ----------
    strides, errors
        As for `estimate_disagreement_sd`.
    lost_sd
        By angle, see `posture.back.Back.lost_sd`.

    Returns
    -------
    dict
        Standard deviation in degrees, by the name of the measure.
    """
    return {
        m.name: math.hypot(
            estimate_disagreement_sd(m.back_angle, m.name, strides, errors), lost_sd[m.back_angle]
        )
        for m in COMPARED
        if m.back_angle is not None
    }


def estimate_geometry_change(
    angle: BackAngle, strides: pd.DataFrame, errors: Mapping[str, float]
) -> float:
    """Estimate the change of an angle from early to late by plain geometry.

    For tilt, from the angle between the tangent over the sacrum and the trunk; for lordosis, from
    the hollow of the back. Both are scaled to follow the true angles of virtual runners.

    Parameters
    ----------
    angle
        Which of the two.
    strides
        ``segment``, ``trunk_lean_deg``, ``sacral_tangent_deg`` and ``hollow_deg``.
    errors
        Of the weights, see `posture.back.Back`.

    Returns
    -------
    float
        Degrees; NaN where geometry is not known.
    """
    slope = errors[f"{angle}_geometry_slope"]
    if angle == "lordosis":
        return slope * _change(strides, "hollow_deg")
    lean = _change(strides, "trunk_lean_deg")
    return lean + slope * (_change(strides, "sacral_tangent_deg") - lean)


def estimate_disagreement_sd(
    angle: BackAngle, measure: str, strides: pd.DataFrame, errors: Mapping[str, float]
) -> float:
    """Estimate the error that a disagreement with plain geometry adds to a change of a measure.

    Where geometry shows another change from early to late, and the difference is larger than
    usual on virtual runners, the excess counts as error.

    Parameters
    ----------
    angle
        The angle that the measure is a value of.
    measure
        Column of `strides`.
    strides, errors
        As for `estimate_geometry_change`, strides with `measure`.

    Returns
    -------
    float
        Standard deviation in degrees; 0 where geometry is not known.
    """
    change = estimate_geometry_change(angle, strides, errors)
    if not np.isfinite(change):
        return 0.0
    usual = NORMAL_QUANTILE * errors[f"{angle}_geometry_sd"]
    excess = abs(change - _change(strides, measure)) - usual
    return max(0.0, excess) / NORMAL_QUANTILE if np.isfinite(excess) else 0.0


def _change(strides: pd.DataFrame, name: str) -> float:
    """Mean of a column in the late window minus that in the early one; NaN if not known."""
    early, late = (strides.loc[strides["segment"] == part, name].mean() for part in _WINDOWS)
    return float(late - early)
