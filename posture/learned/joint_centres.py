"""Joint centres of hip and shoulder: the pose network's systematic errors, learned and removed.

The network's mid-hip lies ahead of the hip joints and its mid-shoulder behind the shoulder joints,
by amounts that differ from body to body and change within the stride: 2-6 degrees of lean in level,
and half of the trunk's motion within the stride. Most of this error can be predicted from the
positions of arms, legs and head relative to the trunk. But the error of the level hardly changes
within a run, and arms do: so each run has one constant for it, and a change of lean from early to
late is that of the landmarks. The weights are ridge regressions on virtual runners
(`python -m models.training`); `tests/benchmarks/accuracy` shows how large the errors stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from posture.learned.weights import Estimate, Model, predict
from posture.pose import INDEX, middle
from posture.tracks.body import Body
from posture.tracks.view import Facing
from posture.utils.arrays import FloatArray

#: Joints whose centres are estimated.
JOINTS = ("hip", "shoulder")
#: Landmarks of both sides that are used.
_SIDED = ("ear", "shoulder", "hip", "elbow", "wrist", "knee", "ankle")
#: Names of the features: positions of landmarks in the trunk's coordinates (from mid-hip, x to the
#: runner's front, y up along the trunk, in trunk lengths), near and far side.
FEATURES = (
    *(f"{part}_{side}_{axis}" for part in _SIDED for side in ("near", "far") for axis in "xy"),
    "nose_x",
    "nose_y",
)


def to_joint_centres(body: Body, stride_s: float, centres: Model) -> Body:
    """Move mid-hip and mid-shoulder from the landmarks to the joint centres.

    Parameters
    ----------
    body
        The runner, from smoothed tracks.
    stride_s
        Length of a stride, seconds of real running.
    centres
        The learned weights, for the network that found the landmarks.

    Returns
    -------
    Body
        With ``hip`` and ``shoulder`` moved at right angles to the trunk, and both legs' hips as
        much as ``hip``: by a level that is constant over all stretches, and by the motion within
        the stride.
    """
    estimates = [
        predict(
            iterate_features(body.points[stretch], body.view.facing),
            body.times_s[stretch],
            stride_s,
            centres,
        )
        for stretch in body.stretches
    ]
    levels = {name: _average_level(name, estimates) for name in JOINTS}
    moved = {name: np.zeros_like(body.hip) for name in JOINTS}
    for stretch, estimated in zip(body.stretches, estimates, strict=True):
        trunk = body.shoulder[stretch] - body.hip[stretch]
        ahead = np.stack([trunk[:, 1], -trunk[:, 0]], axis=1)
        for name in JOINTS:
            by = levels[name] + estimated[name].motion
            moved[name][stretch] = by[:, None] * ahead
    hip = moved["hip"]
    return replace(
        body,
        hip=body.hip + hip,
        shoulder=body.shoulder + moved["shoulder"],
        near=replace(body.near, hip=body.near.hip + hip),
        far=replace(body.far, hip=body.far.hip + hip),
        lean_shift_deg=float(np.degrees(np.arctan(levels["shoulder"] - levels["hip"]))),
    )


def _average_level(joint: str, estimates: Sequence[Mapping[str, Estimate]]) -> float:
    """Average the level of a joint's move over all frames, trunk lengths; 0 without frames."""
    every = [one[joint].level for one in estimates]
    return float(np.concatenate(every).mean()) if every else 0.0


def describe(points: npt.NDArray[np.floating], facing: Facing) -> FloatArray:
    """Describe where the landmarks lie relative to the trunk.

    Parameters
    ----------
    points
        ``(frames, 33, 2)`` pixels of the picture, x right and y down.
    facing
        Which way the runner faces in the picture.

    Returns
    -------
    FloatArray
        ``(frames, features)`` trunk lengths, in the order of `FEATURES`; none of them depends on
        how the camera was tilted.
    """
    return np.stack(list(iterate_features(points, facing)), axis=1)


def iterate_features(points: npt.NDArray[np.floating], facing: Facing) -> Iterator[FloatArray]:
    """Give the features of `describe` one by one: all of a long video together are large."""
    mirror = np.array([1.0 if facing == "right" else -1.0, -1.0])
    hip = middle(points, "hip") * mirror
    trunk = middle(points, "shoulder") * mirror - hip
    length = np.hypot(trunk[:, 0], trunk[:, 1])[:, None]
    up = trunk / length
    ahead = np.stack([up[:, 1], -up[:, 0]], axis=1)
    sides = {"near": facing, "far": "left" if facing == "right" else "right"}
    for name in [f"{sides[side]}_{part}" for part in _SIDED for side in sides] + ["nose"]:
        place = (points[:, INDEX[name]] * mirror - hip) / length
        yield np.sum(place * ahead, axis=1)
        yield np.sum(place * up, axis=1)
