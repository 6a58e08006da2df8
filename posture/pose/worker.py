"""A sealed worker process: reads its part of the video, runs the pose network, sends landmarks.

Started by `posture.pose.pool` in an environment whose proxies point at a closed loopback port.
Messages are pickles over standard input and output; what the native library
prints is discarded. The worker ends when its parent does.
"""

from __future__ import annotations

import os
import pickle
import queue
import sys
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import numpy as np

from posture.pose.back_edge import EDGE_NETWORK, BackEdgeReader
from posture.pose.chunks import Chunk
from posture.pose.colours import describe_colours
from posture.pose.cuts import LEAST_CHANGE_LEVELS, TIMES_USUAL, make_thumbnail
from posture.pose.engines import find_engine
from posture.pose.facing import ReadEdge, RightFacingTracker
from posture.pose.hiding import hide_people
from posture.pose.runner_mask import RunnerMask
from posture.pose.types import Person, PoseEngine
from posture.pose.watchdog import WatchedEngine
from posture.utils.arrays import Float32Array, Image
from posture.utils.resources import model_file
from posture.video import VideoInfo, read_frames


@dataclass(frozen=True)
class Task:
    """One chunk of a video to process.

    Attributes
    ----------
    info
        The video.
    chunk
        Which frames.
    look_every
        Everybody in the picture is searched for every so many frames; 0 for never.
    runner_mask
        Where the runner is, if other people must be hidden.
    every
        The network looks at every so many frames, counted from the first of the video.
    look_again
        Whether those found are hidden and the picture is searched once more: the network misses
        people who are small beside another.
    """

    info: VideoInfo
    chunk: Chunk
    look_every: int = 0
    runner_mask: RunnerMask | None = None
    every: int = 1
    look_again: bool = False


@dataclass(frozen=True)
class FrameResult:
    """What a worker found in one frame.

    Attributes
    ----------
    index
        The frame.
    runner
        The person tracked, if any.
    everybody
        All people in the frames in which they are searched for; else None.
    change
        Mean grey-level change from the frame looked at before; NaN where there is none.
    colours
        ``(24,)`` of the trunk of the person tracked, see `posture.pose.colours`; empty where nobody
        was tracked or they are not known.
    """

    index: int
    runner: Person | None
    everybody: list[Person] | None
    change: float
    colours: Float32Array = field(default_factory=lambda: np.empty(0, np.float32))


@dataclass(frozen=True)
class Failed:
    """An error inside a worker, as text."""

    message: str


def process(
    task: Task, engine: PoseEngine, read_edge: ReadEdge | None = None
) -> Iterator[FrameResult]:
    """Run the engine over one chunk, frame by frame; frames to be skipped give an empty result.

    A frame that was to be looked at and could not be read gives none.
    """
    tracker = RightFacingTracker(engine, read_edge)
    previous = None
    recent: deque[float] = deque(maxlen=8)
    following = task.chunk.start
    for frame in read_frames(
        task.info, task.chunk.warm, task.chunk.stop, threads=1, every=task.every
    ):
        small = make_thumbnail(frame.image)
        change = float("nan") if previous is None else float(np.abs(small - previous).mean())
        previous = small
        if change >= LEAST_CHANGE_LEVELS and change >= TIMES_USUAL * (
            np.median(recent or [0]) + 0.5
        ):
            tracker.restart()
        recent.append(np.nan_to_num(change))
        image: Image = frame.image
        if task.runner_mask is not None:
            image = task.runner_mask.apply(image, frame.index)
        runner = tracker.track(image, frame.time_s)
        if frame.index < task.chunk.start:
            continue
        if task.every > 1:
            yield from _skip(following, frame.index, task.every)
            following = frame.index + 1
        look = task.look_every and frame.index % task.look_every == 0
        everybody = _search(engine, frame.image, task.look_again) if look else None
        colours = describe_colours(frame.image, runner)
        yield FrameResult(frame.index, runner, everybody, change, colours)
    if task.every > 1:
        yield from _skip(following, task.chunk.stop, task.every)


def _skip(start: int, stop: int, every: int) -> Iterator[FrameResult]:
    """Give results of the frames that were not to be looked at."""
    for index in range(start, stop):
        if index % every:
            yield FrameResult(index, None, None, float("nan"))


def _search(engine: PoseEngine, image: Image, again: bool) -> list[Person]:
    """Search for everybody, and once more with those found hidden."""
    found = engine.find(image)
    if again and found:
        found += engine.find(hide_people(image, found))
    return found


def main() -> None:
    """Serve tasks from standard input until it closes; the first message names the model."""
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    tasks: queue.Queue[Path | Task] = queue.Queue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, tasks), daemon=True).start()
    try:
        model = tasks.get()
        unused: PoseEngine | None = _engine(model)  # a model that cannot be loaded is told at once
        reader = BackEdgeReader(model_file(EDGE_NETWORK))
        while True:
            task = tasks.get()
            assert isinstance(task, Task)
            # an engine remembers a little of its earlier chunks, whatever is done to make it
            # forget: with one for each chunk, nothing hangs on which worker did which chunks
            engine, unused = unused or _engine(model), None
            for result in process(task, engine, reader.read):
                _send(output, result)
            engine.close()
            _send(output, None)
    except Exception as fault:
        _send(output, Failed(f"{type(fault).__name__}: {fault}"))
        os._exit(1)  # a normal exit aborts while the other thread waits for standard input


def _engine(model: object) -> PoseEngine:
    assert isinstance(model, Path)
    return WatchedEngine(find_engine(model).start(model))


def _listen(source: IO[bytes], tasks: queue.Queue[Path | Task]) -> None:
    """Pass messages on; end the process when the parent has ended, even in the middle of work."""
    while True:
        try:
            tasks.put(pickle.load(source))
        except (EOFError, OSError, pickle.UnpicklingError):
            os._exit(0)


def _send(output: IO[bytes], message: object) -> None:
    pickle.dump(message, output, protocol=pickle.HIGHEST_PROTOCOL)
    output.flush()
