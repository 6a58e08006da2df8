"""Measures of frames and of strides; all that is known of each is in `registry`."""

from posture.measures.frames import measure_frames
from posture.measures.lengths import add_lengths
from posture.measures.lookup import (
    COMPARED,
    DETAILS,
    FRAME_TABLE,
    KEY_MEASURES,
    LOW_BACK,
    PAIRS,
    REPORTED,
    STRIDE_TABLE,
    TESTED_WAVEFORMS,
    TIMED,
    TIMED_LENGTHS,
    WAVEFORMS,
    BothLegs,
    choose_measures,
    find_measure,
    find_unresolved,
    require_compared,
)
from posture.measures.measure import Column, Measure, Pair, Unit, Words
from posture.measures.registry import MEASURES
from posture.measures.relative import RELATIVE, relative_name
from posture.measures.strides import measure_strides, remove_unknown
from posture.measures.waveforms import normalise_strides

__all__ = [
    "COMPARED",
    "DETAILS",
    "FRAME_TABLE",
    "KEY_MEASURES",
    "LOW_BACK",
    "MEASURES",
    "PAIRS",
    "RELATIVE",
    "REPORTED",
    "STRIDE_TABLE",
    "TESTED_WAVEFORMS",
    "TIMED",
    "TIMED_LENGTHS",
    "WAVEFORMS",
    "BothLegs",
    "Column",
    "Measure",
    "Pair",
    "Unit",
    "Words",
    "add_lengths",
    "choose_measures",
    "find_measure",
    "find_unresolved",
    "measure_frames",
    "measure_strides",
    "normalise_strides",
    "relative_name",
    "remove_unknown",
    "require_compared",
]
