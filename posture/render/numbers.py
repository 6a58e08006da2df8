"""The numbers of the low back, placed where they hide as little as possible."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from posture.pose.types import ARM_BONES
from posture.render.layout import Canvas, Layout
from posture.render.lean import LeanArc, format_degrees
from posture.render.palette import BACK, GREY, WHITE
from posture.render.skeleton import LEG_BONES
from posture.render.state import Box, FrameState, Point, Timeline
from posture.render.text import draw_text, measure_text
from posture.utils.arrays import FloatArray

#: Number of frames from which the place of the numbers is chosen.
_SAMPLED_FRAMES = 200
#: Half the width of a limb with its clothes, trunk lengths.
_HALF_LIMB_TRUNKS = 0.15

#: From the box of the lean's number to the left upper corner of these numbers, pixels.
Spot = Callable[[Box], Point]


class BackNumbers:
    """Draws pelvic tilt and low-back arch, grey while the low back is hidden.

    They are placed beside the number of the lean (above, below or beyond it) or in a corner of the
    picture: where they cover runner, lean and status box in the fewest frames. The place is the
    same for the whole clip.

    Parameters
    ----------
    timeline
        The run.
    layout
        Sizes.
    lean
        Its number's place is used.
    status_box
        Where the status box is, pixels.
    """

    def __init__(self, timeline: Timeline, layout: Layout, lean: LeanArc, status_box: Box) -> None:
        self._text = layout.text
        self._row = 1.25 * layout.text
        label = measure_text("arch ", layout.text)
        # As wide as the widest number, so that the label does not move with the digits.
        self._width = label + measure_text("−00.0°", layout.text, bold=True)
        self._picture = layout.width, layout.height
        self._lean = lean
        self._status_box = status_box
        self._spot = self._choose_spot(timeline, behind_left=timeline.view.facing == "right")

    def draw(self, canvas: Canvas, state: FrameState) -> None:
        """Draw both numbers, if they are measured."""
        box = self.box(state)
        if box is None:
            return
        left, base, right, _ = box
        name_colour, colour = (WHITE, BACK) if state.back_visible else (GREY, GREY)
        for name, value in (
            ("tilt", state.pelvic_tilt_deg),
            ("arch", state.lumbar_lordosis_deg),
        ):
            base += self._row
            at = left, base - 0.3 * self._text
            draw_text(canvas.picture, name, at, self._text, colour=name_colour, outline=True)
            draw_text(
                canvas.picture,
                format_degrees(value),
                (right, at[1]),
                self._text,
                colour=colour,
                bold=True,
                outline=True,
                align="right",
            )

    def box(self, state: FrameState) -> Box | None:
        """Place the numbers: left, top, right, bottom; None if they are not drawn."""
        return self._place_box(self._spot, state)

    def _place_box(self, spot: Spot, state: FrameState) -> Box | None:
        lean = self._lean.number_box(state)
        if lean is None or math.isnan(state.pelvic_tilt_deg + state.lumbar_lordosis_deg):
            return None
        left, top = spot(lean)
        return left, top, left + self._width, top + 2 * self._row

    def _choose_spot(self, timeline: Timeline, *, behind_left: bool) -> Spot:
        """Choose where the numbers cover least over the clip; the first of equal places."""
        states = timeline.sample_low_back(_SAMPLED_FRAMES)
        bodies = [_sample_body(state) for state in states]
        flesh = _HALF_LIMB_TRUNKS * timeline.trunk_px

        def covered(spot: Spot) -> int:
            return sum(
                self._hides_something(box, state, body, flesh)
                for state, body in zip(states, bodies, strict=True)
                if (box := self._place_box(spot, state))
            )

        return min(self._list_spots(behind_left), key=covered)

    def _list_spots(self, behind_left: bool) -> list[Spot]:
        """List the places to choose from."""
        gap, width, height = 0.4 * self._text, self._width, 2 * self._row

        def centred(lean: Box) -> float:
            return min(max((lean[0] + lean[2] - width) / 2, 0.0), self._picture[0] - width)

        def corner(left: float, top: float) -> Spot:
            return lambda _: (left, top)

        lefts = [gap, self._picture[0] - gap - width]
        tops = [gap, self._picture[1] - gap - height]
        return [
            lambda lean: (centred(lean), lean[1] - height),
            lambda lean: (centred(lean), lean[3] + gap),
            lambda lean: (
                lean[0] - gap - width if behind_left else lean[2] + gap,
                lean[3] - height,
            ),
            *(corner(x, y) for y in tops for x in (lefts if behind_left else lefts[::-1])),
        ]

    def _hides_something(self, box: Box, state: FrameState, body: FloatArray, flesh: float) -> bool:
        """Whether a box covers something that must be seen, or leaves the picture."""
        left, top, right, bottom = box
        if left < 0 or top < 0 or right > self._picture[0] or bottom > self._picture[1]:
            return True
        lean = self._lean.number_box(state)
        if _overlap(box, self._status_box) or (lean is not None and _overlap(box, lean)):
            return True
        low, high = np.array([left, top]) - flesh, np.array([right, bottom]) + flesh
        return bool(((body > low) & (body < high)).all(axis=1).any())


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _sample_body(state: FrameState) -> FloatArray:
    """Sample points along trunk, limbs and neck where measured: ``(points, 2)`` pixels."""
    bones = [(state.middle("hip"), state.middle("shoulder"))]
    bones.append((state.middle("shoulder"), state.middle("ear")))
    bones += [
        (state.points.get(f"{side}_{start}"), state.points.get(f"{side}_{end}"))
        for side in ("left", "right")
        for start, end in (*ARM_BONES, *LEG_BONES)
    ]
    ends = np.array([bone for bone in bones if None not in bone], float).reshape(-1, 2, 1, 2)
    share = np.linspace(0, 1, 8)[:, None]
    points: FloatArray = (1 - share) * ends[:, 0] + share * ends[:, 1]
    return points.reshape(-1, 2)
