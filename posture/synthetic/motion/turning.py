"""Turns a posed runner about the vertical, as a camera sees a runner who is not quite side on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from posture.synthetic.bodies.skeleton import yaw
from posture.synthetic.motion.kinematics import Kinematics
from posture.synthetic.motion.plan import Plan
from posture.synthetic.motion.posing import Poses


def turn_runner(poses: Poses, plan: Plan, run: Kinematics, *, overground: bool = False) -> Poses:
    """Turn a runner about the vertical by the run's `turn_deg`, + to the runner's left.

    The axis goes through where the pelvis would be without its sway. It is as if the camera, and
    all else, were turned the other way: the feet land along the runner's own direction, not along
    the belt's. On a slope they leave the ground by some millimetres.

    Parameters
    ----------
    poses, plan, run
        The runner as `pose` has it, and the plan and the kinematics given there.
    overground
        As given to `pose`.
    """
    turn = yaw(run.slow["turn_deg"])[:, None]
    axis = np.zeros((len(run.times), 1, 3))
    if overground:
        axis[:, 0, 0] = plan.speed_m_s * run.times
    joints = axis + ((poses.joints - axis)[:, :, None] @ np.swapaxes(turn, 2, 3))[:, :, 0]
    return replace(poses, rotations=turn @ poses.rotations, joints=joints)
