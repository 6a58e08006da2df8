"""The runner in a frame of his own: facing right, level, y up, legs named by nearness."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posture.pose import INDEX
from posture.tracks.clean import Tracks
from posture.tracks.view import Facing
from posture.utils.arrays import FloatArray


@dataclass(frozen=True)
class Leg:
    """One leg's joints, each ``(frames, 2)`` in pixels, x forward and y up."""

    hip: FloatArray
    knee: FloatArray
    ankle: FloatArray
    heel: FloatArray
    toe: FloatArray


@dataclass(frozen=True)
class Body:
    """The parts of the runner that measures are made of.

    All points are ``(frames, 2)`` in pixels of the upright picture, mirrored so that the runner
    faces right, turned so that the vertical of the scene is vertical, x forward and y up.

    Attributes
    ----------
    times_s
        ``(frames,)`` seconds of real running since the first frame.
    stretches
        Runs of frames without a cut or a long gap.
    hip, shoulder, ear
        Mid-points of both sides: one side alone would turn the trunk's rotation into lean.
    near, far
        The leg on the camera's side and the other one.
    trunk_px
        Median trunk length in pixels.
    """

    times_s: FloatArray
    stretches: list[slice]
    hip: FloatArray
    shoulder: FloatArray
    ear: FloatArray
    near: Leg
    far: Leg
    trunk_px: float


def build_body(tracks: Tracks, facing: Facing, level_deg: float, speed_factor: float) -> Body:
    """Mirror, level and time the tracks.

    Parameters
    ----------
    tracks
        Smoothed tracks.
    facing
        Which way the runner faces in the picture; the near side is the same one.
    level_deg
        How far the top of a plumb line leans to the right in the picture, degrees.
    speed_factor
        Seconds as played for one second of running.
    """
    turn = upright(facing, level_deg)

    def joint(name: str) -> FloatArray:
        return np.asarray(tracks.points[:, INDEX[name]].astype(float) @ turn.T)

    def both(name: str) -> FloatArray:
        return (joint(f"left_{name}") + joint(f"right_{name}")) / 2

    def leg(side: str) -> Leg:
        return Leg(*(joint(f"{side}_{j}") for j in ("hip", "knee", "ankle", "heel", "foot_index")))

    return Body(
        times_s=tracks.times_s / speed_factor,
        stretches=tracks.stretches,
        hip=both("hip"),
        shoulder=both("shoulder"),
        ear=both("ear"),
        near=leg(facing),
        far=leg("left" if facing == "right" else "right"),
        trunk_px=tracks.trunk_px,
    )


def upright(facing: Facing, level_deg: float) -> FloatArray:
    """Matrix ``(2, 2)`` from the picture (x right, y down) to the runner's own frame.

    There x is forward and y up; parameters are those of `body`.
    """
    roll = np.radians(level_deg)
    turn = np.array([[np.cos(roll), np.sin(roll)], [np.sin(roll), -np.cos(roll)]])
    turn[0] *= 1.0 if facing == "right" else -1.0
    return turn
