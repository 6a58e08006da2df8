"""How far the details of legs, arms and steps are off on virtual runners.

    python tests/benchmarks/measures.py [FOLDER]      default runs/accuracy

Takes the clips that `make accuracy` filmed (FOLDER/clips) and what the network saw in them
(FOLDER/found), runs what comes behind the network, and compares each stride with the truth, which
is posed anew from the scene at `TRUE_FPS`, so that what a foot does between two frames is in it.
Clips without detections are left out, and a condition without any stays as it was. Those of
`strike_cases` are filmed and looked at here. Writes measures.json and measures.md beside this file.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.accuracy.case import Case
from benchmarks.accuracy.cases import cases
from benchmarks.measures_page import write_page
from benchmarks.measuring import read_code
from benchmarks.strike_film import strike_films
from benchmarks.true_details import OF_STRIDES, true_details

import posture.pose
import posture.video
from posture.back import load_learned_models
from posture.comparison.windows import used_strides
from posture.measures.measure import Measure
from posture.pose import Detections
from posture.pose.models.manifest import resolve
from posture.recording import Recording, measure
from posture.settings import Settings
from posture.video import probe

HERE = Path(__file__).parent
#: The conditions that are looked at, and the network of each.
CONDITIONS = ("gaits", "nuisance", "new", "reference", "fps_120", "model_full")
Numbers = dict[str, Any]


def main(folder: Path) -> None:
    """Score every clip of which there are detections, and write the tables."""
    learned = {name: load_learned_models(name) for name in ("heavy", "full")}
    scores = []
    for condition in CONDITIONS:
        for case in _cases(condition):
            model = str(case.options.get("model", "heavy"))
            clip = folder / "clips" / f"{case.scene.name}.mp4"
            kept = find_detections(folder, clip, model)
            if kept is None:
                continue
            found: Detections = pickle.loads(kept.read_bytes())
            made = measure(probe(clip), found, Settings.build(), learned[model])
            score = score_clip(case, made)
            scores.append(score)
            print(case.condition, case.scene.name, score["strides"], flush=True)
    for case, info, found in strike_films(folder):
        model = str(case.options["model"])
        made = measure(info, found, Settings.build(speed_factor=1.0), learned[model])
        scores.append(score_clip(case, made))
        print(case.condition, case.scene.name, scores[-1]["fps"], model, flush=True)
    file = HERE / "measures.json"
    scores = _keep_others(json.loads(file.read_text(encoding="utf-8")), scores)
    file.write_text(json.dumps(scores, indent=0) + "\n", encoding="utf-8")
    (HERE / "measures.md").write_text(write_page(scores), encoding="utf-8")


def _keep_others(before: list[Numbers], now: list[Numbers]) -> list[Numbers]:
    """Keep the conditions of which there was no clip now, and mark them as older."""
    measured = {score["condition"] for score in now}
    others = [score | {"older": True} for score in before if score["condition"] not in measured]
    return others + now


def _cases(condition: str) -> Sequence[Case]:
    return tuple(case for case in cases(condition) if case.condition == condition)


def find_detections(folder: Path, clip: Path, model: str) -> Path | None:
    """Find what a network saw in a clip, as `benchmarks.accuracy.found` keeps it."""
    note = clip.with_suffix(".scene")
    if not (clip.is_file() and note.is_file()):
        return None
    whole = hashlib.sha256(note.read_bytes())
    for package in (posture.pose, posture.video):
        for path in sorted(Path(str(package.__file__)).parent.rglob("*.py")):
            whole.update(read_code(path))
    whole.update(hashlib.sha256(resolve(model).path.read_bytes()).digest())
    exact = folder / "found" / f"{clip.stem}-{whole.hexdigest()[:16]}.pkl"
    if exact.is_file():
        return exact
    # of another state of the code: good enough if nothing can be confused
    others = list((folder / "found").glob(f"{clip.stem}-*.pkl"))
    return others[0] if len(others) == 1 and model == "heavy" else None


def score_clip(case: Case, made: Recording) -> Numbers:
    """Compare what was measured in a clip with the truth of the same strides."""
    used = used_strides(made.strides).reset_index(drop=True)
    true = true_details(case.scene, used)
    halves = np.where(used["start_s"] < made.duration_s / 2, "early", "late")
    return {
        "condition": case.condition,
        "clip": case.scene.name,
        "fps": round(made.frame_rate),
        "model": str(case.options.get("model", "heavy")),
        "strides": len(used),
        "measures": {m.name: found for m in OF_STRIDES if (found := _score(m, used, true, halves))},
        "strikes": [
            [round(float(a), 2), round(float(b), 2)]
            for side in ("near", "far")
            for a, b in zip(
                used[f"foot_strike_angle_{side}_deg"],
                true[f"foot_strike_angle_{side}_deg"],
                strict=True,
            )
            if np.isfinite(a + b)
        ],
        "strikes_unseen": sum(
            int((true[name].notna() & used[name].isna()).sum())
            for name in (f"foot_strike_angle_{side}_deg" for side in ("near", "far"))
        ),
    }


def _score(m: Measure, used: pd.DataFrame, true: pd.DataFrame, halves: Any) -> Numbers | None:
    """Give means and SDs over the strides that have both, of the clip and of its halves."""
    both = (used[m.name].notna() & true[m.name].notna()).to_numpy()
    if both.sum() < 2:
        return None
    x, y = true[m.name].to_numpy(float), used[m.name].to_numpy(float)
    found: Numbers = {"n": int(both.sum()), "true": x[both].mean(), "measured": y[both].mean()}
    found |= {"true_sd": x[both].std(ddof=1), "measured_sd": y[both].std(ddof=1)}
    found["r"] = float(np.corrcoef(x[both], y[both])[0, 1]) if x[both].std() > 0 else None
    parts = [both & (halves == half) for half in ("early", "late")]
    if all(part.any() for part in parts):
        early, late = parts
        found["true_change"] = x[late].mean() - x[early].mean()
        found["measured_change"] = y[late].mean() - y[early].mean()
    return {key: value if value is None else round(float(value), 5) for key, value in found.items()}


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("runs/accuracy"))
