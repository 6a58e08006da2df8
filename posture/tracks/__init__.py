"""Landmarks as time series: gaps, left-right repair, filters, facing, rhythm."""

from posture.tracks.body import Body, Leg, body
from posture.tracks.centres import to_joint_centres
from posture.tracks.clean import Tracks, clean, smooth
from posture.tracks.facing import Facing, facing
from posture.tracks.rhythm import Rhythm, rhythm, speed_factor

__all__ = [
    "Body",
    "Facing",
    "Leg",
    "Rhythm",
    "Tracks",
    "body",
    "clean",
    "facing",
    "rhythm",
    "smooth",
    "speed_factor",
    "to_joint_centres",
]
