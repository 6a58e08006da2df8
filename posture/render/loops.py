"""A usual early and a usual late stride as one loop: side by side, or one over the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from posture.errors import UsageError
from posture.render.crop import Crop, Cutout
from posture.render.lean import format_degrees
from posture.render.own import COMMENT
from posture.render.palette import DARK, SEGMENTS, WHITE
from posture.render.panel import (
    add_caption,
    draw_back,
    draw_lean,
    draw_legs,
    draw_numbers,
    measure_caption,
)
from posture.render.sheets import explain_no_ghost
from posture.render.sources import Source, find_sources, fit_sources, lock_phases
from posture.render.status_box import format_clock
from posture.render.text import draw_text
from posture.results.run import Run
from posture.utils.arrays import FloatArray, Image
from posture.video import VideoInfo, VideoWriter
from posture.video.write import KEYFRAME_EVERY

#: Height of the pictures without their captions, pixels.
_HEIGHT = 720
#: Most different pictures of a loop: they are held in memory.
_MOST_PICTURES = 90
#: Quality of the encoder (constant rate factor of x264).
_CRF = 20


@dataclass(frozen=True)
class Loop:
    """An early and a late stride, cut out, phase by phase.

    Attributes
    ----------
    sources
        Early and late.
    crop
        How they are cut out.
    phases
        ``(n,)`` of the early stride, ascending.
    cutouts
        Both cutouts at each phase.
    """

    sources: Sequence[Source]
    crop: Crop
    phases: FloatArray
    cutouts: Sequence[Sequence[Cutout]]

    @property
    def duration_s(self) -> float:
        """Mean length of both strides, seconds of real running."""
        return float(np.mean([source.stride.events.duration_s for source in self.sources]))


def cut_loop(run: Run, infos: Sequence[VideoInfo], *, ghost: bool) -> Loop:
    """Cut out a usual early and a usual late stride of a run.

    Parameters
    ----------
    run, infos
        The run and its videos.
    ghost
        Whether they are to be laid over one another.

    Raises
    ------
    UsageError
        The run has no two strides with all their events, or the runner is too small for a ghost.
    VideoError
        A video cannot be read.
    """
    sources = find_sources(run, infos, always_two=True)
    if len(sources) < 2:
        raise UsageError(
            "this run has no early and late stride whose toe-off was found; choose strides with "
            "--stride N-M instead"
        )
    if ghost and (why := explain_no_ghost(sources)):
        raise UsageError(why)
    crop = fit_sources(sources, _HEIGHT)
    phases, frames = lock_phases(sources, _MOST_PICTURES)
    cuts = [
        {cut.frame: cut for cut in source.cutter.cut(own.tolist(), crop, source.trunk_px)}
        for source, own in zip(sources, frames, strict=True)
    ]
    early, late = (own.tolist() for own in frames)
    known = [i for i in range(len(phases)) if early[i] in cuts[0] and late[i] in cuts[1]]
    pairs = [(cuts[0][early[i]], cuts[1][late[i]]) for i in known]
    return Loop(sources, crop, phases[known], pairs)


def write_loop(loop: Loop, out: Path, *, ghost: bool, slow: float, with_back: bool) -> None:
    """Write the loop as a clip.

    Parameters
    ----------
    loop
        What to show.
    out
        H.264 in MP4; appears whole or not at all.
    ghost
        Late over early instead of beside it.
    slow
        How many times slower than life it plays.
    with_back
        Whether the low back was measured in this run.

    Raises
    ------
    OutputError
        The clip cannot be written.
    """
    images = draw_ghost(loop) if ghost else draw_side_by_side(loop, with_back=with_back)
    first = next(images)
    times_s = (loop.phases - loop.phases[0]) * loop.duration_s * slow
    height, width = first.shape[:2]
    with VideoWriter(
        out, width, height, crf=_CRF, keyframe_every=KEYFRAME_EVERY, comment=COMMENT
    ) as writer:
        writer.write(first, 0.0)
        for time_s, image in zip(times_s[1:], images, strict=True):
            writer.write(image, float(time_s))


def draw_side_by_side(loop: Loop, *, with_back: bool) -> Iterator[Image]:
    """Draw both strides beside one another, with the numbers of each frame."""
    for cutouts in loop.cutouts:
        panels = []
        for source, cutout in zip(loop.sources, cutouts, strict=True):
            shown = replace(cutout, image=cutout.image.copy())
            back = with_back and shown.state.back_visible
            draw_lean(shown, loop.crop)
            if back:
                draw_back(shown, loop.crop)
            draw_numbers(shown, with_back=back)
            window = source.stride.window
            panels.append(add_caption(shown.image, window, _describe(source, cutout), window))
        gap = np.full((panels[0].shape[0], 4, 3), DARK, np.uint8)
        yield np.concatenate([panels[0], gap, panels[1]], axis=1)


def draw_ghost(loop: Loop) -> Iterator[Image]:
    """Draw the late stride over the early one, with the lines of trunk and legs of both."""
    for cutouts in loop.cutouts:
        early, late = (cutout.image for cutout in cutouts)
        image = np.asarray(cv2.addWeighted(early, 0.5, late, 0.5, 0), np.uint8)
        for source, cutout in zip(loop.sources, cutouts, strict=True):
            shown, colour = replace(cutout, image=image), SEGMENTS[source.stride.window]
            draw_legs(shown, loop.crop, colour)
            draw_lean(shown, loop.crop, colour)
        size, height = measure_caption(image.shape[1])
        strip = np.full((height, image.shape[1], 3), DARK, np.uint8)
        for row, (source, cutout) in enumerate(zip(loop.sources, cutouts, strict=True)):
            window, base = source.stride.window, (1.2 + 1.15 * row) * size
            colour = SEGMENTS[window]
            cv2.rectangle(
                strip,
                (round(0.4 * size), round(base - 0.75 * size)),
                (round(1.1 * size), round(base)),
                colour,
                cv2.FILLED,
            )
            lean = f"{window}  lean {format_degrees(cutout.state.lean_deg)}"
            draw_text(strip, lean, (1.5 * size, base), size, colour=WHITE)
        yield np.concatenate([image, strip])


def _describe(source: Source, cutout: Cutout) -> str:
    time_s = float(source.stride.film.info.times_s[cutout.frame])
    return f"{format_clock(time_s)} · stride {source.stride.events.stride}"
