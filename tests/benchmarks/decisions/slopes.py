"""Slopes of whole runs, filmed through or in pieces: do their intervals hold the truth?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from benchmarks.accuracy.cells import grid
from benchmarks.decisions.made import STRIDE_S, ar1, course, filmed_at, in_parts, rng_of

from posture.comparison.drift import TEN_MINUTES_S, estimate_drift

STRIDES = (60, 200, 600)
RHOS = (0.0, 0.3, 0.5, 0.7)
COURSES = ("flat", "steady", "begins halfway")
#: Degrees that a run of stride SD 1 moves by.
MOVES_DEG = 5.0
NAME = "trunk_lean_deg"

Cell = dict[str, Any]


def cells(runs: int) -> list[Cell]:
    """One cell for each number, correlation, course and way of filming."""
    found = []
    for n in STRIDES:
        for rho in RHOS:
            for kind in COURSES:
                for pieces in (False, True):
                    rng = rng_of("slopes", n, rho, kind, pieces)
                    results = [_slope(rng, n, rho, kind, pieces) for _ in range(runs)]
                    held, clear = np.mean(results, axis=0)
                    found.append(
                        {
                            "strides": n,
                            "rho": rho,
                            "course": kind,
                            "in_pieces": pieces,
                            "runs": runs,
                            "coverage": float(held),
                            "excludes_0": float(clear),
                        }
                    )
    return found


def _slope(
    rng: np.random.Generator, n: int, rho: float, kind: str, pieces: bool
) -> tuple[bool, bool]:
    """Whether the interval holds the true slope, and whether it excludes none."""
    starts = filmed_at(n, pieces)
    mean = np.interp(starts / starts[-1], np.linspace(0, 1, 1001), course(kind, 1001, MOVES_DEG))
    noise = in_parts(rng, n, rho) if pieces else ar1(rng, n, rho)
    truth = TEN_MINUTES_S * float(np.polyfit(starts, mean, 1)[0])
    strides = pd.DataFrame(
        {"start_s": starts, "end_s": starts + STRIDE_S, "rejected": "", NAME: mean + noise}
    )
    low, high = estimate_drift(strides, NAME, no_onset="not asked").ci95 or (0.0, 0.0)
    return bool(low <= truth <= high), bool(low > 0.0 or high < 0.0)


def section(found: list[Cell]) -> str:
    """Write what was found as Markdown."""
    held = float(np.mean([cell["coverage"] for cell in found]))
    worst = min(cell["coverage"] for cell in found)
    flat = float(np.mean([cell["excludes_0"] for cell in found if cell["course"] == "flat"]))
    rows = []
    for n in STRIDES:
        for pieces in (False, True):
            here = [c for c in found if (c["strides"], c["in_pieces"]) == (n, pieces)]
            shares = [np.mean([c["coverage"] for c in here if c["rho"] == rho]) for rho in RHOS]
            results = [f"{100 * share:.1f}" for share in shares]
            rows.append([str(n), "in pieces" if pieces else "through", *results])
    head = ["strides", "filmed", *(f"rho {rho:g}" for rho in RHOS)]
    return (
        f"Whole runs of SD 1 that move by {MOVES_DEG:g} degrees, or not at all, "
        f"{found[0]['runs']} a cell; the slope of the straight line through them, chance only. "
        f"Its interval held the truth in {held:.1%} (worst cell {worst:.1%}), and excluded 0 in "
        f"{flat:.1%} of the runs that do not move. Held, %, by correlation:\n\n"
        + grid(" | ".join(head), rows)
    )
