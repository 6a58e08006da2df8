"""The clips of `strike_cases`, filmed and looked at once, and as films of lower rates."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from benchmarks.accuracy.case import Case
from benchmarks.strike_cases import strike_cases

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


def leave_out(info: VideoInfo, found: Detections, every: int) -> tuple[VideoInfo, Detections]:
    """Keep every so many frames: what a camera of a lower rate shows the network."""
    kept = np.arange(0, len(found.points), every)
    film = replace(info, times_s=info.times_s[kept], fps_median=info.fps_median / every)
    return film, found.take(kept, np.array([], int))
