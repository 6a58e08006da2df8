"""Time, stride and segment, in a box in the corner that covers the runner least."""

from __future__ import annotations

import cv2
import numpy as np

from posture.render.layout import Canvas, Layout
from posture.render.palette import GREY, SEGMENTS
from posture.render.shapes import darken
from posture.render.state import FrameState, Timeline
from posture.render.text import draw_text, measure_text

#: Left, top, right, bottom; pixels.
Box = tuple[int, int, int, int]


class StatusBox:
    """Draws running time, stride, slow motion and the EARLY or LATE badge.

    Parameters
    ----------
    timeline
        The run, to find the corner that the runner leaves free; of two free corners the one behind
        the runner is taken.
    layout
        Sizes.
    """

    def __init__(self, timeline: Timeline, layout: Layout) -> None:
        self._small = layout.text
        self._large = round(1.25 * layout.text)
        self._pad = round(0.45 * layout.text)
        self._speed = format_speed(timeline.view.speed_factor)
        last = float(timeline.time_s[-1]) if len(timeline.time_s) else 0.0
        width = 2 * self._pad + max(
            measure_text(format_clock(last), self._large, bold=True),
            measure_text("stride 000", self._small),
            measure_text(self._speed, self._small),
        )
        self._badge = round(1.45 * self._small)
        rows = [1.15 * self._large, 1.25 * self._small] + [1.25 * self._small] * bool(self._speed)
        height = round(sum(rows)) + self._pad
        margin = round(0.5 * layout.text)
        size = (width, height + self._badge)
        self.box = _choose_corner(timeline, layout, size, margin)

    def draw(self, canvas: Canvas, state: FrameState) -> None:
        """Draw the box, and the badge while the time is inside a window."""
        left, top, right, bottom = self.box
        darken(canvas.picture, (left, top, right, bottom - self._badge))
        x, y = left + self._pad, top + round(1.15 * self._large)
        draw_text(canvas.picture, format_clock(state.time_s), (x, y), self._large, bold=True)
        y += round(1.25 * self._small)
        stride = "stride –" if state.stride is None else f"stride {state.stride}"
        draw_text(canvas.picture, stride, (x, y), self._small)
        if self._speed:
            y += round(1.25 * self._small)
            draw_text(canvas.picture, self._speed, (x, y), self._small, colour=GREY)
        if state.segment:
            corner = (left, bottom - self._badge)
            colour = SEGMENTS[state.segment]
            cv2.rectangle(canvas.picture, corner, (right - 1, bottom - 1), colour, cv2.FILLED)
            draw_text(
                canvas.picture,
                state.segment.upper(),
                ((left + right) / 2, bottom - 0.36 * self._badge + 0.05 * self._small),
                self._small,
                bold=True,
                align="centre",
            )


def format_clock(time_s: float) -> str:
    """Write a time as ``m:ss.s``, from one hour ``h:mm:ss.s``."""
    tenths = int(time_s * 10 + 1e-6)
    minutes, rest = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    seconds = f"{rest // 10:02d}.{rest % 10}"
    return f"{hours}:{minutes:02d}:{seconds}" if hours else f"{minutes}:{seconds}"


def format_speed(speed_factor: float) -> str:
    """Write how much slower or faster than real running the file plays; empty if at real speed."""
    if abs(speed_factor - 1) < 0.005:
        return ""
    if speed_factor > 1:
        return f"×{round(speed_factor, 1):g} slow motion"
    return f"×{round(1 / speed_factor, 1):g} time lapse"


def _choose_corner(timeline: Timeline, layout: Layout, size: tuple[int, int], margin: int) -> Box:
    """Place the box where it covers the runner in the fewest frames; on a tie top, then behind."""
    width, height = size
    lefts = [margin, layout.width - margin - width]
    tops = [margin, layout.height - margin - height]
    runner = timeline.find_boxes()

    def covered(box: Box) -> int:
        left, top, right, bottom = box
        apart = (runner[:, 2] < left) | (runner[:, 0] > right)
        apart |= (runner[:, 3] < top) | (runner[:, 1] > bottom)
        return int(np.count_nonzero(~apart & np.isfinite(runner[:, 0])))

    ordered = lefts if timeline.view.facing == "right" else lefts[::-1]
    corners = [(max(0, x), max(0, y)) for y in tops for x in ordered]
    return min(((x, y, x + width, y + height) for x, y in corners), key=covered)
