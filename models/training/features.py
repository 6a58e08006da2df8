"""Features of a virtual runner's clip as the pipeline finds them, with the true values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.training.back_lines import measure_back_line
from models.training.changes import Move
from models.training.ridge import Example, measure_move
from posture.back.changes import find_known_places
from posture.back.features import BACK, describe, fill_edges
from posture.back.geometry import SACRUM, hollow, tangent
from posture.back.line import read_trunk_line
from posture.back.measure import shows_low_back
from posture.back.phases import KERNEL, FilledEdge
from posture.back.shape_prior import ShapePrior
from posture.gait.check import estimate_gait
from posture.gait.strides import Cut, cut_strides
from posture.learned.joint_centres import describe as describe_landmarks
from posture.learned.joint_centres import to_joint_centres
from posture.learned.weights import Model, average_over_stride
from posture.pose import Detections, middle
from posture.synthetic.motion.kinematics import compute_kinematics
from posture.synthetic.motion.posing import pose
from posture.synthetic.motion.trunk_lean import find_trunk_ends
from posture.synthetic.motion.turning import turn_runner
from posture.synthetic.scene.description import Scene
from posture.synthetic.scene.stage import compute_shot_times
from posture.synthetic.scene.truth import measure_truth
from posture.tracks import Tracks, clean, smooth
from posture.tracks.angles import trunk_lean
from posture.tracks.body import Body, build_body
from posture.tracks.view import Facing, View, detect_facing
from posture.utils.arrays import BoolArray, FloatArray, IndexArray
from posture.video import VideoInfo

#: Every so many frames of a body are posed to measure its line.
EVERY = 2


@dataclass(frozen=True)
class BackExample:
    """What the pipeline finds of a runner's back.

    Attributes
    ----------
    example
        Features of the back, see `posture.back.features`, and as targets the pelvic tilt less the
        trunk lean, and the lordosis, degrees.
    posture
        ``(frames, 2)`` pelvic tilt and lordosis, means over the stride, degrees.
    visible
        ``(frames,)`` whether the low back is seen in the frame itself.
    line
        ``(28,)`` the mean back line, trunk lengths.
    sacral_deg
        ``(frames,)`` plain tangent of the line over the sacrum against the trunk.
    hollow_deg
        ``(frames,)`` plain angle between it and the tangent over the thoracolumbar region.
    move
        What changes from early to late.
    """

    example: Example
    posture: FloatArray
    visible: BoolArray
    line: FloatArray
    sacral_deg: FloatArray
    hollow_deg: FloatArray
    move: Move


def make_centres_example(scene: Scene, info: VideoInfo, found: Detections) -> Example | None:
    """Measure how far joint centres are ahead of the landmarks; None if nobody is seen."""
    runner_tracks = track_runner(info, found)
    if runner_tracks is None:
        return None
    tracks, way, stride_s = runner_tracks
    taken = compute_shot_times(scene)
    run = compute_kinematics(scene.plan, taken)
    poses = turn_runner(pose(scene.body, scene.plan, run), scene.plan, run)
    mirror = np.array([1.0 if way == "right" else -1.0, -1.0])
    at = [middle(tracks.points, name) * mirror for name in ("hip", "shoulder")]
    trunk = at[1] - at[0]
    length = np.hypot(trunk[:, 0], trunk[:, 1])[:, None]
    ahead = np.stack([trunk[:, 1], -trunk[:, 0]], axis=1) / length
    true = []
    for joint, landmark in zip(
        find_trunk_ends(scene.body, poses.rotations, poses.joints), at, strict=True
    ):
        there = scene.camera.project(joint)[:, :2] * mirror
        true.append(np.sum((there - landmark) / length * ahead, axis=1))
    seen = describe_landmarks(tracks.points, way)
    return _keep_whole_strides(scene, seen, np.stack(true, axis=1), tracks, stride_s)


def make_back_example(
    scene: Scene, info: VideoInfo, found: Detections, centres: Model, forms: ShapePrior
) -> BackExample | None:
    """Measure the back in a clip, with true tilt and lordosis; None if nobody is seen."""
    runner_tracks = track_runner(info, found)
    if runner_tracks is None:
        return None
    tracks, way, stride_s = runner_tracks
    view = View(way, info.width, info.height)
    runner = to_joint_centres(build_body(tracks, view), stride_s, centres)
    line = read_trunk_line(found, runner)
    cut = cut_strides(runner)
    edges = fill_edges(line, cut, forms)
    return describe_back(edges, scene, tracks, runner, cut, stride_s)


def describe_back(
    edges: tuple[FilledEdge, FilledEdge],
    scene: Scene,
    tracks: Tracks,
    runner: Body,
    cut: Cut,
    stride_s: float,
) -> BackExample | None:
    """Describe both edges of a trunk, measured or true, with true tilt and lordosis."""
    back, front = edges
    every = slice(0, len(tracks.times_s))
    seen = np.stack(list(describe(back, front, runner, every)), axis=1)
    run = compute_kinematics(scene.plan, compute_shot_times(scene))
    real = measure_truth(scene.body, run, pose(scene.body, scene.plan, run), scene.camera.side)
    true = np.stack(
        [real["pelvic_tilt_deg"] - real["trunk_lean_deg"], real["lumbar_lordosis_deg"]], axis=1
    )
    visible = shows_low_back(back.seen)
    example = _keep_whole_strides(scene, seen, true, tracks, stride_s, cut.number >= 0)
    if example is None:
        return None
    edge = back.values[example.frames].astype(float)
    lean, measured = (
        average_over_stride(values[:, None], tracks.times_s, stride_s)
        for values in (real["trunk_lean_deg"].to_numpy(), trunk_lean(runner))
    )
    off = lean - measured
    return BackExample(
        example=example,
        posture=example.mean_targets + lean[example.frames] * [1.0, 0.0],
        visible=visible[example.frames],
        line=back.by_stride.mean(axis=0),
        sacral_deg=tangent(edge, SACRUM),
        hollow_deg=hollow(edge),
        move=_measure_move(scene, example, find_known_places(back.seen[:, BACK], cut), cut, off),
    )


def _measure_move(
    scene: Scene, example: Example, known: BoolArray, cut: Cut, off: FloatArray
) -> Move:
    """Measure what changes from the first to the last third of a clip, and of its body.

    ``off`` is true less measured lean, means over the stride, ``(frames, 1)`` degrees.
    """
    frames = example.frames
    third = len(frames) // 3
    taken = compute_shot_times(scene)
    ends = []
    for part in (frames[:third:EVERY], frames[-third::EVERY]):
        run = compute_kinematics(scene.plan, taken[part])
        poses = pose(scene.body, scene.plan, run)
        true = measure_truth(scene.body, run, poses, scene.camera.side)
        angles = [
            (true["pelvic_tilt_deg"] - true["trunk_lean_deg"]).mean(),
            true["lumbar_lordosis_deg"].mean(),
        ]
        line = measure_back_line(scene.body, poses)[:, BACK].mean(axis=0)
        ends.append(np.concatenate([line, angles]))
    own = ends[1] - ends[0]
    return Move(
        runner=scene.runner.body,
        line=measure_move(example.mean_features[:, : len(BACK)]) / _measure_smoothing(cut, frames),
        known=known,
        # the targets are against the true lean, changes against the measured one
        angles=measure_move(example.mean_targets) + measure_move(off[frames]) * [1.0, 0.0],
        body_line=own[:-2],
        body_angles=own[-2:],
    )


def _measure_smoothing(cut: Cut, frames: IndexArray) -> float:
    """Measure which share of a steady drift is left when strides are smoothed over neighbours."""
    strides = np.arange(len(cut.steps), dtype=float)
    weight = np.convolve(np.ones_like(strides), KERNEL, "same")
    smoothed = np.convolve(strides, KERNEL, "same") / weight
    own = cut.number[frames]
    whole, left = (measure_move(levels[own][:, None])[0] for levels in (strides, smoothed))
    return float(left / whole)


def track_runner(info: VideoInfo, found: Detections) -> tuple[Tracks, Facing, float] | None:
    """Find smoothed tracks, the way the runner faces, and the length of a stride in seconds."""
    tracks = clean(found, info.times_s, info.width, info.height)
    if not tracks.stretches:
        return None
    motion = estimate_gait(tracks)
    if not np.isfinite(motion.stride_hz):
        return None
    return smooth(tracks, 1.0), detect_facing(tracks), 1 / motion.stride_hz


def _keep_whole_strides(
    scene: Scene,
    features: FloatArray,
    targets: FloatArray,
    tracks: Tracks,
    stride_s: float,
    usable: BoolArray | None = None,
) -> Example | None:
    """Keep the frames of stretches of two strides and more."""
    mean_features, mean_targets = np.full_like(features, np.nan), np.full_like(targets, np.nan)
    kept = np.zeros(len(features), bool)
    for stretch in tracks.stretches:
        times = tracks.times_s[stretch]
        if times[-1] - times[0] < 2 * stride_s:
            continue
        kept[stretch] = True
        mean_features[stretch] = average_over_stride(features[stretch], times, stride_s)
        mean_targets[stretch] = average_over_stride(targets[stretch], times, stride_s)
    if usable is not None:
        kept &= usable
    frames = np.flatnonzero(kept & np.isfinite(targets).all(axis=1))
    if not frames.size:
        return None
    return Example(
        scene.runner.body,
        features[frames],
        mean_features[frames],
        targets[frames],
        mean_targets[frames],
        frames,
    )
