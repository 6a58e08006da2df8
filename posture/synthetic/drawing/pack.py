"""A running backpack: a bag on the upper and middle back, and two straps that hold it."""

from __future__ import annotations

import numpy as np

from posture.synthetic.bodies.library import Body
from posture.synthetic.bodies.skeleton import SEGMENT
from posture.synthetic.drawing.clothing import DRAPES, Clothes, Colour
from posture.synthetic.drawing.fields import ARMS, CUT_FOR_M, select_vertices
from posture.synthetic.drawing.garment import Garment, make_garment, sheet_faces, tube_faces
from posture.synthetic.drawing.mesh import Finish
from posture.utils.arrays import BoolArray, FloatArray

#: Depth and half of the width of the bag, metres.
DEPTH_M, HALF_WIDTH_M = 0.085, 0.125
#: Firm cloth, almost without folds.
_FIRM: Finish = (0.04, 0.06, 0.04, 12.0)
#: Width of a strap, and its distance from the middle of the chest, metres.
_STRAP_M, _ASIDE_M = 0.045, 0.085


def make_pack(body: Body, clothes: Clothes, top: Garment | None) -> list[Garment]:
    """Put a backpack on: the bag, and a strap over each shoulder and under the arm.

    ``top`` is the loose top that it is worn over, if there is one.
    """
    cut = DRAPES.get(clothes.top)
    under = 0.0 if cut is None else cut.off_m
    bag = _make_bag(body, 0.8 * under, clothes.extra_rgb)
    dark = tuple(int(0.7 * c) for c in clothes.extra_rgb)
    rgb = (dark[0], dark[1], dark[2])
    return [bag, *(_make_strap(body, top, rgb, sign) for sign in (-1.0, 1.0))]


def find_bag(body: Body) -> tuple[float, float]:
    """Find the lower and the upper end of the bag, metres above the ground."""
    scale = body.height_m / CUT_FOR_M
    low = float(body.joint("lumbar_high")[2]) + 0.055 * scale
    return low, float(body.joint("upper_arm_right")[2]) + 0.02 * scale


def _make_bag(body: Body, under_m: float, rgb: Colour) -> Garment:
    scale = body.height_m / CUT_FOR_M
    low, high = find_bag(body)
    trunk = _find_trunk(body)
    rings, around = 24, 32
    along = (1 - np.cos(np.linspace(0, np.pi, rings))) / 2
    heights = low + (high - low) * along
    middle = trunk & (np.abs(body.vertices[:, 1]) < 0.05)
    back = np.array([
        body.vertices[middle & (np.abs(body.vertices[:, 2] - h) < 0.015), 0].min() for h in heights
    ])  # fmt: skip
    # its back panel is stiff: straight from the shoulder blades down
    straight = np.polyval(np.polyfit(heights, back, 1), heights)
    panel = straight - max(0.0, float((straight - back).max()) - 0.02) - under_m
    ends = (1 - np.abs(2 * along - 1) ** 5) ** 0.4 + 0.02
    turn = np.linspace(0, 2 * np.pi, around, endpoint=False)
    deep = DEPTH_M * scale * ends * (1.05 - 0.35 * along)
    wide = HALF_WIDTH_M * scale * ends * (1.0 - 0.15 * along)
    square = 0.6  # between an ellipse and a box
    cos, sin = (np.sign(f(turn)) * np.abs(f(turn)) ** square for f in (np.cos, np.sin))
    points = np.empty((rings, around, 3))
    points[..., 0] = panel[:, None] - deep[:, None] * (0.5 + 0.5 * cos) + 0.012
    points[..., 1] = wide[:, None] * sin
    points[..., 2] = heights[:, None]
    return make_garment(
        body, points.reshape(-1, 3), tube_faces(rings, around), rgb,
        select_vertices(body, "thorax", "thorax_low"), _FIRM,
    )  # fmt: skip


def _make_strap(body: Body, top: Garment | None, rgb: Colour, sign: float) -> Garment:
    """Lay a strap from the top of the bag over the shoulder, down the chest and round the side."""
    scale = body.height_m / CUT_FOR_M
    trunk = _find_trunk(body)
    low, high = find_bag(body)
    chest = float(body.joint("thorax")[2]) - 0.01 * scale
    aside = sign * _ASIDE_M * scale
    mid = np.median(body.vertices[trunk], axis=0).astype(float)
    # in a plane beside the midline: from behind over the shoulder to the front of the chest
    over = np.linspace(0.0, np.pi, 40)
    pivot = np.array([mid[0], aside, high - 0.12 * scale])
    upper = pivot + 0.3 * np.stack([-np.cos(over), np.zeros(40), np.sin(over)], axis=1)
    down = np.linspace(1, 0, 12)[1:]
    front = np.stack([np.full(11, mid[0] + 0.3), np.full(11, aside),
                      chest + down * (pivot[2] - chest)], axis=1)  # fmt: skip
    # then level round the side to the lower corner of the bag
    side = np.linspace(0.0, 0.88 * np.pi, 36)
    share = (side / side[-1])[:, None]
    level = chest + (low + 0.03 * scale - chest) * share[:, 0]
    round_ = np.stack([mid[0] + 0.3 * np.cos(side), sign * 0.3 * np.sin(side), level], axis=1)
    round_[:, 1] += aside * (1 - share[:, 0]) ** 2
    inward = np.concatenate([
        pivot - upper, np.tile([-1.0, 0.0, 0.0], (11, 1)),
        np.stack([-np.cos(side), -sign * np.sin(side), np.zeros(36)], axis=1),
    ])  # fmt: skip
    inward /= np.linalg.norm(inward, axis=1, keepdims=True)
    path = _cast(_find_triangles(body, top), np.concatenate([upper, front, round_]), inward)
    path = _smooth(path) - 0.007 * inward
    ahead = np.gradient(path, axis=0)
    across = np.cross(ahead, inward)
    across /= np.linalg.norm(across, axis=1, keepdims=True) + 1e-9
    shares = np.array([-0.5, -0.4, 0.0, 0.4, 0.5])
    thick = np.array([0.010, -0.001, -0.004, -0.001, 0.010])
    ribbon = (path[:, None] + _STRAP_M * scale * shares[None, :, None] * across[:, None]
              + thick[None, :, None] * inward[:, None])  # fmt: skip
    faces = sheet_faces(len(path), len(shares))
    outside = np.cross(across, ahead)
    if (outside * inward).sum() > 0:
        faces = faces[:, ::-1]
    return make_garment(body, ribbon.reshape(-1, 3), faces, rgb, trunk, _FIRM)


def _find_triangles(body: Body, top: Garment | None) -> FloatArray:
    """Triangles of the trunk's skin and of the cloth on it, ``(n, 3, 3)``."""
    faces = body.shape.faces[_find_trunk(body)[body.shape.faces].all(axis=1)]
    triangles = body.vertices[faces]
    if top is not None:
        arms = [SEGMENT[f"{part}_{side}"] for part in ARMS for side in ("right", "left")]
        mine = ~np.isin(top.bones[:, 0], arms)
        cloth = top.vertices[top.faces[mine[top.faces].all(axis=1)]]
        triangles = np.concatenate([triangles, cloth])
    return triangles.astype(float)


def _cast(triangles: FloatArray, start: FloatArray, way: FloatArray) -> FloatArray:
    """Where rays from outside meet triangles (after Möller and Trumbore), ``(n, 3)``.

    What misses them lies between its neighbours.
    """
    a, b, c = np.moveaxis(triangles, 1, 0)
    far = np.full(len(start), np.nan)
    for i, (origin, ray) in enumerate(zip(start, way, strict=True)):
        p = np.cross(ray, c - a)
        volume = ((b - a) * p).sum(axis=1)
        volume[np.abs(volume) < 1e-12] = np.inf
        q = np.cross(origin - a, b - a)
        u, v = ((origin - a) * p).sum(axis=1) / volume, (q @ ray) / volume
        ahead = (q * (c - a)).sum(axis=1) / volume
        met = (u >= 0) & (v >= 0) & (u + v <= 1) & (ahead > 0)
        if met.any():
            far[i] = ahead[met].min()
    known = np.flatnonzero(~np.isnan(far))
    far = np.interp(np.arange(len(far)), known, far[known])
    return np.asarray(start + far[:, None] * way)


def _smooth(path: FloatArray) -> FloatArray:
    result = path.copy()
    for _ in range(6):
        result[1:-1] = (result[:-2] + 2 * result[1:-1] + result[2:]) / 4
    return result


def _find_trunk(body: Body) -> BoolArray:
    return select_vertices(
        body, "thorax", "thorax_low", "lumbar_high", "clavicle_right", "clavicle_left"
    )
