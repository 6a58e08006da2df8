"""Compare early with late: windows, changes with their 95 % intervals, drift, onset."""

from posture.comparison.change import compare_segments
from posture.comparison.detectable import estimate_detectable_change
from posture.comparison.difference import estimate_difference
from posture.comparison.drift import estimate_drift
from posture.comparison.estimate import Estimate
from posture.comparison.series import Series, make_series
from posture.comparison.types import CHANGED, PROBABLE, Change, Decided, Settle, Verdict
from posture.comparison.verdict import Judged, family_confidence, judge_change
from posture.comparison.waves import compare_waves
from posture.comparison.windows import Segments, choose_segments, label_strides, used_strides

__all__ = [
    "CHANGED",
    "PROBABLE",
    "Change",
    "Decided",
    "Estimate",
    "Judged",
    "Segments",
    "Series",
    "Settle",
    "Verdict",
    "choose_segments",
    "compare_segments",
    "compare_waves",
    "estimate_detectable_change",
    "estimate_difference",
    "estimate_drift",
    "family_confidence",
    "judge_change",
    "label_strides",
    "make_series",
    "used_strides",
]
