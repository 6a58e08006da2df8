"""What else moved: changes of measures outside of the family, a line for each or for both legs."""

from __future__ import annotations

from posture.comparison.types import CHANGED, Change
from posture.measures import PAIRS, REPORTED, BothLegs
from posture.results.names import MeasureName, name_of, name_of_pair, side_names
from posture.results.phrases import sentence
from posture.results.types import Summary

_OTHER_LEG = {
    "no relevant change": "about the same",
    "uncertain": "we cannot tell",
    "not compared": "not compared",
    "not measurable": "not measured",
}
"""How the leg without a change is said beside the one with a change."""


def describe_further_changes(summary: Summary) -> list[tuple[tuple[str, ...], str]]:
    """Say what else changed from early to late: names of the measures, and a sentence.

    Measures around toe-off are details of those of the family, and said with them.
    """
    found: list[tuple[tuple[str, ...], str]] = []
    done: set[str] = set()
    legs_of = {leg.name: legs for legs in PAIRS for leg in (legs.near, legs.far)}
    for measure in REPORTED:
        change = summary.measures.get(measure.name)
        if change is None or change.family not in ("side", "other") or measure.name in done:
            continue
        legs = legs_of.get(measure.name)
        names = (legs.near.name, legs.far.name) if legs else (measure.name,)
        done.update(names)
        if not any(_has_changed(summary, name) for name in names):
            continue
        if legs:
            found.append((names, _describe_legs(summary, legs)))
        else:
            name = name_of(measure.name, summary.near_side_in_words)
            found.append((names, sentence(f"{name.title}: {_describe(name, change)}")))
    return found


def _has_changed(summary: Summary, name: str) -> bool:
    change = summary.measures.get(name)
    return change is not None and change.verdict in CHANGED


def _describe_legs(summary: Summary, legs: BothLegs) -> str:
    """Write both legs in one sentence, that with a change first."""
    near, far = side_names(summary.near_side_in_words)
    moved, rest = [], []
    for leg, side in ((legs.near, near), (legs.far, far)):
        change = summary.measures.get(leg.name)
        if _has_changed(summary, leg.name) and change is not None:
            moved.append(f"{side}: {_describe(name_of(leg.name), change)}")
        else:
            state = _OTHER_LEG.get(change.verdict if change else "not measurable", "not measured")
            rest.append(f"{side}: {state}")
    return sentence(f"{name_of_pair(legs).title}, {'; '.join(moved + rest)}")


def _describe(name: MeasureName, change: Change) -> str:
    """Write a change: ``"slower steps by 8.0 steps/min (5.1 to 11.0)"``."""
    decided = change.decided
    if decided is None or decided.interval is None:
        return change.verdict
    look = name.more if decided.change > 0 else name.less
    first, last = sorted(abs(edge) for edge in decided.interval)
    size = name.value(abs(decided.change))
    pace = " at equal pace" if decided.at_equal_pace else ""
    return f"{look} by {size} ({name.number(first)} to {name.number(last)}){pace}"
