"""Make everybody but the runner unrecognisable: bystanders, and whoever the network never saw."""

from __future__ import annotations

import cv2
import numpy as np

from posture.render.layout import Canvas
from posture.render.state import FrameState, Timeline
from posture.utils.arrays import BoolArray, Image

#: Room around the runner's landmarks that stays sharp, trunk lengths: clothes, hands and shoes.
_AROUND_TRUNKS = 0.3
#: The same around the middle of the ears: the head reaches further than its landmarks.
_HEAD_TRUNKS = 0.42
#: Size of the cells of what is blurred, trunk lengths of the runner: a head is 1.5 of them wide,
#: and one of somebody four times nearer to the camera 6, from which nobody can be recognised.
_CELL_TRUNKS = 0.3
#: Least size of the cells, pixels.
_LEAST_CELL_PX = 12


class OthersBlur:
    """Blurs all of the picture but the runner.

    Whom the network saw, and when, is known only for some frames, and it misses people. So nothing
    is searched for: what lies outside of the runner's outline, drawn around the landmarks with
    some room, is blurred. In frames in which the runner is not located, all of the picture is.
    Whoever is right behind the runner can be seen between arms and legs.
    """

    def __init__(self, timeline: Timeline) -> None:
        self._trunk_px = float(np.nan_to_num(timeline.trunk_px))

    def draw(self, canvas: Canvas, state: FrameState) -> None:
        """Blur the video's picture; to be called before anything is drawn on it."""
        self.blur(canvas.picture, state)

    def blur(self, picture: Image, state: FrameState) -> None:
        """Blur a picture without a strip, in place."""
        coarse = make_coarse(picture, max(_LEAST_CELL_PX, _CELL_TRUNKS * self._trunk_px))
        hidden = ~self._find_runner(state, picture.shape[:2])
        picture[hidden] = coarse[hidden]

    def _find_runner(self, state: FrameState, shape: tuple[int, ...]) -> BoolArray:
        """Find what stays sharp, ``(height, width)``; nothing where the runner is not located."""
        sharp = np.zeros(shape, np.uint8)
        trunk_px = self._trunk_px
        if state.middle("hip") and state.middle("shoulder") and trunk_px > 0:
            points = np.array(list(state.points.values()), np.float32)
            outline = cv2.convexHull(points).round().astype(np.int32)
            cv2.fillPoly(sharp, [outline], 1)
            width = int(np.clip(2 * _AROUND_TRUNKS * trunk_px, 1, 255))  # OpenCV draws no wider
            cv2.polylines(sharp, [outline], isClosed=True, color=1, thickness=width)
            if head := state.middle("ear"):
                centre = round(head[0]), round(head[1])
                cv2.circle(sharp, centre, round(_HEAD_TRUNKS * trunk_px), 1, cv2.FILLED)
        return sharp.astype(bool)


def make_coarse(picture: Image, cell_px: float) -> Image:
    """Make a picture of cells so coarse that nobody can be recognised; a new one.

    Parameters
    ----------
    picture
        ``(height, width, 3)`` uint8.
    cell_px
        Size of the cells, pixels.
    """
    height, width = picture.shape[:2]
    cells = max(1, round(width / cell_px)), max(1, round(height / cell_px))
    few = cv2.resize(picture, cells, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(few, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
