"""Sentences of the report: findings, and what people train, without a diagnosis."""

from __future__ import annotations

import numpy as np

from posture.comparison import used_strides
from posture.measures import KEY_MEASURES, find_measure
from posture.measures.measure import TrainingNote
from posture.results import reading, sentences
from posture.results.run import Run
from posture.results.timeline import timeline

_IN_HEADLINE = 3
"""Changes that the headline names; further ones are counted."""

_LEAN = (
    "Pace and incline change the lean by themselves, so first check that both were the same. "
    "Runners who want to work on it often train the endurance of the trunk and of the hip "
    "extensors, practise running tall in short stretches, and breathe calmly and deeply."
)
_LOW_BACK = (
    "Clothes that slip and arms in front of the back can shift these two, so look at the clip "
    "first. Runners who want to work on them often train core stability and the glutes, keep the "
    "front of the hips mobile, and watch the moment when the leg goes behind."
)
_HIP = (
    "A slower pace shortens the swing behind the body by itself. Runners who want to work on it "
    "often keep the hip flexors mobile and strengthen the glutes."
)
_KNEE = (
    "Pace and incline change the knee lift by themselves. Runners who want to work on it often "
    "use short strides of quick running and strides uphill while fresh."
)
_HEAD = (
    "Runners who want to work on it often look ahead instead of down and let the shoulders drop."
)
_FEET = (
    "Contact time, cadence and rise and fall all follow the pace, so first check that it was the "
    "same. If the two feet differ, film the other side too before making anything of it."
)

TRAINING_NOTES: dict[TrainingNote, str] = {
    "trunk lean": _LEAN,
    "low back": _LOW_BACK,
    "hip extension": _HIP,
    "knee lift": _KNEE,
    "head": _HEAD,
    "steps": _FEET,
}
"""What people train where a measure changes, by the note that its entry in the registry names."""


def strides_in_words(count: int) -> str:
    """Write ``"1 stride"``, ``"2 strides"``."""
    return "1 stride" if count == 1 else f"{count} strides"


def has_strides(run: Run) -> bool:
    """Whether any stride was found at all."""
    return len(run.strides) > 0


def changed(run: Run) -> list[str]:
    """Measures with a change that was found, in the order of the report."""
    return [name for name in reading.all_measures(run) if sentences.is_changed(run, name)]


def headline(run: Run) -> str:
    """Write the result of the run as one sentence."""
    if not has_strides(run):
        return f"No runner could be measured: {why_no_runner(run)}."
    compared = _compared(run)
    if not compared:
        why = reading.reason(run, KEY_MEASURES[0])
        return f"{_levels(run)}Early and late could not be compared: {why}."
    return f"{_windows(run)}{_findings(run, compared)}."


def _levels(run: Run) -> str:
    """Write the means over the run, for a run without a comparison."""
    used = used_strides(run.strides)
    lean = used["trunk_lean_deg"].mean()
    if np.isnan(lean):
        return ""
    strides = strides_in_words(len(used))
    name = reading.name_in(run, "trunk_lean_deg")
    return (
        f"Over {strides}: trunk lean {name.value(lean)} on average, "
        f"{used['cadence_spm'].median():.0f} steps/min. "
    )


def _compared(run: Run) -> list[str]:
    return [m for m in reading.all_measures(run) if reading.is_compared(run, m)]


def _windows(run: Run) -> str:
    early, late = (reading.window(run, which) for which in reading.WINDOWS)
    if early is None or late is None:
        return "From early to late: "
    return f"From early ({_span(run, early)}) to late ({_span(run, late)}): "


def _span(run: Run, window: reading.Window) -> str:
    time = timeline(run)
    # of two clips without a clock, the end belongs to the one that the window began in
    start, end = time.clock(window.start_s), time.clock(window.end_s - 1e-6)
    return f"{start}–{end}, {window.strides} strides"


def _findings(run: Run, compared: list[str]) -> str:
    found = changed(run)
    if not found:
        count = "the one measure" if len(compared) == 1 else f"any of {len(compared)} measures"
        return f"no change found for sure in {count}{_counts_from(run, compared[0])}"
    clauses = [change_clause(run, measure) for measure in found[:_IN_HEADLINE]]
    more = len(found) - len(clauses)
    if more:
        clauses.append(f"and {more} more {'measure' if more == 1 else 'measures'} changed")
    return "; ".join(clauses)


def _counts_from(run: Run, measure: str) -> str:
    counts_from = reading.counts_from(run, measure)
    if counts_from is None:
        return ""
    name = reading.name_in(run, measure)
    return f" (a change in {name.lower} counts from {name.value(counts_from)} in this video)"


def change_clause(run: Run, measure: str) -> str:
    """Write a change that was found: ``"trunk lean increased by 3.6° (95 % CI 3.1 to 4.1)"``."""
    found = reading.decided(run, measure)
    name = reading.name_in(run, measure)
    sign = 1.0 if found.change >= 0 else -1.0
    verdict = reading.verdict(run, measure)
    clause = f"{name.lower} {verdict} by {name.value(sign * found.change)}"
    if found.interval:
        low, high = sorted(sign * edge for edge in found.interval)
        clause += f" (95 % CI {name.number(low)} to {name.number(high)})"
    return f"{clause} with the change of pace taken off" if found.at_equal_pace else clause


def other_answers(run: Run) -> list[str]:
    """Write the results for key measures that the headline does not name."""
    missing = [m for m in KEY_MEASURES if not reading.is_compared(run, m)]
    lines = [
        f"{sentences.change_title(run, m)}{_counts_from(run, m)}."
        for m in KEY_MEASURES
        if m not in missing and not sentences.is_changed(run, m)
    ]
    in_headline = "" if _compared(run) else reading.reason(run, KEY_MEASURES[0])
    for verdict in ("not measurable", "not compared"):
        alike = [m for m in missing if reading.verdict(run, m) == verdict]
        lines += [
            f"{listed(names)}: {verdict}, {why}."
            for why, names in reading.titles_by_reason(run, alike)
            if why != in_headline
        ]
    return lines


def listed(names: list[str]) -> str:
    """Join names with commas and "and", the first one capitalised."""
    first, *rest = names
    spoken = [first, *(name[0].lower() + name[1:] for name in rest)]
    return spoken[0] if not rest else f"{', '.join(spoken[:-1])} and {spoken[-1]}"


def why_no_runner(run: Run) -> str:
    """Give the reason why nothing was measured, without a full stop."""
    change = reading.change_of(run, KEY_MEASURES[0])
    reasons = [
        run.results.failure,
        change.reason if change else "",
        *(warning.message for warning in run.results.quality.warnings),
    ]
    first = next((text for text in reasons if text), "no stride was found in this video")
    return first.strip().rstrip(".")


def training_notes(run: Run) -> list[tuple[str, str]]:
    """Give what people train for the changes that were found: (names of the measures, text)."""
    found = {name: find_measure(name) for name in changed(run)}
    notes = []
    for note, text in TRAINING_NOTES.items():
        names = [
            reading.name_in(run, name).title
            for name, measure in found.items()
            if measure is not None and measure.note == note
        ]
        if names:
            notes.append((listed(names), text))
    return notes
