"""Landmarks as time series: gaps, left-right repair, filters, facing, rhythm."""

from posture.tracks.body import Body, Leg, body, upright
from posture.tracks.centres import describe, to_joint_centres
from posture.tracks.clean import Tracks, clean, smooth
from posture.tracks.facing import Facing, facing
from posture.tracks.learnt import learnt, predict, stride_mean
from posture.tracks.rhythm import Rhythm, rhythm, speed_factor

__all__ = [
    "Body",
    "Facing",
    "Leg",
    "Rhythm",
    "Tracks",
    "body",
    "clean",
    "describe",
    "facing",
    "learnt",
    "predict",
    "rhythm",
    "smooth",
    "speed_factor",
    "stride_mean",
    "to_joint_centres",
    "upright",
]
