"""How well the whole pipeline measures, on virtual runners with exact truth: `make accuracy`.

Renders the clips of `cases` into runs/accuracy (kept; a clip is made again when its scene has
changed), runs `posture.analyze` on each, and writes results.md, results.json and figures/ beside
this file. Scores are kept as well, so that a run that was stopped goes on where it was. `--only
CONDITION` does a part of it and writes to runs/accuracy instead.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import time
from importlib.metadata import version
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
SCORING = ("score.py", "back_score.py", "true_strides.py")


def main() -> None:
    """Render, measure, score, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="conditions whose names begin with this")
    parser.add_argument("--again", action="store_true", help="measure anew what was measured")
    parser.add_argument("--film", metavar="NAME", help="render the clip of this name and stop")
    options = parser.parse_args()
    todo = list(cases(options.only))
    if options.film:
        render(next(case.scene for case in todo if case.scene.name == options.film), CLIPS)
        return
    film(todo)
    SCORES.mkdir(parents=True, exist_ok=True)
    scored = []
    for number, case in enumerate(todo):
        begun = time.perf_counter()
        scored.append(table.Case(case.condition, case.body, kept(case, again=options.again)))
        took = time.perf_counter() - begun
        print(f"{number + 1}/{len(todo)} {case.condition} {case.body}: {took:.0f} s", flush=True)
    folder = HERE if not options.only else Path("runs/accuracy")
    about = about_it(todo)
    results = table.write_results(scored, about, folder)
    write_figures(scored, results, folder / "figures")
    print(folder / "results.md")


def about_it(todo: list[Case]) -> dict[str, str]:
    """Say what was measured with what; nothing of the machine or the day."""
    return {
        "posture": version("running-posture"),
        "model": f"heavy where not named otherwise, weights {name_weights()}",
        "clips": f"{len({case.scene.name for case in todo})} rendered clips of "
        f"{len({case.body for case in todo})} bodies that nothing was trained on; in good "
        "conditions 1280×720, 60 frames per second, tight clothes, side-on",
    }


def stamp(case: Case) -> str:
    """Tell clips apart by all that they are made from: scene, body, and the code that draws."""
    whole = hashlib.sha256(repr(case.scene).encode())
    package = Path(synthetic.__file__).parent
    for path in sorted(package.rglob("*.py")):
        if path.name not in NOT_DRAWING:
            whole.update(read_code(path))
    for path in sorted(package.rglob("*.toml")):
        whole.update(path.read_bytes())
    whole.update(read_body_bytes(case.scene.runner.body))
    return whole.hexdigest()


def film(todo: list[Case]) -> None:
    """Render what is missing, in two processes."""
    waiting = {}
    for case in todo:
        made_from = stamp(case)
        note = CLIPS / f"{case.scene.name}.scene"
        if not (note.is_file() and note.read_text() == made_from):
            waiting[case.scene.name] = (note, made_from)
    CLIPS.mkdir(parents=True, exist_ok=True)
    names = list(waiting)
    running: dict[str, subprocess.Popen[bytes]] = {}
    while names or running:
        while names and len(running) < 2:
            name = names.pop(0)
            command = [sys.executable, "-m", "benchmarks.accuracy", "--film", name]
            running[name] = subprocess.Popen(command)
        for name, process in list(running.items()):
            if process.poll() is None:
                continue
            if process.returncode:
                raise SystemExit(f"{name} could not be rendered")
            note, made_from = waiting[name]
            note.write_text(made_from)
            print(f"rendered {name}, {len(names) + len(running) - 1} left", flush=True)
            del running[name]
        time.sleep(0.2)


def kept(case: Case, *, again: bool) -> score.CaseScore:
    """Score a case, or read its score if clip, package and weights are what they were."""
    whole = hashlib.sha256((stamp(case) + repr(sorted(case.options.items()))).encode())
    for path in [*measuring_files(), *(HERE / name for name in SCORING)]:
        whole.update(path.read_bytes())
    note = SCORES / f"{case.condition}_{case.body}.{whole.hexdigest()[:16]}.json"
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
