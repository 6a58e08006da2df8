"""How many frames a session will measure, how long that takes here, and what would make it shorter.

The first frames that the network looks at are timed: those of the job itself, or, where only the
forecast is asked for, a few that are then thrown away.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from posture.errors import ModelError
from posture.pose.chunks import Chunk
from posture.pose.detect import plan_tasks
from posture.pose.keeping import Keeper, make_keeper
from posture.pose.models.manifest import resolve
from posture.pose.plan import Plan, plan_detection
from posture.pose.pool import Pool, count_cores
from posture.pose.worker import Task
from posture.recording import DETECTING, Progress
from posture.session import Session

UNTIMED_FRAMES = 8
"""First frames that are not timed: the network looks at them more than once."""

TIMED_FRAMES = 24
"""Frames from which the speed is taken, at least."""

TIMED_S = 1.0
"""Time over which the speed is taken, at least, seconds."""

PAUSE_S = 0.4
"""After a pause between two frames as long as this a worker has just started, seconds."""

_LONGER = 3.0
"""A pause is so many times longer than any before it: on a slow machine all frames take long."""

DRAWING_S = 0.0075
"""Drawing and encoding one frame of the annotated clip on 2 cores, seconds (tests/benchmarks)."""

RECALL_S = 0.0015
"""Reading one frame of what was kept from an earlier time, and measuring it, seconds (the same)."""

FIXED_S = 5.0
"""Starting Python and the workers, charts and page of any run, seconds (tests/benchmarks)."""


@dataclass(frozen=True)
class Forecast:
    """What a session will do.

    Attributes
    ----------
    frames
        In all its videos.
    measured
        How many of them are measured.
    parts
        In how many parts without a break.
    looks
        How many frames the network looks at; the others between are interpolated.
    kept
        How many of the measured ones were seen in an earlier call, and that is kept.
    model
        The pose model, as it was asked for.
    workers
        Processes.
    drawn
        Whether the annotated clips are drawn.
    windows_given
        Whether both windows were given.
    per_second
        Frames measured in a second; None where that is not known.
    """

    frames: int
    measured: int
    parts: int
    looks: int
    model: str
    workers: int
    drawn: bool
    windows_given: bool
    kept: int = 0
    per_second: float | None = None

    @property
    def seconds(self) -> float | None:
        """How long all of it takes, seconds; None where the speed is not known."""
        seen_s = 0.0
        if self.kept < self.measured:
            if self.per_second is None:
                return None
            seen_s = (self.measured - self.kept) / self.per_second
        drawing_s = DRAWING_S * self.measured if self.drawn else 0.0
        return FIXED_S + seen_s + RECALL_S * self.kept + drawing_s

    def describe(self) -> str:
        """Write it as one line."""
        whole = self.measured == self.frames
        which = "all of them" if whole else f"{self.measured:,} of them in {self.parts} parts"
        cores = "1 core" if self.workers == 1 else f"{self.workers} cores"
        with_what = self.model if self.looks == self.measured else f"{self.model} on {self.looks:,}"
        how = f"{self.frames:,} frames, {which} measured with {with_what}, {cores}"
        if self.kept:
            seen = "all" if self.kept == self.measured else f"{self.kept:,} of them"
            how += f", {seen} seen before and kept"
        if self.seconds is None:
            lasts = "how long that takes is known once the network is on this machine"
        else:
            lasts = f"about {format_duration(self.seconds)}"
        shorter = ", ".join(self._list_savings())
        return f"{how}: {lasts}" + (f" (shorter with {shorter})" if shorter else "")

    def _list_savings(self) -> list[str]:
        """List options that would make it shorter."""
        savings = []
        if not self.windows_given and self.kept < self.measured:
            savings.append("--early and --late")
        if self.drawn:
            savings.append("--no-video")
        if self.model == "heavy" and self.kept < self.measured:
            savings.append("--model full, which is less exact")
        return savings


def format_duration(seconds: float) -> str:
    """Write a duration in words: ``"40 seconds"``, ``"3 minutes"``, ``"2 h 10 min"``."""
    if seconds < 90:
        rounded = max(10, 10 * round(seconds / 10))
        return f"{rounded} seconds"
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def plan_session(session: Session, keeper: Keeper | None = None) -> Forecast:
    """Count what a session will measure; how fast is not known yet.

    Parameters
    ----------
    session
        What is asked.
    keeper
        Knows what is kept from an earlier time; None for nothing.
    """
    plans = _plan(session)
    settings = session.settings
    kept = 0
    if keeper is not None:
        tasks = [
            plan_tasks(clip.info, plan) for clip, plan in zip(session.clips, plans, strict=True)
        ]
        kept = sum(keeper.count_frames(of_clip) for of_clip in tasks)
    return Forecast(
        frames=sum(plan.total for plan in plans),
        measured=sum(plan.frames for plan in plans),
        parts=sum(len(plan.parts) for plan in plans),
        looks=sum(plan.looks for plan in plans),
        model=settings.model,
        workers=settings.workers or count_cores(),
        drawn=settings.video,
        windows_given=settings.early is not None and settings.late is not None,
        kept=kept,
    )


def forecast(session: Session, pool: Callable[..., Pool] = Pool) -> Forecast:
    """Say what a session will do and how long it will take, by timing the network on some frames.

    Nothing is written or fetched.

    Raises
    ------
    EngineError
        The pose engine stopped.
    """
    try:
        model = resolve(session.settings.model, offline=True)
    except ModelError:
        return plan_session(session)
    planned = plan_session(session, make_keeper(session.settings, model))
    if planned.kept == planned.measured:
        return planned
    info, plan = session.clips[0].info, _plan(session)[0]
    stopwatch = Stopwatch()
    chunks = _choose_timed(plan, planned.workers)
    tasks = [Task(info, chunk, every=plan.every) for chunk in chunks]
    done = 0

    def take(_: object) -> None:
        nonlocal done
        done += 1
        stopwatch.record(done)

    with pool(model.path, planned.workers) as crew:
        crew.map(tasks, take)
    return replace(planned, per_second=stopwatch.measure())


class Announcer:
    """Passes progress on, and tells the forecast once the first frames have been timed.

    Parameters
    ----------
    planned
        What the session will do, from `plan_session`.
    announce
        Called once with the line.
    progress
        Where progress goes; None for nowhere.
    recalled
        Tells how many frames were taken from what is kept; these are not timed.
    """

    def __init__(
        self,
        planned: Forecast,
        announce: Callable[[str], None],
        progress: Progress | None,
        recalled: Callable[[], int] = lambda: 0,
    ) -> None:
        self._planned, self._announce, self._progress = planned, announce, progress
        self._recalled, self._known = recalled, recalled()
        self._stopwatch = Stopwatch()
        self._announced = False

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take progress of a stage."""
        if self._progress is not None:
            self._progress(stage, done, total)
        if stage != DETECTING or self._announced:
            return
        known, self._known = self._known, self._recalled()
        if known != self._known and self._planned.kept < self._planned.measured:
            self._stopwatch = Stopwatch()  # the network has not looked at this frame
            return
        self._stopwatch.record(done)
        speed = self._stopwatch.measure_early()
        if speed is not None:
            self._announced = True
            self._announce(replace(self._planned, per_second=speed).describe())


class Stopwatch:
    """Measures how many frames come in a second.

    Parameters
    ----------
    clock
        Tells the time, seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._last_s: float | None = None
        self._longest_s = 0.0
        self._begin: tuple[float, int] = (0.0, 0)
        self._now: tuple[float, int] = (0.0, 0)

    def record(self, done: int) -> None:
        """Note that so many frames are done; fewer than before are those of another video."""
        now_s = self._clock()
        pause_s = math.inf if self._last_s is None else now_s - self._last_s
        if pause_s > max(PAUSE_S, _LONGER * self._longest_s) or done < self._now[1]:
            self._first = done
        if math.isfinite(pause_s):
            self._longest_s = max(self._longest_s, pause_s)
        if done <= self._first + UNTIMED_FRAMES:
            self._begin = (now_s, done)
        self._last_s, self._now = now_s, (now_s, done)

    def measure(self) -> float | None:
        """Frames in a second since the first ones; None if there were too few."""
        seconds, frames = (now - begin for now, begin in zip(self._now, self._begin, strict=True))
        return frames / seconds if frames > 0 and seconds > 0 else None

    def measure_early(self) -> float | None:
        """Frames in a second as soon as enough were timed; None until then."""
        seconds, frames = (now - begin for now, begin in zip(self._now, self._begin, strict=True))
        return frames / seconds if frames >= TIMED_FRAMES and seconds >= TIMED_S else None


def _plan(session: Session) -> list[Plan]:
    thin = session.settings.thin
    return [plan_detection(clip.info, clip.asked, thin) for clip in session.clips]


def _choose_timed(plan: Plan, workers: int) -> list[Chunk]:
    """Choose frames to time, as many for each worker as are worth it."""
    frames = (UNTIMED_FRAMES + 2 * TIMED_FRAMES // max(workers, 2)) * plan.every
    chosen = plan.chunks[:workers]
    return [replace(c, warm=c.start, stop=min(c.start + frames, c.stop)) for c in chosen]
