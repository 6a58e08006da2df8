"""What does it cost to look at every second, third or fourth frame only?

    PYTHONPATH=tests/fixtures python tests/benchmarks/thinning.py

Two tables, written into thinning.md beside this file:

1. From `make accuracy`: the same scenes filmed at 120, 60 and 30 frames a second, and with the
   smaller networks. A film of 60 of which every second frame is looked at shows the network what
   one of 30 shows it.
2. From the kept detections of the sample clips (tests/fixtures/detections): those of the frames
   that a thinned network would not have seen are forgotten, and the run is measured.

No network is needed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from kept_detections import kept_path, read_detections
from shipped_models import LEARNED

from posture.pose import Detections
from posture.recording import measure
from posture.settings import Settings
from posture.utils.arrays import FloatArray
from posture.utils.resources import sample_path
from posture.video import VideoInfo, probe

HERE = Path(__file__).parent
#: Clips: name, speed factor, and every how many of its frames make a film of the rate wanted.
CLIPS = (
    ("slowmo_240", 8, 1),
    ("slowmo_240", 8, 2),
    ("slowmo_240", 8, 4),
    ("overground_left", 1, 1),
)
#: Clips of 30 frames a second, of which half is as little as a quarter of 60.
SLOW_CLIPS = (("fresh_to_tired", 1, 1), ("steady", 1, 1))
ANGLES = ("trunk_lean_deg", "pelvic_tilt_deg", "lumbar_lordosis_deg")
#: Conditions of `make accuracy` that differ in nothing else: looks a second, network.
RATES = (
    ("fps_120", 120, "heavy"),
    ("reference", 60, "heavy"),
    ("fps_30", 30, "heavy"),
    ("model_full", 60, "full"),
    ("model_lite", 60, "lite"),
)
#: Two strides are the same if they begin within this time, seconds.
SAME_S = 0.1


@dataclass(frozen=True)
class Row:
    """One line of the table: a clip at a rate, thinned."""

    clip: str
    fps: float
    every: int
    strides: int
    apart: dict[str, float]
    change: dict[str, float]
    contact_bias_ms: float
    contact_sd_ms: float
    duration_bias_ms: float
    duration_sd_ms: float
    cadence: float


def film(name: str, factor: int, every: int) -> tuple[VideoInfo, Detections]:
    """Take a sample as a film of a lower rate, and what the network saw in it."""
    info = probe(sample_path(f"{name}.mp4"))
    found, _ = read_detections(kept_path(name))
    lower = replace(info, times_s=info.times_s[::every], fps_median=info.fps_median / every)
    return lower, Detections(
        found.points[::every],
        found.confidence[::every],
        found.outline[::every],
        np.unique(-(-found.cuts // every)),
        found.subjects_seen,
        trunk_edge=found.trunk_edge[::every],
    )


def thinned(found: Detections, every: int, times_s: FloatArray) -> Detections:
    """Forget what a thinned network would not have seen."""
    less = deepcopy(found)
    skipped = np.arange(len(less.points)) % every > 0
    for values in (less.points, less.confidence, less.outline):
        values[skipped] = np.nan
    less.every = every
    less.fill_between(times_s)
    return less


def rows(name: str, factor: int, lower: int, thinnings: tuple[int, ...]) -> Iterator[Row]:
    """Measure one clip with each thinning."""
    info, found = film(name, factor, lower)
    events = json.loads(sample_path(f"{name}.events.json").read_text(encoding="utf-8"))
    settings = Settings.build(speed_factor=factor)
    whole: pd.DataFrame | None = None
    for every in thinnings:
        strides = measure(info, thinned(found, every, info.times_s), settings, LEARNED).strides
        strides = strides[strides["rejected"] == ""]
        whole = strides if whole is None else whole
        errors = [error for side in ("near", "far") for error in compare(strides, events, side)]
        begins, lasts = np.array(errors).T * 1000
        yield Row(
            clip=name,
            fps=info.fps_median * factor,
            every=every,
            strides=len(strides),
            apart={angle: difference(strides, whole, angle) for angle in ANGLES},
            change={angle: change(strides, angle) - change(whole, angle) for angle in ANGLES},
            contact_bias_ms=float(begins.mean()),
            contact_sd_ms=float(begins.std()),
            duration_bias_ms=float(lasts.mean()),
            duration_sd_ms=float(lasts.std()),
            cadence=float(strides["cadence_spm"].mean() - whole["cadence_spm"].mean()),
        )


def compare(
    strides: pd.DataFrame, events: dict[str, Any], side: str
) -> Iterator[tuple[float, float]]:
    """Errors of each contact's beginning and length, seconds."""
    begins, lasts = (np.array(events[f"{name}_{side}_s"]) for name in ("contacts", "toe_offs"))
    column = "start_s" if side == "near" else "contact_far_s"
    for begin, length in zip(strides[column], strides[f"contact_time_{side}_s"], strict=True):
        i = int(np.abs(begins - begin).argmin())
        after = lasts[lasts > begins[i]]
        if np.isfinite(begin) and np.isfinite(length) and len(after):
            yield float(begin - begins[i]), float(length - (after[0] - begins[i]))


def difference(strides: pd.DataFrame, whole: pd.DataFrame, angle: str) -> float:
    """Mean absolute difference of the strides' means from those of the whole film."""
    pairs = pd.merge_asof(
        strides[["start_s", angle]],
        whole[["start_s", angle]],
        on="start_s",
        direction="nearest",
        tolerance=SAME_S,
    )
    return float((pairs[f"{angle}_x"] - pairs[f"{angle}_y"]).abs().mean())


def change(strides: pd.DataFrame, angle: str) -> float:
    """Change from the first to the last third."""
    third = max(len(strides) // 3, 1)
    values = strides[angle]
    return float(values.iloc[-third:].mean() - values.iloc[:third].mean())


def write_rates() -> list[str]:
    """Write what `make accuracy` said of the same scenes at other rates, with other networks."""
    found = json.loads((HERE / "accuracy" / "results.json").read_text(encoding="utf-8"))
    times = json.loads((HERE / "speed.json").read_text(encoding="utf-8"))["medians"]
    lines = [
        "## Accuracy against time",
        "",
        "The same four scenes with the real network, mean absolute errors, from `make accuracy`. "
        "Changes are from the first to the second half, contact times near / far foot. *Network*: "
        "seconds for a minute of film on 2 cores, from `make speed`. With 30 looks a second the "
        "errors of changes are what they are with 60, within what four scenes can say; the level "
        "of the contact time is off by 1 to 2 ms more, and less at 120.",
        "",
        "| looks/s | network | change: lean (°) | tilt (°) | arch (°) | contact time (ms) "
        "| cadence | level: contact time (ms) | initial contact (ms) | network (s) |",
        "| --: | --- | --: | --: | --: | --: | --: | --: | --: | --: |",
    ]
    for condition, looks, model in RATES:
        measures, events = (found["conditions"][condition][k] for k in ("measures", "events"))
        lean, tilt, arch, cadence = (
            f"{measures[name]['change']['mae']:.2f}" for name in (*ANGLES, "cadence_spm")
        )
        change, level = (
            " / ".join(
                f"{1000 * measures[f'contact_time_{side}_s'][kind]['mae']:.1f}"
                for side in ("near", "far")
            )
            for kind in ("change", "level")
        )
        begins = " / ".join(
            f"{events[f'contact_{side}']['mae_ms']:.1f}" for side in ("near", "far")
        )
        known = times.get(model)
        seconds = f"{60 * looks * known['bare_spread'] / 1000:.0f}" if known else "–"
        lines.append(
            f"| {looks} | {model} | {lean} | {tilt} | {arch} | {change} | {cadence} | {level} "
            f"| {begins} | {seconds} |"
        )
    return [*lines, ""]


def write(table: list[Row]) -> str:
    """Write the tables as Markdown."""
    lines = [
        "# Looking at every second, third or fourth frame",
        "",
        "`PYTHONPATH=tests/fixtures python tests/benchmarks/thinning.py`",
        "",
        *write_rates(),
        "## Stride by stride",
        "",
        "From kept detections of the virtual runners of `samples/` (heavy network); what a tracker "
        "loses when the runner moves further between two looks is not in it. *Looks*: frames a "
        "second that the "
        "network sees; its time falls with them. *Apart*: mean absolute difference of a stride's "
        "mean from that with every frame; *change*: how much the change from the first to the last "
        "third moves. Contacts are against the truth, both feet: mean error ± SD.",
        "",
        "| clip, frames/s | every | looks/s | strides | apart: lean, tilt, arch (°) "
        "| change: lean, tilt, arch (°) | initial contact (ms) | contact time (ms) | cadence |",
        "| --- | --: | --: | --: | --- | --- | --: | --: | --: |",
    ]
    for row in table:
        apart, moved = (
            ", ".join(f"{values[angle]:{sign}.2f}" for angle in ANGLES)
            for values, sign in ((row.apart, ""), (row.change, "+"))
        )
        lines.append(
            f"| {row.clip}, {row.fps:.0f} | {row.every} | {row.fps / row.every:.0f} "
            f"| {row.strides} | {apart} | {moved if row.strides > 20 else '–'} "
            f"| {row.contact_bias_ms:+.1f} ± {row.contact_sd_ms:.1f} "
            f"| {row.duration_bias_ms:+.1f} ± {row.duration_sd_ms:.1f} | {row.cadence:+.2f} |"
        )
    return "\n".join([*lines, ""])


def main() -> None:
    """Measure, print and write."""
    table = [row for clip in CLIPS for row in rows(*clip, (1, 2, 3, 4))]
    table += [row for clip in SLOW_CLIPS for row in rows(*clip, (1, 2))]
    text = write(table)
    (HERE / "thinning.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
