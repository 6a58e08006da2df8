"""What is true of a sample clip, stride by stride of a run that was measured from it."""

import json

import numpy as np
import pandas as pd
from benchmarks.accuracy.true_strides import true_strides

from posture.compare import used_strides
from posture.resources import sample_path


def true_of(sample: str, strides: pd.DataFrame) -> pd.DataFrame:
    used = used_strides(strides)
    truth = pd.read_parquet(sample_path(f"{sample}.truth.parquet"))
    events = json.loads(sample_path(f"{sample}.events.json").read_text(encoding="utf-8"))
    found = true_strides(truth, events, used[["start_s", "end_s"]].to_numpy(float))
    return found.assign(
        segment=used["segment"].to_numpy(),
        middle_s=((used["start_s"] + used["end_s"]) / 2).to_numpy(float),
    )


def slope_per_10min(true: pd.DataFrame, name: str) -> float:
    known = true[[name, "middle_s"]].dropna()
    return float(600 * np.polyfit(known["middle_s"], known[name], 1)[0])
