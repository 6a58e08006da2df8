"""Sentences of the report about pain, pace, and left against right."""

from __future__ import annotations

from collections import Counter

import numpy as np

from posture.comparison import used_strides
from posture.comparison.known_pace import CADENCE, GIVEN
from posture.comparison.types import AdjustedChange
from posture.measures import KEY_MEASURES, PAIRS
from posture.measures.foot_strike import (
    DOUBTFUL_DEG,
    FOREFOOT_TO_DEG,
    REARFOOT_FROM_DEG,
    name_strike,
)
from posture.results import reading
from posture.results.names import clock, name_of_pair, side_names
from posture.results.run import Run

#: What is said of foot strikes.
_LANDINGS = {
    "rearfoot": "heel first (rearfoot)",
    "midfoot": "flat (midfoot)",
    "forefoot": "ball first (forefoot)",
    "": "between two of these",
}
#: How they were told apart.
LANDING_NOTE = (
    f"From the foot strike angle: heel first above {REARFOOT_FROM_DEG:g}°, ball first below "
    f"−{-FOREFOOT_TO_DEG:g}° (Altman and Davis 2012); within {DOUBTFUL_DEG:g}° of these limits "
    "neither is named. No way of landing is better."
)
#: Names of the covariates in sentences, by their columns.
_COVARIATES = {covariate.name: covariate.words for covariate in (*GIVEN, CADENCE)}


def pain_sentences(run: Run) -> list[str]:
    """Say when pain began, and whether the change of the lean came before; nothing without pain."""
    pain = run.results.pain
    if pain is None:
        return []
    return [f"Pain was given at {clock(pain.time_s)}. {pain.statement}".strip()]


def as_measured(run: Run, measure: str) -> str:
    """Write the change with the part of the pace in it: ``"+3.6° (3.1 to 4.1)"``.

    Empty where that is the change which decides.
    """
    found = reading.change_of(run, measure)
    if found is None or found.change is None:
        return ""
    if found.decided is None or not found.decided.at_equal_pace:
        return ""
    name = reading.name_in(run, measure)
    text = name.value(found.change, signed=True)
    interval = found.ci95_family or found.ci95
    if interval is None:
        return text
    low, high = (name.number(edge) for edge in interval)
    return f"{text} ({low} to {high})"


def _adjusted(run: Run, measure: str) -> AdjustedChange | None:
    change = reading.change_of(run, measure)
    return change.adjusted if change else None


def adjusted_heading(run: Run) -> str:
    """Say at equal what changes decide: ``"At equal speed"``; empty without any.

    Changes at equal cadence decide nothing: cadence is itself a sign of tiring.
    """
    names = [
        _COVARIATES.get(name, name)
        for measure in reading.all_measures(run)
        if (found := _adjusted(run, measure)) is not None and found.change is not None
        if found.decides
        for name in found.covariates
    ]
    return f"At equal {' and '.join(dict.fromkeys(names))}" if names else ""


def adjusted_notes(run: Run) -> list[str]:
    """Explain the adjusted changes: those that decide, and those at equal cadence."""
    entries = [found for m in reading.all_measures(run) if (found := _adjusted(run, m))]
    lines = []
    heading = adjusted_heading(run)
    if heading:
        lines.append(f"{heading}: what is left of the change; the verdict follows it.")
    at_equal_cadence = [
        f"{name.lower} {name.change(found.change, found.ci95_family or found.ci95)}"
        for measure in KEY_MEASURES
        if (found := _adjusted(run, measure)) is not None and found.change is not None
        if not found.decides
        for name in [reading.name_in(run, measure)]
    ]
    if at_equal_cadence:
        lines.append(
            f"At equal cadence the changes would be: {', '.join(at_equal_cadence)}. No verdict "
            "follows this, since a changed cadence is itself a sign of tiring."
        )
    refused = {
        found.reason
        for found in entries
        if found.change is None and found.reason.startswith("cannot be adjusted")
    }
    return lines + [f"Some changes {reason}." for reason in sorted(refused)]


def how_even(run: Run) -> list[tuple[str, str, str, str]]:
    """Write how times scatter from stride to stride: name, early, late, and their ratio."""
    rows = []
    for measure, found in run.results.variability.items():
        title = "Stride time"
        if measure != "stride_time_s":
            title = reading.name_in(run, measure).title
        early, late = (
            f"{1000 * sd:.1f} ms ({cv:.1f} %)"
            for sd, cv in (
                (found.early_sd, found.early_cv_percent),
                (found.late_sd, found.late_cv_percent),
            )
        )
        ratio = ""
        if found.ratio is not None and found.ratio_ci95 is not None:
            low, high = found.ratio_ci95
            ratio = f"{found.ratio:.2f} times ({low:.2f} to {high:.2f})"
        rows.append((title, early, late, ratio))
    return rows


def how_feet_land(run: Run) -> list[str]:
    """Write how often each foot lands in which way; empty where no landing is told."""
    columns = [f"foot_strike_angle_{side}_deg" for side in ("near", "far")]
    if not {"facing", "rejected", *columns} <= set(run.strides):
        return []
    strides = used_strides(run.strides)
    lines = []
    for foot, other in (("left", "right"), ("right", "left")):
        angles = np.concatenate(
            [
                strides.loc[strides["facing"] == facing, column].to_numpy(float)
                for column, facing in zip(columns, (foot, other), strict=True)
            ]
        )
        counts = Counter(name_strike(angle) for angle in angles[np.isfinite(angles)])
        if counts:
            ways = ", ".join(
                f"{counts[way]} {words}" for way, words in _LANDINGS.items() if counts[way]
            )
            lines.append(f"{foot.capitalize()} foot, {counts.total()} landings seen: {ways}.")
    return lines


def left_and_right(run: Run) -> list[str]:
    """Write how the two sides differ, or why that cannot be told, one sentence for each pair."""
    near, far = side_names(run.results.runner.near_side)
    lines = []
    for legs in reading.pairs_with_index(run):
        found, name = run.results.sides[legs.pair.name], name_of_pair(legs)
        index, (low, high) = found.index_percent or 0.0, found.ci95 or (0.0, 0.0)
        more = near if index > 0 else far
        differs = f"{abs(index):.1f} % more {more} (95 % CI {_percent(low, high, more == near)})"
        text = (
            f"{name.title}: {near} {name.value(found.near or 0.0)}, "
            f"{far} {name.value(found.far or 0.0)}; "
            + (differs if found.differs else "no difference beyond chance and the method's error")
        )
        if found.shifted:
            change = found.change or 0.0
            towards = near if change > 0 else far
            text += (
                f"; from early to late it moved {abs(change):.0f} percentage points to the "
                f"{towards}"
            )
        lines.append(f"{text}.")
    return lines + [
        f"{name_of_pair(legs).title}: {near} against {far} is not measurable, {refused.reason}."
        for legs in PAIRS
        if legs.pair.level_sd and (refused := run.results.sides.get(legs.pair.name)) is not None
        if refused.reason
    ]


def far_side_note(run: Run) -> str:
    """Write how accurate the far side is, from the notes in the summary."""
    pairs = reading.pairs_with_index(run)
    notes = [run.results.sides[legs.pair.name].note for legs in pairs]
    hidden = notes[0].split(";")[0] if notes and notes[0] else ""
    if not hidden:
        return ""
    return (
        f"{hidden[0].upper()}{hidden[1:]}, so differences are less sure than changes of one side. "
        "If they matter to you, film the other side too."
    )


def _percent(low: float, high: float, as_is: bool) -> str:
    """Write the interval of an index in the direction that was named."""
    first, last = (low, high) if as_is else (-high, -low)
    return f"{first:.1f} to {last:.1f}".replace("-", "−")
