"""Pose a body: from the kinematics of a run to the rotation of every segment in every frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from posture.errors import UsageError
from posture.synthetic.bodies.anatomy import Anatomy, measure_anatomy
from posture.synthetic.bodies.feet import find_foot
from posture.synthetic.bodies.library import Body
from posture.synthetic.bodies.skeleton import SEGMENT, SEGMENTS, pitch, place_segments, roll, yaw
from posture.synthetic.motion import legs
from posture.synthetic.motion.arms import turn_arms, turn_clavicles
from posture.synthetic.motion.gait import DEFAULT_GAIT, load_gait
from posture.synthetic.motion.kinematics import Kinematics, compute_kinematics
from posture.synthetic.motion.plan import Plan
from posture.synthetic.motion.reach import bend_leg, measure_leg, measure_reach
from posture.synthetic.motion.trunk_lean import measure_trunk_lean
from posture.utils.arrays import BoolArray, FloatArray

#: How the lumbar spine's bend is shared by the joints under its segments, from below.
LUMBAR = {"lumbar_low": 0.40, "lumbar_high": 0.35, "thorax_low": 0.25}
#: Half of the distance between the feet's tracks as a share of that between the hips: runners
#: land near the middle line.
TRACK = 0.35
#: Share of the trunk's pitch that neck and head take back, so that the eyes look ahead.
LEVEL_EYES = 0.75
#: Rate at which the paths of the feet are computed, Hz, whatever the frame rate.
RATE_HZ = 500.0
#: Sides of the body.
SIDES = ("right", "left")
#: Most rounding of the upper back with which a lean is reached, degrees: nobody runs with more.
ROUNDEST_DEG = 30.0


@dataclass(frozen=True)
class Poses:
    """A body in motion; T frames.

    Attributes
    ----------
    rotations, joints
        ``(T, segments, 3, 3)`` and ``(T, segments, 3)`` in the world.
    down
        By side, ``(T,)`` whether the foot is on the ground.
    rounding_deg
        ``(T,)`` turn of the upper back that brings the lean about: of lean, tilt and lordosis
        given together, the upper back is what gives way.
    """

    rotations: FloatArray
    joints: FloatArray
    down: Mapping[str, BoolArray]
    rounding_deg: FloatArray


def join_poses(first: Poses, then: Poses) -> Poses:
    """Put the frames of one after those of the other."""
    return Poses(
        np.concatenate([first.rotations, then.rotations]),
        np.concatenate([first.joints, then.joints]),
        {side: np.concatenate([first.down[side], then.down[side]]) for side in SIDES},
        np.concatenate([first.rounding_deg, then.rounding_deg]),
    )


def stand_at_ease(body: Body, times: FloatArray) -> Poses:
    """Stand, arms hanging, breathing and shifting a little; ``(T,)`` seconds."""
    frames = len(times)
    local = np.tile(np.eye(3), (frames, len(SEGMENTS), 1, 1))
    local[:, SEGMENT["thorax"]] = pitch(2.0 + 1.0 * np.sin(2 * np.pi * times / 3.7))
    local[:, SEGMENT["head"]] = yaw(12.0 * np.sin(2 * np.pi * times / 6.1))
    for side, sign in (("right", 1.0), ("left", -1.0)):
        local[:, SEGMENT[f"forearm_{side}"]] = pitch(np.full(frames, -12.0 - 4.0 * sign))
    rotations, joints = place_segments(
        body.joints, local, np.tile(body.joint("pelvis"), (frames, 1))
    )
    down = np.ones(frames, bool)
    return Poses(rotations, joints, {"right": down, "left": down}, np.zeros(frames))


def pose(body: Body, plan: Plan, run: Kinematics, *, overground: bool = False) -> Poses:
    """Put a run on a body.

    Parameters
    ----------
    body, plan, run
        Who runs, and how.
    overground
        Whether the ground stands still and the body moves along, from x = 0 at time 0.

    Notes
    -----
    Pelvic tilt and lumbar lordosis are as the kinematics say in every frame, but for what turning
    and bending sideways take from the sagittal plane (below a degree, and nothing of the stride
    means). Of the lean the plan's stride means are kept, by rounding the upper back; its motion
    within the stride follows from pelvis and spine. The height is that of the kinematics, above a
    level at which the legs just reach. The swings next to the ends of a plan lack a neighbour to
    fit to: film from a stride after its start to a stride before its end. The runner is not turned
    by the plan's `turn_deg`: see `turning`.
    """
    shape = measure_anatomy(body)
    dense = compute_kinematics(plan, np.arange(0.0, plan.duration_s, 1 / RATE_HZ))
    rounding = _find_rounding(body, shape, dense)
    paths, height = _lay_paths(body, plan, dense, shape)
    rounding = np.interp(run.times, dense.times, rounding)

    local = _turn_trunk(shape, run, rounding)
    turn_arms(local, run)
    sway = np.zeros((len(run.times), 3))
    sway[:, 0], sway[:, 2] = run["pelvis_forward_m"], run["pelvis_height_m"] + height
    pelvis = local[:, SEGMENT["pelvis"]]
    down = {}
    for side in SIDES:
        path = paths[side].sample(run.times, dense.times)
        ankles = np.stack([path.x, np.full_like(path.x, _find_track(body, side)), path.z], axis=1)
        hips = sway + pelvis @ _find_hip(body, side)
        thigh, shank = bend_leg(body, side, hips, ankles, pelvis[:, :, 0])
        foot, toes = pitch(-path.foot_deg), pitch(-path.toes_deg)
        chain = {"thigh": thigh, "shank": shank, "foot": foot, "toes": toes}
        above = pelvis
        for part, turned in chain.items():
            local[:, SEGMENT[f"{part}_{side}"]] = np.swapaxes(above, 1, 2) @ turned
            above = turned
        down[side] = path.down
    if overground:
        slope = plan.grade_percent / 100
        sway = sway + run.times[:, None] * [plan.speed_m_s, 0.0, plan.speed_m_s * slope]
    rotations, joints = place_segments(body.joints, local, sway)
    return Poses(rotations, joints, down, rounding)


def _lay_paths(
    body: Body, plan: Plan, dense: Kinematics, shape: Anatomy
) -> tuple[dict[str, legs.FootPath], float]:
    """Ways of both feet, and the level of the pelvis at which the legs just reach, metres."""
    pelvis = _turn_pelvis(shape, dense)
    sway = np.zeros((len(dense.times), 3))
    sway[:, 0], sway[:, 2] = dense["pelvis_forward_m"], dense["pelvis_height_m"]
    hips = {side: sway + pelvis @ _find_hip(body, side) for side in SIDES}
    own_tilt = load_gait(plan.gait).curves["pelvic_tilt_deg"].mean
    raw = {side: _read_swing(dense, side, own_tilt) for side in SIDES}
    if plan.feet == "free":
        if plan.grade_percent:
            raise UsageError("Free feet know no slope; leave out grade_percent, or plant them.")
        return _free_paths(body, dense, hips, raw)
    planted = {side: _plant_foot(body, plan, dense, side, hips[side], raw[side]) for side in SIDES}
    height = min(_find_height(body, dense, side, planted[side], hips[side]) for side in SIDES)
    return {
        side: legs.swing(
            planted[side],
            find_foot(body, side),
            hips[side][:, [0, 2]] + [0.0, height],
            hips[side][:, 1] - _find_track(body, side),
            measure_leg(body, side),
            raw[side],
            float(np.degrees(np.arctan(plan.grade_percent / 100))),
            # the default gait's foot is seldom low, and its runs stay as they have always been
            plan.gait != DEFAULT_GAIT,
        )
        for side in SIDES
    }, height


def _free_paths(
    body: Body, dense: Kinematics, hips: dict[str, FloatArray], raw: dict[str, FloatArray]
) -> tuple[dict[str, legs.FootPath], float]:
    """As `_lay_paths`, of feet that go where the gait's curves bring them."""
    found = {
        side: legs.move_freely(
            np.any([(dense.times >= a) & (dense.times < b) for a, b in dense.stances[side]], 0),
            find_foot(body, side),
            hips[side][:, [0, 2]],
            hips[side][:, 1] - _find_track(body, side),
            measure_leg(body, side),
            raw[side],
            dense[f"foot_pitch_{side}_deg"],
        )
        for side in SIDES
    }
    height = float(np.mean([above for _, above in found.values()]))
    paths = {side: replace(path, z=path.z + height) for side, (path, _) in found.items()}
    return paths, height


def _find_hip(body: Body, side: str) -> FloatArray:
    """Hip against the pelvis' own joint at rest, ``(3,)`` metres."""
    return np.asarray(body.joint(f"thigh_{side}") - body.joint("pelvis"), dtype=float)


def _find_track(body: Body, side: str) -> float:
    """How far to the left a foot lands, metres."""
    return TRACK * float(body.joint(f"thigh_{side}")[1])


def _turn_pelvis(shape: Anatomy, run: Kinematics) -> FloatArray:
    """Turn of the pelvis in the world, ``(T, 3, 3)``."""
    return (
        yaw(run["pelvis_rotation_deg"])
        @ roll(-run["pelvis_obliquity_deg"])
        @ pitch(run["pelvic_tilt_deg"] - shape.pelvic_tilt_deg)
    )


def _turn_trunk(shape: Anatomy, run: Kinematics, rounding: FloatArray) -> FloatArray:
    """Turn pelvis, spine, clavicles, neck and head against their parents, and nothing else."""
    frames = len(run.times)
    local = np.tile(np.eye(3), (frames, len(SEGMENTS), 1, 1))
    tilt = run["pelvic_tilt_deg"] - shape.pelvic_tilt_deg
    arch = run["lumbar_lordosis_deg"] - shape.lumbar_lordosis_deg
    local[:, SEGMENT["pelvis"]] = _turn_pelvis(shape, run)
    third = 1 / len(LUMBAR)
    for name, share in LUMBAR.items():
        local[:, SEGMENT[name]] = (
            yaw(third * run["thorax_rotation_deg"])
            @ roll(third * run["thorax_bending_deg"])
            @ pitch(-share * arch)
        )
    local[:, SEGMENT["thorax"]] = pitch(rounding)
    turn_clavicles(local, run)
    eyes = run.slow["head_pitch_deg"] - LEVEL_EYES * (tilt - arch + rounding)
    local[:, SEGMENT["neck"]] = pitch(eyes / 2) @ yaw(-0.5 * run["thorax_rotation_deg"])
    local[:, SEGMENT["head"]] = pitch(eyes / 2) @ yaw(-0.4 * run["thorax_rotation_deg"])
    return local


def _find_rounding(body: Body, shape: Anatomy, run: Kinematics) -> FloatArray:
    """Find the turn of the upper back that gives the lean its planned means, ``(T,)`` degrees."""

    def lean(rounding: FloatArray) -> FloatArray:
        local = _turn_trunk(shape, run, rounding)
        placed = place_segments(body.joints, local, np.zeros((len(run.times), 3)))
        return measure_trunk_lean(body, *placed)

    rounding = np.zeros(len(run.times))
    # twice, for the lean is not quite straight in the rounding; smoothed over the stride each
    # time, so that the upper back never beats with the steps to make up for what the spine does
    for _ in range(2):
        here = lean(rounding)
        per_degree = float(np.median(lean(rounding + 1.0) - here))
        missing = _average_over_stride(run, run.slow["trunk_lean_deg"] - here)
        rounding = rounding + _average_over_stride(run, missing) / per_degree
    if np.abs(rounding).max() > ROUNDEST_DEG:
        raise UsageError(
            f"{body.name} cannot lean like this with that pelvic tilt and lordosis: the upper "
            f"back would have to turn by {rounding[np.abs(rounding).argmax()]:.0f} degrees; "
            "bring lean nearer to tilt less lordosis"
        )
    return rounding


def _average_over_stride(run: Kinematics, series: FloatArray) -> FloatArray:
    """Mean of a series over the stride around each frame; the ends keep the nearest whole one."""
    turns = run.turns
    area = np.concatenate([[0.0], np.cumsum((series[1:] + series[:-1]) / 2 * np.diff(turns))])
    middle = np.clip(turns, turns[0] + 0.5, turns[-1] - 0.5)
    return np.asarray(np.interp(middle + 0.5, turns, area) - np.interp(middle - 0.5, turns, area))


def _read_swing(run: Kinematics, side: str, own_tilt_deg: float) -> FloatArray:
    """Thigh and shank of the gait against the downward vertical, ``(T, 2)`` degrees, + ahead."""
    # the gait's hip angle is against its own runner's pelvis, not against this plan's tilt
    sway = run["pelvic_tilt_deg"] - run.slow["pelvic_tilt_deg"]
    thigh = run[f"hip_flexion_{side}_deg"] - own_tilt_deg - sway
    return np.stack([thigh, thigh - run[f"knee_flexion_{side}_deg"]], axis=1)


def _plant_foot(
    body: Body, plan: Plan, run: Kinematics, side: str, hips: FloatArray, raw: FloatArray
) -> legs.FootPath:
    """Plant one foot on the ground."""
    reach = np.sin(np.radians(raw)) @ np.array(measure_leg(body, side))
    return legs.plant(
        run.times,
        run.stances[side],
        find_foot(body, side),
        hips[:, 0] + reach,
        run[f"foot_pitch_{side}_deg"],
        run.slow["foot_strike_deg"],
        plan.speed_m_s,
        plan.grade_percent / 100,
    )


def _find_height(
    body: Body, run: Kinematics, side: str, path: legs.FootPath, hips: FloatArray
) -> float:
    """Level of the pelvis at which the standing leg just reaches the ground, metres.

    A few frames may stretch the knee more.
    """
    level = (path.x - hips[:, 0]) ** 2 + (_find_track(body, side) - hips[:, 1]) ** 2
    span = np.sqrt(np.maximum(measure_reach(body, side) ** 2 - level, 0.0))
    stances = run.stances[side]
    inside = stances[(stances[:, 0] >= 0) & (stances[:, 1] < run.times[-1])]
    whole = path.down & (run.times >= inside[0, 0]) & (run.times < inside[-1, 1])
    return float(np.percentile((path.z + span - hips[:, 2])[whole], 2))
