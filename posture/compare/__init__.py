"""Early against late: windows, change with its uncertainty, drift."""

from posture.compare.bootstrap import difference
from posture.compare.change import compare_segments
from posture.compare.detectable import detectable_change
from posture.compare.drift import drift
from posture.compare.measures import MEASURES, Measure
from posture.compare.verdict import Verdict, verdict
from posture.compare.windows import Segments, choose_segments, label, used_strides

__all__ = [
    "MEASURES",
    "Measure",
    "Segments",
    "Verdict",
    "choose_segments",
    "compare_segments",
    "detectable_change",
    "difference",
    "drift",
    "label",
    "used_strides",
    "verdict",
]
