"""How far a job is, and how long it will take yet, from what its process says."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from posture.settings.times import format_time

LEAST_S = 1.5
"""A stage that has run for less than this says nothing of the time left, seconds."""


class JobProgress:
    """The progress of one job.

    Attributes
    ----------
    stage
        What is being done; empty before the first.
    done, total
        The work of this stage.
    announcement
        What the program said beforehand, such as how long it will take.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.stage, self.done, self.total = "", 0, 0
        self.announcement = ""
        self._clock = clock
        self._begin = (0.0, 0)

    def hear(self, values: dict[str, Any]) -> None:
        """Take one line of news; what is not understood changes nothing."""
        stage, done, total = (values.get(name) for name in ("stage", "done", "total"))
        if isinstance(stage, str) and isinstance(done, int) and isinstance(total, int):
            if stage != self.stage:
                self._begin = (self._clock(), done)
            self.stage, self.done, self.total = stage, max(done, 0), max(total, 0)
        if isinstance(values.get("announce"), str):
            self.announcement = values["announce"]

    @property
    def left_s(self) -> float | None:
        """How long the stage will take yet, seconds; None while that is not known."""
        begin_s, before = self._begin
        lasted_s, did = self._clock() - begin_s, self.done - before
        if lasted_s < LEAST_S or did <= 0:
            return None
        return (self.total - self.done) * lasted_s / did

    @property
    def share(self) -> float | None:
        """Share of the stage that is done, 0-1; None where nothing is known."""
        return min(self.done / self.total, 1.0) if self.total else None

    def describe(self) -> str:
        """Write it as one line: ``"Finding the runner: 40 %, 0:30 left"``."""
        if not self.stage:
            return "Starting"
        parts = []
        if self.share is not None:
            parts.append(f"{100 * self.share:.0f} %")
        if self.left_s is not None:
            parts.append(f"{format_time(self.left_s)} left")
        return f"{self.stage}: {', '.join(parts)}" if parts else self.stage
