"""Find workers that do nothing at all: stopped by a signal, or waiting for a disk that is gone.

An alarm inside the worker (`posture.pose.watchdog`) does not help there, since a stopped process
handles no signal. Time alone says nothing: with a single keyframe minutes may pass before the first
picture of a chunk is decoded, and on a busy machine everything takes longer. So a worker counts as
idle only while it sends nothing and takes no time of a core either.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

CHECK_S = 15.0
"""Time between two looks at the workers, seconds."""

IDLE_CHECKS = 8
"""A worker that is idle at so many looks in a row is ended, and its chunk done by another. Looks
are counted rather than seconds: this process may be stopped and go on, too."""


class Watched(Protocol):
    """A worker, as far as it matters here."""

    pid: int
    received: int
    """Number of messages that came from it."""
    awaited: bool
    """Whether its next message is waited for just now."""

    def kill(self) -> None:
        """End the process; whoever waits for its message finds that out."""


class IdleCounter:
    """Counts how often in a row each worker was found idle."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[tuple[int, int], int]] = {}

    def find_idle(self, workers: Iterable[Watched]) -> list[Watched]:
        """Look at all workers; those that were idle `IDLE_CHECKS` times in a row."""
        seen, idle = {}, []
        for worker in workers:
            used = read_core_time(worker.pid)
            if used is None or not worker.awaited:
                continue
            state = worker.received, used
            last, count = self._seen.get(worker.pid, (state, -1))
            seen[worker.pid] = state, count + 1 if last == state else 0
            if seen[worker.pid][1] >= IDLE_CHECKS:
                idle.append(worker)
        self._seen = seen
        return idle


def read_core_time(pid: int) -> int | None:
    """Read how long a process has used cores, in ticks; None where Linux does not say it."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()  # its name, which may hold anything, is in brackets
    return int(fields[11]) + int(fields[12])  # in user mode and in the kernel, see man 5 proc


def end_idle_workers(list_workers: Callable[[], list[Watched]], stopped: threading.Event) -> None:
    """Begin to end workers that do nothing, in a thread of its own, until all are stopped."""

    def watch() -> None:
        counter = IdleCounter()
        while not stopped.wait(CHECK_S):
            for worker in counter.find_idle(list_workers()):
                worker.kill()

    threading.Thread(target=watch, daemon=True).start()
