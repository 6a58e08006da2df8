"""Do measured knees and thighs move as those of real runners did?

    python tests/benchmarks/real_gaits.py [FOLDER]      default runs/real_gaits

Virtual runners whose legs bend as the evaluation runners of the Running Biomechanics Data Set bent
theirs (Fukuchi, Fukuchi & Duarte 2017, PeerJ 5:e3298; mean strides in `gaits_evaluation.toml`,
nothing is trained on them), with feet that are not planted, are filmed at 60 frames a second
(FOLDER/clips), looked at (FOLDER/found) and measured. Writes real_gaits.md: what the data has,
what is true of the virtual runner, what was measured. Angles of the data are those of a model in
three dimensions, ours are seen from the side.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.accuracy.case import OTHERS
from benchmarks.accuracy.real_runner import real_runner
from benchmarks.strike_film import film_and_look
from benchmarks.true_details import TRUE_FPS

from posture.back import load_learned_models
from posture.comparison.windows import used_strides
from posture.recording import Recording, measure
from posture.settings import Settings
from posture.synthetic.motion.gait import EVALUATION_GAITS, load_gait
from posture.synthetic.scene.description import Scene, scene_from
from posture.synthetic.scene.stage import measure_scene_at
from posture.utils.arrays import FloatArray

HERE = Path(__file__).parent
#: Length of a clip, seconds, and its frames a second.
SECONDS, FPS = 3.0, 60.0
#: Of all that is drawn.
SEED = [2028, 21]
#: Shares of the stride at which curves are compared.
PHASES = np.linspace(0.0, 1.0, 100, endpoint=False)
#: Shares of the stride in which the knee gives in stance, and folds in swing.
STANCE, SWING = (0.05, 0.30), (0.45, 0.95)
#: What is compared, by how it is called in the page.
PEAKS = {"knee_stance": "knee in stance", "knee_swing": "knee in swing", "thigh": "thigh range"}
Curves = dict[str, FloatArray]


def main(folder: Path) -> None:
    """Film, measure and write the page."""
    learned = load_learned_models("heavy")
    curves, rows = [], []
    for scene in scenes():
        info, found = film_and_look(scene, folder, "heavy")
        made = measure(info, found, Settings.build(), learned)
        of = {"data": of_data(scene), "true": of_truth(scene), "measured": of_recording(made)}
        curves.append(of)
        row: dict[str, Any] = {"gait": scene.plan.gait}
        for which, curve in of.items():
            row |= {f"{name} {which}": peak for name, peak in find_peaks(curve).items()}
        rows.append(row)
        print(scene.name, flush=True)
    (HERE / "real_gaits.md").write_text(write_page(curves, pd.DataFrame(rows)), encoding="utf-8")


def scenes() -> Iterator[Scene]:
    """Give a runner for each gait, in good conditions."""
    for number, gait in enumerate(EVALUATION_GAITS):
        table = real_runner(SEED, number, OTHERS[number], SECONDS)
        own = load_gait(gait).measured
        table["film"] |= {"fps": FPS}
        table["camera"] |= {"yaw_deg": 0.0}
        table["run"] |= {
            "gait": gait,
            "feet": "free",
            "legs_scale": 1.0,
            "speed_m_s": own["belt_speed_m_s"],
            "cadence_spm": own["cadence_spm"],
            "duty_factor": own["duty_factor"],
        }
        yield scene_from(table, f"free_{gait}")


def of_data(scene: Scene) -> Curves:
    """Mean stride of the runner who was measured, degrees; from the limb's own contact on."""
    gait = load_gait(scene.plan.gait)
    tilt = gait.curve("pelvic_tilt_deg", PHASES)
    return {
        "knee": gait.curve("knee_flexion_deg", PHASES),
        "thigh": gait.curve("hip_flexion_deg", PHASES) - tilt,
    }


def of_truth(scene: Scene) -> Curves:
    """Mean stride of the virtual runner, both legs."""
    truth, events = measure_scene_at(scene, TRUE_FPS)
    contacts = {side: np.array(events[f"contacts_{side}_s"]) for side in ("near", "far")}
    return _mean_curves(truth, contacts)


def of_recording(made: Recording) -> Curves:
    """Mean stride as measured, both legs."""
    used = used_strides(made.strides)
    columns = {"near": "start_s", "far": "contact_far_s"}
    contacts = {side: used[column].dropna().to_numpy(float) for side, column in columns.items()}
    return _mean_curves(made.frames, contacts)


def _mean_curves(table: pd.DataFrame, contacts: dict[str, FloatArray]) -> Curves:
    found: dict[str, list[FloatArray]] = {"knee": [], "thigh": []}
    times = table["time_s"].to_numpy(float)
    for side, at in contacts.items():
        for start, end in pairwise(at):
            moments = start + PHASES * (end - start)
            if moments[0] < times[0] or moments[-1] > times[-1]:
                continue
            for name, curves in found.items():
                values = table[f"{name}_angle_{side}_deg"].to_numpy(float)
                curves.append(np.interp(moments, times, values))
    return {name: np.mean(curves, axis=0) for name, curves in found.items()}


def find_peaks(curves: Curves) -> dict[str, float]:
    """Peaks of the knee in stance and in swing, and range of the thigh, degrees."""
    knee = curves["knee"]
    found = {}
    for name, (low, high) in {"knee_stance": STANCE, "knee_swing": SWING}.items():
        found[name] = float(knee[(low <= PHASES) & (high >= PHASES)].max())
    return found | {"thigh": float(np.ptp(curves["thigh"]))}


def write_page(curves: list[dict[str, Curves]], rows: pd.DataFrame) -> str:
    """Write the tables."""
    lines = [
        "# Legs of real runners, measured",
        f"`python tests/benchmarks/real_gaits.py`: {len(rows)} mean strides of 6 runners (Fukuchi "
        "2017, nothing was trained on them) on other bodies with feet that are not planted, "
        f"{SECONDS:g} s at {FPS:g} frames/s, heavy. *True*: of the virtual runner, whose thighs "
        "also turn and tip out of the side view.",
        "## Curves over the stride, against the data",
        "Mean over the gaits; shape is without the mean of the curve.",
        "| curve | which | r | RMS, degrees | RMS of the shape |",
        "| --- | --- | --: | --: | --: |",
    ]
    for name in ("knee", "thigh"):
        for which in ("true", "measured"):
            off = [(one[which][name], one["data"][name]) for one in curves]
            r = np.mean([np.corrcoef(a, b)[0, 1] for a, b in off])
            whole = np.mean([np.sqrt(((a - b) ** 2).mean()) for a, b in off])
            shape = np.mean([np.std(a - b) for a, b in off])
            lines.append(f"| {name} | {which} | {r:.3f} | {whole:.1f} | {shape:.1f} |")
    lines += [
        "",
        "## Peaks, and how they change with speed",
        "*Faster*: slope on speed within runners, degrees for one metre a second.",
        "| peak | which | mean | less data | r with data | faster |",
        "| --- | --- | --: | --: | --: | --: |",
    ]
    for name, title in PEAKS.items():
        data = rows[f"{name} data"]
        for which in ("data", "true", "measured"):
            values = rows[f"{name} {which}"]
            faster = slope_on_speed(rows["gait"], values)
            less = (
                ""
                if which == "data"
                else f"{(values - data).mean():+.1f} ± {(values - data).std():.1f}"
            )
            r = "" if which == "data" else f"{values.corr(data):.2f}"
            lines.append(
                f"| {title} | {which} | {values.mean():.1f} | {less} | {r} | {faster:+.1f} |"
            )
    return "\n".join(_spaced(lines)) + "\n"


def _spaced(lines: list[str]) -> Iterator[str]:
    """Put an empty line around everything but the rows of a table."""
    for before, line in zip(["", *lines], lines, strict=False):
        if before and not (before.startswith("|") and line.startswith("|")) and line:
            yield ""
        yield line


def slope_on_speed(gaits: pd.Series, values: pd.Series) -> float:
    """Slope on speed within runners: the gaits of each are compared with their own mean."""
    runner = gaits.str.slice(0, 8)
    speed = gaits.str.slice(9).astype(float) / 10
    own = values - values.groupby(runner).transform("mean")
    at = speed - speed.groupby(runner).transform("mean")
    return float((own * at).sum() / (at**2).sum())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("runs/real_gaits"))
