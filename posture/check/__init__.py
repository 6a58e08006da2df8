"""Can this clip be measured? Seconds, before the long work begins."""

from posture.check.check import Checked, check_video, choose_model
from posture.check.types import Check, Expectation, Point

__all__ = ["Check", "Checked", "Expectation", "Point", "check_video", "choose_model"]
