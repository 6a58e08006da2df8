"""Which frames of a video the network looks at."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from posture.pose.chunks import WARM_UP_FRAMES, Chunk, plan_chunks
from posture.settings.stretches import LONGEST_WHOLE_S, Asked
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
    every
        The network looks at every so many frames, counted from the first of the video.
    """

    chunks: tuple[Chunk, ...]
    total: int
    every: int = 1

    @property
    def frames(self) -> int:
        """Number of frames that are measured."""
        return sum(chunk.stop - chunk.start for chunk in self.chunks)

    @property
    def looks(self) -> int:
        """Number of frames that the network looks at."""
        return sum(-(-c.stop // self.every) - -(-c.start // self.every) for c in self.chunks)

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


ENOUGH_LOOKS_PER_SECOND = 60.0
"""More frames a second than this the network does not look at, unless asked to: with 120 no change
is nearer to the truth (tests/benchmarks/thinning.md)."""

LEAST_LOOKS_PER_SECOND = 30.0
"""It looks at every second frame if that leaves so many a second. The change of no measure is then
further from the truth, and what intervals hold was measured at this rate; with 20, arch and contact
times get worse (tests/benchmarks/thinning.md)."""

LARGEST_THINNING = 4
"""The network looks at every so many frames at most."""


def choose_thinning(thin: str | int, info: VideoInfo) -> int:
    """Choose of how many frames of a video the network looks at one.

    Parameters
    ----------
    thin
        The number, or ``"auto"``: every frame of a video of up to 12 minutes, where the time
        matters less than the contact times, which get worse (tests/benchmarks/thinning.md); in a
        longer one every second frame from 60 frames a second on, every third from 180 and every
        fourth from 240.
    info
        The video; its rate is that of the file as played.
    """
    if isinstance(thin, int):
        return thin
    if info.duration_s <= LONGEST_WHOLE_S:
        return 1
    nearly = 1.02 * info.fps_median  # a rate is seldom quite what its name says: 59.94
    second = 2 if nearly >= 2 * LEAST_LOOKS_PER_SECOND else 1
    return int(np.clip(nearly // ENOUGH_LOOKS_PER_SECOND, second, LARGEST_THINNING))


def plan_detection(info: VideoInfo, asked: Asked | None = None, every: str | int = 1) -> Plan:
    """Choose the chunks of a video in which the runner is looked for.

    Parameters
    ----------
    info
        The video.
    asked
        The stretches that are to be measured; None for all of it.
    every
        The network looks at every so many frames, or ``"auto"``, see `choose_thinning`.

    Returns
    -------
    Plan
        All chunks that a window touches, the last one up to the quarter in which the window ends;
        and those whose middle lies in a sample (the nearest one where there is none), so that
        samples are on average as long as asked.
    """
    step = choose_thinning(every, info)
    chunks = [_warm_up(chunk, step) for chunk in plan_chunks(info.frames)]
    if asked is None or not chunks:
        return Plan(tuple(chunks), info.frames, step)
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
    return Plan(kept, info.frames, step)


def _warm_up(chunk: Chunk, every: int) -> Chunk:
    """Let a chunk's warm-up hold as many frames that the network looks at as without skipping."""
    return replace(chunk, warm=max(0, chunk.start - WARM_UP_FRAMES * every))


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
