"""What stands behind the runner: walls, floors, houses and trees, painted from a seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from posture.synthetic.drawing.paint import Colour, Sheet, make_clouds

Rng = np.random.Generator
#: The ground begins this far on the camera's side of the runner's path, metres.
NEAR_EDGE_M = 6.0


@dataclass(frozen=True)
class Surroundings:
    """Sheets that stand upright behind the runner, a ground, and what is left open.

    Attributes
    ----------
    upright
        Sheet, its distance beyond the runner's path in metres, and its blur in pixels at a width
        of 1280, from far to near.
    ground
        Its upper edge is far away; it begins `NEAR_EDGE_M` before the path.
    above, below
        sRGB of what lies above and below the horizon where no sheet is.
    """

    upright: tuple[tuple[Sheet, float, float], ...]
    ground: Sheet
    above: Colour
    below: Colour


def paint_plain(rng: Rng) -> Surroundings:
    """Make an empty room with a light wall."""
    tint = _near((188, 186, 180), 10, rng)
    wall = Sheet(16, 4, 90, tint)
    wall.mottle(2.5, 0.008, rng)
    wall.glow(rng.uniform(4, 12), 3, 3.0, 0.15)
    wall.fade(0.86, 1.05)
    floor = _floor(_near((120, 116, 110), 8, rng), 0.015, rng)
    _meet(floor, 2.5)
    return Surroundings(((wall, 2.5, 1.0),), floor, _mean(wall), _mean(floor))


def paint_indoor(rng: Rng) -> Surroundings:
    """Make a training room: windows, posters, shelves."""
    wall = _wall(rng)
    for left in np.arange(rng.uniform(0.3, 1.2), 14, 3.4):
        kind = rng.integers(0, 3)
        if kind == 0:
            _window(wall, left, rng)
        elif kind == 1:
            _posters(wall, left, rng)
        else:
            _shelf(wall, left, rng)
    wall.fade(0.80, 1.05)
    floor = _floor(_near((104, 98, 90), 14, rng), 0.03, rng)
    _joints(floor, 1.0, (60, 56, 52))
    _meet(floor, 2.6)
    return Surroundings(((wall, 2.6, 1.5),), floor, _mean(wall), _mean(floor))


def paint_clutter(rng: Rng) -> Surroundings:
    """Make a store room: many edges, tall shapes like people, colours near to skin."""
    wall = _wall(rng)
    for left in np.arange(0.2, 15, 1.9):
        (_shelf, _posters, _pegboard)[rng.integers(0, 3)](wall, left + rng.uniform(0, 0.3), rng)
    things = Sheet(16, 2.4, 110, (90, 85, 80), solid=False)
    for left in np.arange(0.3, 15.2, 0.75):
        (_coat_stand, _boxes, _pole)[rng.choice(3, p=[0.4, 0.4, 0.2])](things, left, rng)
    things.mottle(0.3, 0.08, rng)
    floor = _floor(_near((110, 98, 86), 14, rng), 0.05, rng)
    _joints(floor, 0.4, (70, 62, 55))
    _meet(floor, 2.4)
    _meet(floor, 1.7)
    return Surroundings(((wall, 2.4, 1.2), (things, 1.7, 0.7)), floor, _mean(wall), _mean(floor))


def paint_outdoor(rng: Rng) -> Surroundings:
    """Make a path: clouds, houses, trees, a railing, asphalt with a verge."""
    sky = Sheet(260, 90, 6, _near((176, 196, 220), 12, rng))
    cloud = np.clip(make_clouds(sky.alpha.shape, 170, rng, 5), -1, 1.4)[..., None]
    sky.rgb += 26 * cloud
    sky.fade(1.06, 0.86)
    houses = Sheet(150, 16, 14, solid=False)
    left = 0.0
    while left < 148:
        left = _house(houses, left, rng)
    houses.mottle(3, 0.04, rng)
    trees = Sheet(100, 9, 26, (70, 84, 56), solid=False)
    for x in np.arange(1.0, 99, 3.2) + rng.uniform(-1.2, 1.2, 31):
        if rng.random() < 0.75:
            _tree(trees, x, rng)
    leaves = make_clouds(trees.alpha.shape, 9, rng)
    trees.alpha *= np.clip(1.8 + leaves, 0, 1)
    trees.rgb *= (1 + 0.14 * leaves)[..., None]
    railing = _railing(rng)
    ground = Sheet(60, 40, 45, _near((112, 112, 112), 8, rng))
    ground.rectangle(0, 8.4, 60, 31.6, _near((96, 112, 66), 8, rng))
    ground.rectangle(0, 8.2, 60, 0.25, (150, 148, 142))
    ground.mottle(1.6, 0.05, rng)
    ground.mottle(0.05, 0.04, rng)
    far = (sky, 120.0, 0.6), (houses, 34.0, 1.2), (trees, 16.0, 1.1), (railing, 2.4, 0.6)
    return Surroundings(far, ground, _mean(sky), _mean(ground))


#: Each kind of place, and what paints it.
PAINTERS: Mapping[str, Callable[[Rng], Surroundings]] = {
    "plain": paint_plain,
    "indoor": paint_indoor,
    "outdoor": paint_outdoor,
    "clutter": paint_clutter,
}


def _near(colour: Colour, spread: float, rng: Rng) -> Colour:
    shift = rng.normal(0, spread / 2) + rng.normal(0, spread / 3, 3)
    r, g, b = np.clip(np.asarray(colour) + shift, 8, 247)
    return float(r), float(g), float(b)


def _mean(sheet: Sheet) -> Colour:
    r, g, b = sheet.rgb.mean(axis=(0, 1))
    return float(r), float(g), float(b)


def _wall(rng: Rng) -> Sheet:
    tints: tuple[Colour, ...] = ((196, 190, 178), (170, 178, 180), (202, 194, 172), (150, 150, 148))
    wall = Sheet(16, 4, 130, _near(tints[rng.integers(0, 4)], 10, rng))
    wall.mottle(1.5, 0.012, rng)
    wall.rectangle(0, 0, 16, 0.09, (214, 210, 202))
    wall.line([(0, 0.095), (16, 0.095)], 0.012, (120, 116, 108))
    wall.rectangle(0, 2.75, 16, 1.25, (216, 214, 208))
    wall.line([(0, 2.75), (16, 2.75)], 0.02, (150, 146, 138))
    return wall


def _floor(colour: Colour, roughness: float, rng: Rng) -> Sheet:
    floor = Sheet(40, 12, 80, colour)
    floor.mottle(0.8, roughness, rng)
    floor.mottle(0.03, 0.6 * roughness, rng)
    return floor


def _meet(floor: Sheet, beyond_m: float) -> None:
    """Darken the floor where a wall or things stand on it."""
    y = floor.height_m - NEAR_EDGE_M - np.arange(len(floor.rgb)) / floor.scale
    dim = 1 - 0.4 * np.exp(-np.abs(y - beyond_m) / 0.2)
    floor.rgb *= dim.astype(np.float32)[:, None, None]


def _joints(floor: Sheet, step: float, colour: Colour) -> None:
    for x in np.arange(step, floor.width_m, step):
        floor.line([(x, 0), (x, floor.height_m)], 0.012, colour)
    for z in np.arange(step, floor.height_m, step):
        floor.line([(0, z), (floor.width_m, z)], 0.012, colour)


def _window(wall: Sheet, x: float, rng: Rng) -> None:
    width, height, z = rng.uniform(1.2, 2.2), rng.uniform(1.0, 1.4), rng.uniform(0.9, 1.2)
    wall.glow(x + width / 2, z + height / 2, 1.6, 0.18)
    wall.rectangle(x - 0.06, z - 0.06, width + 0.12, height + 0.12, (232, 230, 224))
    for step in range(12):
        share = step / 12
        tone = (196 + 50 * share, 212 + 38 * share, 222 + 30 * share)
        wall.rectangle(x, z + share * height, width, height / 12 + 0.01, tone)
    for _ in range(5):  # bushes outside
        at, across, up = rng.uniform(0.2, 0.8, 3) * (width, 0.25 * width, 0.4 * height)
        angle = np.linspace(0, np.pi, 24)
        hill = np.clip(at + across * np.cos(angle), 0, width), up * np.sin(angle)
        wall.polygon(np.stack([x + hill[0], z + hill[1]], axis=1), _near((158, 172, 146), 16, rng))
    wall.line([(x + width / 2, z), (x + width / 2, z + height)], 0.05, (236, 234, 228))
    wall.rectangle(x - 0.12, z - 0.12, width + 0.24, 0.05, (206, 202, 194))


def _posters(wall: Sheet, x: float, rng: Rng) -> None:
    for i in range(rng.integers(1, 4)):
        width, height = rng.uniform(0.4, 0.7), rng.uniform(0.5, 0.95)
        left, z = x + 0.9 * i, rng.uniform(1.1, 1.6)
        ground = _near((120, 110, 110), 90, rng)
        wall.rectangle(left - 0.02, z - 0.02, width + 0.04, height + 0.04, (40, 38, 36))
        wall.rectangle(left, z, width, height, ground)
        centre = left + width * rng.uniform(0.3, 0.7)
        wall.ellipse(
            centre, z + height / 2, width / 4, height / 3.4, _near((140, 120, 100), 90, rng)
        )
        for row in range(3):
            wall.rectangle(left + 0.05, z + 0.06 + 0.05 * row, 0.6 * width, 0.02, (235, 232, 225))


def _shelf(wall: Sheet, x: float, rng: Rng) -> None:
    wood = _near((140, 104, 70), 24, rng)
    for z in np.arange(0.35, 2.2, 0.48):
        wall.rectangle(x, z - 0.07, 1.9, 0.06, (78, 66, 54))
        wall.rectangle(x, z - 0.03, 1.9, 0.03, wood)
        left = x + 0.03
        while left < x + 1.7:
            width, height = rng.uniform(0.06, 0.34), rng.uniform(0.10, 0.38)
            colour = _near((128, 112, 98), 90, rng)
            wall.rectangle(left, z, width, height, colour)
            r, g, b = colour
            wall.rectangle(left, z, 0.2 * width, height, (0.7 * r, 0.7 * g, 0.7 * b))
            left += width + rng.uniform(0.01, 0.12)


def _pegboard(wall: Sheet, x: float, rng: Rng) -> None:
    wall.rectangle(x, 0.9, 1.5, 1.3, _near((206, 190, 164), 14, rng))
    for px in np.arange(x + 0.08, x + 1.45, 0.09):
        for pz in np.arange(0.97, 2.15, 0.09):
            wall.ellipse(px, pz, 0.012, 0.012, (66, 60, 54))
    for _ in range(7):
        px, pz = x + rng.uniform(0.1, 1.3), rng.uniform(1.3, 2.1)
        end = (px + rng.uniform(-0.08, 0.08), pz - rng.uniform(0.2, 0.5))
        wall.line([(px, pz), end], 0.03, _near((110, 90, 80), 80, rng))


def _coat_stand(things: Sheet, x: float, rng: Rng) -> None:
    height = rng.uniform(1.5, 1.85)
    things.line([(x + 0.3, 0), (x + 0.3, height)], 0.04, (66, 58, 50))
    for side in (-0.1, 0.1):
        things.line([(x + 0.3, 0.5), (x + 0.3 + side, 0)], 0.04, (66, 58, 50))
    cloth = _near((130, 100, 90), 90, rng)
    shoulder, hem = height - 0.28, rng.uniform(0.5, 0.9)
    body = ((0.14, hem), (0.46, hem), (0.52, shoulder - 0.1), (0.38, shoulder), (0.22, shoulder))
    things.polygon([*[(x + px, pz) for px, pz in body], (x + 0.08, shoulder - 0.1)], cloth)
    r, g, b = cloth
    things.line([(x + 0.3, hem), (x + 0.3, shoulder)], 0.015, (0.6 * r, 0.6 * g, 0.6 * b))
    things.ellipse(x + 0.3, height - 0.12, 0.10, 0.13, _near((196, 150, 124), 30, rng))


def _boxes(things: Sheet, x: float, rng: Rng) -> None:
    z = 0.0
    for _ in range(rng.integers(1, 5)):
        width, height = rng.uniform(0.3, 0.62), rng.uniform(0.18, 0.45)
        left = x + rng.uniform(0, 0.12)
        card = _near((182, 144, 106), 26, rng)
        r, g, b = card
        things.rectangle(left, z, width, height, card)
        things.rectangle(left, z + 0.45 * height, width, 0.05, (0.85 * r, 0.82 * g, 0.75 * b))
        things.line([(left, z), (left, z + height)], 0.012, (0.55 * r, 0.5 * g, 0.45 * b))
        things.line([(left, z), (left + width, z)], 0.012, (0.45 * r, 0.4 * g, 0.35 * b))
        z += height


def _pole(things: Sheet, x: float, rng: Rng) -> None:
    for _ in range(3):
        at, lean = x + rng.uniform(0.1, 0.6), rng.uniform(-0.1, 0.1)
        colour = _near((120, 110, 100), 80, rng)
        things.line([(at, 0), (at + lean, rng.uniform(1.1, 2.2))], 0.045, colour)


def _house(houses: Sheet, x: float, rng: Rng) -> float:
    width, height = rng.uniform(9, 22), rng.uniform(8, 15)
    front = _near((176, 160, 138), 30, rng)
    r, g, b = front
    houses.rectangle(x, 0, width, height, front)
    houses.rectangle(x, height - 0.4, width, 0.4, (0.8 * r, 0.8 * g, 0.8 * b))
    houses.rectangle(x, 0, width, 1.2, (0.7 * r, 0.7 * g, 0.72 * b))
    for wx in np.arange(x + 1.2, x + width - 1.6, 2.6):
        for wz in np.arange(1.9, height - 2.2, 3.1):
            houses.rectangle(wx - 0.15, wz - 0.15, 1.5, 2.1, (0.88 * r, 0.88 * g, 0.88 * b))
            houses.rectangle(wx, wz, 1.2, 1.8, _near((76, 84, 94), 16, rng))
    gap = 0.0 if rng.random() < 0.7 else rng.uniform(2, 8)
    return float(x + width + gap)


def _tree(trees: Sheet, x: float, rng: Rng) -> None:
    top = rng.uniform(4.5, 8.2)
    trees.line([(x, 0), (x + rng.uniform(-0.2, 0.2), 0.6 * top)], 0.22, (74, 62, 50))
    green = np.asarray(_near((86, 100, 62), 14, rng))
    for _ in range(70):
        angle, reach = rng.uniform(0, 2 * np.pi), 1.7 * rng.random() ** 0.5
        up = reach * np.sin(angle)
        size = rng.uniform(0.2, 0.5)
        r, g, b = green * (1 + 0.14 * up + rng.normal(0, 0.07))  # lit from above
        trees.ellipse(x + reach * np.cos(angle), 0.7 * top + 0.9 * up, size, 0.8 * size, (r, g, b))


def _railing(rng: Rng) -> Sheet:
    railing = Sheet(60, 1.2, 70, (58, 60, 62), solid=False)
    colour = _near((62, 64, 66), 16, rng)
    for z in (0.15, 1.0):
        railing.line([(0, z), (60, z)], 0.06, colour)
    for x in np.arange(0.1, 60, 0.28):
        railing.line([(x, 0.1), (x, 1.0)], 0.03, colour)
    for x in np.arange(1.0, 60, 4.0):
        railing.rectangle(x, 0, 0.4, 1.15, _near((128, 122, 114), 6, rng))
    railing.mottle(0.2, 0.06, rng)
    return railing
