"""A check as lines of text."""

from __future__ import annotations

from posture.check.types import Check, Expectation, Point
from posture.measures import COMPARED
from posture.utils.text import join_words

_MARKS = {"pass": "pass", "warn": "WARN", "fail": "FAIL"}
_WHOLE = {
    "pass": "this film can be measured well",
    "warn": "this film can be measured; what is marked costs something",
    "fail": "this film cannot be measured",
}


def describe(check: Check) -> list[str]:
    """Describe a check: the verdict, the points, and what an analysis will say."""
    lines = [f"{check.video}: {summarise(check)}"]
    width = max(len(point.title) for point in check.points)
    for point in check.points:
        lines.append(f"  {_MARKS[point.verdict]}  {point.title:{width}}  {say_point(point)}")
    if check.expectations:
        lines.append("What you will get from this film:")
        lines += [f"  {titles}: {text}" for titles, text in list_expectations(check)]
    return lines


def list_expectations(check: Check) -> list[tuple[str, str]]:
    """List what can be expected: names of measures, and what is said of all of them."""
    same: dict[str, list[str]] = {}
    for one in check.expectations:
        same.setdefault(say_expectation(one), []).append(one.title)
    return [
        (join_words([titles[0], *(t[0].lower() + t[1:] for t in titles[1:])]), text)
        for text, titles in same.items()
    ]


def summarise(check: Check) -> str:
    """Say in one sentence what the verdict is."""
    return _WHOLE[check.verdict]


def say_point(point: Point) -> str:
    """Say what is seen, what it costs and what to do."""
    cost = f" (±{point.cost_deg:.1f}° of lean)" if point.cost_deg else ""
    advice = f": {point.advice}" if point.advice else ""
    return f"{point.message}{cost}{advice}"


def say_expectation(one: Expectation) -> str:
    """Say what can be expected of one measure."""
    if not one.measured:
        return f"not measured: {one.reason}"
    if one.smallest_change is None:
        return one.reason
    unit = next(m.unit for m in COMPARED if m.name == one.name)
    shown = unit.factor * one.smallest_change
    noticed = f"a change from {shown:.{unit.decimals}f}{unit.written} on can be noticed"
    return f"{noticed}, {one.reason}" if one.reason else noticed
