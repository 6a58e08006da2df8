"""Decode from any frame of a file, exactly, whatever codec and container do."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from posture.utils.arrays import IntArray
from posture.video.source import decode, open_video


@dataclass(frozen=True)
class FrameIndex:
    """Where the frames of a file are.

    Attributes
    ----------
    ticks
        Timestamp of every frame, ascending; empty if the file has none.
    keyframes
        Indices of the frames that decoding can begin at, ascending.
    """

    ticks: IntArray
    keyframes: IntArray


def decode_from(
    path: Path,
    timeline: FrameIndex,
    start: int = 0,
    threads: int = 0,
    wanted: Callable[[int], bool] | None = None,
) -> Generator[tuple[int, VideoFrame]]:
    """Decode from frame `start` to the end.

    Parameters
    ----------
    path
        The file.
    timeline
        Where its frames are; without ticks the file is decoded and counted from its start.
    start
        First index wanted.
    threads
        Threads to decode with; 0 takes as many as there are cores.
    wanted
        Whether a frame of an index is wanted; the others may be left out, which is faster. None for
        all.

    Yields
    ------
    index, frame
        Ascending; what cannot be decoded is left out.

    Raises
    ------
    VideoError
        If the file cannot be opened.
    """
    if not len(timeline.ticks):
        with open_video(path, threads) as (container, stream):
            yield from ((i, f) for i, f in enumerate(decode(container, stream)) if i >= start)
        return
    is_wanted = _choose_by_time(timeline, start, wanted)
    for entry in _list_entries(timeline.keyframes, start):
        # Containers seek on different clocks and some land too late. Where decoding truly began
        # shows in the first frame; if that is after `start`, begin earlier.
        arrived = entry is None
        with open_video(path, threads) as (container, stream):
            if entry is not None and not _seek(container, stream, int(timeline.ticks[entry])):
                continue
            found = _number_frames(
                decode(container, stream, after_seek=not arrived, wanted=is_wanted), timeline.ticks
            )
            for index, frame in found:
                if not arrived and index > start:
                    break
                arrived = True
                if index >= start:
                    yield index, frame
        if arrived:
            return


def _choose_by_time(
    timeline: FrameIndex, start: int, wanted: Callable[[int], bool] | None
) -> Callable[[int], bool]:
    """Say of a timestamp whether its frame is wanted, which `decode_from` knows by its index."""

    def is_wanted(ticks: int) -> bool:
        index, stop = np.searchsorted(timeline.ticks, [ticks, ticks + 1])
        if stop - index != 1:  # those of one time are counted as they come
            return True
        return bool(index >= start and (wanted is None or wanted(int(index))))

    return is_wanted


def _list_entries(keyframes: IntArray, start: int) -> Iterator[int | None]:
    """List the frames to begin decoding at, the nearest first; None is the start of the file."""
    at = int(np.searchsorted(keyframes, start, side="right")) - 1
    stride = 1
    while at > 0:
        yield int(keyframes[at])
        at -= stride
        stride *= 2
    yield None


def _seek(container: InputContainer, stream: VideoStream, ticks: int) -> bool:
    try:
        container.seek(ticks, stream=stream)
    except FFmpegError:
        return False
    return True


def _number_frames(
    frames: Iterator[VideoFrame], ticks: IntArray
) -> Iterator[tuple[int, VideoFrame]]:
    """Give each frame its index; frames with the same timestamp get indices in a row."""
    last = -1
    for frame in frames:
        if frame.pts is None:
            continue
        index = int(np.searchsorted(ticks, frame.pts))
        if index == last or (index < last and ticks[last] == frame.pts):
            index = last + 1
        if last < index < len(ticks) and ticks[index] == frame.pts:
            last = index
            yield index, frame
