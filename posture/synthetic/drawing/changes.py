"""What changes on clothes within a film: a tight top comes out of the shorts, sweat spreads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from posture.synthetic.bodies.library import Body
from posture.synthetic.drawing.clothing import Clothes, Cut
from posture.synthetic.drawing.drape import hang
from posture.synthetic.drawing.fields import CUT_FOR_M, measure_tight_hem, measure_untucked_hem
from posture.synthetic.drawing.garment import Garment, slide_up

#: How a tight top hangs below the waist once it is out of the shorts, and as long as it is not.
_OUT = Cut(0.010, 0.5, 0.003, 0.010, sleeve_m=-0.01)
_IN = Cut(0.002, 0.0, 0.0, 0.0, sleeve_m=-0.01)


def untuck(body: Body, clothes: Clothes) -> Garment:
    """Make the lower part of a tight top, which comes out of the shorts by the film's end."""
    scale = body.height_m / CUT_FOR_M
    hem = measure_untucked_hem(body)
    below = (float(body.joint("thigh_right")[2]) - hem) / scale
    out, flat = (
        hang(body, replace(cut, below_hip_m=below), clothes.top_rgb) for cut in (_OUT, _IN)
    )
    top = float(body.joint("lumbar_high")[2]) + 0.06 * scale
    share = np.clip((top - flat.vertices[:, 2]) / (0.10 * scale), 0, 1)[:, None]
    mixed = flat.vertices + share**2 * (3 - 2 * share) * (out.vertices - flat.vertices)
    faces = flat.faces[(flat.vertices[flat.faces, 2] < top).any(axis=1)]
    last = replace(
        out,
        vertices=mixed.astype(np.float32),
        faces=faces,
        billow=(share * out.billow).astype(np.float32),
    )
    first = slide_up(flat, measure_tight_hem(body) - hem)
    return replace(first, faces=faces, end=last)
