"""Many scored clips, condition by condition: bias, slope, limits of agreement, events."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.accuracy.agreement import Numbers, agreement, known, mean
from benchmarks.accuracy.back_table import back_over, by_runner
from benchmarks.accuracy.clothes_table import clothing_over
from benchmarks.accuracy.frame_table import event_over, wave_over
from benchmarks.accuracy.nuisance_table import landmarks_over, nuisance_over
from benchmarks.accuracy.page import page
from benchmarks.accuracy.score import LEAST_SD, OF_INTEREST, CaseScore
from benchmarks.accuracy.true_strides import UNITS
from benchmarks.accuracy.wave_score import WAVES
from benchmarks.tables import write_json, write_table, write_text

from posture.results.plain import plain

#: Measure, in the table of cases, of the lean that the landmarks alone show.
LANDMARK_LEAN = "trunk_lean_landmarks_deg"
NO_VERDICT = ("not measurable", "not compared")
CASE_COLUMNS = [
    "condition",
    "body",
    "clip",
    "group",
    "measure",
    "level_true",
    "level_measured",
    "change_true",
    "change_measured",
    "failure",
]
EVENTS = ("contact_near", "toe_off_near", "contact_far", "toe_off_far")


@dataclass(frozen=True)
class Case:
    """One clip: how it was filmed, whom it shows, and how well it was measured.

    ``clip`` is its name; ``group`` and ``factors`` are as in `case.Case`.
    """

    condition: str
    body: str
    score: CaseScore
    clip: str = ""
    group: str = ""
    factors: Mapping[str, float] = field(default_factory=dict)


def aggregate(cases: Iterable[Case]) -> dict[str, Numbers]:
    """Put the clips of each condition together.

    Returns
    -------
    dict
        For each condition, in the order of the cases: ``clips``, ``failed``, ``detected_share``,
        ``back_share`` (failed clips count as 0), ``rejected_share`` of strides,
        ``time_error_s`` (the worst), ``cadence_percent``, ``measures``, ``waves``,
        ``events``, ``low_back`` and ``runners`` (see `back_table`), ``landmark_lean`` and
        ``nuisance`` (see `nuisance_table`) and ``clothing`` (see `clothes_table`); None where
        nothing was measured.
    """
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(case.condition, []).append(case)
    return {name: plain(_condition(group)) for name, group in groups.items()}


def write_results(
    cases: Sequence[Case],
    measured_with: Mapping[str, str],
    folder: Path,
    *,
    kept: Path | None = None,
) -> Numbers:
    """Write ``results.md``, ``results.json`` and ``cases.parquet``, the same for the same numbers.

    Parameters
    ----------
    cases
        Every clip that was measured.
    measured_with
        What these were measured with, to be reported: version of posture, digests of its code and
        of the weights; nothing of the machine.
    folder
        Where to.
    kept
        Folder of earlier results: conditions that were not measured now keep their rows.

    Returns
    -------
    dict
        From `aggregate`, with ``measured_with`` in each condition, rounded as it is written.
    """
    table = {
        name: row | {"measured_with": dict(measured_with)}
        for name, row in rounded(aggregate(cases)).items()
    }
    rows = case_table(cases)
    if kept is not None:
        stored = json.loads((kept / "results.json").read_text(encoding="utf-8"))["conditions"]
        table = {name: table.get(name, row) for name, row in stored.items()} | table
        others = load_cases(kept, *(name for name in stored if name not in set(rows["condition"])))
        rows = pd.concat([others, rows], ignore_index=True)
        places = rows["condition"].map({name: place for place, name in enumerate(table)})
        rows = rows.loc[places.sort_values(kind="stable").index].reset_index(drop=True)
    about = {"clips": _count_clips(rows), "model": "heavy where not named otherwise"}
    write_json(folder / "results.json", {"about": about, "conditions": table})
    write_table(folder / "cases.parquet", rows)
    write_text(folder / "results.md", page(table, about))
    return table


def _count_clips(rows: pd.DataFrame) -> str:
    return (
        f"{rows['clip'].nunique()} rendered clips of {rows['body'].nunique()} bodies that nothing "
        "was trained on; in good conditions 1280×720, tight clothes, side-on, 60 frames per "
        "second, or 30 in `nuisance`, `gaits`, `clothes` and `new`"
    )


def case_table(cases: Sequence[Case]) -> pd.DataFrame:
    """Level and change of each measure of each clip, true beside measured.

    Returns
    -------
    DataFrame
        ``condition``, ``body``, ``clip``, ``group``, ``measure`` (`LANDMARK_LEAN` among them),
        ``level_true``, ``level_measured``, ``change_true``,
        ``change_measured`` (unit of the measure, NaN where not known), ``failure`` (why nothing
        of the clip was measured, in a row without a measure; else empty).
    """
    rows: list[dict[str, Any]] = []
    for case in cases:
        name = {"condition": case.condition, "body": case.body}
        name |= {"clip": case.clip, "group": case.group}
        if case.score.failure:
            rows.append(name | {"measure": "", "failure": case.score.failure})
        measures = dict(case.score.measures)
        if case.score.landmarks:
            measures[LANDMARK_LEAN] = case.score.landmarks
        for measure, scored in measures.items():
            numbers = {
                f"{part}_{which}": scored[part][which]
                for part in ("level", "change")
                if scored[part]
                for which in ("true", "measured")
            }
            rows.append(name | {"measure": measure, "failure": ""} | rounded(numbers))
    return pd.DataFrame(rows, columns=CASE_COLUMNS)


def load_cases(folder: Path, *conditions: str) -> pd.DataFrame:
    """Read the cases of some conditions, as `case_table` made them; of all if none is named.

    The lean of the landmarks is one more measure in them.
    """
    cases = pd.read_parquet(folder / "cases.parquet")
    return cases[cases["condition"].isin(conditions)] if conditions else cases


def rounded(value: Any) -> Any:
    """Round every number to four digits, and to none beyond the fourth decimal."""
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(item) for item in value]
    if isinstance(value, float):
        return float(f"{round(value, 4):.4g}") + 0.0  # no minus zero
    return value


def _condition(cases: list[Case]) -> Numbers:
    scores = [case.score for case in cases]
    found = [case for case in cases if not case.score.failure]
    strides = sum(s.strides_used + s.strides_rejected for s in scores)
    return {
        "clips": len(cases),
        "failed": len(cases) - len(found),
        "detected_share": mean([s.detected_share for s in scores]),
        "back_share": mean([s.back_share for s in scores]),
        "rejected_share": sum(s.strides_rejected for s in scores) / strides if strides else None,
        "time_error_s": max(known(s.time_error_s for s in scores), default=None),
        "cadence_percent": agreement(known(s.cadence_error_percent for s in scores)),
        "measures": {name: _measure(name, found) for name in UNITS},
        "waves": {name: wave_over([case.score.waves[name] for case in found]) for name in WAVES},
        "events": {
            name: event_over([case.score.events[name] for case in found]) for name in EVENTS
        },
        "low_back": back_over([case.score for case in found]),
        "runners": by_runner((case.body, case.score) for case in found),
        "landmark_lean": landmarks_over([case.score for case in found]),
        "nuisance": nuisance_over(found) if any(case.factors for case in cases) else None,
        "clothing": _clothing(cases),
    }


def _clothing(cases: list[Case]) -> Numbers | None:
    """Put the clips of each kind of clothing together; None where the condition has no kinds."""
    if cases[0].condition != "clothes":
        return None
    kinds = dict.fromkeys(case.group for case in cases)
    return clothing_over({k: [c.score for c in cases if c.group == k] for k in kinds})


def _measure(name: str, cases: list[Case]) -> Numbers:
    """Score a measure over clips.

    ``level`` (with ``slope`` over the clips of each body, an intercept each), ``level_clip``
    (against all true strides), ``change`` (with ``slope``, share of intervals that hold the truth,
    and what the verdicts were worth), ``strides`` (slope within clips, an intercept each).
    """
    reported = [(case.body, case.score.measures[name]) for case in cases]
    levels = [(body, m["level"]) for body, m in reported if m["level"]]
    changes = [(body, m["change"]) for body, m in reported if m["change"]]
    measured = [(body, c) for body, c in changes if c["error"] is not None]
    least = LEAST_SD[UNITS[name]]
    return {
        "unit": UNITS[name],
        "level": agreement([v["error"] for _, v in levels])
        | {"slope": _slope([_sums(group) for group in _by_body(levels)], least)["slope"]},
        "level_clip": agreement(known(v["error_clip"] for _, v in levels)),
        "change": agreement([c["error"] for _, c in measured])
        | {
            "slope": _slope([_sums([c for _, c in measured])], least)["slope"],
            "held_by_ci95": mean(known(c["holds"] for _, c in measured)),
            "not_measurable": sum(c["verdict"] in NO_VERDICT for _, c in changes),
        }
        | _verdicts([c for _, c in changes], OF_INTEREST[name]),
        "strides": _slope([m["strides"] for _, m in reported if m["strides"]], least),
    }


def _by_body(values: list[tuple[str, Numbers]]) -> list[list[Numbers]]:
    bodies = dict.fromkeys(body for body, _ in values)
    return [[v for owner, v in values if owner == body] for body in bodies]


def _sums(values: list[Numbers]) -> Numbers:
    """Sums of squares of true and measured values about their means."""
    if not values:
        return {"n": 0, "sxx": 0.0, "sxy": 0.0, "syy": 0.0}
    x, y = (np.array([v[which] for v in values]) for which in ("true", "measured"))
    x, y = x - x.mean(), y - y.mean()
    return {"n": len(x), "sxx": float(x @ x), "sxy": float(x @ y), "syy": float(y @ y)}


def _slope(groups: list[Numbers], least_sd: float) -> Numbers:
    """Slope of measured on true values with an intercept for each group, and its standard error.

    None where the true values hardly vary within the groups.
    """
    n = sum(g["n"] for g in groups)
    sxx, sxy, syy = (sum(g[key] for g in groups) for key in ("sxx", "sxy", "syy"))
    free = n - len(groups) - 1
    if free < 1 or sxx / n < least_sd**2:
        return {"n": n, "slope": None, "slope_se": None}
    slope = sxy / sxx
    left = max(syy - slope * sxy, 0.0)
    return {"n": n, "slope": slope, "slope_se": math.sqrt(left / free / sxx)}


def _verdicts(changes: list[Numbers], of_interest: float) -> Numbers:
    """Count intervals that hold the truth, changes reported without one, and those found."""
    says = {"increased": 1, "decreased": -1}
    reported = [c for c in changes if c["verdict"] not in NO_VERDICT]
    still = [c for c in reported if abs(c["true"]) < of_interest / 2]
    moved = [c for c in reported if abs(c["true"]) > of_interest]
    holds = known(c["holds"] for c in reported)
    return {
        "reported": len(holds),
        "held": sum(holds),
        "unchanged": len(still),
        "unchanged_called_changed": sum(c["verdict"] in says for c in still),
        "changed": len(moved),
        "changed_found": sum(says.get(c["verdict"], 0) * c["true"] > 0 for c in moved),
    }
