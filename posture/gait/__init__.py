"""Gait: running or not, initial contacts and toe-offs, strides."""

from posture.gait.check import Gait, estimate_gait, speed_factor
from posture.gait.events import METHOD, Steps, find_steps
from posture.gait.strides import Cut, cut_strides

__all__ = [
    "METHOD",
    "Cut",
    "Gait",
    "Steps",
    "cut_strides",
    "estimate_gait",
    "find_steps",
    "speed_factor",
]
