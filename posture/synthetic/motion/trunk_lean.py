"""The trunk lean of a posed body, as the benchmark takes it for true."""

from __future__ import annotations

import numpy as np

from posture.synthetic.bodies.library import Body
from posture.synthetic.bodies.skeleton import SEGMENT
from posture.utils.arrays import FloatArray


def find_trunk_ends(
    body: Body, rotations: FloatArray, joints: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Find mid-hip, and mid-shoulder as the thorax has it, ``(T, 3)`` each in the world.

    Mid-shoulder is where the middle of the shoulder joints lies while the shoulder blades rest.
    Pose networks, too, hardly move their shoulders with the shoulder blades.
    """
    thorax = SEGMENT["thorax"]
    resting = (body.joint("upper_arm_right") + body.joint("upper_arm_left")) / 2
    shoulders = joints[:, thorax] + rotations[:, thorax] @ (resting - body.joint("thorax"))
    hips = (joints[:, SEGMENT["thigh_right"]] + joints[:, SEGMENT["thigh_left"]]) / 2
    return hips, shoulders


def measure_trunk_lean(body: Body, rotations: FloatArray, joints: FloatArray) -> FloatArray:
    """Line from mid-hip to mid-shoulder against the vertical, the shoulders as the thorax has them.

    Parameters
    ----------
    body
        Whose joints.
    rotations, joints
        ``(T, segments, 3, 3)`` and ``(T, segments, 3)`` in the world.

    Returns
    -------
    FloatArray
        ``(T,)`` degrees, + forward.

    Notes
    -----
    Mid-shoulder is that of `find_trunk_ends`: who draws the shoulders forward or up on an unmoved
    trunk does not lean.
    """
    hips, shoulders = find_trunk_ends(body, rotations, joints)
    line = shoulders - hips
    return np.asarray(np.degrees(np.arctan2(line[:, 0], line[:, 2])))
