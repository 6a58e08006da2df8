"""How well the whole pipeline measures, on virtual runners with exact truth: `make accuracy`.

Renders the clips of `cases` into runs/accuracy (kept; a clip is made again when its scene has
changed), runs `posture.analyze` on each, and writes results.md, results.json and figures/ beside
this file. Scores are kept as well, so that a run that was stopped goes on where it was. `--only
CONDITION` does a part of it and writes to runs/accuracy instead; with `--keep` it replaces the rows
of these conditions in the results beside this file, and says with what each was measured.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
from benchmarks.accuracy import score, table
from benchmarks.accuracy.cases import Case, cases
from benchmarks.accuracy.figures import write_figures
from benchmarks.accuracy.found import detections_kept
from benchmarks.measuring import measuring_files, name_weights, read_code

from posture import pipeline, synthetic
from posture.errors import NoRunnerError
from posture.pose.models.manifest import resolve
from posture.session import build_single
from posture.synthetic.bodies.library import read_body_bytes
from posture.synthetic.scene.stage import render
from posture.utils.files import whole_file

HERE = Path(__file__).parent
#: Where clips are kept.
CLIPS = Path("runs/accuracy/clips")
#: Where scores are kept.
SCORES = Path("runs/accuracy/scores")
#: Modules of `posture.synthetic` that no clip depends on.
NOT_DRAWING = ("__main__.py", "make.py")
#: Modules beside this one that a clip's score depends on.
SCORING = (
    "score.py",
    "back_score.py",
    "landmark_score.py",
    "wave_score.py",
    "true_strides.py",
)


def main() -> None:
    """Render, measure, score, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="conditions whose names begin with this")
    parser.add_argument(
        "--keep", action="store_true", help="keep the committed rows of the other conditions"
    )
    parser.add_argument("--again", action="store_true", help="measure anew what was measured")
    options = parser.parse_args()
    todo = list(cases(options.only))
    film(todo)
    SCORES.mkdir(parents=True, exist_ok=True)
    scored = []
    for number, case in enumerate(todo):
        begun = time.perf_counter()
        score_of_it = kept(case, again=options.again)
        named = case.scene.name, case.group, case.factors
        scored.append(table.Case(case.condition, case.body, score_of_it, *named))
        took = time.perf_counter() - begun
        print(f"{number + 1}/{len(todo)} {case.condition} {case.body}: {took:.0f} s", flush=True)
    folder = HERE if options.keep or not options.only else Path("runs/accuracy")
    results = table.write_results(
        scored, measured_with(), folder, kept=HERE if options.keep else None
    )
    write_figures(scored, results, folder / "figures")
    print(folder / "results.md")


def measured_with() -> dict[str, str]:
    """Say what clips are measured with; nothing of the machine or the day."""
    code = hashlib.sha256()
    for path in measuring_files():
        if path.suffix == ".py":
            code.update(read_code(path))
    return {
        "posture": version("running-posture"),
        "code": code.hexdigest()[:12],
        "weights": name_weights(),
    }


def stamp(case: Case) -> str:
    """Tell clips apart by all that they are made from: scene, body, and the code that draws."""
    whole = hashlib.sha256(repr(case.scene).encode())
    package = Path(synthetic.__file__).parent
    for path in sorted([*package.rglob("*.py"), *package.rglob("*.toml")]):
        if path.name not in NOT_DRAWING:
            whole.update(read_code(path))
    whole.update(read_body_bytes(case.scene.runner.body))
    return whole.hexdigest()


def film(todo: list[Case]) -> None:
    """Render what is missing, in two processes."""
    waiting = {}
    for case in todo:
        made_from = stamp(case)
        note = CLIPS / f"{case.scene.name}.scene"
        if not (note.is_file() and note.read_text() == made_from):
            waiting[case.scene.name] = (case.scene, note, made_from)
    CLIPS.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        running = {
            pool.submit(render, scene, CLIPS): (note, made_from)
            for scene, note, made_from in waiting.values()
        }
        for left, done in enumerate(as_completed(running), 1 - len(running)):
            note, made_from = running[done]
            done.result()  # what could not be rendered ends it
            note.write_text(made_from)
            print(f"rendered {note.stem}, {-left} left", flush=True)


def kept(case: Case, *, again: bool) -> score.CaseScore:
    """Score a case, or read its score if clip, package and weights are what they were."""
    whole = hashlib.sha256((stamp(case) + repr(sorted(case.options.items()))).encode())
    for path in [*measuring_files(), *(HERE / name for name in SCORING)]:
        whole.update(read_code(path))
    note = SCORES / f"{case.condition}_{case.scene.name}.{whole.hexdigest()[:16]}.json"
    if note.is_file() and not again:
        return score.CaseScore(**json.loads(note.read_text(encoding="utf-8")))
    found = measure(case, again=again)
    with whole_file(note) as unfinished:
        unfinished.write_text(json.dumps(found.as_dict()), encoding="utf-8")
    return found


def measure(case: Case, *, again: bool) -> score.CaseScore:
    """Run the whole pipeline over a clip and score it; the network looks once unless `again`."""
    clip = CLIPS / f"{case.scene.name}.mp4"
    truth = pd.read_parquet(clip.with_suffix(".truth.parquet"))
    events = json.loads(clip.with_suffix(".events.json").read_text(encoding="utf-8"))
    session = build_single(clip, case.options)
    with detections_kept(stamp(case), again=again):
        try:
            # as `posture.analyze` does, without charts and report
            _, run = pipeline.measure(session, resolve(session.settings.model))
        except NoRunnerError as error:
            return score.failed_case(str(error))
    return score.score_case(run, truth, events)


if __name__ == "__main__":
    main()
