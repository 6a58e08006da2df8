"""A leg of two bones: how far it reaches, and how it bends so that the ankle gets somewhere."""

from __future__ import annotations

import numpy as np

from posture.synthetic.bodies.library import Body
from posture.utils.arrays import FloatArray

#: The knee is hardly ever straighter than this while the foot is down, degrees.
STRAIGHTEST_KNEE_DEG = 18.0
#: In the air the knee may be nearly straight, but hardly straighter than this, degrees.
LEAST_KNEE_DEG = 6.0
#: Range over which that limit sets in, degrees: without it the knee would stop with a jerk.
SOFT_DEG = 3.0


def stretch_leg(
    thigh: FloatArray, knee: FloatArray, aside: FloatArray, lengths_m: tuple[float, float]
) -> tuple[FloatArray, FloatArray]:
    """Find how far ahead of and below the hip the ankle is.

    Parameters
    ----------
    thigh, knee
        ``(T,)`` thigh against the downward vertical, + knee ahead, and bend of the knee, degrees.
    aside
        ``(T,)`` how far the foot's track lies beside the hip, metres.
    lengths_m
        Of thigh and shank.

    Returns
    -------
    ahead, below
        ``(T,)`` metres.
    """
    thigh_m, shank_m = lengths_m
    # the knee does not bend backwards; a smooth limit
    knee = LEAST_KNEE_DEG + SOFT_DEG * np.logaddexp(0.0, (knee - LEAST_KNEE_DEG) / SOFT_DEG)
    bent = np.cos(np.radians(knee))
    span = np.sqrt(thigh_m**2 + shank_m**2 + 2 * thigh_m * shank_m * bent)
    line = np.radians(thigh - find_angle_at_hip(span, lengths_m))
    level = np.sqrt(span**2 - aside**2)
    return level * np.sin(line), level * np.cos(line)


def find_angle_at_hip(span: FloatArray, lengths_m: tuple[float, float]) -> FloatArray:
    """Find the angle at the hip between the thigh and the line to the ankle, degrees."""
    thigh_m, shank_m = lengths_m
    cos = (thigh_m**2 + span**2 - shank_m**2) / (2 * thigh_m * span)
    return np.asarray(np.degrees(np.arccos(np.clip(cos, -1.0, 1.0))))


def measure_reach(body: Body, side: str) -> float:
    """Measure the longest distance from hip to ankle while the foot is down, metres."""
    thigh, shank = measure_leg(body, side)
    bent = np.cos(np.radians(STRAIGHTEST_KNEE_DEG))
    return float(np.sqrt(thigh**2 + shank**2 + 2 * thigh * shank * bent))


def measure_leg(body: Body, side: str) -> tuple[float, float]:
    """Measure the lengths of thigh and shank, metres."""
    knee = body.joint(f"shank_{side}")
    return (
        float(np.linalg.norm(knee - body.joint(f"thigh_{side}"))),
        float(np.linalg.norm(body.joint(f"foot_{side}") - knee)),
    )


def bend_leg(
    body: Body, side: str, hips: FloatArray, ankles: FloatArray, ahead: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Two-link inverse kinematics: turn thigh and shank so that the ankle gets there.

    Parameters
    ----------
    hips, ankles
        ``(T, 3)`` joints in the world.
    ahead
        ``(T, 3)`` where the knee points.

    Returns
    -------
    thigh, shank
        ``(T, 3, 3)`` turns against the rest pose, in the world.
    """
    thigh, shank = measure_leg(body, side)
    line = ankles - hips
    span = np.linalg.norm(line, axis=1, keepdims=True)
    line = line / span
    span = np.clip(span, 0.25 * (thigh + shank), 0.9995 * (thigh + shank))
    hinge = np.cross(ahead, line)
    hinge /= np.linalg.norm(hinge, axis=1, keepdims=True)
    forward = np.cross(line, hinge)
    cos = (thigh**2 + span**2 - shank**2) / (2 * thigh * span)
    knees = thigh * (cos * line + np.sqrt(np.maximum(1 - cos**2, 0)) * forward)
    level = np.array([[0.0, 1.0, 0.0]])
    thigh_rest = _frame(_bone(body, f"thigh_{side}", f"shank_{side}"), level)
    shank_rest = _frame(_bone(body, f"shank_{side}", f"foot_{side}"), level)
    upper = np.matmul(_frame(knees, hinge), np.swapaxes(thigh_rest, 1, 2))
    lower = np.matmul(_frame(span * line - knees, hinge), np.swapaxes(shank_rest, 1, 2))
    return upper, lower


def _bone(body: Body, start: str, end: str) -> FloatArray:
    """From one joint of the rest pose to another, ``(1, 3)`` metres."""
    bone: FloatArray = (body.joint(end) - body.joint(start)).astype(float)[None]
    return bone


def _frame(along: FloatArray, hinge: FloatArray) -> FloatArray:
    """Orthonormal axes, as columns: along a bone, its hinge, and across; ``(T, 3, 3)``."""
    along = along / np.linalg.norm(along, axis=1, keepdims=True)
    hinge = hinge - np.sum(hinge * along, axis=1, keepdims=True) * along
    hinge = hinge / np.linalg.norm(hinge, axis=1, keepdims=True)
    return np.stack([along, hinge, np.cross(along, hinge)], axis=-1)
