"""Make the runner's face unrecognisable."""

from __future__ import annotations

import cv2
import numpy as np

from posture.render.layout import Canvas
from posture.render.state import FrameState, Timeline
from posture.utils.arrays import FloatArray, Image

# Where the head is not located its ellipse grows for this long: to twice its size, and by the way
# that the head may have gone at the speed with which it moves in this clip or across this gap.
_GROWTH_TIME_S = 0.5
# Picture cells left across the head; nobody can be told from 6 × 6 colours.
_CELLS = 6


class FaceBlur:
    """Blurs an ellipse round the runner's head; others in the picture are not blurred.

    Between frames in which the head is located its place is interpolated, beyond them the
    nearest one holds, and the ellipse is enlarged with the time since. A frame without a located
    head within half a second, or one that the run does not know, is blurred as a whole: privacy
    was asked for, and a face may be anywhere.
    """

    def __init__(self, timeline: Timeline) -> None:
        self.ellipses = _place_ellipses(timeline)

    def draw(self, canvas: Canvas, state: FrameState) -> None:
        """Blur the head in the video's picture; to be called before anything is drawn on it."""
        head = None if self.ellipses is None or state.row is None else self.ellipses[state.row]
        if head is None or np.isnan(head).any():
            canvas.picture[:] = _pixelate(canvas.picture)
        else:
            _blur(canvas.picture, head)


def _place_ellipses(timeline: Timeline) -> FloatArray | None:
    """Centre x, y and half axes of the head's ellipse in each frame, pixels; NaN where lost."""
    nose, left, right = np.moveaxis(
        timeline.select_landmarks("nose", "left_ear", "right_ear"), 1, 0
    )
    ears = (left + right) / 2
    # Side view: nose to ear is 0.6 of the head's half depth; from the front the ears are its width.
    radius = np.fmax.reduce(
        [
            1.3 * np.linalg.norm(nose - ears, axis=1),
            0.8 * np.linalg.norm(left - right, axis=1),
            np.full(len(nose), 0.27 * timeline.trunk_px),
        ]
    )
    centre = 0.35 * nose + 0.65 * ears
    located = np.isfinite(centre).all(axis=1) & np.isfinite(radius)
    if not located.any():
        return None
    heads = np.column_stack([centre, radius, 1.2 * radius])
    time, known = timeline.time_s, timeline.time_s[located]
    after = np.clip(np.searchsorted(known, time), 0, len(known) - 1)
    before = np.clip(after - 1, 0, None)
    gap = np.minimum(np.abs(known[after] - time), np.abs(time - known[before]))
    lost = gap > _GROWTH_TIME_S
    filled = np.column_stack([np.interp(time, known, heads[located, i]) for i in range(4)])
    places = heads[located, :2]
    across = np.linalg.norm(places[after] - places[before], axis=1)
    across /= np.maximum(known[after] - known[before], 1e-9)
    way = gap * np.maximum(across, _measure_speed(known, places))
    filled[:, 2:] = filled[:, 2:] * (1 + gap / _GROWTH_TIME_S)[:, None] + way[:, None]
    filled[lost] = np.nan
    return filled


def _measure_speed(time_s: FloatArray, centres: FloatArray) -> float:
    """Speed of the head in pixels a second; the fastest twentieth is left out as errors."""
    if len(time_s) < 2:
        return 0.0
    way = np.linalg.norm(np.diff(centres, axis=0), axis=1)
    return float(np.percentile(way / np.diff(time_s), 95))


def _blur(picture: Image, ellipse: FloatArray) -> None:
    """Blur inside an ellipse: centre x, y and half axes in pixels."""
    height, width = picture.shape[:2]
    x, y, a, b = ellipse.tolist()
    left, right = (int(np.clip(round(edge), 0, width)) for edge in (x - a - 1, x + a + 2))
    top, bottom = (int(np.clip(round(edge), 0, height)) for edge in (y - b - 1, y + b + 2))
    if left >= right or top >= bottom:
        return
    part = picture[top:bottom, left:right]
    mask = np.zeros(part.shape[:2], np.uint8)
    cv2.ellipse(mask, ((x - left, y - top), (2 * a, 2 * b), 0.0), 255, cv2.FILLED)
    cv2.copyTo(_pixelate(part), mask, part)


def _pixelate(part: Image) -> Image:
    height, width = part.shape[:2]
    few = cv2.resize(part, (_CELLS, _CELLS), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(few, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
