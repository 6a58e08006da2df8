"""Write a video that any browser plays, with true timestamps."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import cv2
import numpy as np
from av.container import OutputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream

from posture.errors import OutputError, UsageError
from posture.utils.arrays import Image
from posture.utils.files import whole_file

#: Length of a tick of the file's clock, seconds.
_TICK_S = Fraction(1, 90_000)
#: How long a file of a single frame shows it, ticks: 1/30 s.
_SINGLE_FRAME_TICKS = 3_000
#: Distance of keyframes, frames, at which a browser jumps to any frame of a clip without delay.
KEYFRAME_EVERY = 15


class VideoWriter:
    """Context manager that writes H.264 in MP4: yuv420p, BT.601, index in front.

    The file appears under its name when the block ends; on an exception nothing is left.

    Parameters
    ----------
    path
        The file to write; replaced if it exists.
    width, height
        Size of the images in pixels. H.264 needs even sizes: an odd last column or row is cut.
    crf
        Quality of x264, from 0 (lossless) to 51; 18 looks the same as the source.
    preset
        Speed of x264, for example ``"veryfast"`` or ``"medium"``.
    keyframe_every
        Most frames from one keyframe to the next, so that a player can jump within the clip.
    comment
        What the file says of itself, for `read_comment`; nothing if empty.

    Raises
    ------
    UsageError
        If the size cannot be written.
    OutputError
        On entering, writing or leaving, if the file cannot be written (for example a full disk).
    """

    def __init__(
        self,
        path: Path | str,
        width: int,
        height: int,
        *,
        crf: int = 23,
        preset: str = "veryfast",
        keyframe_every: int = 60,
        comment: str = "",
    ) -> None:
        if width < 2 or height < 2:
            raise UsageError(f"a video of {width}×{height} pixels cannot be written")
        self._path = Path(path)
        self._width, self._height = width, height
        self._keyframe_every = keyframe_every
        self._comment = comment
        self._options = {"crf": str(crf), "preset": preset}
        self._open: ExitStack
        self._container: OutputContainer
        self._stream: VideoStream
        self._first_s = 0.0
        self._ticks: list[int] = []
        self._held: Packet[VideoStream] | None = (
            None  # held back, since the last one must state its duration
        )

    def __enter__(self) -> Self:
        with ExitStack() as stack, self._explained():
            unfinished = stack.enter_context(whole_file(self._path))
            self._container = av.open(
                f"file:{unfinished}", mode="w", format="mp4", options={"movflags": "faststart"}
            )
            stack.callback(self._close_quietly)
            self._stream = self._add_stream()
            if self._comment:
                self._container.metadata["comment"] = self._comment
            self._container.start_encoding()
            self._open = stack.pop_all()
        return self

    def write(self, image_rgb: Image, time_s: float) -> None:
        """Add one frame.

        Parameters
        ----------
        image_rgb
            ``(height, width, 3)`` uint8, RGB.
        time_s
            When it is shown, seconds; must ascend. The file plays from its first frame.

        Raises
        ------
        UsageError
            If the image has another size or type, or its time does not follow the last one.
        OutputError
            If it cannot be written.
        """
        expected = (self._height, self._width, 3)
        if image_rgb.shape != expected or image_rgb.dtype != np.uint8:
            raise UsageError(
                f"the image is {image_rgb.shape} {image_rgb.dtype}; give {expected} uint8"
            )
        if not self._ticks:
            self._first_s = time_s
        ticks = round((time_s - self._first_s) / _TICK_S)
        if self._ticks and ticks <= self._ticks[-1]:
            raise UsageError(f"the frame at {time_s} s does not follow the one before it")
        self._ticks.append(ticks)
        with self._explained():
            self._mux(self._stream.encode(self._converted(image_rgb, ticks)))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._open.__exit__(kind, error, trace)
            return
        with self._explained(), self._open:
            if not self._ticks:
                raise OutputError(f"{self._path} would hold no frame; it was not written.")
            self._finish()

    def _finish(self) -> None:
        self._mux(self._stream.encode(None))
        if self._held is not None:
            gaps = np.diff(self._ticks)
            self._held.duration = int(np.median(gaps)) if len(gaps) else _SINGLE_FRAME_TICKS
            self._container.mux(self._held)
        self._container.close()

    def _add_stream(self) -> VideoStream:
        # the rate only guides the encoder; timestamps state when a frame is shown
        stream = self._container.add_stream("libx264", rate=30, options=self._options)
        context = stream.codec_context
        context.width, context.height = self._width // 2 * 2, self._height // 2 * 2
        context.pix_fmt = "yuv420p"
        context.time_base = _TICK_S
        context.gop_size = self._keyframe_every
        context.max_b_frames = 0  # MP4 can then state exactly how long each frame is shown
        context.colorspace = Colorspace.ITU601
        context.color_range = ColorRange.MPEG
        context.color_primaries = ColorPrimaries.BT709
        context.color_trc = ColorTrc.BT709
        return stream

    def _converted(self, image_rgb: Image, ticks: int) -> VideoFrame:
        even = image_rgb[: self._height // 2 * 2, : self._width // 2 * 2]
        # OpenCV converts four times as fast as FFmpeg's scaler, with the matrix of BT.601
        frame = VideoFrame.from_ndarray(
            np.asarray(cv2.cvtColor(even, cv2.COLOR_RGB2YUV_I420), np.uint8), "yuv420p"
        )
        frame.pts, frame.time_base = ticks, _TICK_S
        return frame

    def _mux(self, packets: list[Packet[VideoStream]]) -> None:
        for packet in packets:
            if self._held is not None:
                self._container.mux(self._held)
            self._held = packet

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OutputError:
            raise
        except (FFmpegError, OSError, ValueError) as error:
            raise OutputError(f"{self._path} cannot be written: {_find_reason(error)}") from error

    def _close_quietly(self) -> None:
        """Close the file after a failure; after success it is already closed."""
        with suppress(FFmpegError, OSError):
            self._container.close()


def _find_reason(error: Exception) -> str:
    reasons = {
        errno.ENOSPC: "the disk is full; make room and try again.",
        errno.EDQUOT: "the disk quota is used up; make room and try again.",
        errno.ENOENT: "its folder does not exist; make the folder first.",
        errno.ENOTDIR: "its folder does not exist; make the folder first.",
        errno.EACCES: "this needs permission to write in that folder; choose another.",
        errno.EPERM: "this needs permission to write in that folder; choose another.",
        errno.EROFS: "the disk is read-only; choose another folder.",
        errno.EISDIR: "there is a folder of that name; choose another name.",
    }
    code = getattr(error, "errno", None)
    return reasons.get(code or 0, f"{getattr(error, 'strerror', None) or error}.")
