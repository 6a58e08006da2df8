"""The clips of `strike_cases`, filmed and looked at once, and as films of half the rate."""

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
from posture.synthetic.scene.stage import render
from posture.video import VideoInfo, probe

MODELS = ("heavy", "full")


def strike_films(folder: Path) -> Iterator[tuple[Case, VideoInfo, Detections]]:
    """Give every clip at 120 and at 60 frames a second, for each network.

    Parameters
    ----------
    folder
        Where clips and detections are kept; what is missing is made, which takes long.
    """
    for model in MODELS:
        for case in strike_cases():
            case = replace(case, options={"model": model})
            clip = folder / "clips" / f"{case.scene.name}.mp4"
            if not clip.is_file():
                render(case.scene, clip.parent)
            info, found = probe(clip), _look(folder, clip, model)
            yield case, info, found
            yield case, *_half(info, found)


def _look(folder: Path, clip: Path, model: str) -> Detections:
    note = folder / "found" / f"{clip.stem}-{model}.pkl"
    if not note.is_file():
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_bytes(pickle.dumps(detect(probe(clip), resolve(model).path)))
    found: Detections = pickle.loads(note.read_bytes())
    return found


def _half(info: VideoInfo, found: Detections) -> tuple[VideoInfo, Detections]:
    """Forget every second frame: what a camera of half the rate shows the network."""
    kept = np.arange(0, len(found.points), 2)
    seen = replace(
        found,
        points=found.points[kept],
        confidence=found.confidence[kept],
        outline=found.outline[kept],
        trunk_edge=found.trunk_edge[kept],
    )
    return replace(info, times_s=info.times_s[kept], fps_median=info.fps_median / 2), seen
