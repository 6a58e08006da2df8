"""How a body's skin follows its segments; compiled, as it is done for every picture."""

from __future__ import annotations

import numpy as np
from numba import njit

from posture.utils.arrays import Float32Array, Image


@njit(cache=True, nogil=True)
def skin(
    vertices: Float32Array, bones: Image, weights: Float32Array,
    rest: Float32Array, rotations: Float32Array, joints: Float32Array,
) -> Float32Array:  # fmt: skip
    """Linear blend skinning of one pose.

    Parameters
    ----------
    vertices
        ``(V, 3)`` rest pose, metres.
    bones, weights
        ``(V, K)`` the segments each vertex follows and how much.
    rest
        ``(segments, 3)`` joints of the rest pose.
    rotations, joints
        ``(segments, 3, 3)`` and ``(segments, 3)`` of the pose, from `place`.

    Returns
    -------
    vertices
        ``(V, 3)`` posed, metres.
    """
    posed = np.zeros_like(vertices)
    for v in range(len(vertices)):
        for k in range(bones.shape[1]):
            weight = weights[v, k]
            if weight == 0.0:
                continue
            b = bones[v, k]
            x = vertices[v, 0] - rest[b, 0]
            y = vertices[v, 1] - rest[b, 1]
            z = vertices[v, 2] - rest[b, 2]
            for axis in range(3):
                posed[v, axis] += weight * (
                    rotations[b, axis, 0] * x
                    + rotations[b, axis, 1] * y
                    + rotations[b, axis, 2] * z
                    + joints[b, axis]
                )
    return posed
