"""What does not lie on the skin: loose tops, a ponytail, the load of a belt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posture.synthetic.bodies.library import Body
from posture.synthetic.bodies.skeleton import SEGMENT
from posture.synthetic.drawing.clothing import DRAPES, Belt, Clothes, Colour, Cut
from posture.synthetic.drawing.fields import CUT_FOR_M, measure_belt_height, select_vertices
from posture.synthetic.drawing.garment import Garment, tube_faces
from posture.utils.arrays import BoolArray, Float32Array, FloatArray

#: Width of the slices of the trunk over which cloth is stretched, metres.
_SLICE_M = 0.03


@dataclass(frozen=True)
class BeltLoad:
    """What a belt carries: half of each side, and how far its middle is behind the skin, metres."""

    depth_m: float
    height_m: float
    half_width_m: float
    off_m: float


#: What a belt can carry: a bottle that lies across it, and a flat pack.
BELT_LOADS = {
    "bottle": BeltLoad(0.036, 0.036, 0.085, 0.032),
    "pack": BeltLoad(0.035, 0.075, 0.13, 0.0),
}


def drape(body: Body, clothes: Clothes) -> Garment | None:
    """Hang a loose top on a body; None for what is worn tight.

    The cloth goes straight from one high place of the back to the next, by the share that it
    bridges, stands off the skin by what it billows, and ends in a hem over the buttocks.
    """
    if clothes.top not in DRAPES:
        return None
    return hang(body, DRAPES[clothes.top], clothes.top_rgb)


def hang(body: Body, cut: Cut, colour: Colour) -> Garment:
    """Hang a top of this cut on a body."""
    scale = body.height_m / CUT_FOR_M
    vertices = body.vertices.astype(float)
    arms = _find_sleeves(body, cut)
    shoulder = float(body.joint("upper_arm_right")[2])
    hem = float(body.joint("thigh_right")[2]) - cut.below_hip_m * scale
    sleeve = (
        float(body.joint("hand_right")[2]) + 0.02 * scale
        if cut.sleeve_m is None
        else shoulder - cut.sleeve_m * scale
    )
    neck = body.joint("neck")
    collar = np.hypot(vertices[:, 2] - neck[2] - 0.01, 1.3 * (vertices[:, 1] - neck[1]))
    trunk = ~select_vertices(
        body, "head", "neck", *_both("upper_arm", "forearm", "hand", "shank", "foot", "toes")
    )
    low = np.where(arms, sleeve, hem)
    worn = (trunk | arms) & (vertices[:, 2] > low) & (collar > 0.075 * scale)
    edge = select_vertices(body, "neck", *_both("thigh", "upper_arm", "hand"))
    faces = body.shape.faces
    faces = faces[worn[faces].any(axis=1) & (trunk | arms | edge)[faces].all(axis=1)]
    chosen, faces_of = np.unique(faces, return_inverse=True)
    cloth = vertices.copy()
    cloth[trunk] = _bridged(cloth[trunk], cut.bridge, hem, shoulder)
    out = _outward(body, cloth, arms)
    depth = np.clip((shoulder - 0.1 - cloth[:, 2]) / (shoulder - 0.1 - hem), 0, 1)
    depth[~trunk & ~select_vertices(body, *_both("thigh"))] = 0.0
    billow = cut.billow_m * (depth**1.3 * (0.3 + 0.7 * np.clip(-out[:, 0], 0, 1)))[:, None] * out
    cloth += cut.off_m * out + billow
    billow[:, 2] = 0.4 * np.hypot(billow[:, 0], billow[:, 1])  # what lifts off rises
    # over the shoulders cloth lies on top
    cloth[:, 2] += cut.off_m * np.clip((cloth[:, 2] - shoulder) / (0.05 * scale), 0, 1)
    # what hangs over the edge is pulled up to it: a straight hem
    cloth[:, 2] = np.maximum(cloth[:, 2], low)
    if cut.sleeve_m is not None and cut.sleeve_m < 0:
        # the edges of the armholes are pulled below the skin of the shoulders
        hole = abs(float(body.joint("upper_arm_right")[1])) - 0.035 * scale
        high = cloth[:, 2] > shoulder - 0.12 * scale
        cloth[high, 1] = np.clip(cloth[high, 1], -hole, hole)
    loose = cut.flutter_m * depth[:, None] ** 1.5 * out
    return Garment(
        vertices=cloth[chosen].astype(np.float32),
        faces=faces_of.reshape(faces.shape).astype(np.int32),
        bones=body.shape.bones[chosen],
        weights=body.shape.weights[chosen],
        loose=loose[chosen].astype(np.float32),
        billow=billow[chosen].astype(np.float32),
        depth=depth[chosen].astype(np.float32),
        palette=(colour,),
    )


def _both(*parts: str) -> tuple[str, ...]:
    return tuple(f"{part}_{side}" for part in parts for side in ("right", "left"))


def _find_sleeves(body: Body, cut: Cut) -> BoolArray:
    """Skin of the arms that sleeves cover, ``(V,)``."""
    if cut.sleeve_m is None:
        return select_vertices(body, *_both("upper_arm", "forearm"))
    if cut.sleeve_m < 0:
        return np.zeros(len(body.vertices), bool)
    return select_vertices(body, *_both("upper_arm"))


def _outward(body: Body, cloth: FloatArray, arms: BoolArray) -> FloatArray:
    """Level unit vectors away from the middle of the trunk or of the arm, ``(V, 3)``."""
    out = cloth.copy()
    for side in ("right", "left"):
        mine = arms & select_vertices(body, f"upper_arm_{side}", f"forearm_{side}")
        line = np.array([body.joint(f"{part}_{side}") for part in ("upper_arm", "forearm", "hand")])
        heights = line[::-1, 2]
        for axis in (0, 1):
            out[mine, axis] -= np.interp(cloth[mine, 2], heights, line[::-1, axis])
    out[:, 2] = 0.0
    return np.asarray(out / (np.linalg.norm(out, axis=1, keepdims=True) + 1e-9))


def _bridged(points: FloatArray, share: float, hem: float, shoulder: float) -> FloatArray:
    """Stretch the front and the back of the trunk over its hollows, slice by slice."""
    result = points.copy()
    slices = np.round(points[:, 1] / _SLICE_M).astype(int)
    middle = np.median(points[:, 0])
    for number in np.unique(slices):
        for side in (-1.0, 1.0):
            mine = (slices == number) & (side * (points[:, 0] - middle) > 0)
            mine &= (points[:, 2] > hem - 0.12) & (points[:, 2] < shoulder + 0.02)
            if mine.sum() < 4:
                continue
            heights, depths = points[mine, 2], side * points[mine, 0]
            corners = _hull(heights, depths)
            bridged = np.interp(heights, heights[corners], depths[corners])
            lifted = depths + share * np.maximum(bridged - depths, 0)
            result[mine, 0] = side * lifted
    return result


def _hull(x: FloatArray, y: FloatArray) -> list[int]:
    """Find the upper convex hull of points, from left to right (Andrew's chain)."""
    chain: list[int] = []
    for i in np.argsort(x):
        while len(chain) > 1:
            a, b = chain[-2], chain[-1]
            if (x[b] - x[a]) * (y[i] - y[a]) - (y[b] - y[a]) * (x[i] - x[a]) < 0:
                break
            chain.pop()
        chain.append(int(i))
    return chain


def make_ponytail(
    body: Body, rotations: FloatArray, joints: FloatArray, turns: float
) -> tuple[Float32Array, npt.NDArray[np.int32]]:
    """Hair tied at the back of the head that swings with the steps: vertices and faces."""
    scale = body.height_m / CUT_FOR_M
    head = SEGMENT["head"]
    mine = select_vertices(body, "head")
    top = float(body.vertices[mine][:, 2].max())
    rear = float(body.vertices[mine][:, 0].min())
    knot = np.array([rear - 0.012, 0.0, top - 0.10 * scale]) - body.joints[head]
    start = joints[head] + rotations[head] @ knot
    bounce = 0.30 * np.sin(4 * np.pi * turns - 1.0)
    sway = 0.35 * np.sin(2 * np.pi * turns)
    rings, around = 10, 12
    along = np.linspace(0, 1, rings)
    length = 0.30 * scale
    # out to the back first, then down, swinging more towards the end
    x = -length * (0.30 * np.sin(0.5 * np.pi * along) + 0.25 * along * bounce)
    y = length * 0.3 * along**2 * sway
    z = -length * (along**1.4) * (0.9 - 0.15 * bounce)
    radius = scale * 0.030 * np.sin(np.pi * np.clip(0.12 + 0.88 * along, 0, 1)) ** 0.6 + 0.002
    angle = np.linspace(0, 2 * np.pi, around, endpoint=False)
    ring = np.stack([np.cos(angle), np.sin(angle), np.zeros(around)], axis=1)
    centre = start + np.stack([x, y, z], axis=1)
    points = (centre[:, None] + radius[:, None, None] * ring[None]).reshape(-1, 3)
    return points.astype(np.float32), tube_faces(rings, around)


def make_belt_load(
    body: Body, kind: Belt, rotations: FloatArray, joints: FloatArray
) -> tuple[Float32Array, npt.NDArray[np.int32]]:
    """Lay across the low back what a belt carries: vertices and faces."""
    pelvis, height = SEGMENT["pelvis"], measure_belt_height(body)
    trunk = select_vertices(body, "pelvis", "lumbar_low", "lumbar_high")
    off = np.abs(body.vertices - [0.0, 0.0, height])
    near = trunk & (off[:, 1] < 0.04) & (off[:, 2] < 0.04)
    rear = float(body.vertices[near][:, 0].min())
    size = BELT_LOADS[kind]
    around = 20
    angle = np.linspace(0, 2 * np.pi, around, endpoint=False)
    ring = np.stack([np.cos(angle), np.zeros(around), np.sin(angle)], axis=1)
    along = np.sin(np.linspace(-0.5, 0.5, 15) * np.pi)
    radius = (1 - along**8) ** 0.25 + 0.01  # rounded ends
    rest = radius[:, None, None] * ring * [size.depth_m, 1.0, size.height_m]
    rest[..., 1] += (along * size.half_width_m)[:, None]
    middle = np.array([rear - size.off_m, 0.0, height])
    rest = rest.reshape(-1, 3) + middle - body.joints[pelvis]
    points = joints[pelvis] + rest @ rotations[pelvis].T
    return points.astype(np.float32), tube_faces(len(along), around)
