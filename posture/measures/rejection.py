"""Which strides are rejected, that is left out of all means, and why."""

from __future__ import annotations

import numpy as np
import pandas as pd

from posture.utils.arrays import BoolArray, FloatArray
from posture.utils.stats import SD_PER_MAD

#: Shortest stride of running, seconds: 316 steps a minute. Sprints of 100 m reach 290. In a shorter
#: one an event was misread.
MIN_DURATION_S = 0.38
#: Longest stride of running, seconds: 100 steps a minute. In a longer one an event was missed.
MAX_DURATION_S = 1.2
#: A stride was misread if its duration differs from the median by a larger share.
MAX_DURATION_DEVIATION = 0.25
#: Share of the frames of a stride in which the runner must be measured.
MIN_SHARE_MEASURED = 0.9
#: How far the mean lean of a stride may lie off that of its neighbours, robust standard deviations.
MAX_LEAN_DEVIATION_SDS = 3.5
#: A stride whose lean lies off its neighbours by less than this, degrees, is always kept.
MAX_LEAN_DEVIATION_DEG = 3.0
#: Strides from which the scatter of the lean can be estimated.
MIN_STRIDES = 5


def find_rejections(strides: pd.DataFrame) -> list[str]:
    """Give the reason why each stride is rejected, or an empty text.

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
    if abs(duration_s / usual_s - 1) > MAX_DURATION_DEVIATION:
        return "this stride is much longer or shorter than the others"
    return ""


def _local_median(values: FloatArray, kept: BoolArray, around: int = 7) -> FloatArray:
    """Median of the kept values near each one, so that a drift is not taken for outliers."""
    index = np.flatnonzero(kept)
    place = np.searchsorted(index, np.arange(len(values)))
    return np.array([np.median(values[index[max(0, p - around) : p + around + 1]]) for p in place])
