"""Landmarks as time series: gaps, left-right repair, filters, view, the runner's own frame."""

from posture.tracks.body import Body, Leg, build_body
from posture.tracks.clean import Tracks, clean, smooth
from posture.tracks.view import Facing, View, detect_facing

__all__ = [
    "Body",
    "Facing",
    "Leg",
    "Tracks",
    "View",
    "build_body",
    "clean",
    "detect_facing",
    "smooth",
]
