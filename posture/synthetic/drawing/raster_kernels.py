"""The inner loops of `raster`: which triangle a sample shows.

Sample grids are finer than the picture; sample ``(row, column)`` lies at ``+ 0.5`` of both.
Points are ``(V, 3)``: u, v and nearness, which is one over depth, linear in the picture; 0 is
infinitely far, and u and v are NaN behind the camera.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from posture.utils.arrays import Float32Array, Image

compiled = njit(cache=True, nogil=True, error_model="numpy")

#: Triangles reach over their edges by this share, so that rounding leaves no gap between them.
_SLIP = 1e-6


@compiled
def compute_normals(vertices: Float32Array, faces: npt.NDArray[np.int32]) -> Float32Array:
    """Smooth unit normals ``(V, 3)``, each face counting by its area."""
    total = np.zeros_like(vertices)
    for f in range(len(faces)):
        i, j, k = faces[f, 0], faces[f, 1], faces[f, 2]
        ox, oy, oz = vertices[i, 0], vertices[i, 1], vertices[i, 2]
        ax, ay, az = vertices[j, 0] - ox, vertices[j, 1] - oy, vertices[j, 2] - oz
        bx, by, bz = vertices[k, 0] - ox, vertices[k, 1] - oy, vertices[k, 2] - oz
        nx, ny, nz = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
        for v in (i, j, k):
            total[v, 0] += nx
            total[v, 1] += ny
            total[v, 2] += nz
    for v in range(len(total)):
        x, y, z = total[v, 0], total[v, 1], total[v, 2]
        length = np.sqrt(x * x + y * y + z * z) + 1e-12
        total[v, 0], total[v, 1], total[v, 2] = x / length, y / length, z / length
    return total


@compiled
def cover_samples(
    points: Float32Array,
    faces: npt.NDArray[np.int32],
    nearness: Float32Array,
    owner: Image,
    hit: npt.NDArray[np.int32],
    layer: int,
) -> None:
    """Enter the triangles that are nearer than what is there; points are in samples."""
    height, width = nearness.shape
    for f in range(len(faces)):
        i, j, k = faces[f, 0], faces[f, 1], faces[f, 2]
        x0, y0, x1, y1, x2, y2 = (
            points[i, 0], points[i, 1], points[j, 0], points[j, 1], points[k, 0], points[k, 1],
        )  # fmt: skip
        area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        if not abs(area) > 0:  # also if a corner is behind the camera, and so NaN
            continue
        left = max(int(np.ceil(min(x0, x1, x2) - 0.5)), 0)
        right = min(int(np.floor(max(x0, x1, x2) - 0.5)), width - 1)
        top = max(int(np.ceil(min(y0, y1, y2) - 0.5)), 0)
        bottom = min(int(np.floor(max(y0, y1, y2) - 0.5)), height - 1)
        near0, near1, near2 = points[i, 2], points[j, 2], points[k, 2]
        # weights of the first two corners and nearness change evenly along a row
        step_a, step_b = (y1 - y2) / area, (y2 - y0) / area
        step_near = step_a * (near0 - near2) + step_b * (near1 - near2)
        for row in range(top, bottom + 1):
            y = row + 0.5
            a = ((x1 - left - 0.5) * (y2 - y) - (x2 - left - 0.5) * (y1 - y)) / area
            b = ((x2 - left - 0.5) * (y0 - y) - (x0 - left - 0.5) * (y2 - y)) / area
            near = near2 + a * (near0 - near2) + b * (near1 - near2)
            for column in range(left, right + 1):
                inside = a >= -_SLIP and b >= -_SLIP and a + b <= 1 + _SLIP
                if inside and near > nearness[row, column]:
                    nearness[row, column] = near
                    owner[row, column] = layer
                    hit[row, column] = f
                a += step_a
                b += step_b
                near += step_near


@compiled
def shade_pixels(
    points: Float32Array,
    faces: npt.NDArray[np.int32],
    darkness: Float32Array,
    nearness: Float32Array,
    samples: int,
    mask: Float32Array,
    origin: tuple[int, int],
) -> None:
    """Enter the darkest of the triangles at each pixel where nothing nearer hides them."""
    height, width = mask.shape
    for f in range(len(faces)):
        i, j, k = faces[f, 0], faces[f, 1], faces[f, 2]
        dark = max(darkness[i], darkness[j], darkness[k])
        if dark < 0.01:
            continue
        x0, y0 = points[i, 0] - origin[1], points[i, 1] - origin[0]
        x1, y1 = points[j, 0] - origin[1], points[j, 1] - origin[0]
        x2, y2 = points[k, 0] - origin[1], points[k, 1] - origin[0]
        area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        if not abs(area) > 0:
            continue
        # a little more than 0, so that a belt does not hide the shadow that lies on it
        near = 1.02 * max(points[i, 2], points[j, 2], points[k, 2])
        for row in range(max(int(min(y0, y1, y2)), 0), min(int(max(y0, y1, y2)) + 1, height)):
            y = row + np.float32(0.5)
            for column in range(max(int(min(x0, x1, x2)), 0), min(int(max(x0, x1, x2)) + 1, width)):
                x = column + np.float32(0.5)
                a = ((x1 - x) * (y2 - y) - (x2 - x) * (y1 - y)) / area
                b = ((x2 - x) * (y0 - y) - (x0 - x) * (y2 - y)) / area
                hidden = nearness[(row + origin[0]) * samples, (column + origin[1]) * samples]
                if a >= 0 and b >= 0 and a + b <= 1 and near >= hidden:
                    mask[row, column] = max(mask[row, column], dark)
