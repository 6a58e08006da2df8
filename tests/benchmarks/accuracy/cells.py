"""What tables of results are written with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Table = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Bar:
    """Something that is asked for.

    Attributes
    ----------
    text
        In words.
    condition, path
        Where the number is in the table.
    low, high
        Between what it has to lie.
    """

    text: str
    condition: str
    path: tuple[str, ...]
    low: float
    high: float

    def value(self, table: Table) -> float | None:
        """Return the number, None where it was not measured."""
        here: Any = table.get(self.condition)
        for key in self.path:
            here = here.get(key) if here else None
        return None if here is None else float(here)


def bars(asked: Sequence[Bar], table: Table) -> str:
    """Write what is asked, what was measured, and whether it is met."""
    rows = []
    for bar in asked:
        value = bar.value(table)
        met = "not measured" if value is None else "yes" if bar.low <= value <= bar.high else "no"
        limits = f"{bar.low:g} to {bar.high:g}" if bar.low else f"at most {bar.high:g}"
        # what is missed by less than is shown shall not look as if it were met
        near = value is not None and met == "no" and bar.low <= round(value, 2) <= bar.high
        rows.append([bar.text, bar.condition, limits, number(value, 3 if near else 2), met])
    return grid("what | condition | asked | measured | met", rows)


def grid(head: str, rows: Iterable[list[str]]) -> str:
    """Write a Markdown table; ``head`` has its columns divided by bars."""
    names = [name.strip() for name in head.split("|")]
    lines = [names, ["---", *["--:"] * (len(names) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def number(value: float | None, decimals: int = 2, *, signed: bool = False) -> str:
    """Write a number with a true minus; zero has no sign."""
    if value is None:
        return "–"
    value = round(value, decimals)
    sign = "−" if value < 0 else "+" if signed and value > 0 else ""
    return f"{sign}{abs(value):.{decimals}f}"


def percent(share: float | None) -> str:
    """Write a share."""
    return "–" if share is None else f"{100 * share:.1f} %"
