"""What is not told after all: a low back whose clothing changed from early to late.

Each frame was measured before early and late were known. Where the clothing lies differently in
them, nobody can say in which of the two the line was the back's.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from posture.back import OUTSIDE, UNSEEN, WHY, back_code
from posture.compare import used_strides
from posture.measures import LOW_BACK

#: The refusal that is known only when early and late are.
CHANGED = "back_changed"
_FRAMES = (*LOW_BACK, "pelvic_tilt_interval_deg", "lumbar_lordosis_interval_deg")
_STRIDES = (
    *LOW_BACK,
    "pelvic_tilt_toe_off_deg",
    "lumbar_lordosis_toe_off_deg",
    "tilt_hip_coupling",
    "sacral_tangent_deg",
    "hollow_deg",
    "hollow_depth",
    "thoracic_curve_deg",
)


def withhold(frames: pd.DataFrame, strides: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
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
    return without_low_back(frames, strides)


def without_low_back(
    frames: pd.DataFrame, strides: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Put NaN in the place of the low back, and why beside it."""
    unexplained = frames["reason"].isin(["", UNSEEN, OUTSIDE])
    return (
        frames.assign(
            **dict.fromkeys(_FRAMES, np.nan),
            back_visible=False,
            reason=frames["reason"].mask(unexplained, WHY[CHANGED]),
        ),
        strides.assign(**dict.fromkeys(_STRIDES, np.nan), back_frames=0),
    )
