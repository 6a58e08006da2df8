"""What limits tilt and lordosis: the shape of bodies, or how well the line is read?

`python tests/benchmarks/back_limits.py DIR`, DIR as in `back_ideas.py`. In the training scenes
the line of the back is known without arms. It replaces what was read: everywhere, or where no arm
hides it. Then levels and changes of runners left out are estimated with weights fitted to these
lines, from all features. Mean absolute errors of tilt against the trunk and of
lordosis, degrees; of changes with what posed bodies show too, as in the training.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from kept_scenes import read_kept_scenes

from models.training import ridge
from models.training.back_lines import ARMS, measure_back_line, measure_body_lines
from models.training.changes import leave_out
from models.training.features import BackExample, describe_back, track_runner
from models.training.rows import Asked
from models.training.training_scenes import make_posture_scenes
from posture.back import load_learned_models
from posture.back.features import BACK, FEATURES, fill_edges
from posture.back.line import Line, read_trunk_line
from posture.back.places import PLACES
from posture.gait.strides import Cut, cut_strides
from posture.learned.joint_centres import to_joint_centres
from posture.synthetic.motion.kinematics import compute_kinematics
from posture.synthetic.motion.posing import pose
from posture.synthetic.scene.description import Scene
from posture.synthetic.scene.stage import compute_shot_times
from posture.tracks import Tracks
from posture.tracks.body import Body, build_body
from posture.tracks.view import View

#: Levels may use all features.
EVERY = Asked(np.ones(len(FEATURES), bool))
#: An arm that reaches beyond the back by less hides nothing, trunk lengths.
HIDES = 0.006
#: A line that is off by more is not the back's, trunk lengths.
OFF = 0.03
#: Below this place the whole line's offset is measured, which does not count as off.
WAIST = 0.72
#: Places of the loin.
LOIN = (PLACES > 0.42) & (PLACES < 0.68)


@dataclass(frozen=True)
class Clip:
    """A training scene: the line read, the true one, where no arm hides it; ``(frames, 28)``."""

    scene: Scene
    tracks: Tracks
    runner: Body
    stride_s: float
    cut: Cut
    read: Line
    true: np.ndarray
    free: np.ndarray

    @property
    def moved(self) -> np.ndarray:
        """The true line, moved by as much as the trunk is off on average."""
        low = PLACES > WAIST
        return self.true + np.nanmedian((self.read.back - self.true)[:, low])

    def describe_back(self, back: np.ndarray) -> BackExample | None:
        """Describe another back line where angles are estimated from it; the front is as read."""
        used = np.isin(np.arange(len(PLACES)), BACK)
        line = Line(np.where(used, back, self.read.back), self.read.front)
        edges = fill_edges(line, self.cut, load_learned_models("heavy").prior)
        return describe_back(edges, self.scene, self.tracks, self.runner, self.cut, self.stride_s)


def main() -> None:
    """Print a table, and how much of the loin is seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    clips = clips_in(parser.parse_args().work)
    bodies = measure_body_lines(make_posture_scenes())
    ways: dict[str, Callable[[Clip], np.ndarray]] = {
        "as read": lambda clip: clip.read.back,
        "true where no arm hides it": lambda clip: np.where(clip.free, clip.moved, np.nan),
        "true everywhere": lambda clip: clip.moved,
    }
    print("| line of the back | change | level |\n| --- | --: | --: |")
    for name, way in ways.items():
        seen = [back for clip in clips if (back := clip.describe_back(way(clip)))]
        moves = [one.move for one in seen]
        off = leave_out(moves, bodies) - np.array([one.angles for one in moves])
        levels = ridge.fit([one.example for one in seen], EVERY).level_errors
        errors_of_both = [np.abs(errors).mean(axis=0) for errors in (off, levels)]
        print(
            "|",
            name,
            "|",
            " | ".join(f"{tilt:.2f} / {arch:.2f}" for tilt, arch in errors_of_both),
            "|",
        )
    free = np.array([clip.free[:, LOIN].mean() for clip in clips])
    taken = [np.isfinite(clip.read.back) & np.isfinite(clip.true) & LOIN for clip in clips]
    arms = [
        (np.where(one, clip.read.back - clip.moved, 0.0) > OFF).sum()
        for clip, one in zip(clips, taken, strict=True)
    ]
    used = [(clip.free & one).sum() for clip, one in zip(clips, taken, strict=True)]
    all_free = sum(clip.free[:, LOIN].sum() for clip in clips)
    print(
        f"loin free of arms: {free.mean():.0%} of the frames, in {(free < 0.01).sum()} of "
        f"{len(clips)} runners never; read: {sum(used) / all_free:.0%} of that; of what is "
        f"read, off by more than {OFF}: {sum(arms) / sum(one.sum() for one in taken):.0%}"
    )


def clips_in(work: Path) -> list[Clip]:
    """Read the training scenes that show the back."""
    clips, learned = [], load_learned_models("heavy")
    for scene, info, found in read_kept_scenes(work):
        watched = track_runner(info, found)
        if watched is None:
            continue
        tracks, way, stride_s = watched
        body = build_body(tracks, View(way, info.width, info.height))
        runner = to_joint_centres(body, stride_s, learned.centres)
        run = compute_kinematics(scene.plan, compute_shot_times(scene))
        poses = pose(scene.body, scene.plan, run)
        true = measure_back_line(scene.body, poses)
        clips.append(
            Clip(
                scene=scene,
                tracks=tracks,
                runner=runner,
                stride_s=stride_s,
                cut=cut_strides(runner),
                read=read_trunk_line(found, runner),
                true=true,
                free=measure_back_line(scene.body, poses, ARMS) < true + HIDES,
            )
        )
    return clips


if __name__ == "__main__":
    main()
