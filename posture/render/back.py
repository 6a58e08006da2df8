"""The line over the runner's back."""

from __future__ import annotations

import numpy as np

from posture.render.layout import Canvas, Layout
from posture.render.palette import BACK
from posture.render.shapes import draw_faint_line, draw_line
from posture.render.state import FrameState, Timeline
from posture.utils.arrays import Float32Array, FloatArray, Image

#: Opacity of the line while the low back is hidden, 0-1: fainter ones cannot be seen on skin.
_FAINT_OPACITY = 0.4


class BackLine:
    """Draws the line over the back where it is seen; faint while the low back is hidden."""

    def __init__(self, timeline: Timeline, layout: Layout) -> None:
        # Thinner than the trunk's line: it must be possible to see whether it follows the back.
        self._thickness = max(1.0, 0.45 * float(np.fmin(layout.line, 0.05 * timeline.trunk_px)))

    def draw(self, canvas: Canvas, state: FrameState) -> None:
        """Draw the places that are seen; the line breaks where one is not."""
        if state.back_line is None:
            return
        opacity = 1.0 if state.back_visible else _FAINT_OPACITY
        draw_back_line(canvas.picture, state.back_line, self._thickness, opacity)


def draw_back_line(
    picture: Image, line: Float32Array, thickness: float, opacity: float = 1.0
) -> None:
    """Draw a line over the back, ``(places, 2)`` pixels, that breaks where it is NaN."""
    for part in _split_at_gaps(line.astype(float)):
        path = _round_corners(part)
        if opacity == 1:
            draw_line(picture, path, BACK, thickness, edge=1)
        else:
            draw_faint_line(picture, path, BACK, thickness, opacity)


def _split_at_gaps(line: FloatArray) -> list[FloatArray]:
    """Split the line into pieces without a gap, of two or more places: ``(places, 2)`` each."""
    seen = np.asarray(np.isfinite(line).all(axis=1))
    pieces = np.split(np.arange(len(line)), np.flatnonzero(np.diff(seen)) + 1)
    return [line[piece] for piece in pieces if len(piece) > 1 and seen[piece[0]]]


def _round_corners(line: FloatArray) -> FloatArray:
    """Round the corners (Chaikin 1974): keeps both ends and does not overshoot."""
    for _ in range(2):
        start, end = line[:-1], line[1:]
        cut = np.stack([0.75 * start + 0.25 * end, 0.25 * start + 0.75 * end], axis=1)
        line = np.concatenate([line[:1], cut.reshape(-1, 2), line[-1:]])
    return line
