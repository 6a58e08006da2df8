"""Gait: running or not, initial contacts, toe-offs and strides."""

from posture.gait.check import Gait, estimate_gait, require_run
from posture.gait.events import METHOD, Steps, find_steps
from posture.gait.playback import Playback, find_playback
from posture.gait.strides import Cut, cut_strides

__all__ = [
    "METHOD",
    "Cut",
    "Gait",
    "Playback",
    "Steps",
    "cut_strides",
    "estimate_gait",
    "find_playback",
    "find_steps",
    "require_run",
]
