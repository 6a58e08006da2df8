"""All that a runner wears over skin and tight clothes, from the inside out."""

from __future__ import annotations

from posture.synthetic.bodies.library import Body
from posture.synthetic.drawing.clothing import Clothes
from posture.synthetic.drawing.drape import drape
from posture.synthetic.drawing.garment import Garment
from posture.synthetic.drawing.hoodie import add_ribs, make_hood
from posture.synthetic.drawing.pack import make_pack
from posture.synthetic.drawing.waist import make_jacket, make_waistband


def put_on(body: Body, clothes: Clothes) -> list[Garment]:
    """Make the surfaces of loose clothes and of what is carried."""
    worn: list[Garment] = []
    if clothes.waist == "loose":
        worn.append(make_waistband(body, clothes))
    top = drape(body, clothes)
    if top is not None:
        worn.append(add_ribs(body, top) if clothes.top == "hoodie" else top)
    if clothes.top == "hoodie":
        worn.append(make_hood(body, clothes.top_rgb))
    if clothes.waist == "jacket":
        worn += make_jacket(body, clothes)
    if clothes.pack:
        worn += make_pack(body, clothes)
    return worn
