"""Fields over the skin that say where painted garments are.

They are positive inside, 0 at the hem and negative outside, in metres.
"""

from __future__ import annotations

import numpy as np

from posture.synthetic.bodies.library import Body
from posture.synthetic.bodies.skeleton import SEGMENT
from posture.utils.arrays import BoolArray, Float32Array, FloatArray

#: Share of its light that soaked cloth loses.
WET = 0.6
#: Value of a field far outside a garment, metres outside its hem.
FAR = -0.05
#: Segments that shorts and belts never reach.
ARMS = ("upper_arm", "forearm", "hand")
#: Height of the body for which cuts are given, metres; they grow with the body.
CUT_FOR_M = 1.75


def select_vertices(body: Body, *segments: str) -> BoolArray:
    """Select the vertices that follow one of these segments most, ``(V,)``."""
    return np.isin(body.shape.owner, [SEGMENT[name] for name in segments])


def measure_belt_height(body: Body) -> float:
    """Find where a belt is worn: between hips and waist, metres above the ground."""
    hip, waist = float(body.joint("thigh_right")[2]), float(body.joint("lumbar_high")[2])
    return hip + 0.75 * (waist - hip)


def measure_tight_hem(body: Body) -> float:
    """Find where a tight shirt ends, under the edge of the shorts, metres above the ground."""
    return float(body.joint("lumbar_high")[2]) - 0.04 * body.height_m / CUT_FOR_M


def measure_untucked_hem(body: Body) -> float:
    """Find where a tight shirt ends once it is out of the shorts, metres above the ground."""
    return float(body.joint("thigh_right")[2]) + 0.015 * body.height_m / CUT_FOR_M


def make_number_field(body: Body, points: FloatArray | Float32Array) -> Float32Array:
    """Field of race numbers on chest and back over ``(n, 3)`` points in the rest pose."""
    scale = body.height_m / CUT_FOR_M
    x, y, z = np.asarray(points, float).T
    chest = body.joint("thorax").astype(float)
    middle = float(body.joint("lumbar_high")[0]) + 0.01 * scale
    high = 0.08 * scale - np.abs(z - chest[2] + 0.05 * scale)
    wide = np.minimum(0.105 * scale - np.abs(y), np.abs(x - middle) - 0.03 * scale)
    return np.asarray(np.minimum(high, wide), np.float32)


def soak(body: Body, points: FloatArray | Float32Array, sweat: float) -> Float32Array:
    """Share of the brightness that sweat takes from the cloth of the back, ``(n,)``."""
    scale = body.height_m / CUT_FOR_M
    x, y, z = np.asarray(points, float).T
    low, high = float(body.joint("lumbar_low")[2]), float(body.joint("upper_arm_right")[2])
    rear = (float(body.joint("lumbar_high")[0]) + 0.02 * scale - x) / (0.03 * scale)
    wide = (0.23 * scale - np.abs(y)) / (0.05 * scale)
    height = np.minimum((high + 0.04 * scale - z) / 0.05, (z - low) / (0.10 * scale))
    near = np.clip(rear, 0, 1) * np.clip(wide, 0, 1) * np.clip(height, 0, 1)
    return np.asarray(WET * sweat * near, np.float32)


def make_top_field(body: Body, top: str, scale: float, raised: float = 0.0) -> Float32Array:
    """Field of a bra or a tight shirt whose hem is ``raised`` by so many metres."""
    _, y, z = body.vertices.T
    neck = body.joint("neck")
    collar = np.hypot(z - neck[2] - 0.01, 1.3 * (y - neck[1])) - 0.085 * scale
    shoulder = float(body.joint("upper_arm_right")[2])
    bottom = float(body.joint("lumbar_high")[2]) - 0.04 * scale
    if top == "bra":
        chest = float(body.joint("thorax")[2])
        bottom = chest - 0.05 * scale
        strap = np.maximum(chest + 0.05 * scale - z, 0.045 * scale - np.abs(np.abs(y) - 0.075))
        collar = np.minimum(collar, np.where(z > chest + 0.05 * scale, strap, collar))
    field = np.minimum(z - bottom - raised, collar) if raised else np.minimum(z - bottom, collar)
    field[select_vertices(body, "head")] = FAR
    for side in ("right", "left"):
        upper = select_vertices(body, f"upper_arm_{side}")
        far = select_vertices(body, f"forearm_{side}", f"hand_{side}")
        field[far] = FAR
        sleeve = 0.13 * scale if top == "tight" else -0.02
        field[upper] = np.minimum(field[upper], z[upper] - (shoulder - sleeve))
    return np.asarray(field, np.float32)


def make_lining_field(body: Body, top: str, scale: float) -> Float32Array:
    """Field of the skin at the shoulders that bends through cloth hung on it: it looks like it."""
    _, y, z = body.vertices.T
    neck, shoulder = body.joint("neck"), float(body.joint("upper_arm_right")[2])
    # a hood hides the neck
    cap, hole = (0.03 * scale, 0.0) if top == "hoodie" else (0.02 * scale, 0.07 * scale)
    collar = np.hypot(z - neck[2] - 0.01, 1.3 * (y - neck[1])) - hole
    field = np.minimum(collar, np.minimum(z - shoulder + 0.14 * scale, neck[2] + cap - z))
    bare = [f"{part}_{side}" for part in ARMS for side in ("right", "left")]
    field[select_vertices(body, "head", *(bare if top == "singlet" else bare[2:]))] = FAR
    return np.asarray(field, np.float32)


def make_scalp_field(body: Body, scale: float) -> Float32Array:
    """Field of the hair: behind and above a slanting line from forehead to nape."""
    x, _, z = body.vertices.T
    head = select_vertices(body, "head", "neck")
    top = float(body.vertices[head][:, 2].max())
    front = float(body.vertices[head][:, 0].max())
    line = (z - (top - 0.075 * scale)) - 1.1 * (x - (front - 0.065 * scale))
    nape = z - (top - 0.20 * scale)
    field = np.minimum(line, nape)
    field[~head] = FAR
    return np.asarray(field, np.float32)
