"""What makes a thick top a hoodie: a hood behind the neck, a ribbed hem and ribbed cuffs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from posture.synthetic.bodies.library import Body
from posture.synthetic.drawing.fields import CUT_FOR_M, select_vertices
from posture.synthetic.drawing.garment import Garment, make_garment, tube_faces
from posture.synthetic.drawing.mesh import CLOTH, Finish

#: Height of the ribbed hem and of the cuffs, metres.
RIB_M = 0.055
#: How much closer to the body the rib is than the cloth above it, metres.
TIGHTER_M = 0.018
#: Ribbed cloth: fine folds.
RIBBED: Finish = (0.01, 0.30, 0.05, 70.0)


def add_ribs(body: Body, top: Garment) -> Garment:
    """Draw hem and cuffs in, so that the cloth bulges over them, and make them darker."""
    scale = body.height_m / CUT_FOR_M
    rib = RIB_M * scale
    cloth, hanging = top.vertices.copy(), top.depth > 0
    above = np.full(len(cloth), rib)
    for mine, least in ((hanging, 0.12 * scale), (~hanging, 0.0)):
        sides = np.ones(len(cloth), bool) if least else cloth[:, 1] > 0
        for part in (mine & sides, mine & ~sides):
            if not part.any():
                continue
            above[part] = cloth[part, 2] - cloth[part, 2].min()
            low = part & (above < 2 * rib)
            middle = cloth[part & (above < rib), :2].mean(axis=0)
            out = cloth[low, :2] - middle
            size = np.linalg.norm(out, axis=1, keepdims=True) + 1e-9
            drawn = TIGHTER_M * scale * (1.0 if least else 0.6)
            share = np.clip(2 - above[low] / rib, 0, 1)
            smooth = (share**2 * (3 - 2 * share))[:, None]
            cloth[low, :2] -= smooth * np.minimum(drawn, 0.3 * size) * out / size
    height = (rib - above).astype(np.float32)
    colour = top.palette[0]
    dark = (int(0.8 * colour[0]), int(0.8 * colour[1]), int(0.8 * colour[2]))
    return replace(
        top,
        vertices=cloth.astype(np.float32),
        fields=height[:, None],
        palette=(colour, dark),
        finish=(CLOTH, RIBBED),
    )


def make_hood(body: Body, colour: tuple[int, int, int]) -> Garment:
    """Lay a hood that is down around the neck: thick behind it, thin at the throat."""
    scale = body.height_m / CUT_FOR_M
    neck = body.joint("neck").astype(float)
    rings, around = 41, 16
    turn = np.linspace(-0.93 * np.pi, 0.93 * np.pi, rings)  # 0 behind the neck
    rear = (1 + np.cos(turn)) / 2
    trunk = select_vertices(body, "neck", "thorax", "clavicle_right", "clavicle_left")
    near = trunk & (np.abs(body.vertices[:, 1]) < 0.03)
    behind = near & (np.abs(body.vertices[:, 2] - neck[2] + 0.03 * scale) < 0.015)
    back = float(body.vertices[behind, 0].min()) - neck[0]
    middle = np.stack(
        [
            neck[0] + np.where(np.cos(turn) > 0, back - 0.030 * scale, -0.080 * scale)
            * np.cos(turn),
            0.095 * scale * np.sin(turn),
            neck[2] + scale * (0.012 - 0.025 * rear**2 - 0.035 * (1 - rear) ** 2),
        ],
        axis=1,
    )  # fmt: skip
    out = np.stack([-np.cos(turn), np.sin(turn), np.zeros(rings)], axis=1)
    wide = scale * (0.020 + 0.028 * rear**2)
    high = scale * (0.028 + 0.040 * rear**2)
    angle = np.linspace(0, 2 * np.pi, around, endpoint=False)
    # it folds over: its lower half hangs further out than its upper half
    level = np.cos(angle) - 0.25 * np.sin(angle)
    points = middle[:, None] + wide[:, None, None] * level[None, :, None] * out[:, None]
    points[..., 2] += high[:, None] * np.sin(angle)
    return make_garment(
        body, points.reshape(-1, 3), tube_faces(rings, around), colour,
        select_vertices(body, "thorax"),
    )  # fmt: skip
