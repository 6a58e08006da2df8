"""The low back: the line of the back, and pelvic tilt and lumbar lordosis from it."""

from posture.back.judge import (
    BackAngle,
    back_code,
    geometry_change,
    geometry_doubt,
    level_interval,
)
from posture.back.line import Line, line_in_picture, trunk_line
from posture.back.measure import OUTSIDE, UNSEEN, WHY, Back, measure_back
from posture.back.places import PLACES

__all__ = [
    "OUTSIDE",
    "PLACES",
    "UNSEEN",
    "WHY",
    "Back",
    "BackAngle",
    "Line",
    "back_code",
    "geometry_change",
    "geometry_doubt",
    "level_interval",
    "line_in_picture",
    "measure_back",
    "trunk_line",
]
