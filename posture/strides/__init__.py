"""Strides: events, segmentation, the table with one row a stride, normalised waveforms."""

from posture.strides.events import METHOD, find_steps
from posture.strides.table import measure_strides
from posture.strides.waveforms import normalise_strides

__all__ = ["METHOD", "find_steps", "measure_strides", "normalise_strides"]
