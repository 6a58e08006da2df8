"""Which strides are left out of all means, and why."""

from __future__ import annotations

import numpy as np
import pandas as pd

from posture.utils.arrays import BoolArray, FloatArray
from posture.utils.stats import SD_PER_MAD

#: Shortest and longest stride of running, seconds; others were misread.
MIN_DURATION_S = 0.45
MAX_DURATION_S = 1.2
#: A stride whose length differs from the usual one by a larger share was misread.
MAX_LENGTH_DEVIATION = 0.25
#: Share of its frames in which the runner must be measured.
MIN_SHARE_MEASURED = 0.9
#: The mean lean of a stride may be this many robust SDs off its neighbours',
MAX_LEAN_DEVIATION_SDS = 3.5
#: and in any case this many degrees.
MAX_LEAN_DEVIATION_DEG = 3.0
#: From this many strides on a scatter can be estimated.
MIN_STRIDES = 5


def find_rejections(strides: pd.DataFrame) -> list[str]:
    """Why each stride is left out of all means, or an empty text.

    Parameters
    ----------
    strides
        ``start_s``, ``end_s``, ``seen`` and ``trunk_lean_deg``.
    """
    if strides.empty:
        return []
    durations = (strides["end_s"] - strides["start_s"]).to_numpy(float)
    plausible = (durations >= MIN_DURATION_S) & (durations <= MAX_DURATION_S)
    usual = float(np.median(durations[plausible])) if plausible.any() else float("nan")
    reasons = [
        _find_rejection(duration, seen, usual)
        for duration, seen in zip(durations, strides["seen"].to_numpy(float), strict=True)
    ]
    kept = np.array([not reason for reason in reasons])
    if kept.sum() >= MIN_STRIDES:
        lean = strides["trunk_lean_deg"].to_numpy(float)
        off = np.abs(lean - _local_median(lean, kept))
        spread = SD_PER_MAD * np.median(off[kept])
        for i in np.flatnonzero(
            kept & (off > max(MAX_LEAN_DEVIATION_SDS * spread, MAX_LEAN_DEVIATION_DEG))
        ):
            reasons[i] = "the trunk lean of this stride is far off its neighbours"
    return reasons


def _find_rejection(duration_s: float, seen: float, usual_s: float) -> str:
    if seen < MIN_SHARE_MEASURED:
        return "the runner is not measured in a part of this stride"
    if not MIN_DURATION_S <= duration_s <= MAX_DURATION_S:
        return "this stride's length is not that of running"
    if abs(duration_s / usual_s - 1) > MAX_LENGTH_DEVIATION:
        return "this stride is much longer or shorter than the others"
    return ""


def _local_median(values: FloatArray, kept: BoolArray, around: int = 7) -> FloatArray:
    """Median of the kept values near each one, so that a drift is not taken for outliers."""
    index = np.flatnonzero(kept)
    place = np.searchsorted(index, np.arange(len(values)))
    return np.array([np.median(values[index[max(0, p - around) : p + around + 1]]) for p in place])
