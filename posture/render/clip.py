"""The annotated clip: read ahead, draw, write behind."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from posture.render.cover import choose_cover
from posture.render.jpeg import write_jpeg
from posture.render.own import COMMENT
from posture.render.painter import Painter, prepare_painter
from posture.render.threads import read_ahead, write_behind
from posture.results.run import Run
from posture.utils.arrays import Image
from posture.utils.memory import release_memory
from posture.video import Frame, VideoInfo, VideoWriter, read_frames
from posture.video.write import KEYFRAME_EVERY

#: Speed of the encoder, which takes most of the time. It needs half the time of "superfast" (3.3
#: instead of 6.2 ms of one core a frame of the sample clip) for a file 1.5 times as large.
_PRESET = "ultrafast"
#: Quality of the picture that is shown before the clip plays, 0-100.
_COVER_QUALITY = 85
#: Quality of the encoder (constant rate factor of x264, smaller is better).
_CRF = 26


def annotate(
    info: VideoInfo,
    run: Run,
    out: Path,
    *,
    blur_face: bool = False,
    blur_others: bool = False,
    parts: Sequence[slice] | None = None,
    crop: bool = False,
    slower: float = 1.0,
    poster: bool = False,
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
    blur_face, blur_others
        Make the runner's face unrecognisable, and everybody else, see `posture.render.others`.
    parts
        Frames to draw, in the order of the file; None for all of them.
    crop
        Show a window that follows the runner instead of the whole picture.
    slower
        How many times slower than the file the clip plays.
    poster
        Whether to write one of the drawn pictures beside the clip, as JPEG, to be shown before it
        plays.
    progress
        Called with (frames done, frames in all) after each frame.

    Raises
    ------
    VideoError
        The video cannot be read.
    OutputError
        The clip cannot be written.
    """
    parts = [slice(0, info.frames)] if parts is None else parts
    followed = parts if crop else None
    painter = prepare_painter(
        info, run, blur_face=blur_face, blur_others=blur_others, crop_parts=followed
    )
    cover = choose_cover(run, parts) if poster else None
    release_memory()
    with closing(_write_clip(info, parts, painter, out, slower)) as drawn:
        for done in _keep_cover(drawn, cover, out.with_suffix(".jpg")):
            if progress is not None:
                progress(done, sum(part.stop - part.start for part in parts))


def _keep_cover(drawn: Iterable[tuple[int, Image]], cover: int | None, path: Path) -> Iterator[int]:
    """Write the frame of the cover as JPEG on the way; give the number of frames done."""
    for done, (frame, image) in enumerate(drawn, start=1):
        if frame == cover:
            write_jpeg(path, image, _COVER_QUALITY)
        yield done


def _write_clip(
    info: VideoInfo, parts: Sequence[slice], painter: Painter, out: Path, slower: float
) -> Generator[tuple[int, Image], None, None]:
    """Read, draw and write the frames; give the index of each and how it was drawn."""
    with (
        VideoWriter(
            out,
            *painter.size,
            crf=_CRF,
            preset=_PRESET,
            keyframe_every=KEYFRAME_EVERY,
            comment=COMMENT,
        ) as writer,
        write_behind(writer.write) as write,
        read_ahead(_read_parts(info, parts, painter.read_size)) as frames,
    ):
        for frame, played_s in frames:
            image = painter.paint(frame.image, frame.index, frame.time_s)
            write(image, played_s * slower)
            yield frame.index, image


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
