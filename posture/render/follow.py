"""A window that follows the runner through the picture, without zooming or turning."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from posture.render.crop import ABOVE_TRUNKS, AROUND_TRUNKS, MOST_ENLARGED, move_state
from posture.render.layout import MOST_PIXELS, Layout
from posture.render.palette import DARK
from posture.render.state import FrameState, Timeline
from posture.results.run import Run
from posture.utils.arrays import Float32Array, FloatArray, Image

#: The window follows the hip's path averaged over this time, seconds of running: about a stride, so
#: that the rise and fall of the steps still shows.
_AVERAGED_S = 0.7
#: Share of the frames in which the whole runner must be in the window.
_SEEN_WHOLE = 0.98


@dataclass(frozen=True)
class Follow:
    """A window of constant size that follows the runner.

    Attributes
    ----------
    layout
        Sizes of the picture that is drawn; its scale is that of the window.
    corners
        ``(frames, 2)`` left upper corner of the window by row of the run's table of frames, pixels
        of the drawn picture.
    """

    layout: Layout
    corners: FloatArray

    def read_size(self, width: int, height: int) -> tuple[int, int]:
        """Size to which frames of the video are to be scaled when they are read."""
        scale = min(1.0, self.layout.scale_x)
        return max(2, round(width * scale)), max(2, round(height * scale))

    def cut(self, image: Image, row: int | None) -> Image:
        """Cut the window out of a frame of `read_size`."""
        corner = self.corners[row if row is not None else 0]
        scale = max(1.0, self.layout.scale_x)
        matrix = np.array([[scale, 0, -corner[0]], [0, scale, -corner[1]]])
        size = (self.layout.width, self.layout.height)
        flags = cv2.INTER_LINEAR
        return np.asarray(
            cv2.warpAffine(image, matrix, size, flags=flags, borderValue=DARK), np.uint8
        )


class FollowedTimeline(Timeline):
    """A run in the coordinates of a window that follows the runner."""

    def __init__(self, run: Run, follow: Follow) -> None:
        self._corners = follow.corners
        super().__init__(run, follow.layout)

    def state(self, frame: int, time_s: float) -> FrameState:
        """Collect what is known of a frame, as `Timeline.state` does."""
        state = super().state(frame, time_s)
        if state.row is None:
            return state
        return move_state(state, np.column_stack([np.eye(2), -self._corners[state.row]]))

    def select_landmarks(self, *names: str) -> Float32Array:
        """Select landmarks, as `Timeline.select_landmarks` does."""
        there = super().select_landmarks(*names)
        return np.asarray(there - self._corners[:, None], np.float32)

    def find_boxes(self) -> FloatArray:
        """Find a box around the runner, as `Timeline.find_boxes` does."""
        return super().find_boxes() - np.tile(self._corners, 2)


def follow_runner(run: Run, width: int, height: int, parts: Sequence[slice]) -> Follow | None:
    """Find the window that follows the runner through some frames.

    Parameters
    ----------
    run
        What was found in one video.
    width, height
        Size of its frames.
    parts
        Frames that are shown; the whole runner is in the window in nearly all of them.

    Returns
    -------
    Follow or None
        None if the runner is in none of these frames.
    """
    timeline = Timeline(run, Layout.fit(width, height, most_pixels=10**9))
    hip = timeline.select_landmarks("left_hip", "right_hip").mean(axis=1).astype(float)
    boxes = timeline.find_boxes()
    path = _smooth(hip, timeline.time_s)
    frame = run.frames["frame"].to_numpy(int)
    rows = np.zeros(len(frame), bool)
    for part in parts:
        rows |= (frame >= part.start) & (frame < part.stop)
    shown = (boxes - np.tile(path, 2))[rows]
    if not np.isfinite(shown).any() or not math.isfinite(timeline.trunk_px):
        return None
    low = np.nanquantile(shown[:, :2], 1 - _SEEN_WHOLE, axis=0)
    high = np.nanquantile(shown[:, 2:], _SEEN_WHOLE, axis=0)
    above = ABOVE_TRUNKS - 0.35  # `find_boxes` has added the rest
    low -= np.array([AROUND_TRUNKS, above]) * timeline.trunk_px
    high += AROUND_TRUNKS * timeline.trunk_px
    size = np.minimum(high - low, (width, height))
    layout = _fit_window(float(size[0]), float(size[1]))
    corners = np.clip(path + low, 0, np.maximum(np.array([width, height]) - size, 0))
    return Follow(layout, corners * layout.scale_x)


def _smooth(path: FloatArray, time_s: FloatArray) -> FloatArray:
    """Average a path over `_AVERAGED_S`, bridged where it is not known, ``(frames, 2)``."""
    known = np.isfinite(path).all(axis=1)
    if not known.any():
        return path
    bridged = np.column_stack([np.interp(time_s, time_s[known], path[known, i]) for i in (0, 1)])
    step = float(np.median(np.diff(time_s))) if len(time_s) > 1 else 1.0
    half = max(1, round(_AVERAGED_S / step / 2))
    padded = np.pad(bridged, ((half, half), (0, 0)), mode="edge")
    window = np.hanning(2 * half + 3)[1:-1]
    return np.column_stack(
        [np.convolve(padded[:, i], window / window.sum(), mode="valid") for i in (0, 1)]
    )


def _fit_window(width: float, height: float) -> Layout:
    """Lay out a window of the video, enlarged as far as the limits allow."""
    enlarged = min(MOST_ENLARGED, max(1.0, math.sqrt(MOST_PIXELS / (width * height))))
    layout = Layout.fit(round(width * enlarged), round(height * enlarged))
    scale = layout.width / width
    return replace(layout, scale_x=scale, scale_y=scale)
