"""How differently is the same runner measured when the camera is put up anew?

    PYTHONPATH=tests python tests/benchmarks/sessions.py   # writes posture/store/session_error.json

Nothing is filmed: the accuracy benchmark filmed the same virtual runners with the same motion in
several ways, and `accuracy/cases.parquet` keeps the level of every clip, measured and true. The SD
of the error within a runner over `WAYS` is what putting up the camera anew costs; `roll_3` against
`reference` says what a degree of tilt does that nobody takes off.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from posture.measures import COMPARED
from posture.store.reliability import icc_2_1, pooled_sd

HERE = Path(__file__).parent
CASES = HERE / "accuracy" / "cases.parquet"
OUT = HERE.parents[1] / "posture" / "store" / "session_error.json"
#: Ways of filming that differ as sessions do: direction of view, distance in pixels, place, light,
#: the runner's other side.
WAYS = ("reference", "640x360", "yaw_10", "clutter", "outdoor_blur_left")
TILTED, TILT_DEG = "roll_3", 3.0
ABOUT = (
    "Four virtual runners, each filmed in five ways ({ways}), 1280x720 or 640x360, 60 frames/s, "
    "network heavy; levels of clips of 5 s against the truth of the same strides. Measured by the "
    "version of the program that tests/benchmarks/accuracy/results.md names for these conditions. "
    "What differs from day to day in a person is not in it: a runner's own repeats show that."
)


def session_errors(cases: pd.DataFrame) -> dict[str, Any]:
    """Compute the table: for each measure SD, degrees of freedom, cost of a tilt, ICC(2,1)."""
    known = cases.dropna(subset=["level_true", "level_measured"])
    known = known.assign(error=known["level_measured"] - known["level_true"])
    measures = {}
    for measure in [entry.name for entry in COMPARED]:
        rows = known[(known["measure"] == measure) & known["condition"].isin(WAYS)]
        sd, dof = pooled_sd([group.to_numpy() for _, group in rows.groupby("body")["error"]])
        if not dof:
            continue
        levels = rows.pivot(index="body", columns="condition", values="level_measured").dropna()
        agreement = icc_2_1(levels.to_numpy())
        measures[measure] = {
            "camera_sd": _short(sd),
            "per_degree": _short(_per_degree(known[known["measure"] == measure])),
            "dof": dof,
            "icc": _short(agreement) if np.isfinite(agreement) else None,
        }
    return {"about": ABOUT.format(ways=", ".join(WAYS)), "measures": measures}


def _per_degree(cases: pd.DataFrame) -> float:
    """Change of the level for a degree of tilt; 0 where it is not more than chance."""
    cases = cases[cases["condition"].isin(["reference", TILTED])]
    errors = cases.pivot(index="body", columns="condition", values="error")
    if TILTED not in errors or "reference" not in errors:
        return 0.0
    shifts = ((errors[TILTED] - errors["reference"]) / TILT_DEG).dropna()
    if len(shifts) < 2 or abs(shifts.mean()) < 4 * shifts.std() / len(shifts) ** 0.5:
        return 0.0
    return float(shifts.mean())


def _short(value: float) -> float:
    return float(f"{value:.3g}")


if __name__ == "__main__":
    table = session_errors(pd.read_parquet(CASES))
    OUT.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    print(OUT.name, len(table["measures"]))
