"""The small chart under the picture: lean stride by stride, with a cursor at the current time."""

from __future__ import annotations

import cv2
import numpy as np
import pandas as pd

from posture.render.layout import Canvas, Layout
from posture.render.lean import format_degrees
from posture.render.palette import DARK, GREY, SEGMENTS, TRUNK, WARNING, WHITE
from posture.render.shapes import draw_dot, draw_line, fill_translucent
from posture.render.state import FrameState, Point, Timeline
from posture.render.status_box import format_clock
from posture.render.text import draw_text, measure_text, shorten
from posture.results.run import Run
from posture.utils.arrays import FloatArray, Image

#: Least range of the vertical axis, degrees, so that small changes do not look large.
_SMALLEST_RANGE_DEG = 4.0
#: Least distance of points, pixels; nearer ones would overlap, and only the line is drawn.
_POINT_SPACING_PX = 4.0


class RunningChart:
    """Draws the strip: the chart once for the clip, cursor and heading for each frame.

    The heading gives the mean lean of the current stride, or the reason why the frame is not
    measured.
    """

    def __init__(self, run: Run, timeline: Timeline, layout: Layout) -> None:
        self._text = layout.text
        self._small = max(8, round(0.85 * layout.text))
        self._line = layout.line
        self._width = layout.width
        strides = _select_strides(run)
        ids = [int(stride) for stride in strides.index]
        self._lean_of = dict(zip(ids, strides["trunk_lean_deg"].astype(float), strict=True))
        self._low, self._high = _choose_range(strides["trunk_lean_deg"].to_numpy(float))
        self._end = max(float(timeline.time_s[-1]) if len(timeline.time_s) else 0.0, 1e-9)
        self._pad = round(0.5 * layout.text)
        labels = (
            measure_text(_format_level(level), self._small) for level in (self._low, self._high)
        )
        self._left = 2 * self._pad + max(labels)
        self._right = layout.width - 2 * self._pad
        self._top = round(1.75 * layout.text)
        self._bottom = layout.strip - round(1.25 * self._small)
        self._place_of: dict[int, Point] = {
            stride: (self.x_at(middle), self._y_at(self._lean_of[stride]))
            for stride, middle in zip(ids, strides["middle_s"].astype(float), strict=True)
        }
        self._background = self._prepare(layout, timeline, _split_at_gaps(strides))

    def draw(self, canvas: Canvas, state: FrameState) -> None:
        """Draw the chart, the cursor at the frame's time, and the heading."""
        canvas.strip[:] = self._background
        x = self.x_at(state.time_s)
        draw_line(canvas.strip, [(x, self._top), (x, self._bottom)], WHITE, 0.35 * self._line)
        stride = state.stride if state.stride in self._place_of else None
        if stride is not None:
            at = self._place_of[stride]
            draw_dot(canvas.strip, at, DARK, 0.75 * self._line + 1.5)
            draw_dot(canvas.strip, at, TRUNK, 0.75 * self._line)
        base = (self._pad, 1.2 * self._text)
        if state.reason:
            line = shorten(f"not measured: {state.reason}", self._text, self._width - 2 * self._pad)
            draw_text(canvas.strip, line, base, self._text, colour=WARNING)
            return
        title = "trunk lean, mean of stride"
        draw_text(canvas.strip, title, base, self._text, colour=GREY)
        if stride is not None:
            after = (base[0] + measure_text(title + " ", self._text), base[1])
            number = format_degrees(self._lean_of[stride])
            draw_text(canvas.strip, number, after, self._text, colour=TRUNK, bold=True)

    def x_at(self, time_s: float) -> float:
        """Place a time of real running, pixels from the left."""
        share = min(max(time_s / self._end, 0.0), 1.0)
        return self._left + share * (self._right - self._left)

    def _y_at(self, lean_deg: float) -> float:
        share = (lean_deg - self._low) / (self._high - self._low)
        return self._bottom - min(max(share, 0.0), 1.0) * (self._bottom - self._top)

    def _prepare(self, layout: Layout, timeline: Timeline, runs: list[list[int]]) -> Image:
        strip = np.full((layout.strip, layout.width, 3), DARK, np.uint8)
        for name, (start, end) in timeline.windows.items():
            self._shade(strip, name, self.x_at(start), self.x_at(end))
        for level in (self._low, self._high):
            y = self._y_at(level)
            cv2.line(strip, (self._left, round(y)), (self._right, round(y)), (70, 74, 78), 1)
            at = (self._left - 0.5 * self._pad, y + 0.35 * self._small)
            draw_text(strip, _format_level(level), at, self._small, colour=GREY, align="right")
        base = layout.strip - 0.3 * self._small
        draw_text(strip, format_clock(0)[:-2], (self._left, base), self._small, colour=GREY)
        last = format_clock(self._end)[:-2]
        draw_text(strip, last, (self._right, base), self._small, colour=GREY, align="right")
        self._plot(strip, runs)
        return strip

    def _shade(self, strip: Image, name: str, left: float, right: float) -> None:
        corners = [(left, self._top), (right, self._top)]
        corners += [(right, self._bottom), (left, self._bottom)]
        fill_translucent(strip, corners, SEGMENTS[name], 0.6)
        ends = 2 * measure_text(format_clock(self._end), self._small)
        if measure_text(name, self._small) + ends < right - left:
            at = ((left + right) / 2, strip.shape[0] - 0.3 * self._small)
            draw_text(strip, name, at, self._small, align="centre")

    def _plot(self, strip: Image, runs: list[list[int]]) -> None:
        if not self._place_of:
            middle = ((self._left + self._right) / 2, (self._top + self._bottom) / 2)
            text = "no stride measured"
            draw_text(strip, text, middle, self._small, colour=GREY, align="centre")
            return
        for run in runs:
            points = [self._place_of[stride] for stride in run]
            draw_line(strip, points, GREY, max(1.0, 0.25 * self._line))
        if (self._right - self._left) / len(self._place_of) > _POINT_SPACING_PX:
            for point in self._place_of.values():
                draw_dot(strip, point, WHITE, 0.35 * self._line)


def _select_strides(run: Run) -> pd.DataFrame:
    """Select strides that were measured and not rejected, by id, with their middle time."""
    strides = run.strides
    good = strides["trunk_lean_deg"].notna() & (strides["rejected"].fillna("") == "")
    kept = strides[good].astype({"stride": int}).set_index("stride").sort_values("start_s")
    return kept.assign(middle_s=(kept["start_s"] + kept["end_s"]) / 2)


def _split_at_gaps(strides: pd.DataFrame) -> list[list[int]]:
    """Split the ids into groups without gaps; a line must not cross what was not measured."""
    start, end = strides["start_s"].to_numpy(float), strides["end_s"].to_numpy(float)
    if not len(start):
        return []
    typical = float(np.median(end - start))
    breaks = np.flatnonzero(start[1:] - end[:-1] > 0.5 * typical) + 1
    return [group.tolist() for group in np.split(strides.index.to_numpy(int), breaks)]


def _choose_range(leans: FloatArray) -> tuple[int, int]:
    """Choose whole degrees below and above all values."""
    if not leans.size:
        return 0, 10
    low, high = float(leans.min()), float(leans.max())
    spare = max(0.0, _SMALLEST_RANGE_DEG - (high - low)) / 2
    return int(np.floor(low - spare)), int(np.ceil(high + spare))


def _format_level(level: int) -> str:
    return f"{level}°".replace("-", "−")
