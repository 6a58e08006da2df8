"""Frames as a camera stores them: blurred by motion, noisy, compressed, turned by a flag."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt
from av.video.stream import VideoStream

from posture.errors import OutputError, UsageError
from posture.synthetic.drawing.mesh import CODE_OF_LINEAR, LINEAR_OF_CODE
from posture.utils.arrays import Float32Array, FloatArray, Image
from posture.utils.files import whole_file
from posture.video.write import VideoWriter

Rotation = Literal[0, 90, 180, 270]

#: How a frame is turned before it is stored, so that a player's clockwise turn sets it upright.
_STORED = {
    90: cv2.ROTATE_90_COUNTERCLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_CLOCKWISE,
}
#: Cosine and sine of the clockwise turn that a player makes.
_TURN = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}
#: 1.0 in the 16.16 fixed-point numbers of an MP4 file's matrix.
_ONE = 1 << 16


class _SteadyWriter(VideoWriter):
    """Writes the same bytes whatever the number of cores."""

    def _add_stream(self) -> VideoStream:
        stream = super()._add_stream()
        stream.codec_context.thread_count = 1
        return stream


def write_film(
    path: Path | str,
    pictures: Iterable[Image],
    times_s: Sequence[float] | FloatArray,
    *,
    crf: int = 23,
    preset: str = "veryfast",
    rotation_deg: Rotation = 0,
    slow_motion: float = 1.0,
) -> None:
    """Write frames as H.264 in MP4; the same input gives the same bytes.

    Parameters
    ----------
    path
        The file to write; replaced if it exists, and only once all is well.
    pictures
        ``(height, width, 3)`` uint8 RGB each, upright, sizes even; taken one at a time.
    times_s
        ``(n,)`` when each was taken, ascending, evenly or not; the file plays from the first.
    crf, preset
        Quality and speed of x264.
    rotation_deg
        Clockwise turn that the file asks of a player. The frames are stored turned the other
        way, as a phone does, so that they show upright.
    slow_motion
        How many times as long as in life the file takes to play.

    Raises
    ------
    UsageError
        The numbers of frames and times differ, or a frame or time does not fit.
    OutputError
        The file cannot be written.
    """
    if rotation_deg not in _TURN:
        raise UsageError(f"a film cannot be turned by {rotation_deg}°; choose 0, 90, 180 or 270")
    if not slow_motion > 0:
        raise UsageError(f"slow motion by {slow_motion} is impossible; give a factor above 0")
    path = Path(path)
    stored = (_as_stored(picture, rotation_deg) for picture in pictures)
    first = next(stored, None)
    if first is None:
        raise UsageError(f"{path} would hold no frame; give at least one")
    height, width = first.shape[:2]
    played_s = np.asarray(times_s, np.float64) * slow_motion
    try:
        with whole_file(path) as unfinished:
            with _SteadyWriter(unfinished, width, height, crf=crf, preset=preset) as writer:
                _write_all(writer, chain([first], stored), played_s)
            if rotation_deg:
                _flag_rotation(unfinished, rotation_deg)
    except OutputError as error:
        raise OutputError(str(error).replace(str(unfinished), str(path))) from error
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}.") from error


def _write_all(writer: VideoWriter, pictures: Iterator[Image], played_s: FloatArray) -> None:
    for time_s in played_s:
        picture = next(pictures, None)
        if picture is None:
            raise UsageError(f"there are {len(played_s)} times but fewer frames")
        writer.write(picture, float(time_s))
    if next(pictures, None) is not None:
        raise UsageError(f"there are {len(played_s)} times but more frames")


def _as_stored(picture: Image, rotation_deg: int) -> Image:
    if not rotation_deg:
        return picture
    return np.ascontiguousarray(cv2.rotate(picture, _STORED[rotation_deg]), np.uint8)


def _flag_rotation(path: Path, rotation_deg: int) -> None:
    """Set the matrix of the only track; FFmpeg's muxer offers no way to through PyAV."""
    with path.open("r+b") as file:
        content = file.read()
        start, _ = _atom(content, b"moov", 0, len(content))
        start, end = _atom(content, b"trak", start, len(content))
        start, _ = _atom(content, b"tkhd", start, end)
        wide = content[start] == 1  # version 1 has times of 64 bits
        cos, sin = (_ONE * value for value in _TURN[rotation_deg])
        file.seek(start + (52 if wide else 40))
        file.write(struct.pack(">9i", cos, sin, 0, -sin, cos, 0, 0, 0, 1 << 30))


def _atom(content: bytes, name: bytes, start: int, end: int) -> tuple[int, int]:
    """Where the content of a box of an MP4 file begins and ends."""
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", content, start)
        header = 8
        if size == 1:
            size, header = struct.unpack_from(">Q", content, start + 8)[0], 16
        if kind == name:
            return start + header, start + size
        start += max(size, header)
    raise OutputError(f"the film has no {name.decode()} box, so it cannot be turned")


def blur_motion(subframes: Sequence[Image]) -> Image:
    """Mean of the light of images taken while the shutter is open.

    Parameters
    ----------
    subframes
        ``(height, width, 3)`` uint8 sRGB each, evenly spaced in time.
    """
    if len(subframes) == 1:
        return subframes[0]
    total = cv2.LUT(subframes[0], LINEAR_OF_CODE)
    for picture in subframes[1:]:
        total = cv2.add(total, cv2.LUT(picture, LINEAR_OF_CODE))
    steps = np.asarray(total * ((len(CODE_OF_LINEAR) - 1) / len(subframes)) + 0.5, np.int32)
    return CODE_OF_LINEAR[steps]


def expose(picture: Image, factor: float) -> Image:
    """Multiply the light of ``(height, width, 3)`` uint8 sRGB; what gets too bright is white."""
    if factor == 1.0:
        return picture
    light = np.clip(LINEAR_OF_CODE * factor, 0, 1) * (len(CODE_OF_LINEAR) - 1)
    return np.asarray(cv2.LUT(picture, CODE_OF_LINEAR[np.round(light).astype(int)]), np.uint8)


@dataclass
class Sensor:
    """Lens and chip of a camera: a little unsharp, darker in the corners, noisy.

    Attributes
    ----------
    width, height
        Of the frames, pixels.
    noise
        Standard deviation of the noise of a pixel, in steps of 255.
    blur_px
        Standard deviation of the lens's spread.
    vignette
        Share of the light that the corners lack.
    seed
        The same seed gives the same noise.
    """

    width: int
    height: int
    noise: float = 2.0
    blur_px: float = 0.6
    vignette: float = 0.12
    seed: int = 0
    _grain: npt.NDArray[np.int8] = field(init=False, repr=False)
    _shade: Float32Array = field(init=False, repr=False)

    def __post_init__(self) -> None:
        rng = np.random.default_rng(self.seed)
        size = (self.height + 64, self.width + 64, 3)
        grain = cv2.GaussianBlur(rng.standard_normal(size, np.float32), (0, 0), 0.5)
        self._grain = np.round(grain * (self.noise / grain.std())).clip(-127, 127).astype(np.int8)
        y, x = np.mgrid[-1 : 1 : self.height * 1j, -1 : 1 : self.width * 1j]
        fall = 1 - self.vignette * (x**2 + y**2) / 2
        self._shade = np.asarray(fall ** (1 / 2.2), np.float32)[..., None].repeat(3, axis=2)

    def __call__(self, picture: Image, index: int) -> Image:
        """Return what is stored of ``(height, width, 3)`` uint8 RGB; `index` varies the noise."""
        top, left = np.random.default_rng((self.seed, index)).integers(0, 64, 2)
        grain = self._grain[top : top + self.height, left : left + self.width]
        sharp = cv2.GaussianBlur(picture, (0, 0), self.blur_px) if self.blur_px > 0 else picture
        even = cv2.multiply(sharp, self._shade, dtype=cv2.CV_8U) if self.vignette > 0 else sharp
        return np.asarray(cv2.add(even, grain, dtype=cv2.CV_8U), np.uint8)
