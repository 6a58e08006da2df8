"""The annotated clip: read ahead, draw, write behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from posture.render.back import BackLine
from posture.render.chart import RunningChart
from posture.render.face import FaceBlur
from posture.render.layout import Canvas, Layout
from posture.render.lean import Gravity, LeanArc
from posture.render.numbers import BackNumbers
from posture.render.skeleton import Skeleton
from posture.render.state import FrameState, Timeline
from posture.render.status_box import StatusBox
from posture.render.threads import read_ahead, write_behind
from posture.results.run import Run
from posture.utils.arrays import Image
from posture.utils.memory import release_memory
from posture.video import Frame, VideoInfo, VideoWriter, read_frames

#: Speed of the encoder, which takes most of the time. It needs half the time of "superfast" (3.3
#: instead of 6.2 ms of one core a frame of the sample clip) for a file 1.5 times as large.
_PRESET = "ultrafast"
#: Quality of the encoder (constant rate factor of x264, smaller is better).
_CRF = 26


class Annotator(Protocol):
    """One thing to draw."""

    def draw(self, canvas: Canvas, state: FrameState) -> None:
        """Draw onto the canvas, in place, what the state says."""
        ...


class Painter:
    """All annotators of a run, in the order in which they are drawn.

    Parameters
    ----------
    run
        What to show.
    layout
        Sizes of the picture.
    blur_face
        Whether to make the runner's face unrecognisable.
    """

    def __init__(self, run: Run, layout: Layout, *, blur_face: bool = False) -> None:
        self._layout = layout
        self._timeline = Timeline(run, layout)
        view = self._timeline.view
        lean = LeanArc(layout, view)
        status_box = StatusBox(self._timeline, layout)
        self._annotators: list[Annotator] = [
            *([FaceBlur(self._timeline)] if blur_face else []),
            Gravity(layout, view),
            lean,
            Skeleton(self._timeline, layout),
            BackLine(self._timeline, layout),
            BackNumbers(self._timeline, layout, lean, status_box.box),
            status_box,
            RunningChart(run, self._timeline, layout),
        ]

    def paint(self, image: Image, frame: int, time_s: float) -> Image:
        """Draw one frame.

        Parameters
        ----------
        image
            ``(height, width, 3)`` uint8, RGB, as in the file. Not changed.
        frame
            Index in the file as decoded.
        time_s
            Seconds since the first frame, as played.

        Returns
        -------
        Image
            The drawn picture with the chart under it, ``(height + strip, width, 3)`` uint8, RGB.
        """
        canvas = Canvas.of(image, self._layout)
        state = self._timeline.state(frame, time_s / self._timeline.view.speed_factor)
        for annotator in self._annotators:
            annotator.draw(canvas, state)
        return canvas.image


def annotate(
    info: VideoInfo,
    run: Run,
    out: Path,
    *,
    blur_face: bool = False,
    parts: Sequence[slice] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write the annotated clip of a run.

    The clip plays like the file, each frame as long as there; parts of the file follow one another
    without a break. It has at most 640,000 pixels and is never larger than the file, apart
    from the strip with the chart under the picture.

    Parameters
    ----------
    info
        The video.
    run
        What was found in it.
    out
        Where to write, H.264 in MP4. It appears whole or not at all.
    blur_face
        Make the runner's face unrecognisable; other people in the picture are not blurred.
    parts
        Frames to draw, in the order of the file; None for all of them.
    progress
        Called with (frames done, frames in all) after each frame.

    Raises
    ------
    VideoError
        The video cannot be read.
    OutputError
        The clip cannot be written.
    """
    layout = Layout.fit(info.width, info.height)
    picture = (layout.width, layout.height)
    painter = Painter(run, layout, blur_face=blur_face)
    release_memory()
    parts = [slice(0, info.frames)] if parts is None else parts
    total = sum(part.stop - part.start for part in parts)
    with (
        VideoWriter(out, *layout.size, crf=_CRF, preset=_PRESET) as writer,
        write_behind(writer.write) as write,
        read_ahead(_read_parts(info, parts, picture)) as frames,
    ):
        for done, (frame, played_s) in enumerate(frames, start=1):
            image = painter.paint(frame.image, frame.index, frame.time_s)
            write(image, played_s)
            if progress is not None:
                progress(done, total)


def _read_parts(
    info: VideoInfo, parts: Sequence[slice], size: tuple[int, int]
) -> Iterator[tuple[Frame, float]]:
    """Read parts of a video, each frame with the time at which the clip shows it, seconds."""
    edges_s = np.append(info.times_s, info.duration_s)
    before_s = 0.0
    for part in parts:
        begin_s = float(edges_s[part.start])
        for frame in read_frames(info, part.start, part.stop, size=size):
            yield frame, before_s + frame.time_s - begin_s
        before_s += float(edges_s[part.stop]) - begin_s
