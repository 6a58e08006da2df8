"""Keep what the network saw, chunk by chunk, and answer from that instead of looking again.

An entry is good as long as the network would see the same: the same video, model, engine, versions,
code and task. All that is behind the pose stage may change.
"""

from __future__ import annotations

import hashlib
import logging
import platform
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from posture.kept import Key, Store, count_items, hash_code, pack, unpack
from posture.pose.back_edge import EDGE_NETWORK
from posture.pose.engines import find_engine
from posture.pose.models.manifest import ModelFile
from posture.pose.pool import Pool
from posture.pose.worker import FrameResult, Task
from posture.settings.options import Settings
from posture.utils.resources import model_file
from posture.video import VideoInfo

DECIDING = (
    "posture.pose.back_edge",
    "posture.pose.colours",
    "posture.pose.cuts",
    "posture.pose.engines.mediapipe",
    "posture.pose.engines.visibility",
    "posture.pose.facing",
    "posture.pose.hiding",
    "posture.pose.outline",
    "posture.pose.runner_mask",
    "posture.pose.types",
    "posture.pose.worker",
    "posture.utils.resources",
    "posture.video.read",
    "posture.video.seek",
    "posture.video.shape",
    "posture.video.source",
    "posture.video.types",
)
"""Modules that decide what is seen in a chunk.

The plan of the chunks and what `probe` finds in a file do not stand here: they are in the task.
"""

PACKAGES = ("av", "numpy", "opencv-contrib-python")
"""Packages that do, by their versions, beside that of the engine."""

T = TypeVar("T")

_log = logging.getLogger(__name__)


def make_keeper(settings: Settings, model: ModelFile) -> Keeper:
    """Open the store of what a model saw in earlier calls, as far as the settings allow."""
    return Keeper(model.path, model.sha256, Store(), read=not settings.fresh, write=settings.keep)


class Keeper:
    """Runs tasks as `Pool.map` does, but takes from a store what is kept there.

    Parameters
    ----------
    model
        The model file.
    sha256
        Its checksum.
    store
        Where chunks are kept.
    read
        Whether to take what is kept.
    write
        Whether to keep what is seen.

    Attributes
    ----------
    kept
        Number of chunks that are now in the store.
    recalled
        Number of frames that were taken from it.
    """

    def __init__(
        self, model: Path, sha256: str, store: Store, *, read: bool = True, write: bool = True
    ) -> None:
        self.kept = self.recalled = 0
        self._store = store
        self._read, self._write = read, write
        engine = find_engine(model)
        code = _hash_deciding_code(engine.module)
        if code is None:
            _log.debug("nothing is kept: the source of this program cannot be read")
            self._read = self._write = False
        edge = hashlib.sha256(model_file(EDGE_NETWORK).read_bytes()).hexdigest()
        self._with = [1, sha256, edge, engine.provenance, *_describe_environment(), code]
        store.clear_unfinished()

    def count_frames(self, tasks: Sequence[Task]) -> int:
        """Count the frames of tasks of one video that are kept, by how many each entry says."""
        if not (tasks and self._read):
            return 0
        known = _describe_video(tasks[0].info)
        return sum(_count(task) for task in tasks if self._holds(task, known))

    def map(self, crew: Pool, tasks: Sequence[Task], take: Callable[[FrameResult], None]) -> None:
        """Do tasks of one video; what is kept comes first.

        Parameters
        ----------
        crew
            Does what is not kept.
        tasks
            Chunks.
        take
            Called for every frame.

        Raises
        ------
        EngineError
            As `Pool.map` raises it; finished chunks are kept all the same.
        """
        if not tasks:
            return
        info = tasks[0].info
        known, stamp = _describe_video(info), _stamp(info.path)
        missing = []
        for task in tasks:
            seen = self._recall(self._key(task, known), _count(task)) if self._read else None
            if seen is None:
                missing.append(task)
                continue
            self.kept += 1
            for result in seen:
                self.recalled += 1
                take(result)

        def keep(task: Task, results: list[FrameResult]) -> None:
            # a frame that could not be read has no result, and whoever reads it again may read it;
            # or the file may have been changed since it was hashed
            if len(results) == _count(task) and stamp == _stamp(info.path):
                self.kept += self._store.put(self._key(task, known), pack(results))

        crew.map(missing, take, keep if self._write else None)
        if self._write and self.kept:
            self._store.describe(info.sha256, info.path.name)

    def remember(
        self, info: VideoInfo, asked: Sequence[object], kind: type[T], find: Callable[[], T]
    ) -> T:
        """Return something found in a video; what is kept comes first.

        Parameters
        ----------
        info
            The video.
        asked
            All that decides it beside the video, the code that reads it and the packages.
        kind
            Its type.
        find
            Finds it.
        """
        stamp = _stamp(info.path)
        key = Key(info.sha256, pack([*self._with, _describe_video(info), *asked]))
        content = self._store.get(key) if self._read else None
        if content is not None:
            try:
                return unpack(content, kind)
            except ValueError as fault:
                _log.debug("what is kept is not used: %s", fault)
        found = find()
        if self._write and stamp == _stamp(info.path):
            try:
                self._store.put(key, pack(found))
            except NotImplementedError as fault:
                _log.debug("%s is not kept: %s", kind.__name__, fault)
        return found

    def _holds(self, task: Task, video: str) -> bool:
        """Whether an entry is long enough to answer a task; it may be damaged all the same."""
        begin = self._store.peek(self._key(task, video))
        return begin is not None and count_items(begin) >= _count(task)

    def _recall(self, key: Key, frames: int) -> list[FrameResult] | None:
        """Return what is kept of the first frames of a chunk, or None."""
        content = self._store.get(key)
        if content is None:
            return None
        try:
            seen = unpack(content, list[FrameResult])
        except ValueError as fault:
            _log.debug("what is kept is not used: %s", fault)
            return None
        return seen[:frames] if len(seen) >= frames else None

    def _key(self, task: Task, video: str) -> Key:
        """All that decides what is seen in a chunk but where it ends: that cuts off the rest."""
        endless = replace(task, chunk=replace(task.chunk, stop=0))
        asked = [getattr(endless, part.name) for part in fields(task) if part.name != "info"]
        return Key(task.info.sha256, pack([*self._with, video, *asked]))


def _count(task: Task) -> int:
    return task.chunk.stop - task.chunk.start


@cache
def _hash_deciding_code(engine: str) -> str | None:
    return hash_code(dict.fromkeys([*DECIDING, engine]))


def _describe_environment() -> list[str]:
    """Describe on what the network runs: its arithmetic may differ elsewhere."""
    return [
        platform.system(),
        platform.machine(),
        *(f"{name} {version(name)}" for name in PACKAGES),
    ]


def _describe_video(info: VideoInfo) -> str:
    """Hash what was found in a video, by whatever name it goes."""
    known = [
        getattr(info, part.name) for part in fields(info) if part.name not in ("path", "damage")
    ]
    return hashlib.sha256(pack(known)).hexdigest()


def _stamp(path: Path) -> tuple[int, int] | None:
    """Size and time of a file, to notice that it is being changed."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns
