"""The vertical, and the trunk's lean against it."""

from __future__ import annotations

import math

import numpy as np

from posture.render.layout import Canvas, Layout
from posture.render.palette import TRUNK, WHITE
from posture.render.shapes import draw_dashes, draw_line, fill_translucent
from posture.render.state import Box, FrameState, Point
from posture.render.text import draw_text, measure_text
from posture.tracks.view import View


class Gravity:
    """Draws the vertical through mid-hip as a dashed line.

    Parameters
    ----------
    layout
        Sizes.
    """

    def __init__(self, layout: Layout) -> None:
        self._thickness = max(1.0, 0.3 * layout.line)
        self._dash = 1.6 * layout.line

    def draw(self, canvas: Canvas, state: FrameState) -> None:
        """Draw from below the hip to above the shoulder, if both are measured."""
        hip, shoulder = state.middle("hip"), state.middle("shoulder")
        if hip is None or shoulder is None or math.isnan(state.lean_deg):
            return
        trunk = math.dist(hip, shoulder)
        low, high = (_step_along(hip, find_up(state.view), share * trunk) for share in (-0.3, 1.3))
        draw_dashes(canvas.picture, low, high, WHITE, self._thickness, self._dash)


class LeanArc:
    """Draws the angle from the vertical to the trunk, and its number behind the runner.

    There no arm swings.

    Parameters
    ----------
    layout
        Sizes.
    """

    #: Radius of the arc, trunk lengths.
    _RADIUS = 0.8
    #: Straight pieces of which the arc is drawn.
    _STEPS = 12

    def __init__(self, layout: Layout) -> None:
        self._width = layout.width
        self._size = round(1.5 * layout.text)
        self._label = layout.text
        self._thickness = max(1.0, 0.35 * layout.line)

    def draw(self, canvas: Canvas, state: FrameState) -> None:
        """Draw the arc and the number, if the lean is measured and the frame is in a stride."""
        box = self.number_box(state)
        hip, shoulder = state.middle("hip"), state.middle("shoulder")
        if box is None or hip is None or shoulder is None:
            return
        trunk = math.dist(hip, shoulder)
        x, y = find_up(state.view)
        up = math.atan2(y, x)
        turn = math.atan2(shoulder[1] - hip[1], shoulder[0] - hip[0]) - up
        turn = math.remainder(turn, math.tau)
        arc = []
        for step in range(self._STEPS + 1):
            angle = up + turn * step / self._STEPS
            arc.append(_step_along(hip, (math.cos(angle), math.sin(angle)), self._RADIUS * trunk))
        fill_translucent(canvas.picture, [hip, *arc], TRUNK, 0.45)
        draw_line(canvas.picture, arc, TRUNK, self._thickness, edge=1)
        self._draw_number(canvas, box, state.lean_deg)

    def number_box(self, state: FrameState) -> Box | None:
        """Place the number and its label: left, top, right, bottom; None if they are not drawn.

        They are drawn within strides only: elsewhere nobody has checked that the runner runs.
        """
        hip, shoulder = state.middle("hip"), state.middle("shoulder")
        if hip is None or shoulder is None or math.isnan(state.lean_deg) or state.stride is None:
            return None
        # As wide as the widest number, so that the label does not move with the digits.
        width = measure_text("−00.0°", self._size, bold=True)
        forward = -1 if state.view.facing == "left" else 1
        centre = shoulder[0] - forward * (0.6 * math.dist(hip, shoulder) + width / 2)
        centre = min(max(centre, width / 2), self._width - width / 2)
        base = max(shoulder[1] + 0.35 * self._size, self._size + 1.3 * self._label)
        top = base - self._size - self._label
        return centre - width / 2, top, centre + width / 2, base

    def _draw_number(self, canvas: Canvas, box: Box, lean: float) -> None:
        centre, base = (box[0] + box[2]) / 2, box[3]
        draw_text(
            canvas.picture,
            format_degrees(lean),
            (centre, base),
            self._size,
            colour=TRUNK,
            bold=True,
            outline=True,
            align="centre",
        )
        label = (centre, base - self._size)
        draw_text(canvas.picture, "lean now", label, self._label, outline=True, align="centre")


def format_degrees(value: float) -> str:
    """Write an angle with one decimal, a true minus and the degree sign, for example ``−1.2°``."""
    return f"{value:.1f}°".replace("-", "−").replace("−0.0°", "0.0°")


def find_up(view: View) -> Point:
    """Find the direction of the true vertical in the picture, upwards, x right and y down."""
    x, y = view.to_picture(np.array([0.0, 1.0])).tolist()
    return x, y


def _step_along(start: Point, direction: Point, length: float) -> Point:
    return start[0] + direction[0] * length, start[1] + direction[1] * length
