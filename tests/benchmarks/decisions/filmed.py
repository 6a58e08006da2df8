"""Verdicts through the whole pipeline: what `make accuracy` counted on filmed virtual runners."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks import accuracy
from benchmarks.accuracy.cells import grid, number, percent

from posture.results.names import name_of

#: Conditions whose windows are long enough for a verdict.
CONDITIONS = ("long", "back", "bodies", "unseen")
RESULTS = Path(accuracy.__path__[0]) / "results.json"


def section() -> str:
    """Write what was found as Markdown."""
    table = json.loads(RESULTS.read_text(encoding="utf-8"))["conditions"]
    counts = {name: counted(table, name) for name in table[CONDITIONS[0]]["measures"]}
    rows = [[name_of(name).title, *_cells(reported)] for name, reported in counts.items()]
    whole = {
        key: sum(reported[key] for reported in counts.values())
        for key in next(iter(counts.values()))
    }
    rows.append(["all", *_cells(whole)])
    clips = ", ".join(f"{table[name]['clips']} of `{name}`" for name in CONDITIONS)
    return (
        "The same verdicts on virtual runners that were filmed and measured, each with its own "
        f"strides: {clips} of [accuracy](../accuracy/results.md), windows of about 11 strides. "
        "**False**: called changed where the true change is less than half of the smallest of "
        "interest; **found**: where it is more than the smallest; **held**: intervals that hold "
        "the true change; the method's own error in them is that of `long` and `back`, or of "
        "`bodies` where it is larger, so `unseen` is the test of it. In a clip this short many "
        "true changes are below what can be detected.\n\n"
        + grid("measure | verdicts | false | found | held | held, %", rows)
    )


def counted(table: dict[str, Any], name: str) -> dict[str, int]:
    """Add up a measure's verdicts over the conditions."""
    keys = ("reported", "held", "unchanged", "unchanged_called_changed", "changed", "changed_found")
    changes = [table[condition]["measures"][name]["change"] for condition in CONDITIONS]
    return {key: sum(change[key] for change in changes) for key in keys}


def _cells(reported: dict[str, int]) -> list[str]:
    return [
        str(reported["reported"]),
        f"{reported['unchanged_called_changed']}/{reported['unchanged']}",
        f"{reported['changed_found']}/{reported['changed']}",
        f"{reported['held']}/{reported['reported']}",
        percent(reported["held"] / reported["reported"]) if reported["reported"] else number(None),
    ]
