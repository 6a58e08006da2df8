"""Frames of a video: upright, square pixels, RGB, with their true times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter

from posture.errors import VideoError
from posture.utils.arrays import Image
from posture.video.apart import run_apart
from posture.video.seek import FrameIndex, decode_from
from posture.video.types import Frame, VideoInfo

#: OpenCV's code for each clockwise turn, degrees.
_TURNS = {
    90: cv2.ROTATE_90_CLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_COUNTERCLOCKWISE,
}

#: Decoding so many frames takes about as long as opening the file anew and seeking.
FRAMES_WORTH_A_SEEK = 12


def read_frames(
    info: VideoInfo,
    start: int = 0,
    stop: int | None = None,
    *,
    threads: int = 0,
    size: tuple[int, int] | None = None,
    every: int = 1,
) -> Iterator[Frame]:
    """Read the frames ``start`` to ``stop - 1``, in order, holding one at a time.

    An index means the same frame whichever range it is read in: ``frame.time_s`` is
    ``info.times_s[frame.index]``. A frame in the middle that cannot be decoded is left out, and
    the others keep their index.

    Parameters
    ----------
    info
        What `probe` found in the file.
    start, stop
        Range of indices, counted from 0; ``stop=None`` reads to the end.
    threads
        Threads to decode with: 0 takes as many as there are cores, which suits a single reader;
        1 suits one of many workers.
    size
        Width and height to scale the upright frame to; None for the file's own.
    every
        Only the frames whose index is a multiple of this are converted and given.

    Yields
    ------
    Frame
        The image is ``(height, width, 3)`` uint8 RGB, contiguous, in memory of its own.

    Raises
    ------
    VideoError
        If the file cannot be opened any more, or its colours cannot be converted.
    """
    start = max(start, 0)
    stop = info.frames if stop is None else min(stop, info.frames)
    if start >= stop:
        return
    converter = VideoReformatter()
    timeline = FrameIndex(info.ticks, info.keyframes)
    found = decode_from(info.path, timeline, start, threads, lambda index: not index % every)
    for index, frame in found:
        if index >= stop:
            return
        if index % every:
            continue
        image = _turn_upright(converter, frame, info, size or (info.width, info.height), threads)
        yield Frame(index=index, time_s=float(info.times_s[index]), image=image)


def _turn_upright(
    converter: VideoReformatter,
    frame: VideoFrame,
    info: VideoInfo,
    size: tuple[int, int],
    threads: int,
) -> Image:
    width, height = size
    if info.rotation_deg in (90, 270):
        width, height = height, width
    try:
        rgb = converter.reformat(
            frame,
            width=width,
            height=height,
            format="rgb24",
            threads=threads,
            interpolation=Interpolation.BILINEAR,
        )
    except FFmpegError as error:
        raise VideoError(
            f"{info.path} stores its colours in a way that cannot be read here; "
            "export it as H.264 in MP4."
        ) from error
    image: npt.NDArray[Any] = rgb.to_ndarray()
    if info.rotation_deg:
        image = cv2.rotate(image, _TURNS[info.rotation_deg])
    if info.mirrored:
        image = cv2.flip(image, 1)
    return np.ascontiguousarray(image, dtype=np.uint8)


def read_some(
    info: VideoInfo, indices: Iterable[int], *, size: tuple[int, int] | None = None
) -> Iterator[Frame]:
    """Read single frames, in order; what lies between them is decoded only where it must be.

    It is done in a process of its own, which a damaged file may bring down.

    Parameters
    ----------
    info
        What `probe` found in the file.
    indices
        Which frames, ascending.
    size
        As for `read_frames`.

    Yields
    ------
    Frame
        As from `read_frames`; a frame that cannot be decoded is left out.

    Raises
    ------
    VideoError
        As `read_frames`; or the file brings the decoder down.
    """
    return run_apart(info.path, lambda: _read_some(info, indices, size))


def _read_some(
    info: VideoInfo, indices: Iterable[int], size: tuple[int, int] | None
) -> Iterator[Frame]:
    converter = VideoReformatter()
    timeline = FrameIndex(info.ticks, info.keyframes)
    wanted = [index for index in indices if 0 <= index < info.frames]
    while wanted:
        found = decode_from(info.path, timeline, wanted[0], wanted=set(wanted).__contains__)
        for index, frame in found:
            while wanted and wanted[0] < index:
                wanted.pop(0)
            if not wanted:
                return
            if index == wanted[0]:
                image = _turn_upright(converter, frame, info, size or (info.width, info.height), 0)
                yield Frame(index=index, time_s=float(info.times_s[index]), image=image)
                wanted.pop(0)
            if not wanted or _is_seeking_better(timeline, index, wanted[0]):
                break
        else:
            return
        found.close()


def _is_seeking_better(timeline: FrameIndex, at: int, wanted: int) -> bool:
    """Whether a keyframe lies far enough ahead for opening the file again to be worth it."""
    entry = int(np.searchsorted(timeline.keyframes, wanted, side="right")) - 1
    return entry >= 0 and int(timeline.keyframes[entry]) - at > FRAMES_WORTH_A_SEEK
