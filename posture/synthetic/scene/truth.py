"""What is true of every frame, in the columns of ``frames.parquet``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import pandas as pd

from posture.synthetic.bodies.anatomy import EARS, MIDLINE, measure_anatomy, measure_skin_lordosis
from posture.synthetic.bodies.library import Body
from posture.synthetic.bodies.skeleton import SEGMENT
from posture.synthetic.bodies.skinning import skin
from posture.synthetic.motion.kinematics import Kinematics
from posture.synthetic.motion.posing import Poses, measure_trunk_lean
from posture.utils.arrays import FloatArray

Side = Literal["right", "left"]


def measure_truth(body: Body, run: Kinematics, poses: Poses, near: Side) -> pd.DataFrame:
    """Measure the posed body itself.

    Parameters
    ----------
    body, run, poses
        Who runs, the programme at the frames' times, and the poses of the same frames.
    near
        The side towards the camera.

    Returns
    -------
    DataFrame
        A row a frame. Angles in degrees with the signs of OUTPUTS.md, in the sagittal plane of
        the running direction (not in the picture's, which an oblique camera turns):

        - ``trunk_lean_deg``: joint centres, mid-hip to mid-shoulder, against the vertical;
        - ``pelvic_tilt_deg``: PSIS to ASIS, carried rigidly by the pelvis, against the horizontal;
        - ``lumbar_lordosis_deg``: turn of the lowest thoracic segment against the pelvis, from
          the vertebral joints, added to the body's own lordosis of the skin at rest;
        - ``lumbar_lordosis_skin_deg``: of the posed skin's midline, see `anatomy.skin_lordosis`;
        - ``hip_angle_*``, ``knee_angle_*``, ``head_forward_deg``: joint centres, and ear openings;
        - ``hip_height_trunk``, ``sway_back_trunk``: height of mid-hip above the ground, and how
          far it is ahead of the line from the near ankle to mid-shoulder, both in lengths of the
          line from mid-hip to mid-shoulder (its median);
        - ``stride``, ``phase``: from near-side contact to the next;
        - ``contact_near``, ``contact_far``: whether the foot is on the ground.
    """
    shape = measure_anatomy(body)
    far: Side = "left" if near == "right" else "right"
    at = {name: poses.joints[:, i] for name, i in SEGMENT.items()}
    lean = measure_trunk_lean(poses.joints)
    pelvis = _pitch(poses.rotations[:, SEGMENT["pelvis"]])
    chest = _pitch(poses.rotations[:, SEGMENT["thorax_low"]])
    midline, ears = _skin_points(body, poses)
    shoulders = (at["upper_arm_right"] + at["upper_arm_left"]) / 2
    columns: dict[str, object] = {
        "frame": np.arange(len(run.times)),
        "time_s": run.times,
        "trunk_lean_deg": lean,
        "pelvic_tilt_deg": shape.pelvic_tilt_deg + pelvis,
        "lumbar_lordosis_deg": shape.lumbar_lordosis_deg + pelvis - chest,
        "lumbar_lordosis_skin_deg": measure_skin_lordosis(midline),
    }
    for label, side in (("near", near), ("far", far)):
        thigh = _ahead(at[f"thigh_{side}"], at[f"shank_{side}"])
        shank = _ahead(at[f"shank_{side}"], at[f"foot_{side}"])
        columns[f"hip_angle_{label}_deg"] = thigh + lean
        columns[f"knee_angle_{label}_deg"] = thigh - shank
        columns[f"thigh_angle_{label}_deg"] = thigh
        columns[f"contact_{label}"] = poses.down[side]
    columns["head_forward_deg"] = _lean(shoulders, ears)
    hips = (at["thigh_right"] + at["thigh_left"]) / 2
    trunk_m = float(np.median(np.linalg.norm((shoulders - hips)[:, [0, 2]], axis=1)))
    columns["hip_height_trunk"] = hips[:, 2] / trunk_m
    columns["sway_back_trunk"] = _before(at[f"foot_{near}"], shoulders, hips) / trunk_m
    turns = run.turns if near == "right" else run.turns - 0.5
    columns["stride"] = np.floor(turns).astype(np.int64)
    columns["phase"] = turns % 1.0
    return pd.DataFrame(columns)


def find_events(run: Kinematics, near: Side) -> Mapping[str, list[float]]:
    """Exact times of contact and toe-off by side, seconds on the clock of `run.times`."""
    far = "left" if near == "right" else "right"
    found = {}
    for label, side in (("near", near), ("far", far)):
        stances = run.stances[side]
        for name, column in (("contacts", 0), ("toe_offs", 1)):
            times = stances[:, column]
            inside = (times >= run.times[0]) & (times <= run.times[-1])
            found[f"{name}_{label}_s"] = [round(float(t), 6) for t in times[inside]]
    return found


def _pitch(rotations: FloatArray) -> FloatArray:
    """Forward pitch of the upward axis in the sagittal plane, ``(T, 3, 3)`` → ``(T,)`` degrees."""
    return np.asarray(np.degrees(np.arctan2(rotations[:, 0, 2], rotations[:, 2, 2])))


def _lean(lower: FloatArray, upper: FloatArray) -> FloatArray:
    line = upper - lower
    return np.asarray(np.degrees(np.arctan2(line[:, 0], line[:, 2])))


def _before(lower: FloatArray, upper: FloatArray, point: FloatArray) -> FloatArray:
    """How far a point is ahead of the line through two others, along the horizontal."""
    share = (point[:, 2] - lower[:, 2]) / (upper[:, 2] - lower[:, 2])
    return np.asarray(point[:, 0] - (lower[:, 0] + share * (upper[:, 0] - lower[:, 0])))


def _ahead(upper: FloatArray, lower: FloatArray) -> FloatArray:
    """Angle of a hanging segment against the downward vertical, + lower end ahead."""
    line = lower - upper
    return np.asarray(np.degrees(np.arctan2(line[:, 0], -line[:, 2])))


def _skin_points(body: Body, poses: Poses) -> tuple[FloatArray, FloatArray]:
    """Midline of the back ``(T, 32, 2)``, x and z, and mid-ear ``(T, 3)``."""
    chosen = [*MIDLINE, *EARS]
    shape = body.shape
    points = np.array(
        [
            skin(
                body.vertices[chosen],
                shape.bones[chosen],
                shape.weights[chosen],
                body.joints,
                rotations.astype(np.float32),
                joints.astype(np.float32),
            )
            for rotations, joints in zip(poses.rotations, poses.joints, strict=True)
        ],
        dtype=float,
    )
    return points[:, : len(MIDLINE)][..., [0, 2]], points[:, len(MIDLINE) :].mean(axis=1)
