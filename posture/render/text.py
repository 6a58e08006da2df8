"""Smooth text with any character (cv2's own fonts have no degree sign), drawn from a cache."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

import cv2
import matplotlib
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from posture.render.palette import DARK, WHITE, Colour
from posture.utils.arrays import Image

#: Most strings kept as pixels. A long video shows ever new ones, such as the time; this is enough
#: for the angles of a stride, and at most 15 MB.
_CACHED_STRINGS = 512


class _Stamp(NamedTuple):
    """A string as pixels: factors of the picture (of 255), and what is added to it."""

    keep: Image
    add: Image
    left: int
    baseline: int


@lru_cache(maxsize=4 * _CACHED_STRINGS)
def measure_text(text: str, size: int, *, bold: bool = False) -> int:
    """Measure the width of ``text``, pixels."""
    return round(_load_font(size, bold).getlength(text))


def shorten(text: str, size: int, width: float) -> str:
    """Cut ``text`` so that it fits ``width`` pixels; an ellipsis marks what is missing."""
    if measure_text(text, size) <= width:
        return text
    while text and measure_text(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def draw_text(
    image: Image,
    text: str,
    at: tuple[float, float],
    size: int,
    *,
    colour: Colour = WHITE,
    bold: bool = False,
    outline: bool = False,
    align: Literal["left", "centre", "right"] = "left",
) -> None:
    """Write ``text`` into ``image``; what falls outside is cut off.

    Parameters
    ----------
    image
        ``(height, width, 3)`` uint8, RGB; changed in place.
    text
        One line.
    at
        Where the text begins, has its centre or ends (see ``align``), and its base line; pixels.
    size
        Of the font, pixels.
    colour, bold, outline
        Look; the outline is dark, for text on the bare picture.
    align
        Which part of the text ``at`` means.
    """
    stamp = _make_stamp(text, size, bold, colour, outline)
    x, y = round(at[0]) - stamp.left, round(at[1]) - stamp.baseline
    if align != "left":
        x -= measure_text(text, size, bold=bold) // (2 if align == "centre" else 1)
    height, width = stamp.add.shape[:2]
    left, top = max(0, -x), max(0, -y)
    right, bottom = min(width, image.shape[1] - x), min(height, image.shape[0] - y)
    if left >= right or top >= bottom:
        return
    part = image[y + top : y + bottom, x + left : x + right]
    cut = slice(top, bottom), slice(left, right)
    part[:] = cv2.add(cv2.multiply(part, stamp.keep[cut], scale=1 / 255), stamp.add[cut])


@lru_cache(maxsize=32)
def _load_font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name, size)


@lru_cache(maxsize=_CACHED_STRINGS)
def _make_stamp(text: str, size: int, bold: bool, colour: Colour, outline: bool) -> _Stamp:
    font = _load_font(size, bold)
    edge = max(2, size // 11) if outline else 0
    ascent, descent = font.getmetrics()
    margin = edge + 2
    width = round(font.getlength(text)) + 2 * margin
    at = (margin, ascent + margin)

    def mask(stroke: int) -> Image:
        picture = Pillow.new("L", (width, ascent + descent + 2 * margin))
        ImageDraw.Draw(picture).text(at, text, 255, font, anchor="ls", stroke_width=stroke)
        return np.asarray(picture, np.uint8)

    fill = mask(0).astype(np.float32)[..., None] / 255
    cover = mask(edge).astype(np.float32)[..., None] / 255
    outside = np.maximum(cover - fill, 0)
    add = fill * np.array(colour, np.float32) + outside * np.array(DARK, np.float32)
    keep = np.repeat(255 * (1 - fill - outside), 3, axis=2)
    return _Stamp(
        keep.round().astype(np.uint8),
        add.round().astype(np.uint8),
        margin,
        ascent + margin,
    )
