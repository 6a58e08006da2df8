"""Which frames of a video the network looks at."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from posture.pose.chunks import Chunk, plan_chunks
from posture.settings.stretches import Asked
from posture.settings.times import Span
from posture.utils.arrays import BoolArray, FloatArray, IndexArray
from posture.video import VideoInfo


@dataclass(frozen=True)
class Plan:
    """Which frames of a video are measured.

    Attributes
    ----------
    chunks
        In the order of the video. They begin where those of the whole video begin, so that what
        is found in a frame does not depend on what else was asked; the last one of a window may
        end sooner.
    total
        Number of frames in the video.
    """

    chunks: tuple[Chunk, ...]
    total: int

    @property
    def frames(self) -> int:
        """Number of frames that are measured."""
        return sum(chunk.stop - chunk.start for chunk in self.chunks)

    @property
    def parts(self) -> list[slice]:
        """Frames measured without a break, ascending."""
        parts: list[slice] = []
        for chunk in self.chunks:
            if parts and parts[-1].stop == chunk.start:
                parts[-1] = slice(parts[-1].start, chunk.stop)
            else:
                parts.append(slice(chunk.start, chunk.stop))
        return parts

    @property
    def asked(self) -> BoolArray:
        """Mark the frames that are measured, ``(total,)``."""
        marked = np.zeros(self.total, bool)
        for part in self.parts:
            marked[part] = True
        return marked


def plan_detection(info: VideoInfo, asked: Asked | None = None) -> Plan:
    """Choose the chunks of a video in which the runner is looked for.

    Parameters
    ----------
    info
        The video.
    asked
        The stretches that are to be measured; None for all of it.

    Returns
    -------
    Plan
        All chunks that a window touches, the last one up to the quarter in which the window ends;
        and those whose middle lies in a sample (the nearest one where there is none), so that
        samples are on average as long as asked.
    """
    chunks = plan_chunks(info.frames)
    if asked is None or not chunks:
        return Plan(tuple(chunks), info.frames)
    edges_s = np.append(info.times_s, info.duration_s)
    starts = np.array([chunk.start for chunk in chunks])
    stops = np.array([chunk.stop for chunk in chunks])
    until = starts.copy()  # where each chunk is to end; at its start if it is not wanted
    for start_s, end_s in asked.windows:
        touched = (edges_s[starts] < end_s) & (edges_s[stops] > start_s)
        end = int(np.searchsorted(info.times_s, end_s))
        until[touched] = np.maximum(until, np.minimum(_round_up(end, starts, stops), stops))[
            touched
        ]
    for span in asked.samples:
        middle = _choose_nearest((edges_s[starts] + edges_s[stops]) / 2, span)
        until[middle] = stops[middle]
    kept = tuple(
        replace(chunk, stop=int(stop))
        for chunk, stop in zip(chunks, until, strict=True)
        if stop > chunk.start
    )
    return Plan(kept, info.frames)


def _round_up(end: int, starts: IndexArray, stops: IndexArray) -> IndexArray:
    """Round a frame up to a quarter of each chunk, so that windows nearly alike share chunks."""
    quarter = np.maximum(-(-(stops - starts) // 4), 1)
    return np.asarray(starts + -(-(end - starts) // quarter) * quarter)


def _choose_nearest(middles_s: FloatArray, span: Span) -> BoolArray:
    """Mark the chunks whose middle lies in a span, or else the one nearest to its middle."""
    inside = (middles_s >= span[0]) & (middles_s < span[1])
    if not inside.any():
        inside[np.abs(middles_s - sum(span) / 2).argmin()] = True
    return np.asarray(inside)
