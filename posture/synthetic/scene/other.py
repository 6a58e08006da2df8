"""A second person in a scene: who stands, is moved by, or runs."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

from posture.errors import UsageError
from posture.synthetic.bodies.library import load_body
from posture.synthetic.bodies.skeleton import yaw
from posture.synthetic.drawing.clothing import Clothes
from posture.synthetic.motion.kinematics import compute_kinematics
from posture.synthetic.motion.plan import Plan
from posture.synthetic.motion.posing import Poses, pose, stand_at_ease
from posture.synthetic.scene.actor import Actor
from posture.synthetic.scene.run_table import add_lead, read_plan
from posture.synthetic.scene.toml_tables import build_dataclass, check_keys
from posture.utils.arrays import FloatArray


@dataclass(frozen=True)
class Other:
    """A second person, who stands, is moved by or runs behind or in front of the runner.

    Attributes
    ----------
    body, clothes
        Who.
    x_m, behind_m
        Where at the beginning: along the running direction from what the camera is aimed at, and
        beyond the runner seen from the camera; below 0 is between runner and camera.
    speed_m_s
        Of being moved by; 0 stands. Who runs has the plan's speed.
    plan
        How they run, on the film's own clock; None stands.
    toward
        Whether they run against the runner's direction.
    """

    body: str
    clothes: Clothes = field(default_factory=Clothes)
    x_m: float = -0.8
    behind_m: float = 1.4
    speed_m_s: float = 0.0
    plan: Plan | None = None
    toward: bool = False


def read_other(table: object, seed: int, duration_s: float, *, treadmill: bool) -> Other:
    """Make the second person of the table ``other``.

    With a table ``run``, what that leaves out is drawn from the seed after the scene's own.

    Raises
    ------
    UsageError
        A key or a value does not fit, or somebody is to run beside a treadmill.
    """
    known = {f.name for f in fields(Other)} - {"plan"} | {"run"}
    values: dict[str, Any] = dict(check_keys(table, known, "other"))
    run = values.pop("run", None)
    if "clothes" in values:
        values["clothes"] = build_dataclass(Clothes, values["clothes"], "other.clothes")
    other = build_dataclass(Other, values, "other")
    body = load_body(other.body)
    if run is None:
        return other
    if treadmill:
        raise UsageError("other.run needs place.treadmill = false: there is one treadmill")
    return replace(other, plan=read_plan(run, body, seed + 1, duration_s, "other.run"))


def make_other(other: Other, times: FloatArray, *, away: float, ground_m: float) -> Actor:
    """Put the second person on the stage.

    Parameters
    ----------
    other
        Who, and what they do.
    times
        ``(T,)`` seconds on the run's clock, see `run_table.add_lead`.
    away
        Sign of y away from the camera.
    ground_m
        Height of the ground.
    """
    body = load_body(other.body)
    offset = np.zeros((len(times), 3))
    offset[:, 0] = other.x_m
    offset[:, 1] = away * other.behind_m
    offset[:, 2] = ground_m
    if other.plan is None:
        offset[:, 0] += other.speed_m_s * (times - times[0])
        return Actor(body, other.clothes, times / 4, stand_at_ease(body, times), offset)
    plan = add_lead(other.plan)
    run = compute_kinematics(plan, times)
    poses = pose(body, plan, run, overground=True)
    if other.toward:
        poses = _turn_about(poses)
    ahead = -1.0 if other.toward else 1.0
    offset[:, 0] -= ahead * plan.speed_m_s * times[0]
    return Actor(body, other.clothes, run.turns, poses, offset)


def _turn_about(poses: Poses) -> Poses:
    """Turn somebody who runs from the origin about the vertical there, by half a turn."""
    turn = yaw(np.array([180.0]))[0]
    return replace(poses, rotations=turn @ poses.rotations, joints=poses.joints @ turn.T)
