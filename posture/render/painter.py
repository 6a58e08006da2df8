"""All that is drawn onto one picture of the annotated clip."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from posture.render.back import BackLine
from posture.render.chart import RunningChart
from posture.render.face import FaceBlur
from posture.render.follow import Follow, FollowedTimeline, follow_runner
from posture.render.layout import Canvas, Layout
from posture.render.lean import Gravity, LeanArc
from posture.render.numbers import BackNumbers
from posture.render.others import OthersBlur
from posture.render.skeleton import Skeleton
from posture.render.state import FrameState, Timeline
from posture.render.status_box import StatusBox
from posture.results.run import Run
from posture.utils.arrays import Image
from posture.video import VideoInfo


class Annotator(Protocol):
    """One thing to draw."""

    def draw(self, canvas: Canvas, state: FrameState) -> None:
        """Draw onto the canvas, in place, what the state says."""
        ...


class Painter:
    """All annotators of a run, in the order in which they are drawn.

    Attributes
    ----------
    read_size
        Width and height to which the frames that are painted on are to be scaled when read.

    Parameters
    ----------
    run
        What to show.
    layout
        Sizes of the picture.
    blur_face, blur_others
        Whether to make the runner's face unrecognisable, and everybody else.
    follow
        A window that follows the runner; `layout` is that of the window. None for all of the
        picture.
    """

    def __init__(
        self,
        run: Run,
        layout: Layout,
        *,
        blur_face: bool = False,
        blur_others: bool = False,
        follow: Follow | None = None,
    ) -> None:
        self._layout, self._follow = layout, follow
        self.read_size = (layout.width, layout.height)
        self._timeline = FollowedTimeline(run, follow) if follow else Timeline(run, layout)
        lean = LeanArc(layout)
        status_box = StatusBox(self._timeline, layout)
        self._annotators: list[Annotator] = [
            *([OthersBlur(self._timeline)] if blur_others else []),
            *([FaceBlur(self._timeline)] if blur_face else []),
            Gravity(layout),
            lean,
            Skeleton(self._timeline, layout),
            BackLine(self._timeline, layout),
            BackNumbers(self._timeline, layout, lean, status_box.box),
            status_box,
            RunningChart(run, self._timeline, layout),
        ]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the drawn pictures."""
        return self._layout.size

    def paint(self, image: Image, frame: int, time_s: float) -> Image:
        """Draw one frame.

        Parameters
        ----------
        image
            ``(height, width, 3)`` uint8, RGB, as in the file; with a window that follows the
            runner, of its `Follow.read_size`. Not changed.
        frame
            Index in the file as decoded.
        time_s
            Seconds since the first frame, as played.

        Returns
        -------
        Image
            The drawn picture with the chart under it, ``(height + strip, width, 3)`` uint8, RGB.
        """
        state = self._timeline.state(frame, time_s / self._timeline.view.speed_factor)
        if self._follow is not None:
            image = self._follow.cut(image, state.row)
        canvas = Canvas.of(image, self._layout)
        for annotator in self._annotators:
            annotator.draw(canvas, state)
        return canvas.image


def prepare_painter(
    info: VideoInfo,
    run: Run,
    *,
    blur_face: bool = False,
    blur_others: bool = False,
    crop_parts: Sequence[slice] | None = None,
) -> Painter:
    """Prepare what paints the frames of a video.

    Parameters
    ----------
    info, run
        The video, and what was found in it.
    blur_face, blur_others
        Whether to make the runner's face unrecognisable, and everybody else.
    crop_parts
        Frames through which a window follows the runner; None to show all of the picture.
    """
    width, height = info.width, info.height
    follow = None if crop_parts is None else follow_runner(run, width, height, crop_parts)
    if follow is None:
        layout = Layout.fit(width, height)
        return Painter(run, layout, blur_face=blur_face, blur_others=blur_others)
    painter = Painter(
        run, follow.layout, blur_face=blur_face, blur_others=blur_others, follow=follow
    )
    painter.read_size = follow.read_size(width, height)
    return painter
