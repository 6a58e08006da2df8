"""What is drawn onto a picture cut out around the runner: lean, back line, numbers, a caption."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from posture.render.back import draw_back_line
from posture.render.crop import Crop, Cutout
from posture.render.lean import format_degrees
from posture.render.palette import BACK, DARK, GREY, SEGMENTS, TRUNK, WHITE, Colour
from posture.render.shapes import draw_dashes, draw_dot, draw_line
from posture.render.skeleton import find_leg
from posture.render.text import draw_text, shorten
from posture.utils.arrays import Image

#: Sizes as shares of a picture's width, so that numbers can be read where the picture is 160 px
#: wide: two of them side by side on a phone.
_NUMBER_SIZE = 0.14
_TEXT_SIZE = 0.078
#: How far the lean's line goes on above mid-shoulder, trunk lengths; the vertical ends higher.
_BEYOND = 0.25


def draw_lean(cutout: Cutout, crop: Crop, colour: Colour = TRUNK) -> None:
    """Draw the trunk's line at the measured lean, and the vertical through mid-hip."""
    state = cutout.state
    hip, shoulder = state.middle("hip"), state.middle("shoulder")
    if hip is None or shoulder is None or math.isnan(state.lean_deg):
        return
    thick = max(2.0, 0.035 * crop.trunk_px)
    top = hip[0], hip[1] - (1 + 2 * _BEYOND) * crop.trunk_px
    draw_dashes(cutout.image, hip, top, WHITE, max(1.0, 0.4 * thick), 2.5 * thick)
    end = tuple(h + (1 + _BEYOND) * (s - h) for h, s in zip(hip, shoulder, strict=True))
    draw_line(cutout.image, [hip, (end[0], end[1])], colour, thick, edge=1.5)
    for at in (hip, shoulder):
        draw_dot(cutout.image, at, colour, 0.9 * thick)


def draw_legs(cutout: Cutout, crop: Crop, colour: Colour) -> None:
    """Draw the bones of both legs, the far one thinner."""
    view, thick = cutout.state.view, max(1.5, 0.02 * crop.trunk_px)
    for side, share in ((view.far_side, 0.5), (view.facing, 1.0)):
        for bone in find_leg(cutout.state, side):
            draw_line(cutout.image, bone, colour, share * thick, edge=0.5)


def draw_back(cutout: Cutout, crop: Crop) -> None:
    """Draw the line of the back where the low back is seen."""
    if cutout.state.back_visible and cutout.state.back_line is not None:
        draw_back_line(cutout.image, cutout.state.back_line, max(2.0, 0.022 * crop.trunk_px))


def draw_numbers(cutout: Cutout, *, with_back: bool) -> None:
    """Write the frame's lean large behind the head, and tilt and arch below it if asked to."""
    image, state = cutout.image, cutout.state
    width = image.shape[1]
    large, small = round(_NUMBER_SIZE * width), round(_TEXT_SIZE * width)
    facing_left = cutout.view.facing == "left"
    x = width - 0.4 * small if facing_left else 0.4 * small
    align: Literal["left", "right"] = "right" if facing_left else "left"
    y = 1.15 * small
    rows: list[tuple[str, float, int, Colour]] = [("lean", state.lean_deg, large, TRUNK)]
    if with_back:
        rows.append(("pelvic tilt", state.pelvic_tilt_deg, round(0.75 * large), BACK))
        rows.append(("arch", state.lumbar_lordosis_deg, round(0.75 * large), BACK))
    for name, value, size, colour in rows:
        if math.isnan(value):
            continue
        draw_text(image, name, (x, y), small, outline=True, align=align)
        y += size
        draw_text(
            image,
            format_degrees(value),
            (x, y),
            size,
            colour=colour,
            bold=True,
            outline=True,
            align=align,
        )
        y += 1.35 * small


def add_caption(image: Image, title: str, note: str, window: str) -> Image:
    """Put a strip with a title and a note under a picture, in the colour of its window.

    Returns
    -------
    Image
        ``(height + strip, width, 3)``.
    """
    width = image.shape[1]
    size, height = measure_caption(width)
    strip = np.full((height, width, 3), DARK, np.uint8)
    if window:
        strip[: max(3, size // 6)] = SEGMENTS[window]
    pad = round(0.4 * size)
    title = shorten(title, size, width - 2 * pad)
    draw_text(strip, title, (pad, 1.25 * size), size, bold=True)
    least = round(0.82 * size)
    note = shorten(note, least, width - 2 * pad)
    draw_text(strip, note, (pad, 2.35 * size), least, colour=GREY)
    return np.concatenate([image, strip])


def measure_caption(width: int) -> tuple[int, int]:
    """Size of the text and height of the strip under a picture of some width, pixels."""
    size = round(_TEXT_SIZE * width)
    return size, round(2.75 * size) // 2 * 2
