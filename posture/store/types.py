"""The history of a runner as types: what history.json holds."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import Struct

from posture.results.plain import plain

Interval = tuple[float, float]
"""Low and high end of a 95 % interval."""

Outcome = Literal["increased", "decreased", "no step found", "cannot be judged"]
"""What became of a level over the sessions. ``"no step found"`` is not "no change"."""


class SessionValue(Struct, frozen=True, kw_only=True):
    """One measure in one session.

    Attributes
    ----------
    level
        Mean of the strides of the early window, or of all used strides where nothing was compared;
        None where it is not measured.
    level_ci95
        Interval for comparing it with other sessions: holds the error between sessions.
    change, change_ci95, verdict
        Late minus early of that session and what was called of it, as in its summary.
    change_at_equal_pace, change_at_equal_pace_ci95
        The change that the verdict is about where pace or grade differed and is known, else None.
    slope_per_10min, slope_ci95
        Drift over that session, as in its summary.
    strides
        Strides that the level comes from.
    reason
        Why there is no level, else empty.
    """

    level: float | None = None
    level_ci95: Interval | None = None
    change: float | None = None
    change_ci95: Interval | None = None
    verdict: str = ""
    change_at_equal_pace: float | None = None
    change_at_equal_pace_ci95: Interval | None = None
    slope_per_10min: float | None = None
    slope_ci95: Interval | None = None
    strides: int = 0
    reason: str = ""


class Session(Struct, frozen=True, kw_only=True):
    """One run of the history.

    Attributes
    ----------
    name
        Name of its folder.
    date
        Day, ``YYYY-MM-DD``.
    condition
        What was said about how it was run.
    levelled
        Whether the tilt of the camera was given or read from the picture.
    near_side
        Which side the camera saw.
    measures
        By name.
    page
        Address of its report, relative to the history; empty where there is none nearby.
    span_s
        From its first used stride to the end of its last, seconds of running.
    """

    name: str
    date: str
    condition: str
    levelled: bool
    near_side: str | None
    measures: dict[str, SessionValue]
    page: str = ""
    span_s: float = 0.0


class Reliability(Struct, frozen=True, kw_only=True):
    """Error between sessions of one measure, in its unit.

    Attributes
    ----------
    benchmark_sem
        Standard error of measurement by the benchmark, with the strides' own error.
    own_sem, own_dof
        SD of this runner's sessions on either side of a step, and its degrees of freedom; None
        with fewer than three sessions.
    sem, dof
        What the history is judged by: both weighed, or the runner's own alone.
    mdc
        Smallest difference between two single sessions that is more than error, 95 %.
    icc
        ICC(2,1) of the benchmark.
    source
        Where `sem` comes from: ``"benchmark"``, ``"benchmark and own"`` or ``"own"``.
    """

    benchmark_sem: float | None = None
    own_sem: float | None = None
    own_dof: int = 0
    sem: float | None = None
    dof: int = 0
    mdc: float | None = None
    icc: float | None = None
    source: str = ""


class LastingStep(Struct, frozen=True, kw_only=True):
    """A level that changed and stayed so.

    Attributes
    ----------
    after, first
        Days of the last session before and the first one after it.
    before
        Number of sessions before it, of those in which the measure has a level.
    size, ci95
        Mean after minus mean before, and its interval for this place.
    p
        Chance of so clear a step somewhere without a change, before the correction.
    """

    after: str
    first: str
    before: int
    size: float
    ci95: Interval
    p: float


class MeasureHistory(Struct, frozen=True, kw_only=True):
    """One measure over the sessions.

    Attributes
    ----------
    unit, family
        As in a run's summary; the correction is within the family.
    outcome
        What became of the level.
    step
        The step that was found.
    smallest_step
        Size from which a step in the middle of these sessions would have been called.
    reliability
        Error between sessions.
    reason
        Why it cannot be judged, else empty.
    """

    unit: str
    family: str
    outcome: Outcome
    step: LastingStep | None
    smallest_step: float | None
    reliability: Reliability
    reason: str = ""


class History(Struct, frozen=True, kw_only=True):
    """One runner over days.

    Attributes
    ----------
    runner
        Who; may be empty.
    sessions
        In order of the days.
    measures
        By name.
    method
        How it was judged, in words.
    notes
        What weakens it.
    """

    runner: str
    sessions: tuple[Session, ...]
    measures: dict[str, MeasureHistory]
    method: str
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values, without NaN and infinity."""
        values: dict[str, Any] = plain(msgspec.to_builtins(self, enc_hook=lambda v: v.item()))
        return values
