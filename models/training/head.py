"""`python -m models.training.head WORK`: how far tragus and shoulder joint are from the landmarks.

WORK is the folder of clips and detections that `python -m models.training --work WORK` keeps. The
numbers are the constants of `posture.tracks.head`.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from models.training.clips import find_detections
from models.training.features import track_runner
from models.training.training_scenes import hides_back, make_training_scenes
from posture.back import load_learned_models
from posture.learned.joint_centres import to_joint_centres
from posture.pose import Detections
from posture.synthetic.bodies.anatomy import MIDLINE
from posture.synthetic.motion.kinematics import compute_kinematics
from posture.synthetic.motion.posing import pose
from posture.synthetic.motion.turning import turn_runner
from posture.synthetic.scene.description import Scene
from posture.synthetic.scene.stage import compute_shot_times
from posture.synthetic.scene.truth import PosedRunner
from posture.tracks.body import Body, build_body
from posture.tracks.view import View
from posture.utils.arrays import FloatArray
from posture.video import VideoInfo, probe

#: The pose network whose landmarks are meant.
NETWORK = "heavy"
#: What is measured of each clip, trunk lengths.
OFFSETS = ("ear to tragus, ahead", "ear to tragus, up", "shoulder to joint, down the trunk")


def measure_offsets(scene: Scene, info: VideoInfo, found: Detections) -> FloatArray | None:
    """Measure `OFFSETS` in one clip, mean over its frames; None if nobody is seen."""
    runner_tracks = track_runner(info, found)
    if runner_tracks is None:
        return None
    tracks, way, stride_s = runner_tracks
    centres = load_learned_models(NETWORK).centres
    body = build_body(tracks, View(way, info.width, info.height))
    body = to_joint_centres(body, stride_s, centres)
    tragi, joints = _locate(scene, body)
    ear = (tragi - body.ear).mean(axis=0) / body.trunk_px
    trunk = body.hip - body.shoulder
    down = np.sum((joints - body.shoulder) * trunk, axis=1) / np.sum(trunk**2, axis=1)
    return np.array([*ear, down.mean()])


def _locate(scene: Scene, body: Body) -> tuple[FloatArray, FloatArray]:
    """Project the true tragi and shoulder joints, mid-points, ``(frames, 2)`` as in a `Body`."""
    run = compute_kinematics(scene.plan, compute_shot_times(scene))
    poses = turn_runner(pose(scene.body, scene.plan, run), scene.plan, run)
    runner = PosedRunner(scene.body, run, poses, scene.camera.side)

    def project(points: FloatArray) -> FloatArray:
        return body.view.from_picture(scene.camera.project(points)[:, :2].astype(float))

    right, left = (project(runner.skin_points[:, len(MIDLINE) + side]) for side in (0, 1))
    return (right + left) / 2, project(runner.middle("upper_arm"))


def summarise(offsets: Iterable[FloatArray]) -> str:
    """Write mean and SD over bodies of `OFFSETS`, a line each."""
    table = np.array(list(offsets))
    means, spread = table.mean(axis=0), table.std(axis=0, ddof=1)
    lines = [
        f"{name}: {mean:+.3f}, SD {sd:.3f}"
        for name, mean, sd in zip(OFFSETS, means, spread, strict=True)
    ]
    return "\n".join([f"{len(table)} clips", *lines])


def main(work: Annotated[Path, typer.Argument(help="Folder of training clips.")]) -> None:
    """Measure how far the landmarks of ear and shoulder are from tragus and joint centre."""
    measured = []
    for scene in (one for one in make_training_scenes() if not hides_back(one)):
        clip = work / f"{scene.name}.mp4"
        note = find_detections(clip, NETWORK)
        if note.is_file():
            found = pickle.loads(note.read_bytes())
            offsets = measure_offsets(scene, probe(clip), found)
            if offsets is not None:
                measured.append(offsets)
    typer.echo(summarise(measured))


if __name__ == "__main__":
    typer.run(main)
