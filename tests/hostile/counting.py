"""Keep what was tried in counts.json, and write the table of results.md from it."""

from __future__ import annotations

import json
import re
from pathlib import Path

HERE = Path(__file__).parent
COUNTS = HERE / "counts.json"
PAGE = HERE / "results.md"
#: What the table stands between on the page.
TABLE = re.compile(r"(?<=<!-- counts -->\n).*?(?=<!-- end of counts -->)", re.DOTALL)
#: Of a class: how many were tried, and how many were wrong.
Counts = dict[str, list[int]]


def keep(counts: Counts, seed: int) -> None:
    """Enter what was counted with a seed, class by class, and write the table anew."""
    known: dict[str, Counts] = json.loads(COUNTS.read_text("utf-8")) if COUNTS.exists() else {}
    known.setdefault(str(seed), {}).update(counts)
    COUNTS.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", "utf-8")
    page = PAGE.read_text("utf-8")
    PAGE.write_text(TABLE.sub(lambda _: make_table(known), page), "utf-8")


def make_table(known: dict[str, Counts]) -> str:
    """Make a table with a line for each class, and columns for each seed."""
    seeds = sorted(known, key=int)
    kinds = sorted({kind for counts in known.values() for kind in counts})
    heads = [f"seed {seed}: tried | right | wrong" for seed in seeds]
    lines = [f"| Class | {' | '.join(heads)} |", f"| --- |{' --: | --: | --: |' * len(seeds)}"]
    for kind in kinds:
        cells = [_cells(known[seed].get(kind)) for seed in seeds]
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    sums = [[sum(column) for column in zip(*known[seed].values(), strict=True)] for seed in seeds]
    lines.append(f"| all of them | {' | '.join(map(_cells, sums))} |")
    return "\n".join(lines) + "\n"


def _cells(counted: list[int] | None) -> str:
    if counted is None:
        return "| |"
    tried, wrong = counted
    return f"{tried} | {tried - wrong} | {wrong}"
