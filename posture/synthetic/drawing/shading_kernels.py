"""The inner loops of `raster`: what colour a sample has, and then a pixel."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from posture.synthetic.drawing.raster_kernels import compiled
from posture.utils.arrays import Float32Array, Image

#: Random values in space, for folds and mottling; repeats after 32 steps.
LATTICE = np.random.default_rng(7).uniform(-1, 1, (32, 32, 32)).astype(np.float32)
#: Samples of a pixel whose nearness differs by less than this share lie on one surface.
_SAME_SURFACE = 0.003


@compiled
def _noise(
    lattice: Float32Array, x: float, y: float, z: float
) -> tuple[float, float, float, float]:
    """Smooth noise and its slopes along x, y and z."""
    fx, fy, fz = np.floor(x), np.floor(y), np.floor(z)
    i, j, k = int(fx) & 31, int(fy) & 31, int(fz) & 31
    m, n, o = (i + 1) & 31, (j + 1) & 31, (k + 1) & 31
    tx, ty, tz = x - fx, y - fy, z - fz
    u, v, w = tx * tx * (3 - 2 * tx), ty * ty * (3 - 2 * ty), tz * tz * (3 - 2 * tz)
    p = lattice[i, j, k]
    px, py, pz = lattice[m, j, k] - p, lattice[i, n, k] - p, lattice[i, j, o] - p
    pxy = lattice[m, n, k] - lattice[i, n, k] - px
    pyz = lattice[i, n, o] - lattice[i, j, o] - py
    pxz = lattice[m, j, o] - lattice[i, j, o] - px
    pxyz = lattice[m, n, o] - lattice[i, n, o] - lattice[m, j, o] + lattice[i, j, o] - pxy
    slope_x = 6 * tx * (1 - tx) * (px + pxy * v + pxz * w + pxyz * v * w)
    slope_y = 6 * ty * (1 - ty) * (py + pxy * u + pyz * w + pxyz * u * w)
    slope_z = 6 * tz * (1 - tz) * (pz + pxz * u + pyz * v + pxyz * u * v)
    value = (
        p + px * u + py * v + pz * w + pxy * u * v + pyz * v * w + pxz * u * w + pxyz * u * v * w
    )
    return value, slope_x, slope_y, slope_z


@compiled
def _weights(
    points: Float32Array, i: int, j: int, k: int, x: float, y: float
) -> tuple[float, float, float, bool]:
    """Shares of the three corners at a sample, on the surface, and whether its inner side shows."""
    x0, y0, x1, y1 = points[i, 0], points[i, 1], points[j, 0], points[j, 1]
    x2, y2 = points[k, 0], points[k, 1]
    # what is linear on the surface is not so in the picture: weigh by nearness
    a = ((x1 - x) * (y2 - y) - (x2 - x) * (y1 - y)) * points[i, 2]
    b = ((x2 - x) * (y0 - y) - (x0 - x) * (y2 - y)) * points[j, 2]
    c = ((x0 - x) * (y1 - y) - (x1 - x) * (y0 - y)) * points[k, 2]
    total = a + b + c
    scale = 1 / total
    return a * scale, b * scale, c * scale, total > 0  # v runs down


@compiled
def _material(
    fields: Float32Array, corners: tuple[int, int, int], shares: tuple[float, float, float]
) -> int:
    """Return one more than the last field that is above 0 at a point, else 0."""
    i, j, k = corners
    a, b, c = shares
    for m in range(fields.shape[1] - 1, -1, -1):
        if a * fields[i, m] + b * fields[j, m] + c * fields[k, m] > 0:
            return m + 1
    return 0


@compiled
def _mix(
    values: Float32Array, corners: tuple[int, int, int], shares: tuple[float, float, float]
) -> tuple[float, float, float]:
    """Return what lies between the corners of a triangle, of ``(V, 3)`` values."""
    i, j, k = corners
    a, b, c = shares
    return (
        a * values[i, 0] + b * values[j, 0] + c * values[k, 0],
        a * values[i, 1] + b * values[j, 1] + c * values[k, 1],
        a * values[i, 2] + b * values[j, 2] + c * values[k, 2],
    )


@compiled
def _roughen(
    lattice: Float32Array,
    at: tuple[float, float, float],
    normal: tuple[float, float, float],
    bump: float,
    mottle: float,
) -> tuple[float, tuple[float, float, float]]:
    """Return the brightness that mottling leaves at a point, and the normal that folds turn."""
    x, y, z = at
    broad, gx, gy, gz = _noise(lattice, x, y, z)
    small, hx, hy, hz = _noise(lattice, 2.7 * x, 2.7 * y, 2.7 * z)
    turned = (
        normal[0] - bump * (gx + 0.6 * hx),
        normal[1] - bump * (gy + 0.6 * hy),
        normal[2] - bump * (gz + 0.6 * hz),
    )
    return 1 + mottle * (broad + 0.6 * small), turned


@compiled
def _to_eye(
    eye: tuple[float, float, float],
    vertices: Float32Array,
    corners: tuple[int, int, int],
    shares: tuple[float, float, float],
) -> tuple[float, float, float]:
    """Return the way from a point of a triangle to the eye, metres."""
    i, j, k = corners
    a, b, c = shares
    return (
        eye[0] - a * vertices[i, 0] - b * vertices[j, 0] - c * vertices[k, 0],
        eye[1] - a * vertices[i, 1] - b * vertices[j, 1] - c * vertices[k, 1],
        eye[2] - a * vertices[i, 2] - b * vertices[j, 2] - c * vertices[k, 2],
    )


@compiled
def _lit(
    normal: tuple[float, float, float],
    view: tuple[float, float, float],
    paint: tuple[float, float, float],
    gloss: float,
    lights: tuple[Float32Array, Float32Array, Float32Array],
) -> tuple[float, float, float]:
    """Light that a point sends to the eye; the vectors need not be of unit length."""
    directions, lamps, ambient = lights
    nx, ny, nz = normal
    vx, vy, vz = view
    n_scale = 1 / (np.sqrt(nx * nx + ny * ny + nz * nz) + 1e-12)
    v_scale = 1 / (np.sqrt(vx * vx + vy * vy + vz * vz) + 1e-12)
    nx, ny, nz = nx * n_scale, ny * n_scale, nz * n_scale
    vx, vy, vz = vx * v_scale, vy * v_scale, vz * v_scale
    up = 0.5 + 0.5 * nz
    red = paint[0] * (ambient[0, 0] + up * (ambient[1, 0] - ambient[0, 0]))
    green = paint[1] * (ambient[0, 1] + up * (ambient[1, 1] - ambient[0, 1]))
    blue = paint[2] * (ambient[0, 2] + up * (ambient[1, 2] - ambient[0, 2]))
    for lamp in range(len(directions)):
        lx, ly, lz = directions[lamp, 0], directions[lamp, 1], directions[lamp, 2]
        # light reaches a little around the edge, as on skin and cloth
        lit = (nx * lx + ny * ly + nz * lz + 0.15) / 1.15
        if lit <= 0:
            continue
        sheen = 0.0
        if gloss > 0:
            hx, hy, hz = lx + vx, ly + vy, lz + vz
            size = np.sqrt(hx * hx + hy * hy + hz * hz) + 1e-12
            half = max((nx * hx + ny * hy + nz * hz) / size, 0.0)
            half4 = half * half * half * half
            sheen = gloss * half4 * half4 * half4 * half4
        red += lit * lamps[lamp, 0] * (paint[0] + sheen)
        green += lit * lamps[lamp, 1] * (paint[1] + sheen)
        blue += lit * lamps[lamp, 2] * (paint[2] + sheen)
    return red, green, blue


@compiled
def colour_samples(
    box: tuple[int, int, int, int],
    samples: int,
    points: Float32Array,
    faces: npt.NDArray[np.int32],
    places: tuple[Float32Array, Float32Array, Float32Array],
    paints: tuple[Float32Array, Float32Array, Float32Array, Float32Array],
    lights: tuple[Float32Array, Float32Array, Float32Array],
    eye: tuple[float, float, float],
    buffers: tuple[Float32Array, Image, npt.NDArray[np.int32], Float32Array],
    layer: int,
    lattice: Float32Array,
) -> None:
    """Colour the samples of one layer in a box of pixels, in linear light.

    ``places`` are the world and rest positions and normals of the vertices; ``paints`` their
    fields and albedo, and the linear colours and finish of each material; ``lights`` the
    directions towards the lamps, their linear colours, and the light from below and above.
    """
    vertices, rest, normal = places
    fields, albedo, palette, finish = paints
    nearness, owner, hit, shown = buffers
    top, bottom, left, right = box
    for pixel in range((bottom - top) * (right - left)):
        row = (top + pixel // (right - left)) * samples
        column = (left + pixel % (right - left)) * samples
        last, last_y, last_x = -1, 0, 0
        for sample in range(samples * samples):
            y, x = row + sample // samples, column + sample % samples
            if owner[y, x] != layer:
                continue
            f = hit[y, x]
            i, j, k = faces[f, 0], faces[f, 1], faces[f, 2]
            a, b, c, inner = _weights(points, i, j, k, x + 0.5, y + 0.5)
            material = _material(fields, (i, j, k), (a, b, c))
            # a neighbour within the pixel, on the same stretch of surface, has the same colour
            if material == last:
                near = nearness[y, x]
                if abs(near - nearness[last_y, last_x]) < _SAME_SURFACE * near:
                    for channel in range(3):
                        shown[y, x, channel] = shown[last_y, last_x, channel]
                    continue
            last, last_y, last_x = material, y, x
            nx, ny, nz = _mix(normal, (i, j, k), (a, b, c))
            if inner:
                nx, ny, nz = -nx, -ny, -nz
            tone = a * albedo[i] + b * albedo[j] + c * albedo[k]
            bump, mottle, fine = finish[material, 1], finish[material, 2], finish[material, 3]
            if bump > 0 or mottle > 0:
                rx, ry, rz = _mix(rest, (i, j, k), (a, b, c))
                at = (fine * rx, fine * ry, fine * rz)
                shade, (nx, ny, nz) = _roughen(lattice, at, (nx, ny, nz), bump, mottle)
                tone *= shade
            view = _to_eye(eye, vertices, (i, j, k), (a, b, c))
            base = palette[material]
            paint = (tone * base[0], tone * base[1], tone * base[2])
            red, green, blue = _lit((nx, ny, nz), view, paint, finish[material, 0], lights)
            shown[y, x, 0], shown[y, x, 1], shown[y, x, 2] = red, green, blue


@compiled
def resolve_pixels(
    box: tuple[int, int, int, int],
    samples: int,
    owner: Image,
    colour: Float32Array,
    light: Float32Array,
    tables: tuple[Float32Array, Image],
    picture: Image,
) -> None:
    """Mix the samples of each pixel of a box (in pixels) with the background, in place."""
    linear, encoded = tables
    top, bottom, left, right = box
    steps = len(encoded) - 1
    for row in range(top, bottom):
        for column in range(left, right):
            covered = 0
            red, green, blue = 0.0, 0.0, 0.0
            for y in range(row * samples, (row + 1) * samples):
                for x in range(column * samples, (column + 1) * samples):
                    if owner[y, x] > 0:
                        covered += 1
                        red += min(colour[y, x, 0], 1.0)
                        green += min(colour[y, x, 1], 1.0)
                        blue += min(colour[y, x, 2], 1.0)
            if covered == 0 and light[row, column] == 1:
                continue
            total = samples * samples
            free = (total - covered) * light[row, column]
            red += free * linear[picture[row, column, 0]]
            picture[row, column, 0] = encoded[int(steps * red / total)]
            green += free * linear[picture[row, column, 1]]
            picture[row, column, 1] = encoded[int(steps * green / total)]
            blue += free * linear[picture[row, column, 2]]
            picture[row, column, 2] = encoded[int(steps * blue / total)]
