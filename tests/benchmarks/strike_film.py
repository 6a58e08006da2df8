"""The clips of `strike_cases`, filmed and looked at once, and as films of lower rates."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.accuracy.case import Case
from benchmarks.strike_cases import strike_cases

from models.training.clips import leave_out
from posture.pose import Detections, detect
from posture.pose.models.manifest import resolve
from posture.synthetic.scene.description import Scene
from posture.synthetic.scene.stage import render
from posture.video import VideoInfo, probe

MODELS = ("heavy", "full")


def strike_films(folder: Path) -> Iterator[tuple[Case, VideoInfo, Detections]]:
    """Give every clip at 120, 60 and 30 frames a second, for each network.

    Parameters
    ----------
    folder
        Where clips and detections are kept; what is missing is made, which takes long.
    """
    for model in MODELS:
        for case in strike_cases():
            info, found = film_and_look(case.scene, folder, model)
            case = replace(case, options={"model": model})
            for every in (1, 2, 4):
                yield case, *leave_out(info, found, every)


def film_and_look(scene: Scene, folder: Path, model: str) -> tuple[VideoInfo, Detections]:
    """Film a scene and show it to a network, or read what was made before."""
    clip = folder / "clips" / f"{scene.name}.mp4"
    if not clip.is_file():
        render(scene, clip.parent)
    note = folder / "found" / f"{clip.stem}-{model}.pkl"
    if not note.is_file():
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_bytes(pickle.dumps(detect(probe(clip), resolve(model).path)))
    found: Detections = pickle.loads(note.read_bytes())
    return probe(clip), found
