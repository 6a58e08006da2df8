"""What does sampling a long run cost against measuring all of it?

    PYTHONPATH=tests/fixtures python tests/benchmarks/sampling.py [--runs N]

Makes virtual runs of 45 minutes, stride by stride: what is left of the strides of a measured run
without their trend (the kept detections of samples/steady, heavy network), drawn in blocks so that
neighbours resemble each other as measured, and a drift with a known beginning. Each run is judged
as filmed through and as `--sample` leaves it. Writes sampling.md beside itself.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
from kept_detections import kept_path, read_detections
from shipped_models import LEARNED

from posture.comparison import Segments, compare_segments, estimate_drift, label_strides
from posture.measures import find_measure
from posture.recording import measure
from posture.settings import Settings
from posture.settings.stretches import choose_stretches
from posture.settings.times import Span
from posture.utils.arrays import FloatArray
from posture.utils.resources import sample_path
from posture.video import probe

HERE = Path(__file__).parent
LENGTH_S = 45 * 60.0
STRIDE_S = 0.69
#: Early and late as they are chosen by default: from the end of the warm-up, and the last third.
SEGMENTS = Segments((360.0, 1130.0), (1800.0, LENGTH_S))
#: The drift begins here and grows evenly to the end, by so much, seconds and degrees.
ONSET_S = 1200.0
GROWTH = {"trunk_lean_deg": 3.0, "pelvic_tilt_deg": 4.0, "lumbar_lordosis_deg": 6.0}
#: Strides of a block: neighbours resemble each other over fewer.
BLOCK = 20
SAMPLES = ("all", "60:20", "120:30", "300:30")


@dataclass(frozen=True)
class Judged:
    """What one run says of one measure."""

    change: float
    half_width: float
    detectable: float
    slope: float
    slope_half_width: float
    onset_s: float | None
    onset_held: bool


def residuals() -> pd.DataFrame:
    """Take what is left of the strides of a steady run when a straight line is taken off."""
    info = probe(sample_path("steady.mp4"))
    found, _ = read_detections(kept_path("steady"))
    strides = measure(info, found, Settings.build(), LEARNED).strides
    strides = strides[strides["rejected"] == ""]
    table = {}
    for name in GROWTH:
        values = strides[name].interpolate(limit_direction="both").to_numpy(float)
        number = np.arange(len(values))
        table[name] = values - np.polyval(np.polyfit(number, values, 1), number)
    return pd.DataFrame(table)


def virtual_run(noise: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Make the strides of one run."""
    count = int(LENGTH_S / STRIDE_S)
    starts = rng.integers(0, len(noise) - BLOCK, count // BLOCK + 1)
    rows = (starts[:, None] + np.arange(BLOCK)).ravel()[:count]
    start_s = STRIDE_S * np.arange(count)
    share = np.clip((start_s - ONSET_S) / (LENGTH_S - ONSET_S), 0.0, None)
    table = {"stride": np.arange(count), "start_s": start_s, "end_s": start_s + STRIDE_S}
    drawn = {name: noise[name].to_numpy()[rows] + share * growth for name, growth in GROWTH.items()}
    return pd.DataFrame(table | drawn | {"rejected": ""})


def sampled(strides: pd.DataFrame, sample: str) -> pd.DataFrame:
    """Leave the strides that lie wholly in what is measured."""
    asked = choose_stretches(Settings.build(sample=sample), LENGTH_S, None, None)
    if asked is None:
        return strides
    return strides[_inside(strides, asked.samples)].reset_index(drop=True)


def _inside(strides: pd.DataFrame, spans: Sequence[Span]) -> FloatArray:
    begin, end = strides["start_s"].to_numpy(), strides["end_s"].to_numpy()
    return np.any([(begin >= a) & (end <= b) for a, b in spans], axis=0)


def judge(strides: pd.DataFrame, name: str) -> Judged:
    """Compare early with late, and estimate slope and onset."""
    labelled = strides.assign(segment=label_strides(strides, SEGMENTS))
    change = compare_segments(labelled, reasons={})[name]
    drift = estimate_drift(strides, name, find_measure(name).method_error or 0.0)
    low, high = change.ci95 or (np.nan, np.nan)
    slope_low, slope_high = drift.ci95 or (np.nan, np.nan)
    held = drift.onset_ci95 is not None and drift.onset_ci95[0] <= ONSET_S <= drift.onset_ci95[1]
    return Judged(
        change.change or np.nan,
        (high - low) / 2,
        change.detectable_change or np.nan,
        drift.slope_per_10min or np.nan,
        (slope_high - slope_low) / 2,
        drift.onset_s,
        held,
    )


def row(name: str, sample: str, judged: list[Judged], share: float) -> str:
    """Write one line of the table."""
    onsets = [one.onset_s for one in judged if one.onset_s is not None]
    off_s = median(abs(onset_s - ONSET_S) for onset_s in onsets) if onsets else float("nan")
    return (
        f"| `{name}` | {sample} | {100 * share:.0f} % "
        f"| ± {median(one.half_width for one in judged):.2f} "
        f"| {median(one.detectable for one in judged):.2f} "
        f"| ± {median(one.slope_half_width for one in judged):.2f} "
        f"| {len(onsets)}/{len(judged)} | {off_s:.0f} "
        f"| {sum(one.onset_held for one in judged)}/{len(onsets)} |"
    )


def answer(runs: list[pd.DataFrame], name: str, sample: str) -> str:
    """Judge all runs as sampled; one line of the table."""
    parts = [sampled(run, sample) for run in runs]
    judged = [judge(part, name) for part in parts]
    return row(name, sample, judged, len(parts[0]) / len(runs[0]))


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description="What sampling a long run costs.")
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    noise = residuals()
    runs = [virtual_run(noise, np.random.default_rng(seed)) for seed in range(asked.runs)]
    lines = [
        "# Sampling a long run",
        "",
        f"`PYTHONPATH=tests/fixtures python tests/benchmarks/sampling.py --runs {asked.runs}`: "
        "virtual runs of 45 minutes, whose strides scatter as those of `samples/steady` do; a "
        f"drift begins at {ONSET_S / 60:.0f} minutes and grows to 3° of lean, 4° of tilt and 6° of "
        "the arch. Early is from 6:00 on, late the last third.",
        "",
        "Medians over the runs. *Interval* and *counts from* (the detectable change) hold the "
        "method's error too, which no number of strides makes smaller: so sampling costs little. "
        "*Onset*: how many were found, how far off the median one is, and how many intervals hold "
        "the truth.",
        "",
        "| measure | sample | measured | change: interval (°) | counts from (°) "
        "| slope, interval (°/10 min) | onsets found | off (s) | held |",
        "| --- | --- | --: | --: | --: | --: | --: | --: | --: |",
    ]
    questions = [(name, sample) for name in GROWTH for sample in SAMPLES]
    with ProcessPoolExecutor() as crew:
        for line in crew.map(partial(answer, runs), *zip(*questions, strict=True)):
            lines.append(line)
            print(line, flush=True)
    text = "\n".join([*lines, ""])
    (HERE / "sampling.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
