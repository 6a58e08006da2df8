"""The tables of the page: what changed, what else moved, and the levels of a clip by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from posture.comparison.types import CHANGED, PROBABLE, Change
from posture.measures import DETAILS, KEY_MEASURES
from posture.report import course
from posture.report.drawing import interval_bar
from posture.report.facts import write_sentence
from posture.report.film import usual_stride
from posture.report.findings import listed
from posture.results import reading
from posture.results.answer import Line
from posture.results.glossary import define
from posture.results.names import MeasureName
from posture.results.run import Run
from posture.results.sentences import pace_note

#: What is put before a verdict that says that a measure changed.
_ARROWS = {
    "increased": "▲ ",
    "decreased": "▼ ",
    "probably increased": "△ ",
    "probably decreased": "▽ ",
}


@dataclass(frozen=True)
class Row:
    """One measure, early against late, as text; empty where it was not compared.

    Attributes
    ----------
    title, early, late, change, interval, counts_from
        Name and numbers; change and interval are those that decide.
    pace
        Whether the change is that at equal pace, or would be if it were known; else empty.
    as_measured
        The change with the part of the pace in it, where another one decides.
    verdict, looks
        Outcome, and how the change looks.
    reason
        Why the verdict is what it is, and what would settle it, one or two sentences.
    kind
        ``"changed"``, ``"probable"`` or ``"open"``, for the style.
    bar
        The change, its interval and what counts, drawn.
    usual
        A usual late stride, which shows it in the film.
    meaning
        What the verdict means.
    """

    title: str
    early: str
    late: str
    change: str
    interval: str
    counts_from: str
    pace: str
    as_measured: str
    verdict: str
    looks: str
    reason: str
    kind: str
    bar: Markup
    usual: int | None
    meaning: str


@dataclass(frozen=True)
class Level:
    """A measure of a clip by itself: its mean, how sure that is or how it spreads, and a stride."""

    title: str
    mean: str
    spread: str
    usual: int | None


def main_rows(run: Run) -> list[Row]:
    """Rows of the three questions of the project."""
    return [write_row(run, m) for m in KEY_MEASURES if reading.change_of(run, m) is not None]


def further_changes(
    run: Run, lines: Iterable[Line], *, details: bool
) -> list[tuple[str, int | None]]:
    """Pair what else moved, or only details of it, with a usual late stride that shows it."""
    return [
        (line.text, usual_stride(run, line.measures[0], "late") if line.measures else None)
        for line in lines
        if bool(DETAILS.intersection(line.measures)) == details
    ]


def training_notes(run: Run, lines: Iterable[Line]) -> list[tuple[str, str]]:
    """Pair what people do about changes with the names of the measures."""
    return [
        (listed([reading.name_in(run, measure).title for measure in line.measures]), line.text)
        for line in lines
        if line.measures
    ]


def all_rows(run: Run) -> list[Row]:
    """Rows of every measure."""
    return [write_row(run, measure) for measure in reading.all_measures(run)]


def write_row(run: Run, measure: str) -> Row:
    """Write the row of a measure."""
    found = reading.change_of(run, measure)
    name = reading.name_in(run, measure)
    verdict = reading.verdict(run, measure)
    decided = found.decided if found else None

    def value(number: float | None, *, signed: bool = False) -> str:
        return "" if number is None else name.value(number, signed=signed)

    interval = ""
    if decided is not None and decided.interval is not None:
        interval = " to ".join(name.number(edge) for edge in decided.interval)
    looks = ""
    if decided is not None and verdict in CHANGED + PROBABLE:
        looks = name.more if decided.change > 0 else name.less
    return Row(
        title=name.title,
        early=value(found.early if found else None),
        late=value(found.late if found else None),
        change=value(decided.change if decided else None, signed=True),
        interval=interval,
        counts_from=value(found.counts_from if found else None),
        pace=pace_note(found) if found else "",
        as_measured=course.as_measured(run, measure),
        verdict=_ARROWS.get(verdict, "") + verdict,
        looks=looks,
        reason=_reason(run, measure, found),
        kind="changed" if verdict in CHANGED else "probable" if verdict in PROBABLE else "open",
        bar=_bar(found, name),
        usual=usual_stride(run, measure, "late") if decided is not None else None,
        meaning=define(verdict),
    )


def _reason(run: Run, measure: str, found: Change | None) -> str:
    text = write_sentence(reading.reason(run, measure) if found is None or found.reason else "")
    if found is not None and found.settle is not None:
        text = f"{text} {write_sentence(found.settle.text)}".strip()
    return text


def _bar(found: Change | None, name: MeasureName) -> Markup:
    decided = found.decided if found else None
    if found is None or decided is None or decided.interval is None:
        return Markup()
    low, high = decided.interval
    label = f"Change {name.change(decided.change, decided.interval)}"
    return interval_bar(decided.change, (low, high), found.counts_from, label)


def levels(run: Run, measures: Iterable[str]) -> list[Level]:
    """Means over all strides that count, of a clip in which nothing is compared."""
    strides = run.strides.iloc[np.flatnonzero(reading.accepted(run.strides))]
    known = run.results.back.level_interval_deg
    found = []
    for measure in measures:
        value = reading.numbers(strides, measure)
        value = value[np.isfinite(value)]
        if not len(value):
            continue
        name, half = reading.name_in(run, measure), known.get(measure)
        mean = float(value.mean())
        if half is not None:
            spread = f"{name.number(mean - half)} to {name.value(mean + half)} (95 % interval)"
        elif len(value) > 1:
            low, high = (float(edge) for edge in (value.min(), value.max()))
            spread = f"single strides {name.number(low)} to {name.value(high)}"
        else:
            spread = "one stride"
        usual = _nearest(strides["stride"].to_numpy(float), reading.numbers(strides, measure), mean)
        found.append(Level(name.title, name.value(mean), spread, usual))
    return found


def _nearest(ids: np.ndarray, values: np.ndarray, mean: float) -> int:
    return int(ids[int(np.nanargmin(np.abs(values - mean)))])


def reasons(run: Run) -> list[tuple[str, str]]:
    """Why measures have no change: (verdict and names, reason), those of one reason together.

    Details have it in their own rows.
    """
    groups: dict[tuple[str, str], list[str]] = {}
    for measure in reading.usual_measures(run):
        if not reading.is_compared(run, measure):
            key = (reading.verdict(run, measure), reading.reason(run, measure))
            groups.setdefault(key, []).append(reading.name_in(run, measure).title)
    return [
        (f"{verdict.capitalize()}: {listed(names)}", why)
        for (verdict, why), names in groups.items()
    ]
