"""Gait: running or not, initial contacts, toe-offs and strides."""

from posture.gait.check import Gait, estimate_gait, estimate_speed_factor, require_run
from posture.gait.events import METHOD, Steps, find_steps
from posture.gait.strides import Cut, cut_strides

__all__ = [
    "METHOD",
    "Cut",
    "Gait",
    "Steps",
    "cut_strides",
    "estimate_gait",
    "estimate_speed_factor",
    "find_steps",
    "require_run",
]
