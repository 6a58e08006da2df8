"""What the verdicts have to reach, and whether they do."""

from __future__ import annotations

from typing import Any

from benchmarks.accuracy.cells import grid
from benchmarks.decisions.counts import Cell, by, mean, only

from posture.measures import COMPARED

#: Bars of simulated lean hold from so many strides a window on.
ENOUGH = 25
#: Multiples of the smallest that matters which must not be called "no relevant change".
MATTERS = ("1", "1.5", "2", "3")


def enough_of(cells: list[Cell]) -> list[Cell]:
    """Cells with enough strides for the bars."""
    return [c for c in cells if c["strides"] >= ENOUGH]


def bars(found: dict[str, Any]) -> str:
    """Write each bar, what was found, and whether it is met, as Markdown."""
    rows = [*_family_bars(found), *_real_bars(found["real"]), *_lean_bars(found["changes"])]
    answers = [[ask, got, "yes" if met else "no"] for ask, got, met in rows]
    return grid("asked | found | met", answers)


def _family_bars(found: dict[str, Any]) -> list[tuple[str, str, bool]]:
    cells = found["family"]
    alarms = by(cells, lambda c: c["alarms"])
    missed = [c["overlooked"][times] for c in cells for times in MATTERS]
    return [
        (
            "at most 5 % of runs without change called changed in lean, tilt or arch",
            f"{mean(cells, lambda c: c['alarms']):.1%}, worst length {max(alarms):.1%}",
            max(alarms) <= 0.05,
        ),
        (
            'at most 5 % of runs with changes that matter have one called "no relevant change"',
            f"worst length and size {max(missed):.1%}",
            max(missed) <= 0.05,
        ),
    ]


def _real_bars(found: dict[str, Any] | None) -> list[tuple[str, str, bool]]:
    if found is None:
        return []
    smallest = {m.name: m.smallest_change for m in COMPARED}
    told = found["as"]
    alarms = max(shares["0"]["sure"] for shares in told.values())
    missed = max(
        share["no relevant change"]
        for name, shares in told.items()
        for added, share in shares.items()
        if float(added) >= (smallest[name] or 0.0)
    )
    return [
        (
            "at most 5 % of trials of real runners at constant speed called changed",
            f"{alarms:.1%}",
            alarms <= 0.05,
        ),
        (
            'the same with degrees added that matter: at most 5 % called "no relevant change"',
            f"{missed:.1%}",
            missed <= 0.05,
        ),
    ]


def _lean_bars(cells: list[Cell]) -> list[tuple[str, str, bool]]:
    enough = enough_of(cells)
    asked = only(enough, strides=50, rho=0.3, sd=1.5)
    false = mean(enough, lambda c: c["changed"]["0"])
    worst_false = max(by(enough, lambda c: c["changed"]["0"]))
    plain = only(asked, disturbance="none")[0]["changed"]["3"]
    lowest = min(c["changed"]["3"] for c in asked)
    coverage = mean(enough, lambda c: c["coverage"])
    low, high = min(_pooled(enough)), max(_pooled(enough))
    return [
        (
            f'at most 5 % false "changed" in lean, {ENOUGH} strides a window or more',
            f"{false:.1%} over the grid, worst cell {worst_false:.1%}",
            false <= 0.05,
        ),
        (
            "at least 95 % of 3 degrees found: 50 strides, SD 1.5, correlation 0.3",
            f"{plain:.1%} undisturbed, {lowest:.1%} with the worst disturbance (warm-up "
            "and cadence step take 0.5 to 0.6 degrees off the true 3)",
            plain >= 0.95,
        ),
        (
            f"coverage 93-97 %, {ENOUGH} strides a window or more, over the grid",
            f"{coverage:.1%}",
            0.93 <= coverage <= 0.97,
        ),
        (
            "the same in each group of one number and one correlation of strides",
            f"{low:.1%} to {high:.1%} (disturbances together)",
            low >= 0.93 and high <= 0.97,
        ),
    ]


def _pooled(cells: list[Cell]) -> list[float]:
    """Coverage by number of strides and correlation."""
    groups = {(c["strides"], c["rho"]) for c in cells}
    return [
        mean(only(cells, strides=n, rho=rho), lambda c: c["coverage"]) for n, rho in sorted(groups)
    ]
