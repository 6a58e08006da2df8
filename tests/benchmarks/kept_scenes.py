"""The training scenes that `python -m models.training --work DIR` keeps, as `heavy` sees them."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path

from models.training.clips import find_clip, find_detections
from models.training.training_scenes import hides_back, make_training_scenes
from posture.pose import Detections
from posture.synthetic.scene.description import Scene
from posture.video import VideoInfo, probe


def read_kept_scenes(work: Path) -> Iterator[tuple[Scene, VideoInfo, Detections]]:
    """Read each training scene that shows the back: scene, clip, and the network's detections."""
    for scene in make_training_scenes():
        if not hides_back(scene):
            clip = find_clip(scene, work)
            yield scene, probe(clip), pickle.loads(find_detections(clip, "heavy").read_bytes())
