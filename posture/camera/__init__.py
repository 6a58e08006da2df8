"""The camera: its level, how it moved within a film, and how it changed from film to film."""

from posture.camera.camera import Camera, read_camera
from posture.camera.motion import PUT_UP_AGAIN_SD_DEG, CameraMotion
from posture.camera.steady import Steadied

__all__ = ["PUT_UP_AGAIN_SD_DEG", "Camera", "CameraMotion", "Steadied", "read_camera"]
