"""The registry of the truth's columns, and the posed runner that they are measured from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import groupby
from typing import Literal

import numpy as np

from posture.synthetic.bodies.anatomy import MIDLINE, TRAGI, Anatomy, measure_anatomy
from posture.synthetic.bodies.library import Body
from posture.synthetic.bodies.skeleton import SEGMENT
from posture.synthetic.bodies.skinning import skin
from posture.synthetic.motion.kinematics import Kinematics
from posture.synthetic.motion.posing import Poses
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


def pitch_of(runner: PosedRunner, segment: str) -> FloatArray:
    """Forward pitch of a segment's upward axis in the sagittal plane, ``(T,)`` degrees."""
    turned = runner.poses.rotations[:, SEGMENT[segment]]
    return np.asarray(np.degrees(np.arctan2(turned[:, 0, 2], turned[:, 2, 2])))


def ahead_of_vertical(upper: FloatArray, lower: FloatArray) -> FloatArray:
    """Angle of a hanging segment against the downward vertical, degrees, + lower end ahead."""
    line = lower - upper
    return np.asarray(np.degrees(np.arctan2(line[:, 0], -line[:, 2])))
