"""The true value of every column of ``frames.parquet`` in every frame: one function a column.

A new column is one more function here: of a `PosedRunner`, returning ``(T,)`` values, under
``@truth_of("its_name")``. With ``{side}`` in the name it is measured of both sides of the body.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import groupby
from typing import Literal

import numpy as np
import pandas as pd

from posture.synthetic.bodies.anatomy import (
    MIDLINE,
    TRAGI,
    Anatomy,
    measure_anatomy,
    measure_skin_lordosis,
)
from posture.synthetic.bodies.library import Body
from posture.synthetic.bodies.skeleton import SEGMENT
from posture.synthetic.bodies.skinning import skin
from posture.synthetic.motion.kinematics import Kinematics
from posture.synthetic.motion.posing import Poses
from posture.synthetic.motion.trunk_lean import measure_trunk_lean
from posture.utils.arrays import BoolArray, FloatArray, IntArray

#: Sides of the body: its own, and as the camera sees them.
Side = Literal["right", "left"]
Seen = Literal["near", "far"]
#: A column of the truth, ``(T,)``.
Values = FloatArray | IntArray | BoolArray
Measure = Callable[..., Values]

#: Every column of the truth, in the order of the table, and the function that measures it.
TRUTHS: dict[str, Measure] = {}


def truth_of(column: str) -> Callable[[Measure], Measure]:
    """Register the function below it as the truth of a column.

    Parameters
    ----------
    column
        Name in the table. Where it contains ``{side}``, there is a column for each side of the
        body, and the function is called with ``"near"`` and with ``"far"`` as second argument.
    """

    def register(measure: Measure) -> Measure:
        TRUTHS[column] = measure
        return measure

    return register


@dataclass(frozen=True)
class PosedRunner:
    """A body in the poses of T frames, and what several columns are measured from.

    Attributes
    ----------
    body, run, poses
        Who runs, the kinematics at the frames' times, and the poses of the same frames.
    near
        The side of the body towards the camera.
    """

    body: Body
    run: Kinematics
    poses: Poses
    near: Side

    def side(self, seen: Seen) -> Side:
        """Name the side of the body that is near the camera, or far from it."""
        if seen == "near":
            return self.near
        return "left" if self.near == "right" else "right"

    def joint(self, segment: str, seen: Seen) -> FloatArray:
        """Where the segment of a side begins, ``(T, 3)`` world metres."""
        return np.asarray(self.poses.joints[:, SEGMENT[f"{segment}_{self.side(seen)}"]])

    def middle(self, segment: str) -> FloatArray:
        """Half-way between where the segments of both sides begin, ``(T, 3)`` world metres."""
        right, left = (SEGMENT[f"{segment}_{side}"] for side in ("right", "left"))
        return np.asarray((self.poses.joints[:, right] + self.poses.joints[:, left]) / 2)

    @cached_property
    def rest(self) -> Anatomy:
        """Angles of the body at rest."""
        return measure_anatomy(self.body)

    @cached_property
    def trunk_m(self) -> float:
        """Length of the line from mid-hip to mid-shoulder, median over the frames, metres."""
        line = (self.middle("upper_arm") - self.middle("thigh"))[:, [0, 2]]
        return float(np.median(np.linalg.norm(line, axis=1)))

    @cached_property
    def turns(self) -> FloatArray:
        """Strides done by the near side's foot, ``(T,)``."""
        return self.run.turns if self.near == "right" else self.run.turns - 0.5

    @cached_property
    def skin_points(self) -> FloatArray:
        """`MIDLINE`, then `TRAGI`, on the posed skin, ``(T, 34, 3)`` world metres."""
        chosen = [*MIDLINE, *TRAGI]
        body, shape = self.body, self.body.shape
        posed = [
            skin(
                body.vertices[chosen],
                shape.bones[chosen],
                shape.weights[chosen],
                body.joints,
                rotations.astype(np.float32),
                joints.astype(np.float32),
            )
            for rotations, joints in zip(self.poses.rotations, self.poses.joints, strict=True)
        ]
        return np.array(posed, dtype=float)


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


def list_columns() -> dict[str, Measure]:
    """List every column of the table and what measures it.

    Columns of sides that were registered one after the other stay together: first all of the near
    side, then all of the far side.
    """
    columns: dict[str, Measure] = {}
    for sided, group in groupby(TRUTHS.items(), lambda entry: "{side}" in entry[0]):
        entries = list(group)
        for seen in ("near", "far") if sided else (None,):
            for name, measure in entries:
                columns[name.format(side=seen)] = partial(measure, seen=seen) if sided else measure
    return columns


@truth_of("frame")
def number_frames(runner: PosedRunner) -> Values:
    """Count the frames, from 0."""
    return np.arange(len(runner.run.times))


@truth_of("time_s")
def measure_time(runner: PosedRunner) -> Values:
    """Seconds of real running."""
    return runner.run.times


@truth_of("trunk_lean_deg")
def measure_lean(runner: PosedRunner) -> FloatArray:
    """Line from mid-hip to mid-shoulder against the vertical, see `measure_trunk_lean`."""
    return measure_trunk_lean(runner.body, runner.poses.rotations, runner.poses.joints)


@truth_of("pelvic_tilt_deg")
def measure_pelvic_tilt(runner: PosedRunner) -> Values:
    """Line from PSIS to ASIS against the horizontal; both turn with the pelvis; + anterior."""
    return runner.rest.pelvic_tilt_deg + _pitch_of(runner, "pelvis")


@truth_of("lumbar_lordosis_deg")
def measure_lordosis(runner: PosedRunner) -> Values:
    """Lowest thoracic segment against the pelvis, added to the skin's own lordosis at rest."""
    turned = _pitch_of(runner, "pelvis")
    return runner.rest.lumbar_lordosis_deg + turned - _pitch_of(runner, "thorax_low")


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
    shank = _ahead_of_vertical(runner.joint("shank", seen), runner.joint("foot", seen))
    return measure_thigh_angle(runner, seen) - shank


@truth_of("thigh_angle_{side}_deg")
def measure_thigh_angle(runner: PosedRunner, seen: Seen) -> FloatArray:
    """Thigh against the downward vertical, from joint centres; + knee ahead."""
    return _ahead_of_vertical(runner.joint("thigh", seen), runner.joint("shank", seen))


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


def _pitch_of(runner: PosedRunner, segment: str) -> FloatArray:
    """Forward pitch of a segment's upward axis in the sagittal plane, ``(T,)`` degrees."""
    turned = runner.poses.rotations[:, SEGMENT[segment]]
    return np.asarray(np.degrees(np.arctan2(turned[:, 0, 2], turned[:, 2, 2])))


def _ahead_of_vertical(upper: FloatArray, lower: FloatArray) -> FloatArray:
    """Angle of a hanging segment against the downward vertical, degrees, + lower end ahead."""
    line = lower - upper
    return np.asarray(np.degrees(np.arctan2(line[:, 0], -line[:, 2])))
