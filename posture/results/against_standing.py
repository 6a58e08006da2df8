"""The run against standing still, in sentences: one for each measure, with its interval.

A value whose interval holds 0 is never said as if running were no different from standing.
"""

from __future__ import annotations

from posture.comparison.standing import AgainstStanding, Interval, StandingMeasure
from posture.measures import RELATIVE, relative_name
from posture.results.names import MeasureName, clock, name_of
from posture.results.phrases import sentence
from posture.results.types import Summary
from posture.utils.text import join_words


def describe_against_standing(summary: Summary) -> list[str]:
    """Say how the runner runs against how they stand; nothing where that was not asked for."""
    found = summary.standing
    if found is None:
        return []
    lines, unknown = [], dict[str, list[str]]()
    for measure in RELATIVE:
        one = found.measures.get(relative_name(measure.name))
        if one is None:
            continue
        name = name_of(measure.name)
        parts = _list_parts(one, name)
        if parts:
            lines.append(sentence(f"against standing still, {name.lower} is {' and '.join(parts)}"))
        else:
            why = one.reason or "no stride has a value"
            unknown.setdefault(why, []).append(name.lower)
    lines += [
        sentence(f"against standing still, {join_words(names)} cannot be given: {why}")
        for why, names in unknown.items()
    ]
    return lines


def describe_standing(found: AgainstStanding) -> str:
    """Say what standing was measured from, and what the comparison is worth."""
    where = f"{clock(found.start_s)}-{clock(found.end_s)} of the film"
    if not found.in_run:
        where = f"{clock(found.start_s)}-{clock(found.end_s)} of {found.source}"
    return (
        f"Standing still: {where}, {found.frames} frames. Build and clothes shift standing and "
        "running alike, so they drop out; what the method errs by between the two is in the "
        "intervals."
    )


def _list_parts(one: StandingMeasure, name: MeasureName) -> list[str]:
    """Write the early and the late value, or that of the whole run where nothing is compared."""
    windows = [("early", one.early, one.early_ci95), ("late", one.late, one.late_ci95)]
    if one.early is None or one.late is None:
        windows = [("when running", one.run, one.run_ci95)]
    return [
        _write(value, interval, name, when)
        for when, value, interval in windows
        if value is not None
    ]


def _write(value: float, interval: Interval | None, name: MeasureName, when: str) -> str:
    text = f"{name.value(value, signed=True)} {when}"
    if interval is None:
        return f"{text} (too few strides for an interval)"
    low, high = interval
    span = f"95 % interval {name.number(low)} to {name.number(high)}"
    if low <= 0 <= high:
        return f"{text} ({span}: it may be none)"
    return f"{text} ({name.more if value > 0 else name.less}; {span})"
