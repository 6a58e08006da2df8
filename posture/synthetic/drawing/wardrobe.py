"""All that a runner wears over skin and tight clothes, from the inside out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from posture.synthetic.bodies.library import Body
from posture.synthetic.drawing.changes import untuck
from posture.synthetic.drawing.clothing import NUMBER_RGB, Clothes
from posture.synthetic.drawing.drape import drape
from posture.synthetic.drawing.fields import make_number_field, soak
from posture.synthetic.drawing.garment import Garment, slide_up
from posture.synthetic.drawing.hoodie import add_ribs, make_hood
from posture.synthetic.drawing.mesh import CLOTH
from posture.synthetic.drawing.pack import make_pack
from posture.synthetic.drawing.waist import make_jacket, make_waistband, push_off


def put_on(body: Body, clothes: Clothes) -> list[Garment]:
    """Make the surfaces of loose clothes and of what is carried."""
    worn: list[Garment] = []
    if clothes.waist == "loose":
        worn.append(make_waistband(body, clothes))
    top = drape(body, clothes)
    if top is not None:
        if clothes.waist == "loose":
            top = push_off(body, clothes, top)
        top = _finish_top(body, clothes, top)
        worn.append(top)
    if clothes.untucks:
        worn.append(untuck(body, clothes))
    if clothes.top == "hoodie":
        worn.append(make_hood(body, clothes.top_rgb))
    if clothes.waist == "jacket":
        worn += make_jacket(body, clothes, top)
    if clothes.pack:
        worn += make_pack(body, clothes, top)
    return worn


def _finish_top(body: Body, clothes: Clothes, top: Garment) -> Garment:
    """Add ribs, a race number, sweat and the creeping of the hem, as far as they are there."""
    if clothes.top == "hoodie":
        top = add_ribs(body, top)
    if clothes.race_number:
        paper = make_number_field(body, top.vertices)
        paper[top.depth == 0] = -1.0
        fields = paper[:, None] if top.fields is None else np.column_stack([top.fields, paper])
        top = replace(
            top,
            fields=fields,
            palette=(*top.palette, NUMBER_RGB),
            finish=(*top.finish, CLOTH),
        )
    if clothes.sweat:
        top = replace(top, wet=soak(body, top.vertices, clothes.sweat))
    if clothes.creep_m:
        top = replace(top, end=slide_up(top, clothes.creep_m))
    return top
