"""Turns of clavicles and arms: from the kinematics of a run to the turns of their segments."""

from __future__ import annotations

import numpy as np

from posture.synthetic.bodies.skeleton import SEGMENT, pitch, roll, yaw
from posture.synthetic.motion.kinematics import Kinematics
from posture.utils.arrays import FloatArray

#: The arms of a body at rest are this far from the trunk, degrees.
HANGING_DEG = 11.0
#: Sides of the body, and the sign of what turns the right side's way.
SIGNS = {"right": 1.0, "left": -1.0}


def turn_clavicles(local: FloatArray, run: Kinematics) -> None:
    """Bring the shoulders forward and up; `local` is ``(T, segments, 3, 3)``, changed in place."""
    for side in SIGNS:
        local[:, SEGMENT[f"clavicle_{side}"]] = _clavicle(run, side)


def turn_arms(local: FloatArray, run: Kinematics) -> None:
    """Set shoulders and elbows; the forearms are turned in across the body.

    The angles of the shoulder are against the thorax, wherever the clavicle has taken the joint.
    `local` is ``(T, segments, 3, 3)``, changed in place.
    """
    for side, sign in SIGNS.items():
        arm = (
            pitch(-run[f"shoulder_flexion_{side}_deg"])
            @ roll(sign * (run[f"shoulder_abduction_{side}_deg"] - HANGING_DEG))
            @ yaw(sign * run[f"shoulder_rotation_{side}_deg"])
        )
        local[:, SEGMENT[f"upper_arm_{side}"]] = np.swapaxes(_clavicle(run, side), 1, 2) @ arm
        local[:, SEGMENT[f"forearm_{side}"]] = pitch(-run[f"elbow_flexion_{side}_deg"])


def _clavicle(run: Kinematics, side: str) -> FloatArray:
    """Turn of a clavicle against the thorax, ``(T, 3, 3)``."""
    sign = SIGNS[side]
    return yaw(sign * run.slow["shoulder_protraction_deg"]) @ roll(
        -sign * run.slow["shoulder_elevation_deg"]
    )
