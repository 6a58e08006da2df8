"""Strides of real runners: are verdicts right where nobody tires, and where posture is shifted?

Runners at constant speed, measured by markers: the first half of a trial against the second. Of
the strides themselves only counts are kept here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.accuracy.cells import grid
from benchmarks.decisions.cells import verdicts
from benchmarks.decisions.family import share_out
from benchmarks.decisions.made import rng_of

from posture.comparison import estimate_difference, make_series
from posture.measures import COMPARED

#: One row a stride: runner, speed_m_s, start_s, pelvic_tilt_deg. Fukuchi, Fukuchi and Duarte 2017,
#: PeerJ 5:e3298 (CC BY 4.0); inverse kinematics by A. Fox.
STRIDES = Path(__file__).parents[4] / "shared" / "mocap" / "rbds" / "strides.csv"
#: Degrees that are added to the second half.
ADDED_DEG = (0.0, 2.0, 3.0, 5.0)
#: Each trial is judged with so many errors of the method.
ERRORS = 20
#: Measures as which the strides are judged: with their error, and their smallest that matters.
AS = ("trunk_lean_deg", "pelvic_tilt_deg")

Found = dict[str, Any]


def count(file: Path | None = None) -> Found | None:
    """Count verdicts; None where the strides are not there."""
    file = file or STRIDES
    if not file.is_file():
        return None
    trials = [trial for _, trial in pd.read_csv(file).groupby(["runner", "speed_m_s"])]
    halves = [_halves(trial) for trial in trials]
    chance = [estimate_difference(*half) for half in halves]
    found: Found = {
        "runners": int(pd.concat(trials)["runner"].nunique()),
        "trials": len(trials),
        "strides_a_window": int(np.median([len(early.values) for early, _ in halves])),
        "excludes_0": float(np.mean([abs(one.value) > one.half_width() for one in chance])),
        "largest_deg": float(max(abs(one.value) for one in chance)),
        "as": {},
    }
    for measure in (m for m in COMPARED if m.name in AS):
        rng = rng_of("real", measure.name)
        told: dict[float, list[str]] = {added: [] for added in ADDED_DEG}
        assert measure.method_error is not None
        for early, late in halves:
            for error in rng.normal(0.0, measure.method_error, ERRORS):
                off = late._replace(values=late.values + error)
                change = estimate_difference(early, off).with_error(measure.method_error)
                for added, verdict in verdicts(change, measure, ADDED_DEG).items():
                    told[added].append(verdict)
        found["as"][measure.name] = {f"{added:g}": share_out(one) for added, one in told.items()}
    return found


def _halves(trial: pd.DataFrame) -> tuple[Any, Any]:
    half = len(trial) // 2
    parts = trial.iloc[:half], trial.iloc[-half:]
    early, late = (
        make_series(part["pelvic_tilt_deg"].to_numpy(), part["start_s"].to_numpy())
        for part in parts
    )
    return early, late


def section(found: Found | None) -> str:
    """Write what was found as Markdown."""
    if found is None:
        return "Not counted: the strides were not there."
    rows = [
        [
            next(m for m in COMPARED if m.name == name).words.title,
            f"{added}°",
            *(f"{100 * share:.1f}" for share in shares.values()),
        ]
        for name, by_added in found["as"].items()
        for added, shares in by_added.items()
    ]
    kinds = " | ".join(f"{kind}, %" for kind in next(iter(found["as"][AS[0]].values())))
    return (
        f"{found['trials']} trials of {found['runners']} runners at constant speed (Fukuchi et al. "
        "2017, by markers), the first half against the second, about "
        f"{found['strides_a_window']} strides each. Without the method's error, the interval for "
        f"chance leaves out 0 in {100 * found['excludes_0']:.1f} % of the trials, and the largest "
        f"difference of the halves is {found['largest_deg']:.1f}°. With {ERRORS} draws of the "
        "method's error for each trial, and degrees added to the second half; the pelvic tilt of "
        "these strides is judged as tilt, and with the error and the smallest change of lean, of "
        f"which there are no markers.\n\n{grid(f'judged as | added | {kinds}', rows)}"
    )
