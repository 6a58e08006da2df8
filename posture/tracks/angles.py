"""Angles of the runner by frame: trunk, limbs and head."""

from __future__ import annotations

import numpy as np

from posture.tracks.body import Body, Leg
from posture.tracks.head import find_shoulder_joints, find_tragi
from posture.utils.arrays import FloatArray


def from_vertical(lower: FloatArray, upper: FloatArray) -> FloatArray:
    """Angle of the line from a lower to an upper point against the vertical.

    Parameters
    ----------
    lower, upper
        ``(n, 2)`` points, x forward and y up.

    Returns
    -------
    FloatArray
        ``(n,)`` degrees, -180 to 180, + when the upper point is ahead.
    """
    x, y = (upper - lower).T
    return np.asarray(np.degrees(np.arctan2(x, y)))


def trunk_lean(body: Body) -> FloatArray:
    """Line from mid-hip to mid-shoulder joint centres against the vertical, degrees, + forward.

    The trunk segment angle of Teng & Powers (2014), read from the mid-points of both sides.
    """
    return from_vertical(body.hip, body.shoulder)


def head_forward(body: Body) -> FloatArray:
    """Line from the shoulder joints to the tragi against the vertical, degrees, + forward.

    From the mid-points of both sides, see `posture.tracks.head`.
    """
    return from_vertical(find_shoulder_joints(body), find_tragi(body))


def thigh_angle(leg: Leg) -> FloatArray:
    """Thigh against the downward vertical, degrees, + knee ahead of the hip."""
    return -from_vertical(leg.knee, leg.hip)


def hip_angle(body: Body, leg: Leg) -> FloatArray:
    """Thigh against the trunk, degrees, 0 in line with it, + flexion, - extension."""
    return _wrapped(thigh_angle(leg) + trunk_lean(body))


def knee_angle(leg: Leg) -> FloatArray:
    """Shank against the thigh, degrees, 0 straight, + flexion."""
    return _wrapped(thigh_angle(leg) + from_vertical(leg.ankle, leg.knee))


def shank_angle(leg: Leg) -> FloatArray:
    """Shank against the downward vertical, degrees, + ankle ahead of the knee."""
    return -from_vertical(leg.ankle, leg.knee)


def foot_angle(leg: Leg) -> FloatArray:
    """Line from heel to toes against the horizontal, degrees, + toes higher; NaN if not seen.

    Not zero when the foot is flat: the landmarks of heel and toes lie at different heights.
    """
    x, y = (leg.toe - leg.heel).T
    angle = np.degrees(np.arctan2(y, x))
    return angle if leg.foot_seen is None else np.where(leg.foot_seen, angle, np.nan)


def ankle_angle(leg: Leg) -> FloatArray:
    """Foot against the shank, degrees, + dorsiflexed; its zero is that of `foot_angle`."""
    return _wrapped(foot_angle(leg) - shank_angle(leg))


def foot_ahead(body: Body, leg: Leg) -> FloatArray:
    """How far the ankle is ahead of mid-hip along the horizontal, ``(n,)`` trunk lengths."""
    return np.asarray((leg.ankle[:, 0] - body.hip[:, 0]) / body.trunk_px)


def sway_back(body: Body) -> FloatArray:
    """How far mid-hip is ahead of the line from the near ankle to mid-shoulder, ``(n,)``.

    In trunk lengths, along the horizontal, + pelvis ahead. Meaningful while the near foot stands.
    """
    ankle, shoulder = body.near.ankle, body.shoulder
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (body.hip[:, 1] - ankle[:, 1]) / (shoulder[:, 1] - ankle[:, 1])
    line = ankle[:, 0] + share * (shoulder[:, 0] - ankle[:, 0])
    return np.asarray((body.hip[:, 0] - line) / body.trunk_px)


def _wrapped(degrees: FloatArray) -> FloatArray:
    return np.asarray((degrees + 180.0) % 360.0 - 180.0)
