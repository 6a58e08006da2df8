"""Progress on a terminal as bars, and for another program as lines of JSON."""

from __future__ import annotations

import json
import os
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn
from rich.text import Text

from posture.settings.times import format_time
from posture.utils.text import readable

BYTES_STAGE = "Fetching"
"""Begin of the name of a stage that counts bytes; the others count frames."""


LINE_EVERY_S = 0.2
"""Least time between two lines of one stage, seconds; its last one is always written."""


class ProgressLines:
    """One line of JSON for each step of the work, for a program that started this one.

    ``{"stage": "Detecting", "done": 96, "total": 300}``, and ``{"announce": "about a minute"}``.
    Where nobody reads them any more, the program that asked for the work has ended: the work is
    stopped, as by Ctrl-C.

    Parameters
    ----------
    handle
        The open file they go to, standard error by default. Python's own stream is not used, as
        it may drop what nobody reads (`posture.utils.streams`).
    """

    def __init__(self, handle: int = 2) -> None:
        self._handle = handle
        self._stage, self._at_s = "", 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Write how far a stage is."""
        now_s = time.monotonic()
        if stage == self._stage and done < total and now_s - self._at_s < LINE_EVERY_S:
            return
        self._stage, self._at_s = stage, now_s
        self._write({"stage": stage, "done": done, "total": total})

    def announce(self, text: str) -> None:
        """Write a line about what will be done."""
        self._write({"announce": text})

    def _write(self, values: dict[str, str | int]) -> None:
        try:
            os.write(self._handle, json.dumps(values).encode() + b"\n")
        except OSError:
            raise KeyboardInterrupt from None


class ProgressBars:
    """One bar for each stage of an analysis, gone when the block ends.

    It is called with the stage's name, the work done and the work in all.
    """

    def __init__(self) -> None:
        # brackets in a name are no commands
        name = TextColumn("{task.description}", markup=False)
        columns = (name, BarColumn(bar_width=20), StateColumn())
        self._bars = Progress(*columns, console=Console(stderr=True), transient=True)
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        """Begin to draw."""
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the bars."""
        self._bars.stop()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Move the bar of a stage."""
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(stage, total=total)
        self._bars.update(self._tasks[stage], completed=done, total=total)

    def announce(self, text: str) -> None:
        """Print a line above the bars."""
        self._bars.console.print(readable(text), markup=False, highlight=False, soft_wrap=True)


class StateColumn(ProgressColumn):
    """Percent, frames or megabytes, speed and time left."""

    def render(self, task: Task) -> Text:
        """Write the state of one bar."""
        return Text(describe_state(task))


def describe_state(task: Task) -> str:
    """Write how far a stage is: ``"40 %, 720 of 1,800 frames, 36 frames/s, 0:30 left"``."""
    total = task.total or 0
    if task.description.startswith(BYTES_STAGE):
        work = f"{task.completed / 1e6:.1f} of {total / 1e6:.1f} MB"
        speed = "" if task.speed is None else f", {task.speed / 1e6:.1f} MB/s"
    elif task.description == RunBars.ALL:
        work, speed = f"{task.completed:,.0f} of {total:,.0f}", ""
    else:
        work = f"{task.completed:,.0f} of {total:,.0f} frames"
        speed = "" if task.speed is None else f", {task.speed:.0f} frames/s"
    left = task.time_remaining
    remaining = "" if left is None else f", {format_time(left)} left"
    return f"{task.percentage:.0f} %, {work}{speed}{remaining}"


class RunBars(ProgressBars):
    """Bars for many runs: one for all of them, and one for each that is being measured."""

    ALL = "Runs"

    def move(self, name: str, stage: str, done: int, total: int) -> None:
        """Move the bar of one run to a stage and what is done of it."""
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task(name, total=total)
        self._bars.update(
            self._tasks[name],
            completed=done,
            total=total,
            description=readable(f"{name}: {stage}"),
        )

    def end(self, name: str, done: int, total: int) -> None:
        """Remove the bar of a run that ended, and move that of all."""
        if name in self._tasks:
            self._bars.remove_task(self._tasks.pop(name))
        if self.ALL not in self._tasks:
            self._tasks[self.ALL] = self._bars.add_task(self.ALL, total=total)
        self._bars.update(self._tasks[self.ALL], completed=done, total=total)
