"""results.md: what the simulation says, bars first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from benchmarks.accuracy.cells import grid
from benchmarks.decisions import family, filmed, paced, real, slopes
from benchmarks.decisions.bars import bars, enough_of
from benchmarks.decisions.cells import BEGINS, CHANGES, COURSE_DEG, COURSES, RHOS, SDS, STRIDES
from benchmarks.decisions.counts import Cell, by, mean, only
from benchmarks.decisions.made import (
    DISTURBANCES,
    HOLE,
    OFF_SD,
    OUTLIERS,
    SINGLY,
    STEP_DEG,
    WARM_UP_DEG,
)


def page(found: dict[str, Any]) -> str:
    """Write the page from the cells of `benchmarks.decisions.cells`."""
    cells = found["changes"]
    enough = enough_of(cells)
    parts = [
        "# Are the verdicts right?",
        _intro(cells, found["floor"]),
        "## Bars",
        bars(found),
        "## Worst cells",
        _worst(enough),
        "## Lean, tilt and arch together",
        family.section(found["family"]),
        "## Strides of real runners",
        real.section(found["real"]),
        "## Through the whole pipeline",
        filmed.section(),
        '## False "changed", %',
        "No true change; all SDs of strides together.",
        _shares(cells, lambda c: c["changed"]["0"], "disturbance", DISTURBANCES),
        "## The interval alone, without any smallest size: excludes no change, %",
        "Only where there is no true difference of the windows' means at all; 5 is due.",
        _shares(only(cells, disturbance="none"), lambda c: c["interval_excludes_0"], "rho", RHOS),
        "## True changes found, %, undisturbed strides",
        *(_power(cells, sd) for sd in SDS),
        "## Coverage of the 95 % interval, %",
        "Of the difference that the windows' means really have, warm-up and cadence step included.",
        _shares(cells, lambda c: c["coverage"], "rho", RHOS),
        _shares(cells, lambda c: c["coverage"], "disturbance", DISTURBANCES),
        "## Slope",
        slopes.section(found["slopes"]),
        "## Onset",
        _onset_words(found["onsets"]),
        _onsets(found["onsets"]),
        "## Whole curves",
        _waves(found["waves"]),
        "## Change of pace",
        paced.section(found["paced"]),
    ]
    return "\n\n".join(parts) + "\n"


def _intro(cells: list[Cell], floor: dict[str, float]) -> str:
    sds = ", ".join(f"{sd:g}" for sd in SDS)
    return (
        f"Made by `make decisions`: {len(cells)} cells of {cells[0]['runs']} simulated runs each; "
        "cells that differ only in the SD of strides share their runs where the disturbance "
        "scales with it. "
        f"Each run has an early and a late window of strides that follow a first-order "
        f"autoregression (correlation {', '.join(f'{r:g}' for r in RHOS)}; SD {sds} degrees). "
        f"Disturbances: outliers ({OUTLIERS:.0%} of strides off by {OFF_SD:g} SD, none rejected); "
        f"missing strides ({SINGLY:.0%} singly and a hole of {HOLE:.0%} in each window); warm-up "
        f"drift (the early window starts {WARM_UP_DEG:g} degrees off and settles within itself); "
        f"cadence step (lean moves by {STEP_DEG:g} degree halfway through the early window and "
        "is back in the late one). "
        "Verdicts are those on trunk lean, with its smallest change of interest "
        f"({floor['smallest']:g} degrees) and the method's own error (SD "
        f"{floor['method_sd']:g} degrees); without that floor, the interval alone is right as "
        "often as its coverage says. Coverage is that of the interval for chance, without the "
        "method's error. Lean is judged as one of the three measures of posture. The strides are "
        "simulated; the sections on real strides and on the whole pipeline are the test of that."
    )


def _worst(enough: list[Cell]) -> str:
    ranked: tuple[tuple[str, Callable[[Cell], float], bool], ...] = (
        ('most false "changed"', lambda c: c["changed"]["0"], True),
        ("lowest coverage", lambda c: c["coverage"], False),
        ("highest coverage", lambda c: c["coverage"], True),
    )
    rows = [
        [
            name,
            str(c["strides"]),
            f"{c['rho']:g}",
            f"{c['sd']:g}",
            c["disturbance"],
            f"{100 * value(c):.1f}",
        ]
        for name, value, largest in ranked
        for c in sorted(enough, key=value, reverse=largest)[:3]
    ]
    return grid("what | strides | correlation | SD | disturbance | %", rows)


def _shares(
    cells: list[Cell], value: Callable[[Cell], float], key: str, columns: Iterable[Any]
) -> str:
    columns = list(columns)
    head = [f"{key} {c:g}" if isinstance(c, float) else str(c) for c in columns]
    rows = [
        [
            str(n),
            *(f"{100 * mean(only(cells, strides=n, **{key: c}), value):.1f}" for c in columns),
        ]
        for n in STRIDES
    ]
    return grid(" | ".join(["strides", *head]), rows)


def _power(cells: list[Cell], sd: float) -> str:
    rows = []
    for n in STRIDES:
        for rho in RHOS:
            (cell,) = only(cells, strides=n, rho=rho, sd=sd, disturbance="none")
            found = [f"{100 * cell['changed'][f'{c:g}']:.0f}" for c in CHANGES]
            rows.append([str(n), f"{rho:g}", *found])
    head = ["strides", "correlation", *(f"{c:g} deg" for c in CHANGES)]
    return f"SD of strides {sd:g} degrees:\n\n{grid(' | '.join(head), rows)}"


def _onset_words(cells: list[Cell]) -> str:
    none = [c for c in cells if c["course"] not in BEGINS]
    some = [c for c in cells if c["course"] in BEGINS]
    covered = np.average([c["coverage"] or 0.0 for c in some], weights=[c["found"] for c in some])
    return (
        f"Whole runs of SD 1 that move by {COURSE_DEG:g} degrees, {cells[0]['runs']} a cell, "
        "filmed through or in pieces of 25 strides every few minutes. Where growth begins with "
        "the first stride or never, an onset was found in "
        f"{mean(none, lambda c: c['found']):.1%} (worst cell {max(by(none, found_share)):.1%}); "
        "where it begins halfway or fills the middle third, in "
        f"{mean(some, found_share):.1%}, and the interval covered the "
        f'truth in {covered:.1%} of those. "Off" is the median distance from the true onset, as '
        "a share of the run."
    )


def _onsets(cells: list[Cell]) -> str:
    head = ["strides", "correlation", "filmed", *(f"{course}: found %" for course in COURSES)]
    rows = []
    for n, rho, pieces in sorted({(c["strides"], c["rho"], c["in_pieces"]) for c in cells}):
        row = {c["course"]: c for c in only(cells, strides=n, rho=rho, in_pieces=pieces)}
        shares = [f"{100 * row[course]['found']:.0f}" for course in COURSES]
        ends = [
            "-" if row[course][key] is None else f"{100 * row[course][key]:.0f}"
            for course in BEGINS
            for key in ("coverage", "off_share")
        ]
        rows.append([str(n), f"{rho:g}", "in pieces" if pieces else "through", *shares, *ends])
    return grid(
        " | ".join([*head, *(f"{course}: {w} %" for course in BEGINS for w in ("covered", "off"))]),
        rows,
    )


def _waves(cells: list[Cell]) -> str:
    rows = [
        [
            str(c["strides"]),
            f"{c['rho']:g}",
            f"{100 * c['false']:.0f}",
            f"{100 * c['power']:.0f}",
        ]
        for c in cells
    ]
    return (
        f"Permutation cluster test over the stride, {cells[0]['runs']} runs a cell: curves that "
        "do not differ, and curves with a bump of 2 degrees at 40 % of the stride.\n\n"
        + grid("strides | correlation | false % | bump found %", rows)
    )


def found_share(cell: Cell) -> float:
    """Share of the runs in which an onset was found."""
    return float(cell["found"])
