"""Reading and writing of video files."""

from posture.video.probe import probe, probe_film
from posture.video.read import read_frames, read_some
from posture.video.source import read_comment
from posture.video.types import Frame, VideoInfo
from posture.video.write import VideoWriter

__all__ = [
    "Frame",
    "VideoInfo",
    "VideoWriter",
    "probe",
    "probe_film",
    "read_comment",
    "read_frames",
    "read_some",
]
