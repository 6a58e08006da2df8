"""The page of a history: what changed for good, curves by date, error between sessions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from markupsafe import Markup

from posture.measures import KEY_MEASURES, REPORTED, Measure
from posture.report.drawing import Plot
from posture.report.plain_page import render_plain_page
from posture.results.names import MeasureName, name_of
from posture.store.types import History, Interval, MeasureHistory, Session, SessionValue

#: Days that the axis goes on before the first and after the last session, share of its length.
_MARGIN = 0.12
#: Most dates below a plot.
_MOST_DATES = 4
_WORDS = {
    "increased": "increased",
    "decreased": "decreased",
    "no step found": "no lasting change seen",
    "cannot be judged": "cannot be judged",
}

#: A drift in ten minutes is drawn of sessions that last as long, seconds: nothing is carried on.
_DRIFT_FROM_S = 600.0

Part = Callable[[Session, SessionValue], tuple[float | None, Interval | None]]


@dataclass(frozen=True)
class _Curves:
    """The three plots of a measure, and what is said of it."""

    title: str
    said: str
    unit: str
    level: Markup
    change: Markup | None
    drift: Markup | None


def write_page(history: History, path: Path) -> None:
    """Write the page; it needs no network and runs no script.

    Raises
    ------
    OSError
        It cannot be written.
    """
    measured = [m for m in REPORTED if _is_measured(history, m.name)]
    key = [m for m in measured if m.name in KEY_MEASURES]
    text = render_plain_page(
        "posture.store",
        "history.html.jinja",
        "history.css",
        title=history.runner or "One runner",
        sessions=[_session(history, one, key) for one in history.sessions],
        columns=[_title(m.name, history).title for m in key],
        at_equal_pace=any(
            value.change_at_equal_pace is not None
            for one in history.sessions
            for value in one.measures.values()
        ),
        too_short=any(one.span_s < _DRIFT_FROM_S for one in history.sessions),
        span=f"{history.sessions[0].date} to {history.sessions[-1].date}",
        sentences=[describe(m.name, history) for m in key],
        key=[_draw(history, m) for m in key],
        others=[_draw(history, m) for m in measured if m not in key],
        rows=[_row(m, history) for m in measured],
        not_measured=[_title(m.name, history).title for m in REPORTED if m not in measured],
        notes=history.notes,
        method=history.method,
        legs_differ=len({one.near_side for one in history.sessions}) > 1,
    )
    path.write_text(text, encoding="utf-8")


def describe(measure: str, history: History) -> str:
    """Say in one sentence what became of a measure over the sessions.

    Parameters
    ----------
    measure
        Name of a measure of the history.
    history
        With the measure judged.
    """
    name, found = _title(measure, history), history.measures[measure]
    if found.step is not None:
        looks = name.more if found.step.size > 0 else name.less
        low, high = found.step.ci95
        by = f"{name.value(abs(found.step.size))} ({_between(name, found.step.size, low, high)})"
        return f"{name.title}: {looks} from {found.step.first} on, by {by}."
    if found.outcome == "no step found" and found.smallest_step is not None:
        return (
            f"{name.title}: no lasting change seen from day to day; only one of "
            f"{name.value(found.smallest_step)} or more would have shown."
        )
    return f"{name.title}: cannot be judged; {found.reason}."


def _between(name: MeasureName, size: float, low: float, high: float) -> str:
    ends = sorted((low, high)) if size > 0 else sorted((-low, -high))
    return f"95 % interval {name.number(ends[0])} to {name.number(ends[1])}"


def _is_measured(history: History, measure: str) -> bool:
    return any(one.measures[measure].level is not None for one in history.sessions)


def _title(measure: str, history: History) -> MeasureName:
    return name_of(measure, history.sessions[0].near_side)


def _session(history: History, one: Session, key: list[Measure]) -> dict[str, object]:
    """Write one row of the table of sessions: levels, and what changed within the session."""
    return {
        "date": one.date,
        "name": one.name,
        "page": one.page,
        "facts": [
            *([one.condition] if one.condition else []),
            *([f"{one.near_side} side"] if one.near_side else []),
            "camera's tilt known" if one.levelled else "camera's tilt not known",
        ],
        "cells": [_cell(_title(m.name, history), one.measures[m.name]) for m in key],
    }


def _cell(name: MeasureName, value: SessionValue) -> tuple[str, str]:
    """Write the level of a measure, and its change within the session with the verdict."""
    if value.level is None:
        return "–", value.reason
    if value.change is None:
        return name.value(value.level), value.verdict
    change = name.value(value.change, signed=True)
    if value.change_at_equal_pace is not None:
        change += f", at equal pace {name.value(value.change_at_equal_pace, signed=True)}"
    return name.value(value.level), f"{change}, {value.verdict}"


def _change(_session: Session, value: SessionValue) -> tuple[float | None, Interval | None]:
    """Take the change within a session that its verdict is about."""
    if value.change_at_equal_pace is not None:
        return value.change_at_equal_pace, value.change_at_equal_pace_ci95
    return value.change, value.change_ci95


def _drift(session: Session, value: SessionValue) -> tuple[float | None, Interval | None]:
    """Take the drift of a session that is long enough for it."""
    if session.span_s < _DRIFT_FROM_S:
        return None, None
    return value.slope_per_10min, value.slope_ci95


def _draw(history: History, measure: Measure) -> _Curves:
    name, found = _title(measure.name, history), history.measures[measure.name]
    least = measure.smallest_change or 0.0

    def plot(part: Part, what: str, *, zero: bool = False) -> Markup | None:
        return _plot(history.sessions, measure.name, name, part, what, least, zero, found)

    return _Curves(
        title=name.title,
        said=describe(measure.name, history).split(": ", 1)[1],
        unit=name.unit.strip(),
        level=plot(lambda _, v: (v.level, v.level_ci95), "level") or Markup(),
        change=plot(_change, "change within a session", zero=True),
        drift=plot(_drift, "drift in 10 minutes", zero=True),
    )


def _plot(
    sessions: tuple[Session, ...],
    measure: str,
    name: MeasureName,
    part: Part,
    what: str,
    least: float,
    zero: bool,
    found: MeasureHistory,
) -> Markup | None:
    values = [part(one, one.measures[measure]) for one in sessions]
    days = np.array([date.fromisoformat(one.date).toordinal() for one in sessions], float)
    kept = [i for i, (value, _) in enumerate(values) if value is not None]
    if not kept:
        return None
    middle = np.array([values[i][0] for i in kept], float) * name.scale
    ends = [
        np.array(values[i][1] or (values[i][0], values[i][0]), float) * name.scale for i in kept
    ]
    reach = np.concatenate([middle, *ends, [0.0] if zero else []])
    low, high = float(reach.min()), float(reach.max())
    room = max(high - low, 2 * least * name.scale) * 1.15 / 2 or 1.0
    centre = (low + high) / 2
    margin = max(float(days[-1] - days[0]) * _MARGIN, 0.5)
    plot = Plot((days[0] - margin, days[-1] + margin), (centre - room, centre + room), 140)
    plot.y_ticks(most=5)
    if zero:
        plot.curve(np.array([days[0] - margin, days[-1] + margin]), np.zeros(2), "zero")
    for day, end in zip(days[kept], ends, strict=True):
        if end[1] > end[0]:
            plot.curve(np.array([day, day]), end, "reach")
    if not zero and found.step is not None:
        _draw_step(plot, days[kept], middle, found.step.before)
    plot.dots(days[kept], middle, "late" if found.step is not None and not zero else "session")
    chosen = days[np.linspace(0, len(days) - 1, min(_MOST_DATES, len(days))).round().astype(int)]
    shown = sorted(set(chosen))
    plot.x_ticks(shown, [date.fromordinal(int(day)).strftime("%d %b") for day in shown])
    said = "; ".join(f"{sessions[i].date} {name.value(float(values[i][0] or 0.0))}" for i in kept)
    return plot.write(f"{name.title}, {what}: {said}")


def _draw_step(plot: Plot, days: np.ndarray, middle: np.ndarray, before: int) -> None:
    """Draw the mean before and after a step; both may fall on one day."""
    for part in (slice(before), slice(before, None)):
        mean = np.full(2, middle[part].mean())
        plot.curve(np.array([days[part].min() - 0.4, days[part].max() + 0.4]), mean, "level")


def _row(measure: Measure, history: History) -> dict[str, str]:
    """Write one row of the table of errors between sessions."""
    name, found = _title(measure.name, history), history.measures[measure.name]
    error = found.reliability

    def write(value: float | None) -> str:
        return "–" if value is None else name.value(value)

    return {
        "title": name.title,
        "outcome": _WORDS[found.outcome],
        "benchmark": write(error.benchmark_sem),
        "own": write(error.own_sem) + (f" ({error.own_dof} df)" if error.own_dof else ""),
        "mdc": write(error.mdc),
        "icc": "–" if error.icc is None else f"{error.icc:.2f}",
        "smallest": write(found.smallest_step),
    }
