"""The trunk lean of a posed body, as the benchmark takes it for true."""

from __future__ import annotations

import numpy as np

from posture.synthetic.bodies.library import Body
from posture.synthetic.bodies.skeleton import SEGMENT
from posture.utils.arrays import FloatArray


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
    Mid-shoulder is where the shoulder joints lie while the shoulder blades rest: who draws the
    shoulders forward or up on an unmoved trunk does not lean.
    """
    thorax = SEGMENT["thorax"]
    resting = (body.joint("upper_arm_right") + body.joint("upper_arm_left")) / 2
    shoulders = joints[:, thorax] + rotations[:, thorax] @ (resting - body.joint("thorax"))
    hips = (joints[:, SEGMENT["thigh_right"]] + joints[:, SEGMENT["thigh_left"]]) / 2
    line = shoulders - hips
    return np.asarray(np.degrees(np.arctan2(line[:, 0], line[:, 2])))
