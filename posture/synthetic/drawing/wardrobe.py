"""All that a runner wears over skin and tight clothes, from the inside out."""

from __future__ import annotations

from posture.synthetic.bodies.library import Body
from posture.synthetic.drawing.clothing import Clothes
from posture.synthetic.drawing.drape import drape
from posture.synthetic.drawing.garment import Garment


def put_on(body: Body, clothes: Clothes) -> list[Garment]:
    """Make the surfaces of loose clothes and of what is carried."""
    top = drape(body, clothes)
    return [] if top is None else [top]
