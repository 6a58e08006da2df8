"""Changes adjusted for pace: does a slower runner seem to change posture, and a tired one not?

The late window is slower, the speed wanders within both, and the lean follows the speed. On top of
it the runner leans further when tired, or does not.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.accuracy.cells import grid
from benchmarks.decisions.made import STRIDE_S, ar1, rng_of

from posture.comparison import compare_segments
from posture.comparison.covariates import adjust_for_covariates
from posture.comparison.types import AdjustedChange, Change
from posture.measures import COMPARED

STRIDES = (60, 150)
RHOS = (0.0, 0.3, 0.7)
#: Error of the watch from stride to stride, m/s.
WATCHES = (0.0, 0.1)
#: Lean that tiredness adds in the late window, degrees.
TIRES_DEG = (0.0, 4.0)
#: How much slower the late window is, m/s.
SLOWER_M_S = 0.5
#: SD of the speed within a window, m/s.
WANDERS_M_S = 0.4
#: Correlation of the speed from one stride to the next.
WANDERS_RHO = 0.95
#: Lean that a change of speed brings, degrees per m/s.
DEG_A_M_S = 5.0
#: SD of the lean from stride to stride at an even speed, degrees.
SD_DEG = 1.2
LEAN = next(m for m in COMPARED if m.name == "trunk_lean_deg")

Cell = dict[str, Any]


def cells(runs: int) -> list[Cell]:
    """One cell for each number, correlation, watch and change."""
    found = []
    for n in STRIDES:
        for rho in RHOS:
            for watch in WATCHES:
                for tires in TIRES_DEG:
                    rng = rng_of("paced", n, rho, watch, tires)
                    compared = [_compare(rng, n, rho, watch, tires) for _ in range(runs)]
                    known = [
                        change.adjusted
                        for _, change in compared
                        if change.adjusted is not None and change.adjusted.change is not None
                    ]
                    found.append(
                        {
                            "strides": n,
                            "rho": rho,
                            "watch": watch,
                            "tires": tires,
                            "runs": runs,
                            "adjusted": len(known),
                            "held": sum(_holds(one, tires) for one in known),
                            "raw_changed": float(np.mean([raw.is_changed for raw, _ in compared])),
                            "changed": float(
                                np.mean([change.is_changed for _, change in compared])
                            ),
                            "found": float(
                                np.mean([change.verdict == "increased" for _, change in compared])
                            ),
                        }
                    )
    return found


def _compare(
    rng: np.random.Generator, n: int, rho: float, watch: float, tires: float
) -> tuple[Change, Change]:
    """Change of the lean of one made-up run: as measured, and adjusted for the pace."""
    late = np.repeat([0.0, 1.0], n)
    wander = np.concatenate([WANDERS_M_S * ar1(rng, n, WANDERS_RHO) for _ in range(2)])
    speed = 3.2 - SLOWER_M_S * late + wander
    lean = 8.0 + DEG_A_M_S * (speed - 3.2) + tires * late
    lean += SD_DEG * np.concatenate([ar1(rng, n, rho) for _ in range(2)])
    lean += late * rng.normal(0.0, LEAN.method_error)  # the method's own error
    starts = STRIDE_S * np.arange(2 * n)
    strides = pd.DataFrame(
        {
            "start_s": starts,
            "end_s": starts + STRIDE_S,
            "rejected": "",
            "segment": np.where(late > 0, "late", "early"),
            "speed_m_s": speed + rng.normal(0.0, 1.0, 2 * n) * watch,
            "cadence_spm": 170.0,
            LEAN.name: lean,
        }
    )
    raw = compare_segments(strides, reasons={})
    return raw[LEAN.name], adjust_for_covariates(strides, raw)[LEAN.name]


def _holds(adjusted: AdjustedChange, truth: float) -> bool:
    low, high = adjusted.ci95 or (math.nan, math.nan)
    return bool(low <= truth <= high)


def section(found: list[Cell]) -> str:
    """Write what was found as Markdown."""
    head = "strides | correlation | watch's error, m/s | held | raw: false % "
    head += f"| adjusted: false % | {TIRES_DEG[1]:g} degrees found %"
    rows = []
    pairs = zip(found[::2], found[1::2], strict=True)
    for still, tired in pairs:
        both = (still, tired)
        held, adjusted = (sum(cell[key] for cell in both) for key in ("held", "adjusted"))
        cells = [str(still["strides"]), f"{still['rho']:g}", f"{still['watch']:g}"]
        cells.append(f"{held}/{adjusted}")
        shares = (
            still["raw_changed"],
            still["changed"],
            tired["found"],
        )
        rows.append(cells + [f"{100 * share:.1f}" for share in shares])
    return (
        f"The late window is slower by {SLOWER_M_S:g} m/s, the speed wanders within both (SD "
        f"{WANDERS_M_S:g} m/s), and the lean follows it by {DEG_A_M_S:g} degrees a metre a second; "
        f"stride SD {SD_DEG:g} degrees, {found[0]['runs']} runs a cell. **Held**: intervals of "
        "adjusted changes that hold the truth, of those that could be had: in the others the pace "
        "varied too little within the windows to know what it does, or did not differ between "
        "them, and no change of pace is reported as one of posture. **False**: called changed "
        "without tiring. An error of the watch makes what the pace does look smaller than it is, "
        "and part of it is left in the change.\n\n" + grid(head, rows)
    )
