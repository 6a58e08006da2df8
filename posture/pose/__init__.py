"""From pixels to landmarks: pose engines, their sealed workers, and the choice of the runner."""

from posture.pose.detect import detect
from posture.pose.detections import Detections
from posture.pose.types import INDEX, KEYPOINTS, STATIONS, Person, PoseEngine, middle

__all__ = [
    "INDEX",
    "KEYPOINTS",
    "STATIONS",
    "Detections",
    "Person",
    "PoseEngine",
    "detect",
    "middle",
]
