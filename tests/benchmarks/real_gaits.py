"""Do virtual runners with the gaits of real ones bend and swing their legs as these did?

    python tests/benchmarks/real_gaits.py FOLDER      after `make measures`

FOLDER holds ik.npz: inverse kinematics of the Running Biomechanics Data Set (Fukuchi, Fukuchi &
Duarte 2017, PeerJ 5:e3298; CC BY 4.0), which is not part of this repository. Prints, for each gait
of the clips in measures.json, what the data has, what is true of the virtual runner, and what was
measured; then how much each grows with speed. Angles of the data are those of a model in three
dimensions, ours are seen from the side.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.accuracy.cases import cases

Series = npt.NDArray[np.float64]
#: Measures that are compared, by how they are called in the columns here.
COMPARED = {
    "stance": "knee_angle_stance",
    "swing": "knee_angle_swing",
    "thigh": "thigh_range",
}
#: Shares of a stride after the peak of the swing between which the knee gives in stance.
STANCE = (0.32, 0.85)


def main(folder: Path) -> None:
    """Print the tables."""
    scores = json.loads((Path(__file__).parent / "measures.json").read_text(encoding="utf-8"))
    gaits = {
        case.scene.name: case.scene.plan.gait
        for part in ("gaits", "new", "nuisance")
        for case in cases(part)
    }
    rows = []
    with np.load(folder / "ik.npz") as data:
        columns = [str(name) for name in data["columns"]]
        trials = {
            _gait_of(name): pd.DataFrame(data[name], columns=columns)
            for name in data
            if name != "columns"
        }
    for score in scores:
        gait = gaits.get(score["clip"])
        if gait not in trials:
            continue
        row: dict[str, object] = {"gait": gait}
        for short, name in COMPARED.items():
            both = [score["measures"][f"{name}_{side}_deg"] for side in ("near", "far")]
            row |= {
                f"{short} {which}": np.mean([one[which] for one in both])
                for which in ("true", "measured")
            }
        rows.append(row | {f"{short} data": value for short, value in _peaks(trials[gait]).items()})
    table = pd.DataFrame(rows).groupby("gait").mean()
    table = table[
        [f"{short} {which}" for short in COMPARED for which in ("data", "true", "measured")]
    ]
    print(table.round(1).to_string())
    for short in COMPARED:
        of = {which: table[f"{short} {which}"] for which in ("data", "true", "measured")}
        faster = ", ".join(f"{which} {_per_m_s(values):+.1f}" for which, values in of.items())
        for which in ("true", "measured"):
            r, off = of["data"].corr(of[which]), (of[which] - of["data"]).mean()
            print(f"{short}: {which} against data r {r:.2f}, mean {off:+.1f}")
        print(f"{short}: a metre a second faster {faster}")


def _gait_of(trial: str) -> str:
    """Name the gait of a trial: ``RBDS08_T25`` is rbds_008_25."""
    runner, _, speed = trial.removeprefix("RBDS").partition("_T")
    return f"rbds_{int(runner):03d}_{speed}"


def _peaks(trial: pd.DataFrame) -> dict[str, float]:
    """Peaks of knee flexion in stance and in swing, and range of the thigh, mean of both legs."""
    step = float(np.median(np.diff(trial["time"])))
    found: dict[str, list[float]] = {short: [] for short in COMPARED}
    for side in "rl":
        knee = -trial[f"knee_angle_{side}"].to_numpy(float)
        thigh = (trial[f"hip_flexion_{side}"] + trial["pelvis_tilt"]).to_numpy(float)
        length = _stride_frames(knee, step)
        for start in range(0, len(knee) - length, length):
            bend = knee[start : start + length]
            after = np.roll(bend, -int(bend.argmax()))
            low, high = (int(share * length) for share in STANCE)
            inner = after[low:high]
            humps = (inner[1:-1] >= inner[:-2]) & (inner[1:-1] > inner[2:])
            if humps.any():
                found["stance"].append(float(inner[1:-1][humps].max()))
            found["swing"].append(float(bend.max()))
            found["thigh"].append(float(np.ptp(thigh[start : start + length])))
    return {short: float(np.mean(values)) for short, values in found.items()}


def _stride_frames(knee: Series, step_s: float) -> int:
    """Frames of a stride: where the knee resembles itself most, 0.5 to 1 s later."""
    centred = knee - knee.mean()
    alike = np.correlate(centred, centred, "full")[len(knee) - 1 :]
    first, last = int(0.5 / step_s), int(1.0 / step_s)
    return first + int(alike[first:last].argmax())


def _per_m_s(values: pd.Series) -> float:
    """Slope on speed within runners: the gaits of each are compared with their own mean."""
    runner = values.index.str.slice(0, 8)
    speed = pd.Series(values.index.str.slice(9).astype(float) / 10, index=values.index)
    own = values - values.groupby(runner).transform("mean")
    at = speed - speed.groupby(runner).transform("mean")
    return float((own * at).sum() / (at**2).sum())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
