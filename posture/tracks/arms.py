"""The arm towards the camera, and the turn of the shoulders, by frame.

The other arm is hidden behind the trunk for a part of every stride and is not measured.
"""

from __future__ import annotations

import numpy as np

from posture.tracks.angles import from_vertical
from posture.tracks.body import Body
from posture.utils.arrays import FloatArray


def upper_arm_angle(body: Body) -> FloatArray:
    """Near upper arm against the downward vertical, degrees, + elbow ahead of the shoulder."""
    return -from_vertical(body.joint("near_elbow"), body.joint("near_shoulder"))


def elbow_angle(body: Body) -> FloatArray:
    """Near forearm against the upper arm as seen from the side, degrees: 0 straight, + bent."""
    forearm = -from_vertical(body.joint("near_wrist"), body.joint("near_elbow"))
    return np.asarray((forearm - upper_arm_angle(body) + 180.0) % 360.0 - 180.0)


def hand_height(body: Body) -> FloatArray:
    """Height of the near wrist above mid-hip, ``(n,)`` trunk lengths."""
    return np.asarray((body.joint("near_wrist") - body.hip)[:, 1] / body.trunk_px)


def shoulders_apart(body: Body) -> FloatArray:
    """How far the near shoulder is ahead of the far one, ``(n,)`` trunk lengths.

    The shoulder line is seen end on, so it moves as the sine of the turn of the shoulders.
    """
    line = body.joint("near_shoulder") - body.joint("far_shoulder")
    return np.asarray(line[:, 0] / body.trunk_px)
