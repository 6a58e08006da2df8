"""Pixels to landmarks: the pose engine, its sealed workers, and who of the people is the runner."""

from posture.pose.detect import Detections, detect
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
