"""Anti-aliased lines and translucent surfaces, placed to a fraction of a pixel."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from posture.render.palette import DARK, Colour
from posture.render.state import Point
from posture.utils.arrays import FloatArray, Image

#: Bits of the fraction of a pixel: OpenCV takes whole numbers, here sixteenths, so that lines do
#: not jitter.
_SHIFT = 4


def draw_line(
    image: Image,
    points: Sequence[Point] | FloatArray,
    colour: Colour,
    thickness: float,
    *,
    edge: float = 0.0,
) -> None:
    """Draw an open line through ``points`` (x, y pixels), over a dark one ``edge`` px wider."""
    _draw_lines(image, [points], colour, thickness, edge)


def draw_dashes(
    image: Image, start: Point, end: Point, colour: Colour, thickness: float, dash: float
) -> None:
    """Draw a dashed line, dark-edged; dash and gap are ``dash`` px long."""
    a, b = np.array(start, float), np.array(end, float)
    length = float(np.linalg.norm(b - a))
    if length == 0:
        return
    begins = np.arange(0, length, 2 * dash)
    ends = np.minimum(begins + dash, length)
    pieces = a + np.stack([begins, ends], axis=1)[..., None] * (b - a) / length
    _draw_lines(image, pieces, colour, thickness, 1)


def _draw_lines(
    image: Image,
    lines: Sequence[Sequence[Point] | FloatArray] | FloatArray,
    colour: Colour,
    thickness: float,
    edge: float,
) -> None:
    paths = [np.rint(np.multiply(line, 1 << _SHIFT)).astype(np.int32) for line in lines]
    if edge:
        wide = round(thickness + 2 * edge)
        cv2.polylines(image, paths, False, DARK, wide, cv2.LINE_AA, _SHIFT)
    cv2.polylines(image, paths, False, colour, max(1, round(thickness)), cv2.LINE_AA, _SHIFT)


def draw_dot(image: Image, at: Point, colour: Colour, radius: float) -> None:
    """Draw a filled disc of ``radius`` px."""
    x, y, r = (round(value * (1 << _SHIFT)) for value in (*at, radius))
    cv2.circle(image, (x, y), r, colour, cv2.FILLED, cv2.LINE_AA, _SHIFT)


def fill_translucent(image: Image, outline: Sequence[Point], colour: Colour, alpha: float) -> None:
    """Tint the inside of a polygon; only the pixels of its bounding box are touched."""

    def fill(part: Image, corners: FloatArray) -> None:
        path = np.rint(corners * (1 << _SHIFT)).astype(np.int32)
        cv2.fillPoly(part, [path], colour, cv2.LINE_AA, _SHIFT)

    _blend(image, np.asarray(outline, float), 0, alpha, fill)


def draw_faint_line(
    image: Image, points: FloatArray, colour: Colour, thickness: float, alpha: float
) -> None:
    """Draw a translucent open line through ``points`` (x, y pixels)."""

    def line(part: Image, path: FloatArray) -> None:
        _draw_lines(part, [path], colour, thickness, 1)

    _blend(image, points, thickness + 2, alpha, line)


def _blend(
    image: Image,
    points: FloatArray,
    margin: float,
    alpha: float,
    draw: Callable[[Image, FloatArray], None],
) -> None:
    """Mix what ``draw`` puts onto a copy of the box round ``points`` into the image."""
    size = np.array([image.shape[1], image.shape[0]])
    left, top = np.clip(np.floor(points.min(axis=0) - margin), 0, size).astype(int)
    right, bottom = np.clip(np.ceil(points.max(axis=0) + margin) + 1, 0, size).astype(int)
    if left >= right or top >= bottom:
        return
    part = image[top:bottom, left:right]
    drawn = part.copy()
    draw(drawn, points - (left, top))
    part[:] = cv2.addWeighted(drawn, alpha, part, 1 - alpha, 0)


def darken(image: Image, box: tuple[int, int, int, int]) -> None:
    """Darken ``box`` (left, top, right, bottom; pixels) as the background of text."""
    left, top, right, bottom = box
    part = image[top:bottom, left:right]
    part[:] = cv2.convertScaleAbs(part, alpha=0.35, beta=0.65 * max(DARK))
