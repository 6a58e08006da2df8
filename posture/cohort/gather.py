"""Put the runs of a batch into tables: measures, strides, runs, and a dictionary of columns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from posture.cohort.request import Request
from posture.cohort.work import Outcome
from posture.comparison.windows import used_strides
from posture.errors import UsageError
from posture.measures import STRIDE_TABLE, Measure
from posture.results.names import name_of
from posture.results.run import Run, load_run
from posture.store.sessions import level_of
from posture.utils.stats import NORMAL_QUANTILE
from posture.utils.text import storable, stored_name

WINDOWS = ("all", "early", "late")
#: Options that say nothing about how a run was measured.
_OF_THE_MACHINE = ("workers", "fresh", "keep", "charts", "csv", "one_file", "video")

MEASURE_COLUMNS = {
    "run": "Name of the run's folder in `runs`",
    "runner": "Who, as the table of the batch says",
    "date": "Day, YYYY-MM-DD",
    "condition": "As the table of the batch says",
    "video": "Name of the file; several are joined by ;",
    "status": "done, or failed: then there is one row, with the reason",
    "measure": "Column of strides.parquet; its definition is below",
    "unit": "Unit of value and interval",
    "window": "all: all used strides; early, late: the windows; change: late minus early",
    "value": "Mean of the strides, or the change",
    "ci95_low": "95 % interval: of a mean that of its strides, of a change that of the summary, "
    "which holds the error of the method",
    "ci95_high": "The other end",
    "change_at_equal_pace": "Of a change, what is left once the part of the pace is taken off, "
    "where the verdict follows that",
    "change_at_equal_pace_low": "95 % interval of it, as in the summary",
    "change_at_equal_pace_high": "The other end",
    "strides": "Number of strides; of a change the smaller number of the two windows",
    "verdict": "Of a change, as in summary.json",
    "reason": "Why there is no value, or what the verdict rests on",
    "settings": "Options of the run, JSON",
    "posture_version": "Version of the program",
}


@dataclass(frozen=True)
class Found:
    """A run of the batch: what was asked, what became of it, and its results if there are any."""

    request: Request
    outcome: Outcome
    run: Run | None


def load_found(requests: Sequence[Request], outcomes: Sequence[Outcome], out: Path) -> list[Found]:
    """Read the runs that were measured, in the order of the requests."""
    by_name = {outcome.name: outcome for outcome in outcomes}
    found = []
    for request in requests:
        outcome, run = by_name[request.name], None
        if outcome.status != "failed":
            try:
                run = load_run(out / request.name, poses=False)
            except UsageError as error:
                outcome = Outcome(request.name, "failed", str(error), error.exit_code)
        found.append(Found(request, outcome, run))
    return found


def tabulate_measures(found: Sequence[Found]) -> pd.DataFrame:
    """Make the tidy long table: one row a run, measure and window."""
    rows = [row for one in found for row in _rows(one)]
    return pd.DataFrame(rows, columns=list(MEASURE_COLUMNS))


def _rows(one: Found) -> Iterator[dict[str, object]]:
    head: dict[str, object] = {**_who(one.request), "video": _videos(one.request)}
    if one.run is None:
        yield {**head, "status": "failed", "reason": storable(one.outcome.reason)}
        return
    results = one.run.results
    settings = {k: v for k, v in results.settings.items() if k not in _OF_THE_MACHINE}
    head |= {
        "status": "done",
        "settings": json.dumps(settings, sort_keys=True, ensure_ascii=False),
        "posture_version": results.posture_version,
    }
    used = used_strides(one.run.strides)
    for name, change in results.measures.items():
        row = {**head, "measure": name, "unit": change.unit}
        for window in WINDOWS:
            chosen = used if window == "all" else used[used["segment"] == window]
            level = level_of(chosen, name)
            if level is None:
                yield {**row, "window": window, "strides": 0, "reason": change.reason}
                continue
            half = NORMAL_QUANTILE * level.error
            yield {
                **row,
                "window": window,
                "value": level.mean,
                "ci95_low": level.mean - half,
                "ci95_high": level.mean + half,
                "strides": level.strides,
            }
        low, high = change.ci95 or (None, None)
        paced, paced_low, paced_high = change.at_equal_pace
        yield {
            **row,
            "window": "change",
            "value": change.change,
            "ci95_low": low,
            "ci95_high": high,
            "change_at_equal_pace": paced,
            "change_at_equal_pace_low": paced_low,
            "change_at_equal_pace_high": paced_high,
            "strides": min(change.strides_early, change.strides_late),
            "verdict": change.verdict,
            "reason": change.reason,
        }


def tabulate_strides(found: Sequence[Found]) -> pd.DataFrame:
    """Put the strides of all runs under each other, with run, runner, date and condition."""
    parts = []
    for one in found:
        if one.run is None or not len(one.run.strides):
            continue
        part = one.run.strides.copy()
        for place, (name, value) in enumerate(_who(one.request).items()):
            part.insert(place, name, value)
        parts.append(part)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def tabulate_runs(found: Sequence[Found]) -> pd.DataFrame:
    """Make the table of runs: what was asked and what became of it."""
    return pd.DataFrame(
        [
            {
                **_who(one.request),
                "video": _videos(one.request),
                "status": "failed" if one.run is None else "done",
                "reason": storable(one.outcome.reason),
                "code": one.outcome.code,
            }
            for one in found
        ]
    )


def _who(request: Request) -> dict[str, str]:
    """Name a run, and who ran when and how: the first columns of every table."""
    about = request.about
    return {
        "run": request.name,
        "runner": about.runner,
        "date": about.date,
        "condition": about.condition,
    }


def _videos(request: Request) -> str:
    return ";".join(stored_name(video) for video in request.videos)


def describe_columns(measured: Sequence[str]) -> pd.DataFrame:
    """Make the dictionary: every column of the tables, and every measure.

    Parameters
    ----------
    measured
        Names of the measures in the table of measures.
    """
    rows = [("measures", name, "", meaning) for name, meaning in MEASURE_COLUMNS.items()]
    rows += [("strides", name, "", MEASURE_COLUMNS[name]) for name in list(MEASURE_COLUMNS)[:4]]
    for entry in STRIDE_TABLE:
        if isinstance(entry, Measure):
            name = name_of(entry.name)
            rows.append(("strides", entry.name, entry.unit.stored, f"{name.title}: {name.meaning}"))
        else:
            rows.append(("strides", entry.name, entry.unit.stored, entry.meaning))
    for measure in measured:
        name = name_of(measure)
        rows.append(("measure", measure, name.unit.strip(), f"{name.title}: {name.meaning}"))
    return pd.DataFrame(rows, columns=["table", "column", "unit", "meaning"])
