"""Print what `posture demo` found beside the truth of the sample clip.

    python tests/benchmarks/demo_truth.py runs/demo

Works for a run of any sample whose name is given: `... runs/steady steady`. The truth is averaged
over the same strides, so that only the error of measuring is left.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd
from accuracy.true_strides import UNITS, true_strides

from posture import Run, load_run
from posture.utils.resources import sample_path

#: Decimals of what is printed, by measure.
SHOWN = {
    "trunk_lean_deg": 1,
    "pelvic_tilt_deg": 1,
    "lumbar_lordosis_deg": 1,
    "cadence_spm": 1,
    "contact_time_near_s": 3,
    "knee_lift_near_deg": 1,
}


def page(run: Run, sample: str) -> str:
    """Write measured and true means, early, late and their difference, as a Markdown table."""
    truth = pd.read_parquet(sample_path(f"{sample}.truth.parquet"))
    events = json.loads(sample_path(f"{sample}.events.json").read_text(encoding="utf-8"))
    used = run.strides[run.strides["rejected"] == ""].reset_index(drop=True)
    true = true_strides(truth, events, used[["start_s", "end_s"]].to_numpy(float))
    lines = ["| measure | | early | late | change |", "| --- | --- | --- | --- | --- |"]
    for name, decimals in SHOWN.items():
        for label, table in (("measured", used), ("true", true)):
            early, late = (
                table[name][used["segment"] == part].mean() for part in ("early", "late")
            )
            numbers = " | ".join(
                "–" if pd.isna(value) else f"{value:{sign}.{decimals}f}"
                for value, sign in ((early, ""), (late, ""), (late - early, "+"))
            )
            lines.append(f"| {name} ({UNITS[name]}) | {label} | {numbers} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(page(load_run(Path(sys.argv[1])), (sys.argv[2:] or ["fresh_to_tired"])[0]))
