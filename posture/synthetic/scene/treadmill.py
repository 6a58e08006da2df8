"""A treadmill as meshes; its belt lies at z = 0 and runs towards -x."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from posture.errors import UsageError
from posture.synthetic.drawing.mesh import SMOOTH, Mesh
from posture.synthetic.drawing.paint import Colour
from posture.utils.arrays import Float32Array

Faces = npt.NDArray[np.int32]
Handrail = Literal["none", "front", "side"]

#: Height of the belt above the room's floor.
DECK_M = 0.18
#: Rear end of the belt, metres ahead of the runner: room for the leg behind.
_REAR_M = -1.15
#: Front end of the belt, metres ahead of the runner.
_FRONT_M = 0.75
#: Half of the belt's width, metres.
_HALF_BELT_M = 0.26
#: Half of the deck's width, metres: the belt, and where one steps off on both sides.
_HALF_DECK_M = 0.38
#: Length of the belt, metres: once in it there is a seam.
_SEAM_EVERY_M = 3.3

#: Colour of the frame, sRGB from 0 to 255.
_FRAME: Colour = (58, 60, 64)
#: Colour of handrails and feet.
_RAIL: Colour = (38, 38, 40)
#: Colour of the console and of the steps beside the belt.
_PANEL: Colour = (150, 152, 156)
#: Colour of the console's screen.
_SCREEN: Colour = (44, 70, 92)


@dataclass(frozen=True)
class _Part:
    vertices: Float32Array
    faces: Faces
    colour: Colour


def make_treadmill(handrail: Handrail = "none") -> Mesh:
    """Make everything that stands still.

    Parameters
    ----------
    handrail
        ``"front"`` is a bar across in front of the belly, ``"side"`` a bar along each side, as
        high as the elbows; both hide a part of the runner from a camera at the side.

    Raises
    ------
    UsageError
        There is no such handrail.
    """
    deck = _HALF_DECK_M
    parts = [
        _box((_REAR_M - 0.1, -deck, -0.15), (_FRONT_M, -_HALF_BELT_M, 0.012), _FRAME),
        _box((_REAR_M - 0.1, _HALF_BELT_M, -0.15), (_FRONT_M, deck, 0.012), _FRAME),
        _box((_REAR_M - 0.1, -_HALF_BELT_M, -0.13), (_REAR_M, _HALF_BELT_M, -0.02), _FRAME),
        _box((_FRONT_M, -deck, -0.15), (_FRONT_M + 0.45, deck, 0.09), _FRAME),
    ]
    for y in (-deck, deck):
        foot, head = (_FRONT_M + 0.22, y, -0.1), (_FRONT_M + 0.08, y, 1.12)
        parts.append(_tube(foot, head, 0.035, _FRAME))
        inner, outer = sorted((y - np.sign(y) * 0.02, y - np.sign(y) * 0.05))
        parts.append(
            _box((_REAR_M, inner, 0.012), (_FRONT_M, outer, 0.018), _PANEL)  # where one steps off
        )
        for x in (_REAR_M, _FRONT_M + 0.35):
            parts.append(_box((x - 0.05, y - 0.04, -DECK_M), (x + 0.05, y + 0.04, -0.14), _RAIL))
    x, console = _FRONT_M, [(0.0, 1.06), (0.14, 1.02), (0.22, 1.34), (0.17, 1.36)]
    parts.append(_prism([(x + px, pz) for px, pz in console], deck, _PANEL))
    screen = [(0.015, 1.10), (0.02, 1.09), (0.15, 1.32), (0.145, 1.33)]
    parts.append(_prism([(x + px, pz) for px, pz in screen], 0.26, _SCREEN))
    if handrail == "front":
        parts.append(_tube((0.48, -deck, 1.03), (0.48, deck, 1.03), 0.022, _RAIL))
        for y in (-deck, deck):
            parts.append(_tube((_FRONT_M + 0.09, y, 1.05), (0.47, y, 1.03), 0.022, _RAIL))
    elif handrail == "side":
        for y in (-deck - 0.04, deck + 0.04):
            parts.append(_tube((_FRONT_M + 0.09, y, 1.04), (-0.15, y, 0.98), 0.024, _RAIL))
            parts.append(_tube((-0.15, y, 0.98), (-0.05, y, 0.0), 0.024, _RAIL))
    elif handrail != "none":
        raise UsageError(f'there is no handrail {handrail!r}; choose "none", "front" or "side"')
    return _joined(parts)


def make_belt(travel_m: float) -> Mesh:
    """Make the belt as it is after `travel_m` metres towards -x, with its seam and its wear."""
    x = np.linspace(_REAR_M, _FRONT_M, 191, dtype=np.float32)
    rows = np.array([_HALF_BELT_M, -_HALF_BELT_M], np.float32)
    vertices = np.stack(
        [np.tile(x, 2), np.repeat(rows, len(x)), np.zeros(2 * len(x), np.float32)], axis=1
    )
    i = np.arange(len(x) - 1)
    left, right = i, i + len(x)
    faces = np.concatenate(
        [np.stack([left, right, left + 1], 1), np.stack([left + 1, right, right + 1], 1)]
    )
    rest = vertices + np.array([travel_m, 0, 0], np.float32)
    from_seam = np.abs((rest[:, 0] + _SEAM_EVERY_M / 2) % _SEAM_EVERY_M - _SEAM_EVERY_M / 2)
    return Mesh(
        vertices=vertices,
        faces=faces.astype(np.int32),
        palette=((34, 34, 36), (70, 70, 72)),
        fields=np.asarray(0.015 - from_seam, np.float32)[:, None],
        finish=((0.02, 0.0, 0.10, 30.0), SMOOTH),
        rest=rest,
    )


def _joined(parts: list[_Part]) -> Mesh:
    """Make one mesh of many parts, each with a field that is above 0 on it alone."""
    colours = sorted({part.colour for part in parts})
    fields, faces, start = [], [], 0
    for part in parts:
        own = np.full((len(part.vertices), len(colours)), -1, np.float32)
        own[:, colours.index(part.colour)] = 1
        fields.append(own)
        faces.append(part.faces + start)
        start += len(part.vertices)
    return Mesh(
        vertices=np.concatenate([part.vertices for part in parts]),
        faces=np.concatenate(faces).astype(np.int32),
        palette=(_FRAME, *colours),
        fields=np.concatenate(fields),
        finish=(SMOOTH,) * (len(colours) + 1),
    )


def _prism(profile: list[tuple[float, float]], half_width: float, colour: Colour) -> _Part:
    """Pull a convex outline (x, z), anticlockwise seen from y < 0, to both sides; flat faces."""
    near = [(x, -half_width, z) for x, z in profile]
    far = [(x, half_width, z) for x, z in profile]
    count = len(profile)
    sides = [[near[(n + 1) % count], near[n], far[n], far[(n + 1) % count]] for n in range(count)]
    return _polygons([near, far[::-1], *sides], colour)


def _box(low: npt.ArrayLike, high: npt.ArrayLike, colour: Colour) -> _Part:
    (x0, y0, z0), (x1, y1, z1) = np.asarray(low, float), np.asarray(high, float)
    part = _prism([(x0, z0), (x1, z0), (x1, z1), (x0, z1)], (y1 - y0) / 2, colour)
    middle = np.array([0, (y0 + y1) / 2, 0], np.float32)
    return _Part(part.vertices + middle, part.faces, colour)


def _polygons(polygons: list[list[tuple[float, float, float]]], colour: Colour) -> _Part:
    faces: list[tuple[int, int, int]] = []
    start = 0
    for corners in polygons:
        faces += [(start, start + n, start + n + 1) for n in range(1, len(corners) - 1)]
        start += len(corners)
    vertices = np.array([corner for polygon in polygons for corner in polygon], np.float32)
    return _Part(vertices, np.array(faces, np.int32), colour)


def _tube(
    start: tuple[float, float, float],
    end: tuple[float, float, float],
    radius: float,
    colour: Colour,
    sides: int = 14,
) -> _Part:
    """Make a round bar with open ends, smooth around."""
    a, b = np.asarray(start, float), np.asarray(end, float)
    along = (b - a) / np.linalg.norm(b - a)
    across = np.cross(along, [0.0, 1.0, 0.0] if abs(along[1]) < 0.9 else [1.0, 0.0, 0.0])
    across /= np.linalg.norm(across)
    angle = 2 * np.pi * np.arange(sides) / sides
    third = np.cross(along, across)
    ring = radius * (np.cos(angle)[:, None] * across + np.sin(angle)[:, None] * third)
    n = np.arange(sides)
    m = (n + 1) % sides
    faces = np.concatenate([np.stack([n, m, n + sides], 1), np.stack([m, m + sides, n + sides], 1)])
    return _Part(
        np.concatenate([a + ring, b + ring]).astype(np.float32), faces.astype(np.int32), colour
    )
