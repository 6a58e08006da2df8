"""The true value of every column of ``frames.parquet`` in every frame: one function a column.

A new column is one more function, here or in `posture.synthetic.scene.limb_truth`: of a
`PosedRunner`, returning ``(T,)`` values, under ``@truth_of("its_name")``. With ``{side}`` in the
name it is measured of both sides of the body.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from posture.synthetic.bodies.anatomy import MIDLINE, measure_skin_lordosis
from posture.synthetic.bodies.library import Body
from posture.synthetic.motion.kinematics import Kinematics
from posture.synthetic.motion.posing import Poses
from posture.synthetic.motion.trunk_lean import measure_trunk_lean
from posture.synthetic.scene.limb_truth import measure_shank_angle
from posture.synthetic.scene.posed_runner import (
    PosedRunner,
    Seen,
    Side,
    Values,
    ahead_of_vertical,
    list_columns,
    pitch_of,
    truth_of,
)
from posture.utils.arrays import FloatArray

__all__ = ["PosedRunner", "find_events", "measure_truth", "truth_of"]


def measure_truth(body: Body, run: Kinematics, poses: Poses, near: Side) -> pd.DataFrame:
    """Measure the posed body itself.

    Parameters
    ----------
    body, run, poses
        Who runs, the kinematics at the frames' times, and the poses of the same frames.
    near
        The side towards the camera.

    Returns
    -------
    DataFrame
        A row a frame, with the columns of `TRUTHS`. Angles in degrees with the signs of
        ``frames.parquet``, in the sagittal plane of the running direction (not in the picture's,
        which an oblique camera turns).
    """
    runner = PosedRunner(body, run, poses, near)
    return pd.DataFrame({name: measure(runner) for name, measure in list_columns().items()})


@truth_of("trunk_lean_deg")
def measure_lean(runner: PosedRunner) -> FloatArray:
    """Line from mid-hip to mid-shoulder against the vertical, see `measure_trunk_lean`."""
    return measure_trunk_lean(runner.body, runner.poses.rotations, runner.poses.joints)


@truth_of("pelvic_tilt_deg")
def measure_pelvic_tilt(runner: PosedRunner) -> Values:
    """Line from PSIS to ASIS against the horizontal; both turn with the pelvis; + anterior."""
    return runner.rest.pelvic_tilt_deg + pitch_of(runner, "pelvis")


@truth_of("lumbar_lordosis_deg")
def measure_lordosis(runner: PosedRunner) -> Values:
    """Lowest thoracic segment against the pelvis, added to the skin's own lordosis at rest."""
    turned = pitch_of(runner, "pelvis")
    return runner.rest.lumbar_lordosis_deg + turned - pitch_of(runner, "thorax_low")


@truth_of("lumbar_lordosis_skin_deg")
def measure_lordosis_of_skin(runner: PosedRunner) -> Values:
    """Lordosis of the posed skin's midline, see `measure_skin_lordosis`, also under clothes."""
    return measure_skin_lordosis(runner.skin_points[:, : len(MIDLINE)][..., [0, 2]])


@truth_of("hip_angle_{side}_deg")
def measure_hip_angle(runner: PosedRunner, seen: Seen) -> Values:
    """Thigh against the trunk, from joint centres; + flexed."""
    return measure_thigh_angle(runner, seen) + measure_lean(runner)


@truth_of("knee_angle_{side}_deg")
def measure_knee_angle(runner: PosedRunner, seen: Seen) -> Values:
    """Shank against the thigh, from joint centres; + flexed."""
    return measure_thigh_angle(runner, seen) - measure_shank_angle(runner, seen)


@truth_of("thigh_angle_{side}_deg")
def measure_thigh_angle(runner: PosedRunner, seen: Seen) -> FloatArray:
    """Thigh against the downward vertical, from joint centres; + knee ahead."""
    return ahead_of_vertical(runner.joint("thigh", seen), runner.joint("shank", seen))


@truth_of("contact_{side}")
def find_contact(runner: PosedRunner, seen: Seen) -> Values:
    """Whether the foot is on the ground."""
    return runner.poses.down[runner.side(seen)]


@truth_of("head_forward_deg")
def measure_head_forward(runner: PosedRunner) -> Values:
    """Line from the shoulders' joint centres to the tragi, mid-points of both; + forward."""
    ears = runner.skin_points[:, len(MIDLINE) :].mean(axis=1)
    line = ears - runner.middle("upper_arm")
    return np.asarray(np.degrees(np.arctan2(line[:, 0], line[:, 2])))


@truth_of("hip_height_trunk")
def measure_hip_height(runner: PosedRunner) -> Values:
    """Height of mid-hip above the ground, trunk lengths."""
    return np.asarray(runner.middle("thigh")[:, 2] / runner.trunk_m)


@truth_of("sway_back_trunk")
def measure_sway_back(runner: PosedRunner) -> Values:
    """How far mid-hip is ahead of the line from near ankle to mid-shoulder, trunk lengths."""
    ankle, shoulders = runner.joint("foot", "near"), runner.middle("upper_arm")
    hips = runner.middle("thigh")
    share = (hips[:, 2] - ankle[:, 2]) / (shoulders[:, 2] - ankle[:, 2])
    ahead = hips[:, 0] - (ankle[:, 0] + share * (shoulders[:, 0] - ankle[:, 0]))
    return np.asarray(ahead / runner.trunk_m)


@truth_of("stride")
def number_strides(runner: PosedRunner) -> Values:
    """Count the strides, from near-side contact to the next."""
    return np.floor(runner.turns).astype(np.int64)


@truth_of("phase")
def measure_phase(runner: PosedRunner) -> Values:
    """Share of the stride that is done, 0 at near-side contact."""
    return runner.turns % 1.0


def find_events(run: Kinematics, near: Side) -> Mapping[str, list[float]]:
    """Find exact times of contact and toe-off by side, seconds on the clock of `run.times`."""
    far = "left" if near == "right" else "right"
    found = {}
    for label, side in (("near", near), ("far", far)):
        stances = run.stances[side]
        for name, column in (("contacts", 0), ("toe_offs", 1)):
            times = stances[:, column]
            inside = (times >= run.times[0]) & (times <= run.times[-1])
            found[f"{name}_{label}_s"] = [round(float(t), 6) for t in times[inside]]
    return found
