"""Tight clothes, painted on the skin, and shoes and hair, which thicken the body a little.

A garment is a field over the skin, positive inside, zero at the hem, in metres, so that hems run
smoothly across the triangles. Loose clothes are surfaces of their own, see `drape`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from posture.errors import UsageError
from posture.synthetic.bodies.feet import SOLE_M
from posture.synthetic.bodies.library import Body
from posture.synthetic.drawing.fields import (
    ARMS,
    CUT_FOR_M,
    FAR,
    make_lining_field,
    make_number_field,
    make_scalp_field,
    make_top_field,
    measure_belt_height,
    measure_tight_hem,
    measure_untucked_hem,
    select_vertices,
    soak,
)
from posture.synthetic.drawing.mesh import CLOTH, HAIR, SKIN, SMOOTH
from posture.utils.arrays import BoolArray, Float32Array, FloatArray

Top = Literal["bare", "bra", "tight", "singlet", "tee", "loose", "hoodie"]
Hair = Literal["none", "short", "long"]
Belt = Literal["none", "bottle", "pack"]
Waist = Literal["plain", "loose", "jacket"]
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Cut:
    """How a top hangs.

    Attributes
    ----------
    off_m
        Distance from the skin.
    bridge
        Share of the hollow of the back that the cloth bridges.
    flutter_m, billow_m
        How far its hem flutters, and how far its back lifts off and falls with the steps.
    below_hip_m
        How far below the hip joints its hem is.
    sleeve_m
        Length of the sleeves below the shoulder joints; below 0 none, None to the wrists.
    """

    off_m: float
    bridge: float
    flutter_m: float
    billow_m: float
    below_hip_m: float = 0.01
    sleeve_m: float | None = 0.17


#: The tops that hang.
DRAPES = {
    "singlet": Cut(0.008, 0.45, 0.003, 0.010, sleeve_m=-0.01),
    "tee": Cut(0.010, 0.55, 0.004, 0.012),
    "loose": Cut(0.024, 1.0, 0.008, 0.024),
    "hoodie": Cut(0.030, 1.0, 0.002, 0.010, below_hip_m=0.06, sleeve_m=None),
}
#: Limits of the numbers of `Clothes`.
_LIMITS = {"waist_gap_m": (0.005, 0.04), "creep_m": (0.0, 0.15), "sweat": (0.0, 1.0)}
#: Paper of a race number, sRGB from 0 to 255.
NUMBER_RGB: Colour = (240, 240, 236)
#: Colour of a belt and of what it carries, sRGB from 0 to 255.
BELT_RGB: Colour = (25, 25, 28)


@dataclass(frozen=True)
class Clothes:
    """What a runner wears.

    Attributes
    ----------
    top
        "bare", "bra" (sports bra), "tight" (a tight shirt tucked in), "singlet" (light, without
        sleeves), "tee" (a T-shirt that hangs a little off the back), "loose" (a wide top that
        hides it) or "hoodie" (thick, with long sleeves, a hood, and a ribbed hem below the hips).
    hair
        "none", "short" or "long" (a ponytail).
    top_rgb, shorts_rgb, shoes_rgb, extra_rgb
        sRGB, 0-255; ``extra_rgb`` is of a jacket round the waist and of a backpack.
    tights
        Whether the shorts reach the ankles.
    belt
        "none", or what a belt carries on the low back: a "bottle" that lies across it, or a "pack".
    waist
        "plain"; "loose", shorts whose waistband stands off the low back by `waist_gap_m`; or
        "jacket", a jacket tied round the waist that hangs over the buttocks.
    pack
        Whether there is a running backpack on the upper and middle back.
    race_number
        Whether there are white numbers on the front and the back of the top.
    creep_m
        How far the hem of the top has crept up by the end of the film.
    untucks
        Whether a tight top comes out of the shorts by the end.
    sweat
        How dark the back of the top gets by the end, from 0 to 1.
    """

    top: Top = "tight"
    hair: Hair = "short"
    top_rgb: Colour = (70, 90, 160)
    shorts_rgb: Colour = (35, 38, 45)
    shoes_rgb: Colour = (210, 90, 60)
    tights: bool = False
    belt: Belt = "none"
    waist: Waist = "plain"
    extra_rgb: Colour = (58, 62, 70)
    waist_gap_m: float = 0.018
    pack: bool = False
    race_number: bool = False
    creep_m: float = 0.0
    untucks: bool = False
    sweat: float = 0.0

    def __post_init__(self) -> None:
        for name, kind in (("top", Top), ("hair", Hair), ("belt", Belt), ("waist", Waist)):
            choices = get_args(kind)
            if getattr(self, name) not in choices:
                raise UsageError(
                    f"a runner cannot wear {name} = {getattr(self, name)!r}; "
                    f"choose one of {', '.join(choices)}"
                )
        for name, (low, high) in _LIMITS.items():
            if not low <= getattr(self, name) <= high:
                raise UsageError(
                    f"clothes.{name} is {getattr(self, name)}; it must be from {low} to {high}"
                )
        hemless = self.top in ("bare", "bra")
        if hemless and (self.creep_m or self.race_number):
            what = "creep up" if self.creep_m else "bear a race number"
            raise UsageError(f"top = {self.top!r} has no hem and cannot {what}; choose another top")
        if self.top == "bare" and self.sweat:
            raise UsageError("top = 'bare' cannot get dark with sweat; choose another top")
        if self.untucks and (self.top != "tight" or self.creep_m):
            raise UsageError("only a tight top that does not creep up can come out of the shorts")


@dataclass(frozen=True)
class Dressed:
    """A body with its tight clothes, ready to be posed and drawn.

    Attributes
    ----------
    vertices
        ``(V, 3)`` rest pose with shoes and hair, metres.
    fields, palette, finish
        Materials as in `mesh.Mesh`.
    end_fields
        ``fields`` at the end of the film; the same if nothing changes.
    wet
        ``(V,)`` share of its brightness that sweat has taken at the end of the film, or None.
    """

    vertices: Float32Array
    fields: Float32Array
    palette: FloatArray
    finish: FloatArray
    end_fields: Float32Array
    wet: Float32Array | None = None


def dress(body: Body, clothes: Clothes) -> Dressed:
    """Paint tight clothes on a body, and put shoes and hair on it."""
    scale = body.height_m / CUT_FOR_M
    z = body.vertices[:, 2]
    hip, waist = float(body.joint("thigh_right")[2]), float(body.joint("lumbar_high")[2])
    knee, ankle = float(body.joint("shank_right")[2]), float(body.joint("foot_right")[2])
    arms = select_vertices(body, *(f"{part}_{side}" for part in ARMS for side in ("right", "left")))
    hem = ankle + 0.04 * scale if clothes.tights else knee + 0.55 * (hip - knee)
    shorts = np.minimum(waist - 0.02 * scale - z, z - hem)
    shorts[arms] = FAR
    feet = select_vertices(body, "foot_right", "foot_left", "toes_right", "toes_left")
    shanks = select_vertices(body, "shank_right", "shank_left")
    socks = np.where(feet | shanks, ankle + 0.09 * scale - z, FAR)
    shoes = np.where(feet | shanks, ankle - 0.012 * scale - z, FAR)
    soles = np.where(feet, 0.018 * scale - z, FAR)
    layers: list[tuple[Float32Array, Colour, tuple[float, ...]]] = [
        (shorts, clothes.shorts_rgb, CLOTH),
        (socks, (225, 225, 222), CLOTH),
        (shoes, clothes.shoes_rgb, SMOOTH),
        (soles, (238, 238, 235), SMOOTH),
    ]
    later = {}
    wet = None
    if clothes.top in ("bra", "tight"):
        top = make_top_field(body, clothes.top, scale)
        if clothes.creep_m or clothes.untucks:
            fall = measure_untucked_hem(body) - measure_tight_hem(body)
            raised = fall if clothes.untucks else clothes.creep_m
            later[len(layers)] = make_top_field(body, clothes.top, scale, raised)
        layers.append((top, clothes.top_rgb, CLOTH))
        if clothes.race_number:
            number = np.minimum(top, make_number_field(body, body.vertices))
            layers.append((number, NUMBER_RGB, CLOTH))
        if clothes.sweat:
            wet = soak(body, body.vertices, clothes.sweat) * (top > 0)
    elif clothes.top != "bare":
        layers.append((make_lining_field(body, clothes.top, scale), clothes.top_rgb, CLOTH))
    if clothes.belt != "none":
        belt = 0.02 * scale - np.abs(z - measure_belt_height(body))
        belt[arms] = FAR
        layers.append((belt, BELT_RGB, CLOTH))
    scalp = make_scalp_field(body, scale)
    if clothes.hair != "none":
        layers.append((scalp, _colour(body.hair_rgb), HAIR))
    vertices = _shod(body, feet)
    if clothes.hair != "none":
        vertices = _thicken_scalp(body, vertices, scalp)
    fields = np.stack([field for field, _, _ in layers], axis=1).astype(np.float32)
    end_fields = fields.copy()
    for layer, field in later.items():
        end_fields[:, layer] = field
    return Dressed(
        vertices=vertices.astype(np.float32),
        fields=fields,
        end_fields=end_fields,
        wet=wet,
        palette=np.array([body.skin_rgb, *(rgb for _, rgb, _ in layers)], float),
        finish=np.array([SKIN, *(finish for _, _, finish in layers)], float),
    )


def _thicken_scalp(body: Body, vertices: Float32Array, scalp: Float32Array) -> Float32Array:
    """Push the skin under the hair out from the middle of the head."""
    scale = body.height_m / CUT_FOR_M
    centre = body.joint("head") + np.array([0.0, 0.0, 0.06 * scale], np.float32)
    out = vertices - centre
    out /= np.linalg.norm(out, axis=1, keepdims=True) + 1e-6
    return np.asarray(vertices + out * (np.clip(scalp / 0.03, 0, 1) * 0.016)[:, None])


def _shod(body: Body, feet: BoolArray) -> Float32Array:
    """Skin with shoes: toes smoothed into one, thicker, on a sole."""
    vertices = body.vertices.copy()
    faces = body.shape.faces
    around = faces[feet[faces].any(axis=1)]
    a = np.concatenate([around[:, [0, 1]], around[:, [1, 2]], around[:, [2, 0]]])
    a = np.concatenate([a, a[:, ::-1]])
    count = np.bincount(a[:, 0], minlength=len(vertices))[:, None]
    low = vertices[:, 2] < 0.6 * float(body.joint("foot_right")[2])
    moving = feet & low & (count[:, 0] > 0)
    for _ in range(30):
        total = np.zeros_like(vertices)
        np.add.at(total, a[:, 0], vertices[a[:, 1]])
        vertices[moving] = (total / np.maximum(count, 1))[moving]
    # smoothing shrank the foot: widen it again from its middle line, and down to the ground
    for side in ("right", "left"):
        mine = moving & select_vertices(body, f"foot_{side}", f"toes_{side}")
        was, now = body.vertices[mine], vertices[mine]
        for axis in (0, 1):
            low_was, high_was = was[:, axis].min() - 0.008, was[:, axis].max() + 0.008
            low_now, high_now = now[:, axis].min(), now[:, axis].max()
            share = (now[:, axis] - low_now) / (high_now - low_now)
            vertices[mine, axis] = low_was + share * (high_was - low_was)
        ground = now[:, 2].min()
        ankle = float(body.joint(f"foot_{side}")[2])
        share = np.clip((ankle - now[:, 2]) / (ankle - ground), 0, 1)
        vertices[mine, 2] -= share * (ground + SOLE_M)
    return vertices


def _colour(rgb: tuple[int, ...]) -> Colour:
    return (rgb[0], rgb[1], rgb[2])
