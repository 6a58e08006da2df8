"""Make the runner's face unrecognisable."""

from __future__ import annotations

import cv2
import numpy as np

from posture.render.layout import Canvas
from posture.render.state import FrameState, Timeline
from posture.utils.arrays import FloatArray, Image

#: Time for which a head that is not located is followed, seconds. In this time its ellipse grows to
#: twice its size, and by the distance that the head may have moved at its speed in this clip or
#: gap.
_GROWTH_TIME_S = 0.5
#: Cells across the blurred head: nobody can be recognised from 6 × 6 colours.
_CELLS = 6


class FaceBlur:
    """Blurs an ellipse around the runner's head; for other people see `posture.render.others`.

    Between frames in which the head is located its place is interpolated; before the first and
    after the last the nearest place is used. The ellipse grows with the time to the nearest located
    head. Without one within half a second, and in frames that the run does not contain, the whole
    picture is blurred, because a face may be anywhere.
    """

    def __init__(self, timeline: Timeline) -> None:
        self.ellipses = _place_ellipses(timeline)

    def draw(self, canvas: Canvas, state: FrameState) -> None:
        """Blur the head in the video's picture; to be called before anything is drawn on it."""
        self.blur(canvas.picture, state)

    def blur(self, picture: Image, state: FrameState) -> None:
        """Blur the head in a picture without a strip, in place."""
        head = None if self.ellipses is None or state.row is None else self.ellipses[state.row]
        if head is None or np.isnan(head).any():
            picture[:] = _pixelate(picture)
        else:
            _blur(picture, head)


def _place_ellipses(timeline: Timeline) -> FloatArray | None:
    """Place the head's ellipse: centre x, y and half axes by frame, pixels; NaN if not located."""
    nose, left, right = np.moveaxis(
        timeline.select_landmarks("nose", "left_ear", "right_ear"), 1, 0
    )
    ears = (left + right) / 2
    # nose to ear is 0.6 of the head's half depth from the side; from the front, ears give its width
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
    """Measure the head's speed, pixels per second; the fastest twentieth counts as errors."""
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
