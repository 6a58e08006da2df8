"""Strides: events, segmentation, the table with one row a stride, normalised waveforms."""

from posture.strides.events import METHOD, find_steps
from posture.strides.low_back import tilt_hip_coupling
from posture.strides.table import Cut, cut_strides, measure_strides
from posture.strides.waveforms import normalise_strides

__all__ = [
    "METHOD",
    "Cut",
    "cut_strides",
    "find_steps",
    "measure_strides",
    "normalise_strides",
    "tilt_hip_coupling",
]
