"""One runner over days: levels, changes and drift by date, and lasting steps."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from msgspec import structs
from scipy.special import stdtrit

from posture.errors import UsageError
from posture.measures import COMPARED
from posture.results.about import parse_date
from posture.store.judge import METHOD, Levels, judge
from posture.store.page import write_page
from posture.store.sessions import (
    Level,
    Recorded,
    find_levels,
    measure_session,
    read_session,
)
from posture.store.types import History, MeasureHistory, Session, SessionValue
from posture.utils.files import new_folder

#: A page of a run further up than this is not linked: the address would tell folders of the
#: machine.
_MOST_UP = 2
#: Where the history is written by default.
FOLDER = Path("runs/history")


@dataclass(frozen=True, eq=False, repr=False)
class RunnerHistory:
    """A history as users hold it in Python.

    Attributes
    ----------
    results
        As types.
    table
        One row a session and measure.
    reliability
        One row a measure: SEM, MDC, ICC(2,1).
    path
        The folder it was written to.
    """

    results: History
    table: pd.DataFrame
    reliability: pd.DataFrame
    path: Path


def history(
    runs: Sequence[str | Path],
    *,
    dates: Sequence[str] | None = None,
    out: str | Path | None = None,
) -> RunnerHistory:
    """Put the runs of one runner side by side by date, and write a page and tables.

    Parameters
    ----------
    runs
        Folders of finished runs, in any order.
    dates
        Day of each run, such as ``"2026-03-31"``, in the order of `runs`. Without them the day is
        read from ``about.json``, from the name of the folder or from that of the video.
    out
        Folder for ``history.html``, ``history.json``, ``history.csv`` and ``reliability.csv``;
        ``runs/history`` by default; a number is added if it exists.

    Raises
    ------
    UsageError
        Fewer than two runs, a folder that holds none, a run without a day, or several runners.
    OutputError
        The results cannot be written.
    """
    folders = [Path(run) for run in runs]
    if dates and len(dates) != len(folders):
        raise UsageError(f"{len(folders)} runs and {len(dates)} dates; give one date for each run")
    days = [parse_date(day) for day in dates] if dates else [""] * len(folders)
    if len(folders) < 2:
        raise UsageError("a history needs at least two runs of one runner")
    recorded = [read_session(one, day) for one, day in zip(folders, days, strict=True)]
    with new_folder(Path(out) if out is not None else FOLDER) as folder:
        results = build_history(recorded, folder.path.parent)
        table, reliability = tabulate(results), tabulate_reliability(results)
        text = json.dumps(results.to_json(), indent=2, ensure_ascii=False, allow_nan=False)
        (folder.work / "history.json").write_text(text + "\n", encoding="utf-8")
        table.to_csv(folder.work / "history.csv", index=False)
        reliability.to_csv(folder.work / "reliability.csv", index=False)
        write_page(results, folder.work / "history.html")
    return RunnerHistory(results, table, reliability, folder.path)


def build_history(recorded: Sequence[Recorded], beside: Path | None = None) -> History:
    """Build the history of runs of one runner.

    Parameters
    ----------
    recorded
        The runs.
    beside
        Folder in which that of the history lies, so that pages of the runs can be linked.

    Raises
    ------
    UsageError
        They are of several runners.
    """
    runners = sorted({one.about.runner for one in recorded if one.about.runner})
    if len(runners) > 1:
        raise UsageError(f"these are runs of {' and '.join(runners)}; a history is of one runner")
    ordered = sorted(recorded, key=lambda one: one.about.date)
    near_side = ordered[0].run.results.near_side_in_words
    levels = [find_levels(one, near_side) for one in ordered]
    values = [
        measure_session(one, found, near_side) for one, found in zip(ordered, levels, strict=True)
    ]
    judged = judge(_collect_levels(ordered, levels))
    sessions = tuple(
        Session(
            name=one.name,
            date=one.about.date,
            condition=one.about.condition,
            levelled=one.levelled,
            near_side=one.run.results.near_side_in_words,
            measures={name: _with_interval(value, judged[name]) for name, value in found.items()},
            page=_find_page(one.folder, beside),
            span_s=one.span_s,
        )
        for one, found in zip(ordered, values, strict=True)
    )
    return History(
        runner=runners[0] if runners else "",
        sessions=sessions,
        measures=judged,
        method=METHOD,
        notes=_list_notes(ordered),
    )


def _collect_levels(
    ordered: Sequence[Recorded], found: Sequence[dict[str, Level]]
) -> dict[str, Levels]:
    """Line up the levels of each measure, of the sessions that have one."""
    levels = {}
    for measure in COMPARED:
        kept = [
            (one, mine[measure.name])
            for one, mine in zip(ordered, found, strict=True)
            if measure.name in mine
        ]
        levels[measure.name] = Levels(
            days=[one.about.date for one, _ in kept],
            values=np.array([level.mean for _, level in kept]),
            stride_errors=np.array([level.error for _, level in kept]),
            levelled=all(one.levelled for one, _ in kept),
        )
    return levels


def _with_interval(value: SessionValue, judged: MeasureHistory) -> SessionValue:
    error = judged.reliability
    if value.level is None or error.sem is None or not error.dof:
        return value
    half = float(stdtrit(error.dof, 0.975)) * error.sem
    return structs.replace(value, level_ci95=(value.level - half, value.level + half))


def _find_page(folder: Path, beside: Path | None) -> str:
    page = folder / "report.html"
    if beside is None or not page.is_file():
        return ""
    try:
        way = Path(os.path.relpath(page.resolve(), beside.resolve() / "history"))
    except ValueError:  # another drive
        return ""
    return way.as_posix() if way.parts.count("..") <= _MOST_UP else ""


def _list_notes(ordered: Sequence[Recorded]) -> tuple[str, ...]:
    """List what makes sessions differ without the runner."""
    results = [one.run.results for one in ordered]
    notes = []
    for what, values in (
        ("versions of the program", {one.posture_version for one in results}),
        ("pose models", {one.provenance.model for one in results}),
        ("sides", {one.near_side_in_words or "both" for one in results}),
        ("frame rates", {f"{one.video.fps_median:.0f}" for one in results}),
        ("conditions", {one.about.condition for one in ordered if one.about.condition}),
    ):
        if len(values) > 1:
            notes.append(f"The sessions differ in {what}: {', '.join(sorted(values))}.")
    films = [one.video.sha256 for one in results if one.video.sha256]
    if len(set(films)) < len(films):
        notes.append(
            "Some of these sessions are of the same film: its parts differ less than days do."
        )
    if not all(one.levelled for one in ordered):
        notes.append(
            "The tilt of the camera is not known in every session; angles against the vertical "
            "may differ by what the camera was tilted. Give --level, or film an upright."
        )
    return tuple(notes)


def tabulate(results: History) -> pd.DataFrame:
    """Make a tidy table: a row for each session and measure."""
    rows = []
    for session in results.sessions:
        for name, value in session.measures.items():
            row: dict[str, object] = {
                "runner": results.runner,
                "date": session.date,
                "run": session.name,
                "condition": session.condition,
                "measure": name,
                "unit": results.measures[name].unit,
            }
            for key, number, interval in (
                ("level", value.level, value.level_ci95),
                ("change", value.change, value.change_ci95),
                (
                    "change_at_equal_pace",
                    value.change_at_equal_pace,
                    value.change_at_equal_pace_ci95,
                ),
                ("slope_per_10min", value.slope_per_10min, value.slope_ci95),
            ):
                low, high = interval or (None, None)
                row |= {key: number, f"{key}_low": low, f"{key}_high": high}
            row |= {"strides": value.strides, "reason": value.reason, "verdict": value.verdict}
            rows.append(row)
    return pd.DataFrame(rows)


def tabulate_reliability(results: History) -> pd.DataFrame:
    """Make the table of SEM, MDC and ICC(2,1), with what was found: a row for each measure."""
    return pd.DataFrame(
        [
            {
                "measure": name,
                "unit": one.unit,
                **structs.asdict(one.reliability),
                "outcome": one.outcome,
                "step_from": one.step.first if one.step else None,
                "step": one.step.size if one.step else None,
                "step_low": one.step.ci95[0] if one.step else None,
                "step_high": one.step.ci95[1] if one.step else None,
                "smallest_step": one.smallest_step,
                "reason": one.reason,
            }
            for name, one in results.measures.items()
        ]
    )
