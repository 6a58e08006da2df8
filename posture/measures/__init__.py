"""Measures by frame and by stride."""

from posture.measures.coupling import tilt_hip_coupling
from posture.measures.frames import LOW_BACK, measure_frames
from posture.measures.strides import measure_strides
from posture.measures.waveforms import normalise_strides

__all__ = [
    "LOW_BACK",
    "measure_frames",
    "measure_strides",
    "normalise_strides",
    "tilt_hip_coupling",
]
