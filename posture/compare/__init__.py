"""Early against late: windows, change with its uncertainty, drift."""

from posture.compare.change import compare_segments
from posture.compare.detectable import detectable_change
from posture.compare.difference import difference
from posture.compare.drift import drift
from posture.compare.estimate import Estimate
from posture.compare.measures import MEASURES, Measure, require_measures
from posture.compare.series import Series, series
from posture.compare.verdict import Verdict, verdict
from posture.compare.waves import compare_waves
from posture.compare.windows import Segments, choose_segments, label, used_strides

__all__ = [
    "MEASURES",
    "Estimate",
    "Measure",
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
    "require_measures",
    "series",
    "used_strides",
    "verdict",
]
