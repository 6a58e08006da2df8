"""The pictures of a run's page: moments of a usual early and late stride, and whole strides."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from posture.errors import VideoError
from posture.render.crop import Crop, Cutout
from posture.render.jpeg import write_jpeg
from posture.render.lean import format_degrees
from posture.render.palette import DARK
from posture.render.panel import add_caption, draw_back, draw_lean, draw_numbers
from posture.render.sheets import explain_no_ghost, write_sheets
from posture.render.sources import Source, find_sources, fit_sources
from posture.render.status_box import format_clock
from posture.results.pictures import (
    FOLDER,
    Moment,
    MomentPicture,
    Numbers,
    Pictures,
    write_picture_list,
)
from posture.results.run import Run
from posture.utils.arrays import Image
from posture.utils.text import file_name
from posture.video import VideoInfo

#: Height of a picture of a moment without its caption, pixels.
_HEIGHT = 900
#: Quality of the JPEG files, 0-100.
_QUALITY = 88
#: Distance of the pictures in the one that shows them together, share of a picture's width.
_GAP = 0.03
#: Moments that are shown where early and late are compared, and where nothing is.
_COMPARED: tuple[Moment, ...] = ("mid-stance", "toe-off")
_ALONE: tuple[Moment, ...] = ("initial contact", "mid-stance", "toe-off")

_TOGETHER = f"{FOLDER}/together.jpg"


def write_pictures(run: Run, infos: Sequence[VideoInfo], folder: Path) -> Pictures:
    """Write the pictures of a run into its folder, below ``pictures``.

    Parameters
    ----------
    run
        The run.
    infos
        Its videos, in the order of ``Summary.all_videos``.
    folder
        The run's folder.

    Returns
    -------
    Pictures
        What they show; nothing, and no file, where no stride has all its events.

    Raises
    ------
    VideoError
        A video cannot be read.
    OSError
        A file cannot be written.
    """
    sources = find_sources(run, infos)
    if not sources:
        return Pictures(compared=False)
    (folder / FOLDER).mkdir(exist_ok=True)
    compared = len(sources) > 1
    crop = fit_sources(sources, _HEIGHT)
    shown = _COMPARED if compared else _ALONE
    drawn = [
        _draw_moment(source, moment, crop, run, folder) for moment in shown for source in sources
    ]
    together = _join([image for _, image in drawn], 2 if compared else 3)
    write_jpeg(folder / _TOGETHER, together, _QUALITY)
    moments = tuple(picture for picture, _ in drawn)
    pictures = Pictures(
        compared=compared,
        moments=moments,
        sheets=write_sheets(sources, folder),
        together=_TOGETHER,
        together_alt=" ".join(picture.alt for picture in moments),
        no_ghost=explain_no_ghost(sources) if compared else "",
    )
    write_picture_list(pictures, folder)
    return pictures


def _draw_moment(
    source: Source, moment: Moment, crop: Crop, run: Run, folder: Path
) -> tuple[MomentPicture, Image]:
    """Draw and write the picture of one moment of a stride."""
    stride = source.stride
    place, cutout = _cut_moment(source, moment, crop)
    frame = cutout.frame
    back_shown = run.results.back.measured and cutout.state.back_visible
    draw_lean(cutout, crop)
    if back_shown:
        draw_back(cutout, crop)
    draw_numbers(cutout, with_back=back_shown)
    clip_time_s = float(stride.film.info.times_s[frame])
    of_stride = _read_stride(run, stride.events.stride)
    named = f"{stride.window}, {moment}" if stride.window else moment
    mean = of_stride.trunk_lean_deg
    note = f"{format_clock(clip_time_s)}"
    note += "" if mean is None else f" · stride mean {format_degrees(mean)}"
    image = add_caption(cutout.image, named, note, stride.window)
    path = f"{FOLDER}/{named.replace(', ', '_').replace(' ', '_').replace('-', '_')}.jpg"
    write_jpeg(folder / path, image, _QUALITY)
    picture = MomentPicture(
        path=path,
        window=stride.window,
        moment=moment,
        video=stride.film.number,
        frame=frame,
        time_s=cutout.state.time_s,
        clip_time_s=clip_time_s,
        stride=stride.events.stride,
        phase=float(stride.phases[place]),
        width=image.shape[1],
        height=image.shape[0],
        frame_deg=_read_frame(cutout, with_back=run.results.back.measured),
        stride_deg=of_stride,
        back_shown=back_shown,
        alt=_describe(cutout, named, with_back=back_shown),
    )
    return picture, image


def _cut_moment(source: Source, moment: Moment, crop: Crop) -> tuple[int, Cutout]:
    """Cut out the frame nearest to a moment, and say which of the stride's frames it is.

    A frame that cannot be decoded, or in which the hip is not measured, is passed over.
    """
    stride = source.stride
    for place in np.argsort(np.abs(stride.phases - stride.events.phase(moment))):
        frame = int(stride.frames[place])
        for cutout in source.cutter.cut([frame], crop, source.trunk_px):
            return int(place), cutout
    raise VideoError(f"no frame of a stride can be read from {file_name(stride.film.info.path)}")


def _describe(cutout: Cutout, named: str, *, with_back: bool) -> str:
    """Say what a picture shows, for people who cannot see it."""
    state = cutout.state
    parts = [f"trunk lean {format_degrees(state.lean_deg)}"]
    if with_back:
        parts += [
            f"pelvic tilt {format_degrees(state.pelvic_tilt_deg)}",
            f"low-back arch {format_degrees(state.lumbar_lordosis_deg)}",
        ]
    return f"{named.capitalize()}: the runner from the side, {', '.join(parts)}."


def _read_frame(cutout: Cutout, *, with_back: bool) -> Numbers:
    state = cutout.state
    return Numbers(
        trunk_lean_deg=_known(state.lean_deg),
        pelvic_tilt_deg=_known(state.pelvic_tilt_deg) if with_back else None,
        lumbar_lordosis_deg=_known(state.lumbar_lordosis_deg) if with_back else None,
    )


def _read_stride(run: Run, stride: int) -> Numbers:
    row = run.strides.loc[run.strides["stride"] == stride].iloc[0]
    names = Numbers.__struct_fields__
    return Numbers(**{name: _known(float(row.get(name, np.nan))) for name in names})


def _known(value: float) -> float | None:
    return round(value, 4) if np.isfinite(value) else None


def _join(images: Sequence[Image], columns: int) -> Image:
    """Put pictures of the same size side by side, ``columns`` in a row."""
    gap = max(4, round(_GAP * images[0].shape[1]))
    wide = [
        np.pad(image, ((0, gap), (0, gap), (0, 0)), constant_values=DARK[0]) for image in images
    ]
    rows = [
        np.concatenate(wide[start : start + columns], axis=1)
        for start in range(0, len(wide), columns)
    ]
    return np.concatenate(rows)[:-gap, :-gap]
