"""Print the trunk lean that `posture demo` found beside the truth of the sample clip.

    python tests/benchmarks/demo_truth.py runs/demo

The truth is averaged over the same strides, so that only the error of measuring is left.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from posture import Run, load_run
from posture.resources import sample_path


def true_lean(strides: pd.DataFrame, truth: pd.DataFrame) -> pd.Series[float]:
    """Mean true lean of each stride, degrees."""
    spans = zip(strides["start_s"], strides["end_s"], strict=True)
    inside = [truth[(truth["time_s"] >= start) & (truth["time_s"] < end)] for start, end in spans]
    return pd.Series([frames["trunk_lean_deg"].mean() for frames in inside], index=strides.index)


def page(run: Run, truth: pd.DataFrame) -> str:
    """Write measured and true lean, early, late and their difference as a Markdown table."""
    used = run.strides[run.strides["rejected"] == ""]
    lean = {"measured": used["trunk_lean_deg"], "true": true_lean(used, truth)}
    lines = ["| | early | late | change |", "| --- | --- | --- | --- |"]
    for name, values in lean.items():
        early, late = (values[used["segment"] == segment].mean() for segment in ("early", "late"))
        lines.append(f"| {name} | {early:.1f}° | {late:.1f}° | {late - early:+.1f}° |")
    return "\n".join(lines)


if __name__ == "__main__":
    truth = pd.read_parquet(sample_path("fresh_to_tired.truth.parquet"))
    print(page(load_run(Path(sys.argv[1])), truth))
