"""Joint centres of hip and shoulder: the pose network's habits, learnt and taken off.

The network's mid-hip lies ahead of the hip joints and its mid-shoulder behind the shoulder
joints, by amounts that differ from body to body and swing with the stride: 2-6 degrees of lean in
level, and half of the trunk's motion within the stride. Where arms, legs and head are seen beside
the trunk tells most of it. The weights are ridge regressions on virtual runners
(`python -m posture.synthetic train`); `tests/benchmarks/accuracy` tells what they are worth.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt

from posture.pose import INDEX, middle
from posture.resources import centres_path
from posture.tracks.body import Body
from posture.tracks.clean import Tracks
from posture.tracks.facing import Facing

Series = npt.NDArray[np.float64]

_SIDED = ("ear", "shoulder", "hip", "elbow", "wrist", "knee", "ankle")
#: What is seen: places of landmarks in the frame of the trunk (x to the runner's front, y up along
#: the trunk, from mid-hip, in trunk lengths), near and far side.
FEATURES = (
    *(f"{part}_{side}_{axis}" for part in _SIDED for side in ("near", "far") for axis in "xy"),
    "nose_x",
    "nose_y",
)
#: What is not like anything learnt is taken for so many standard deviations at most.
UNLIKELY_SD = 2.5


@dataclass(frozen=True)
class Shift:
    """Where a joint centre is against the landmark, towards the runner's front, in trunk lengths.

    Attributes
    ----------
    bias
        On average.
    level, motion
        ``(features,)`` weights of the features' means over the stride, and of their motion in it.
    """

    bias: float
    level: Series
    motion: Series


@dataclass(frozen=True)
class Model:
    """What was learnt.

    Attributes
    ----------
    mean, level_sd, motion_sd
        ``(features,)`` of the features over runners: mean, SD of the stride means, SD within the
        stride.
    hip, shoulder
        Shifts of mid-hip and mid-shoulder.
    """

    mean: Series
    level_sd: Series
    motion_sd: Series
    hip: Shift
    shoulder: Shift


def to_joint_centres(body: Body, tracks: Tracks, facing: Facing, stride_s: float) -> Body:
    """Move mid-hip and mid-shoulder from the landmarks to the joint centres.

    Parameters
    ----------
    body
        The runner, from smoothed tracks.
    tracks, facing
        The tracks he was made of, and the way he faces.
    stride_s
        Length of a stride, seconds of real running.

    Returns
    -------
    Body
        With ``hip`` and ``shoulder`` moved square to the trunk, and both legs' hips with the first.
    """
    hip, shoulder = np.zeros_like(body.hip), np.zeros_like(body.shoulder)
    for stretch in body.stretches:
        seen = _columns(tracks.points[stretch], facing)
        moves = shifts(seen, body.times_s[stretch], stride_s, learnt())
        trunk = body.shoulder[stretch] - body.hip[stretch]
        ahead = np.stack([trunk[:, 1], -trunk[:, 0]], axis=1)
        hip[stretch] = moves["hip"][:, None] * ahead
        shoulder[stretch] = moves["shoulder"][:, None] * ahead
    return replace(
        body,
        hip=body.hip + hip,
        shoulder=body.shoulder + shoulder,
        near=replace(body.near, hip=body.near.hip + hip),
        far=replace(body.far, hip=body.far.hip + hip),
    )


def describe(points: npt.NDArray[np.floating], facing: Facing) -> Series:
    """Describe where everything is beside the trunk, ``(frames, 33, 2)`` → ``(frames, features)``.

    Points are pixels of the picture, y down; nothing of the result depends on the picture's level.
    """
    return np.stack(list(_columns(points, facing)), axis=1)


def _columns(points: npt.NDArray[np.floating], facing: Facing) -> Iterator[Series]:
    """Give the features one by one: those of a long video together would be large."""
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


def shifts(
    seen: Iterable[Series], times: Series, stride_s: float, model: Model
) -> Mapping[str, Series]:
    """Tell how far the joint centres are ahead of the landmarks, ``(n,)`` trunk lengths each.

    Parameters
    ----------
    seen
        The features of one stretch in the order of `FEATURES`, ``(n,)`` each.
    times
        ``(n,)`` seconds of real running.
    stride_s
        Length of a stride.
    model
        What was learnt.
    """
    moved = {
        name: np.full(len(times), shift.bias)
        for name, shift in (("hip", model.hip), ("shoulder", model.shoulder))
    }
    for j, column in enumerate(seen):
        usual = stride_mean(column, times, stride_s)
        level = _standard(usual - model.mean[j], float(model.level_sd[j]))
        motion = _standard(column - usual, float(model.motion_sd[j]))
        for name, shift in (("hip", model.hip), ("shoulder", model.shoulder)):
            moved[name] += shift.level[j] * level + shift.motion[j] * motion
    return moved


def stride_mean(values: Series, times: Series, stride_s: float) -> Series:
    """Mean over the stride around each frame; ``(n, ...)``, gaps left out.

    At the ends of a stretch it is the mean over the nearest whole stride, or over all of it.
    """
    good = np.isfinite(values)
    sums = np.concatenate(
        [np.zeros((1, *values.shape[1:])), np.cumsum(np.where(good, values, 0), 0)]
    )
    counts = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(good, 0)])
    half = stride_s / 2
    centre = np.clip(times, times[0] + half, max(times[-1] - half, times[0] + half))
    first = np.searchsorted(times, centre - half, side="left")
    last = np.searchsorted(times, centre + half, side="left")
    last = np.maximum(np.minimum(last, len(times)), first + 1)
    first = np.minimum(first, len(times) - 1)
    with np.errstate(invalid="ignore"):
        return np.asarray((sums[last] - sums[first]) / (counts[last] - counts[first]))


@cache
def learnt() -> Model:
    """Read the weights that ship with the package."""
    table = json.loads(centres_path().read_text(encoding="utf-8"))

    def shift(name: str) -> Shift:
        part = table[name]
        return Shift(float(part["bias"]), np.array(part["level"]), np.array(part["motion"]))

    return Model(
        mean=np.array(table["mean"]),
        level_sd=np.array(table["level_sd"]),
        motion_sd=np.array(table["motion_sd"]),
        hip=shift("hip"),
        shoulder=shift("shoulder"),
    )


def _standard(values: Series, sd: float) -> Series:
    """Values in standard deviations, within what was learnt; 0 where nothing was seen."""
    return np.asarray(np.clip(np.nan_to_num(values / sd), -UNLIKELY_SD, UNLIKELY_SD))
