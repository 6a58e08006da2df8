"""Size and orientation of the picture, as a player shows it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
from av.video.frame import VideoFrame

from posture.errors import VideoError
from posture.video.source import decode, open_video, to_fraction

#: Least width and height of a picture to measure in, pixels.
_SMALLEST_PX = 64
#: Largest ratio of width and height of a pixel that is believed, no unit.
_LARGEST_ASPECT = 4
#: Frames that may say that the film is interlaced: the first one alone may have been taken whole.
_ASKED_FRAMES = 4


@dataclass(frozen=True)
class Shape:
    """How the picture is to be shown.

    Attributes
    ----------
    width, height
        Pixels, upright and square.
    rotation_deg
        Clockwise turn from the stored frame: 0, 90, 180 or 270.
    mirrored
        Whether it is flipped left to right after the turn.
    interlaced
        Whether odd and even lines were taken at different moments: one of the first frames says so.
        A file without the mark is taken to be progressive.
    """

    width: int
    height: int
    rotation_deg: int
    mirrored: bool
    interlaced: bool = False


def read_shape(path: Path) -> Shape:
    """Read the shape from the first frames that can be decoded.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    Shape
        Size in upright square pixels.

    Raises
    ------
    VideoError
        If no frame can be decoded, or it is too small to see a runner in.
    """
    with open_video(path) as (container, stream):
        frames = decode(container, stream)
        frame = next(frames, None)
        if frame is None:
            raise VideoError(f"{path} holds no frame that can be decoded; copy or export it again.")
        width = round(frame.width * _read_pixel_aspect(to_fraction(stream.sample_aspect_ratio)))
        height = frame.height
        rotation_deg, mirrored = _read_orientation(frame)
        others = islice(frames, _ASKED_FRAMES - 1)
        interlaced = any(one.interlaced_frame for one in chain([frame], others))
    if rotation_deg in (90, 270):
        width, height = height, width
    if min(width, height) < _SMALLEST_PX:
        raise VideoError(
            f"{path} has a picture of {width}×{height} pixels, too small to measure; "
            f"at least {_SMALLEST_PX} a side are needed, and 720 or more serve better."
        )
    return Shape(width, height, rotation_deg, mirrored, interlaced)


def _read_pixel_aspect(aspect: Fraction | None) -> Fraction:
    """Read width over height of a pixel; impossible values in the header count as square."""
    if not aspect or not Fraction(1, _LARGEST_ASPECT) <= aspect <= _LARGEST_ASPECT:
        return Fraction(1)
    return aspect


def _read_orientation(frame: VideoFrame) -> tuple[int, bool]:
    """Read the clockwise turn and the flip from the display matrix.

    FFmpeg stores nine 32-bit integers, row by row; x' = a·x + c·y and y' = b·x + d·y with y
    down. A negative determinant is a flip, done after the turn.
    """
    side_data: Any = frame.side_data  # PyAV 18 and 19 state its type in different ways
    if "DISPLAYMATRIX" not in side_data:
        return 0, False
    data = bytes(side_data["DISPLAYMATRIX"])
    a, b, _, c, d = (int(v) for v in np.frombuffer(data, dtype=np.int32)[:5])
    mirrored = a * d - b * c < 0
    turn = math.degrees(math.atan2(b, -a if mirrored else a))
    return round(turn / 90) % 4 * 90, mirrored
