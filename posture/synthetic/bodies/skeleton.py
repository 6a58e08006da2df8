"""The segments of a virtual body, and forward kinematics from their rotations to its joints."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from posture.utils.arrays import FloatArray

#: Segment -> the segment it hangs on, in an order in which parents come first.
PARENTS: dict[str, str | None] = {
    "pelvis": None,
    "lumbar_low": "pelvis",
    "lumbar_high": "lumbar_low",
    "thorax_low": "lumbar_high",
    "thorax": "thorax_low",
    "neck": "thorax",
    "head": "neck",
} | {
    f"{part}_{side}": (parent if parent in ("pelvis", "thorax") else f"{parent}_{side}")
    for side in ("right", "left")
    for part, parent in (
        ("clavicle", "thorax"),
        ("upper_arm", "clavicle"),
        ("forearm", "upper_arm"),
        ("hand", "forearm"),
        ("thigh", "pelvis"),
        ("shank", "thigh"),
        ("foot", "shank"),
        ("toes", "foot"),
    )
}
#: Names of the segments, parents first.
SEGMENTS = tuple(PARENTS)
#: Number of each segment in arrays.
SEGMENT = {name: i for i, name in enumerate(SEGMENTS)}


def pitch(degrees: npt.ArrayLike) -> FloatArray:
    """Rotations about the y axis, + tips the upper end forward; ``(...)`` → ``(..., 3, 3)``."""
    return _about(1, degrees)


def roll(degrees: npt.ArrayLike) -> FloatArray:
    """Rotations about the x axis, + tips the top to the right; ``(...)`` → ``(..., 3, 3)``."""
    return _about(0, degrees)


def yaw(degrees: npt.ArrayLike) -> FloatArray:
    """Rotations about the z axis, + brings the right side forward; ``(...)`` → ``(..., 3, 3)``."""
    return _about(2, degrees)


def _about(axis: int, degrees: npt.ArrayLike) -> FloatArray:
    angle = np.radians(np.asarray(degrees, float))
    cos, sin = np.cos(angle), np.sin(angle)
    rotation = np.zeros((*angle.shape, 3, 3))
    i, j = (axis + 1) % 3, (axis + 2) % 3
    rotation[..., axis, axis] = 1.0
    rotation[..., i, i] = rotation[..., j, j] = cos
    rotation[..., i, j], rotation[..., j, i] = -sin, sin
    return rotation


def place_segments(
    joints: npt.NDArray[np.floating], rotations: FloatArray, origin: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Place all segments in the world (forward kinematics).

    Parameters
    ----------
    joints
        ``(segments, 3)`` where each segment begins in the rest pose, metres.
    rotations
        ``(frames, segments, 3, 3)`` turn of each segment against its parent, in the axes of the
        rest pose.
    origin
        ``(frames, 3)`` where the pelvis begins, metres.

    Returns
    -------
    rotations, joints
        ``(frames, segments, 3, 3)`` and ``(frames, segments, 3)`` in the world.
    """
    turned = np.empty_like(rotations)
    placed = np.empty((*rotations.shape[:2], 3))
    for name, parent in PARENTS.items():
        i = SEGMENT[name]
        if parent is None:
            turned[:, i], placed[:, i] = rotations[:, i], origin
            continue
        p = SEGMENT[parent]
        turned[:, i] = turned[:, p] @ rotations[:, i]
        placed[:, i] = placed[:, p] + turned[:, p] @ (joints[i] - joints[p]).astype(float)
    return turned, placed
