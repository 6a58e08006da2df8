"""What is not told after all: a low back whose clothing changed from early to late.

Each frame was measured before early and late were known. Where the clothing lies differently in
them, nobody can say in which of the two the line was the back's.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from posture.back import OUTSIDE, UNSEEN, WHY, back_code, is_back
from posture.comparison import used_strides

#: The refusal that is known only when early and late are.
CHANGED = "back_changed"
#: What else of a stride comes from tilt or from the line.
_OTHERS = (
    "tilt_hip_coupling",
    "sacral_tangent_deg",
    "hollow_deg",
    "hollow_depth",
    "thoracic_curve_deg",
)


def remove_low_back_if_clothing_changed(
    frames: pd.DataFrame, strides: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Take the low back out of both tables of a run if its clothing changed.

    Parameters
    ----------
    frames, strides
        Tables of a run, strides with ``segment``.

    Returns
    -------
    frames, strides
        As they were, or with NaN for the low back and the reason beside it.
    """
    if back_code([], used_strides(strides)) != CHANGED:
        return frames, strides
    return remove_low_back(frames, strides)


def remove_low_back(
    frames: pd.DataFrame, strides: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Put NaN in the place of the low back, and why beside it."""
    unexplained = frames["reason"].isin(["", UNSEEN, OUTSIDE])
    reason = frames["reason"].mask(unexplained, WHY[CHANGED])
    return (
        _blank(frames).assign(back_visible=False, reason=reason),
        _blank(strides).assign(back_frames=0),
    )


def _blank(table: pd.DataFrame) -> pd.DataFrame:
    names = [name for name in map(str, table) if is_back(name) or name in _OTHERS]
    return table.assign(**dict.fromkeys(names, np.nan))
