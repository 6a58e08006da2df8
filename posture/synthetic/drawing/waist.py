"""At the waist: shorts whose waistband stands off the back, and a jacket tied round it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.ndimage import gaussian_filter1d
from scipy.spatial import ConvexHull

from posture.synthetic.bodies.library import Body
from posture.synthetic.bodies.skeleton import SEGMENT
from posture.synthetic.drawing.clothing import DRAPES, Clothes, Colour
from posture.synthetic.drawing.fields import CUT_FOR_M, select_vertices
from posture.synthetic.drawing.garment import Garment, make_garment, sheet_faces, tube_faces
from posture.utils.arrays import BoolArray, Float32Array, FloatArray

#: A waistband stands off down to this far below its edge, metres.
BAND_M = 0.11
#: A waistband in front and at the sides, and a jacket all round, lie so far off, metres.
_THIN_M, _THICK_M = 0.004, 0.014
#: How far below the hip joints a jacket hangs, metres.
_JACKET_M = 0.25
#: Points around the waist.
_AROUND = 64


def measure_waistband_height(body: Body) -> float:
    """Find where shorts end, metres above the ground."""
    return float(body.joint("lumbar_high")[2]) - 0.02 * body.height_m / CUT_FOR_M


def make_waistband(body: Body, clothes: Clothes) -> Garment:
    """Make the top of shorts that stands off the low back, most at its edge."""
    scale = body.height_m / CUT_FOR_M
    edge = measure_waistband_height(body)
    heights = np.linspace(edge - BAND_M * scale, edge, 16)
    angle = np.linspace(0, 2 * np.pi, _AROUND, endpoint=False)
    behind = np.clip(np.cos(angle), 0, 1) ** 0.7
    share = np.linspace(0, 1, len(heights))[:, None]
    off = _THIN_M * np.minimum(5 * share, 1) + clothes.waist_gap_m * share**1.2 * behind
    points = wrap(find_trunk(body), heights, angle, off).reshape(-1, 3)
    faces = tube_faces(len(heights), _AROUND)
    return make_garment(body, points, faces, clothes.shorts_rgb, _select_trunk(body))


def push_off(body: Body, clothes: Clothes, top: Garment) -> Garment:
    """Push a loose top off the body by what the waistband under it stands off."""
    scale = body.height_m / CUT_FOR_M
    x, y, z = top.vertices.astype(float).T
    above = (z - measure_waistband_height(body)) / (BAND_M * scale)
    share = np.clip(1 - np.abs(above - 0.05) / 1.05, 0, 1) * (top.depth > 0)
    out = np.stack([x - x[top.depth > 0].mean(), y, np.zeros_like(y)], axis=1)
    out /= np.linalg.norm(out, axis=1, keepdims=True) + 1e-9
    off = (2 * _THIN_M + clothes.waist_gap_m * np.clip(-out[:, 0], 0.3, 1)) * share
    return replace(top, vertices=(top.vertices + off[:, None] * out).astype(np.float32))


def make_jacket(body: Body, clothes: Clothes, top: Garment | None) -> list[Garment]:
    """Make a jacket tied round the waist: a roll, the back that hangs, and two sleeves.

    ``top`` is the loose top that it is tied over, if there is one.
    """
    under, billow = find_trunk(body), 0.0
    if top is not None:
        under = np.concatenate([under, top.vertices[top.depth > 0]])
        billow = DRAPES[clothes.top].billow_m
    rgb = clothes.extra_rgb
    sleeves = (_hang_sleeve(body, under, billow, rgb, sign) for sign in (-1.0, 1.0))
    return [_hang_back(body, under, billow, rgb), _roll(body, under, billow, rgb), *sleeves]


def _roll(body: Body, under: Float32Array, billow_m: float, rgb: Colour) -> Garment:
    scale, height = body.height_m / CUT_FOR_M, measure_waistband_height(body) - 0.03
    angle = np.linspace(0, 2 * np.pi, _AROUND + 1)
    thick = 0.017 * scale
    middle = wrap(under, np.array([height]), angle, 0.3 * billow_m + thick)[0]
    middle[:, 2] -= 0.02 * scale * (1 - np.cos(angle)) / 2  # lower in front, where it is tied
    out = np.stack([-np.cos(angle), np.sin(angle), np.zeros_like(angle)], axis=1)
    turn = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    uneven = thick * (1.15 + 0.15 * np.sin(5 * angle) * np.sin(angle / 2) ** 2)[:, None]
    ring = middle[:, None] + (uneven * np.cos(turn))[..., None] * out[:, None]
    ring[..., 2] += 1.6 * uneven * np.sin(turn)
    faces = tube_faces(len(angle), len(turn))
    return make_garment(body, ring.reshape(-1, 3), faces, rgb, _select_trunk(body))


def _hang_back(body: Body, under: Float32Array, billow_m: float, rgb: Colour) -> Garment:
    """Make the sheet that hangs from the roll, straight down from the buttocks."""
    scale = body.height_m / CUT_FOR_M
    top, hip = measure_waistband_height(body) - 0.03, float(body.joint("thigh_right")[2])
    heights = np.linspace(top, hip - _JACKET_M * scale, 40)
    angle = np.linspace(-0.62 * np.pi, 0.62 * np.pi, 49)
    off = (billow_m * (heights > hip) + _THICK_M)[:, None]
    points = wrap(under, np.maximum(heights, hip - 0.06 * scale), angle, off)
    # cloth hangs: it comes no nearer to the body than it is above, but for a little
    centre = points[:, :, :2].mean(axis=(0, 1))
    away = points[:, :, :2] - centre
    wide = np.linalg.norm(away, axis=2)
    hung = np.maximum.accumulate(wide + 0.04 * (top - heights)[:, None], axis=0)
    hung = gaussian_filter1d(hung - 0.04 * (top - heights)[:, None], 2.0, axis=0, mode="nearest")
    points[:, :, :2] = centre + away * (np.maximum(hung, wide) / wide)[..., None]
    points[:, :, 2] = heights[:, None]
    points = points.reshape(-1, 3)
    below = np.repeat(np.linspace(0, 1, len(heights)), len(angle))
    right = 1 / (1 + np.exp(points[:, 1] / (0.03 * scale)))
    legs = 0.8 * np.clip((hip + 0.06 - points[:, 2]) / 0.2, 0, 1)
    weights = np.stack([1 - legs, legs * right, legs * (1 - right), np.zeros_like(legs)], axis=1)
    follow = [SEGMENT[name] for name in ("pelvis", "thigh_right", "thigh_left", "pelvis")]
    out = points - points.mean(axis=0)
    out[:, 2] = 0
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    faces = sheet_faces(len(heights), len(angle))
    return replace(
        make_garment(body, points, faces, rgb, _select_trunk(body)),
        bones=np.tile(np.array(follow, np.uint8), (len(points), 1)),
        weights=weights.astype(np.float32),
        loose=(0.006 * below[:, None] ** 1.5 * out).astype(np.float32),
        billow=(0.02 * below[:, None] ** 1.5 * out).astype(np.float32),
        depth=below.astype(np.float32),
    )


def _hang_sleeve(
    body: Body, under: Float32Array, billow_m: float, rgb: Colour, sign: float
) -> Garment:
    """Make a sleeve that hangs down from the knot in front, on the left for ``sign`` 1."""
    scale = body.height_m / CUT_FOR_M
    start = measure_waistband_height(body) - 0.05 * scale
    along = np.linspace(0, 1, 16)
    heights = start - 0.19 * scale * along
    lowest = np.maximum(heights, start - 0.1 * scale)
    front = wrap(under, lowest, np.array([np.pi]), billow_m + 0.03 * scale)[:, 0, 0]
    aside = sign * scale * (0.012 + 0.07 * along)
    middle = np.stack([np.maximum.accumulate(front), aside, heights], axis=1)
    turn = np.linspace(0, 2 * np.pi, 14, endpoint=False)
    thick = scale * (0.026 + 0.016 * along) * np.sin(np.pi * (1 - 0.97 * along)) ** 0.15
    thick[0] = thick[-1] = 0.01 * scale
    ring = np.stack([0.75 * np.cos(turn), 1.1 * np.sin(turn), np.zeros_like(turn)], axis=1)
    points = (middle[:, None] + thick[:, None, None] * ring[None]).reshape(-1, 3)
    below = np.repeat(along, len(turn))[:, None]
    return replace(
        make_garment(
            body, points, tube_faces(len(along), len(turn)), rgb, select_vertices(body, "pelvis")
        ),
        billow=(0.025 * below * np.array([1.0, 0.4 * sign, 0.3])).astype(np.float32),
        depth=below[:, 0].astype(np.float32),
    )


def _select_trunk(body: Body) -> BoolArray:
    return select_vertices(
        body, "pelvis", "lumbar_low", "lumbar_high", "thorax_low", "thigh_right", "thigh_left"
    )


def find_trunk(body: Body) -> Float32Array:
    """Find the skin that a waist's clothes lie on, ``(n, 3)``."""
    return body.vertices[_select_trunk(body)]


def wrap(
    points: Float32Array,
    heights: FloatArray,
    angle: FloatArray,
    off_m: FloatArray | Float32Array | float,
) -> FloatArray:
    """Stretch cloth round something, level by level, then push it off.

    Parameters
    ----------
    points
        ``(n, 3)`` what it is stretched round, in the rest pose, metres.
    heights, angle
        ``(rows,)`` metres above the ground, and ``(n,)`` radians from behind, + to the left.
    off_m
        Distance from its convex outline, ``(rows, n)`` or what spreads to it.

    Returns
    -------
    points
        ``(rows, n, 3)`` metres.
    """
    out = np.stack([-np.cos(angle), np.sin(angle)], axis=1)
    fine = np.arange(heights.min() - 0.02, heights.max() + 0.021, 0.01)
    centre = points[np.abs(points[:, 2] - fine.mean()) < 0.02, :2]
    middle = (centre.min(axis=0) + centre.max(axis=0)).astype(float) / 2
    reach = np.empty((len(fine), len(angle)))
    for row, height in zip(reach, fine, strict=True):
        near = np.abs(points[:, 2] - height) < 0.014
        hull = ConvexHull(points[near, :2].astype(float)).equations
        facing = out @ hull[:, :2].T
        gap = -(hull[:, :2] @ middle + hull[:, 2])
        row[:] = np.where(facing > 1e-9, gap / np.maximum(facing, 1e-9), np.inf).min(axis=1)
    # slices of the skin's mesh are rough
    smooth = gaussian_filter1d(reach, 1.5, axis=0, mode="nearest")
    at = np.stack([np.interp(heights, fine, column) for column in smooth.T], axis=1) + off_m
    ring = middle + at[..., None] * out
    level = np.broadcast_to(heights[:, None, None], (*at.shape, 1))
    return np.concatenate([ring, level], axis=2)
