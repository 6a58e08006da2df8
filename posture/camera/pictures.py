"""Small grey pictures of a film and where they show the background, and which frames to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from posture.camera.background import LONGER_SIDE, mask_people
from posture.utils.arrays import Float32Array, Image, IndexArray
from posture.video import VideoInfo, read_some

#: Tolerance for rounded times, shares of the time between two looks.
ROUNDING = 1e-6


@dataclass(frozen=True)
class Picture:
    """A picture of a film: grey and small, and where it shows the background.

    Attributes
    ----------
    frame
        Its index.
    grey, seen
        ``(height, width)`` uint8; ``seen`` is 0 on and around the runner, else 255.
    """

    frame: int
    grey: Image
    seen: Image


def read_pictures(
    info: VideoInfo,
    frames: Iterable[int],
    points: Float32Array | None = None,
    hidden: Image | None = None,
) -> Iterator[Picture]:
    """Read frames as small grey pictures, at most `LONGER_SIDE` pixels on their longer side.

    Parameters
    ----------
    info
        The video.
    frames
        Which ones, ascending.
    points
        ``(frames, 33, 2)`` landmarks of the runner, pixels; None where none are known, and then
        nobody is left out of the background.
    hidden
        ``(height, width)`` of these pictures, 255 where something lies over all of them; None for
        nothing.
    """
    share = min(1.0, LONGER_SIDE / max(info.width, info.height))
    size = round(info.width * share), round(info.height * share)
    for frame in read_some(info, frames, size=size):
        grey = np.asarray(cv2.cvtColor(frame.image, cv2.COLOR_RGB2GRAY), np.uint8)
        people = [] if points is None else [points[frame.index] * np.float32(share)]
        seen = mask_people(grey.shape, people)
        if hidden is not None:
            seen[hidden > 0] = 0
        yield Picture(frame.index, grey, seen)


def take_one_in_each_span(info: VideoInfo, frames: IndexArray, gap_s: float) -> list[int]:
    """Take of some frames, ascending, the first one in each span of so many seconds as played."""
    spans = number_spans(info, frames, gap_s)
    return [int(frame) for frame in frames[np.unique(spans, return_index=True)[1]]]


def number_spans(info: VideoInfo, frames: IndexArray, gap_s: float) -> IndexArray:
    """Give the number of the span of so many seconds as played that each frame lies in."""
    return np.asarray(np.floor(info.times_s[frames] / gap_s + ROUNDING), np.intp)
