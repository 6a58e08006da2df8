"""Types that the video package returns: a file's description, and a frame."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import numpy as np

from posture.utils.arrays import FloatArray, Image, IntArray


def _no_ticks() -> IntArray:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class VideoInfo:
    """What a video file contains, as read from its packets (its header may be wrong).

    Attributes
    ----------
    path
        The file.
    sha256
        Checksum of the whole file, hexadecimal.
    width, height
        Size in pixels of the frames that are handed out: upright and with square pixels.
    times_s
        Presentation time of every frame, seconds since the first frame, ascending, as played.
    duration_s
        Time from the first frame to the end of the last one, which is taken to be shown for the
        median time between frames.
    fps_median
        One over the usual time between frames, without the rounding of the clock.
    variable_frame_rate
        Whether the time between frames varies by more than the rounding of the container's clock.
    rotation_deg
        Clockwise turn that the file asks of a player: 0, 90, 180 or 270.
    codec
        FFmpeg's name of the codec, for example ``"h264"``.
    damage
        One sentence if a part of the file cannot be decoded, else empty.
    capture_fps
        Rate at which the camera took frames, where the file states it: what telephones write into
        slow motion. None where it does not.
    sound
        Whether the file has a track of sound.
    interlaced
        Whether odd and even lines of a frame were taken at different moments.
    mirrored
        Whether the file asks a player to flip the frames left to right after turning it.
    clock
        Seconds a tick of the file's own clock.
    ticks
        Timestamp of every frame on that clock, ascending; empty if the file has none, and then a
        frame is found by counting from the start.
    keyframes
        Indices of the frames that decoding can begin at, ascending.
    created
        When the file says that it was filmed, UTC; None if it does not say.
    """

    path: Path
    sha256: str
    width: int
    height: int
    times_s: FloatArray
    duration_s: float
    fps_median: float
    variable_frame_rate: bool
    rotation_deg: int
    codec: str
    damage: str = ""
    mirrored: bool = False
    capture_fps: float | None = None
    interlaced: bool = False
    sound: bool = False
    clock: Fraction = field(default=Fraction(1), repr=False)
    ticks: IntArray = field(default_factory=_no_ticks, repr=False)
    keyframes: IntArray = field(default_factory=_no_ticks, repr=False)
    created: datetime | None = None

    @property
    def frames(self) -> int:
        """Number of frames in the file."""
        return len(self.times_s)


@dataclass(frozen=True)
class Frame:
    """One decoded frame.

    Attributes
    ----------
    index
        Place in the file as decoded, from 0.
    time_s
        Seconds since the first frame, as played (before any speed factor).
    image
        ``(height, width, 3)`` uint8, RGB, upright, square pixels.
    """

    index: int
    time_s: float
    image: Image
