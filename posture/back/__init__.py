"""The low back: the line of the back, and pelvic tilt and lumbar lordosis from it."""

from posture.back.learned_models import LearnedModels, load_learned_models
from posture.back.level_error import BackAngle, level_interval
from posture.back.line import Line, line_to_picture, read_trunk_line
from posture.back.measure import Back, measure_back
from posture.back.places import PLACES
from posture.back.refusal import OUTSIDE, UNSEEN, WHY

__all__ = [
    "OUTSIDE",
    "PLACES",
    "UNSEEN",
    "WHY",
    "Back",
    "BackAngle",
    "LearnedModels",
    "Line",
    "level_interval",
    "line_to_picture",
    "load_learned_models",
    "measure_back",
    "read_trunk_line",
]
