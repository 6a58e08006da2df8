"""The clips to learn from: filmed once, and looked at once by each pose network."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from posture.pose import Detections, detect
from posture.synthetic.scene.description import Scene
from posture.synthetic.scene.stage import render
from posture.utils.files import whole_file
from posture.video import VideoInfo, probe

#: Number of clips that are filmed at the same time.
AT_ONCE = 2

Clip = tuple[Scene, VideoInfo, Detections]


def film(scenes: Sequence[Scene], work: Path, report: Callable[[str], None]) -> None:
    """Film the scenes of which the folder has no clip.

    Parameters
    ----------
    scenes
        What to film.
    work
        Folder of the clips.
    report
        Called with a line for each clip.
    """
    missing = [scene for scene in scenes if not find_clip(scene, work).is_file()]
    if not missing:
        return
    with ProcessPoolExecutor(AT_ONCE, mp_context=get_context("spawn")) as pool:
        waiting = {pool.submit(render, scene, work): scene.name for scene in missing}
        try:
            for number, done in enumerate(as_completed(waiting), start=1):
                done.result()
                report(f"filmed {waiting[done]}, {len(missing) - number} left")
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def detect_in_clips(
    scenes: Sequence[Scene],
    work: Path,
    network: str,
    model: Path,
    report: Callable[[str], None],
) -> list[Clip]:
    """Run a network on the clips, or read what it saw in them before.

    Parameters
    ----------
    scenes, work
        What was filmed, and the folder of the clips.
    network, model
        Name of the pose network, and its file.
    report
        Called with a line for each clip in which poses are detected now.
    """
    clips = []
    for scene in scenes:
        clip = find_clip(scene, work)
        info, note = probe(clip), find_detections(clip, network)
        if not note.is_file():
            with whole_file(note) as unfinished:
                unfinished.write_bytes(pickle.dumps(detect(info, model)))
            report(f"{network}: {scene.name}")
        found: Detections = pickle.loads(note.read_bytes())
        clips.append((scene, info, found))
    return clips


def find_clip(scene: Scene, work: Path) -> Path:
    """Return where the clip of a scene is kept."""
    return work / f"{scene.name}.mp4"


def find_detections(clip: Path, network: str) -> Path:
    """Return where the detections of a network in a clip are kept."""
    return clip.with_suffix(f".{network}.seen")


def leave_out(info: VideoInfo, found: Detections, every: int) -> tuple[VideoInfo, Detections]:
    """Keep every so many frames: what a camera of a lower rate shows the network."""
    kept = np.arange(0, len(found.points), every)
    film = replace(info, times_s=info.times_s[kept], fps_median=info.fps_median / every)
    return film, found.take(kept, np.array([], int))
