"""Early against late: windows, change with its uncertainty, drift."""

from posture.comparison.change import compare_segments
from posture.comparison.detectable import detectable_change
from posture.comparison.difference import difference
from posture.comparison.drift import drift
from posture.comparison.estimate import Estimate
from posture.comparison.series import Series, series
from posture.comparison.types import CHANGED, Change, Verdict
from posture.comparison.verdict import verdict
from posture.comparison.waves import compare_waves
from posture.comparison.windows import Segments, choose_segments, label, used_strides

__all__ = [
    "CHANGED",
    "Change",
    "Estimate",
    "Segments",
    "Series",
    "Verdict",
    "choose_segments",
    "compare_segments",
    "compare_waves",
    "detectable_change",
    "difference",
    "drift",
    "label",
    "series",
    "used_strides",
    "verdict",
]
