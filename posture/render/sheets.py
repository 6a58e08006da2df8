"""Whole usual strides as sheets of small pictures that show the same phases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from posture.render.crop import MOST_ENLARGED, Crop
from posture.render.jpeg import write_jpeg
from posture.render.palette import DARK, SEGMENTS, TRUNK
from posture.render.panel import draw_lean
from posture.render.sources import Source, fit_sources, lock_phases
from posture.results.pictures import FOLDER, StrideSheet
from posture.utils.arrays import FloatArray, IndexArray

#: Height of a cell, pixels.
_HEIGHT = 480
#: Most cells: a stride of 0.7 s at a quarter of its speed then has 13 pictures a second.
_MOST_CELLS = 36
#: Cells in a row that are tried; the fewest empty cells win.
_COLUMNS = (6, 7, 5, 8)
#: Quality of the JPEG files, 0-100.
_QUALITY = 80
#: Least length of the trunk in a ghost, pixels; with a shorter one nothing is seen of a change of a
#: few degrees.
GHOST_TRUNK_PX = 110.0


def explain_no_ghost(sources: Sequence[Source]) -> str:
    """Say in one sentence why strides must not be laid over one another; empty if they can be."""
    smallest = min(source.trunk_px for source in sources)
    if smallest * MOST_ENLARGED >= GHOST_TRUNK_PX:
        return ""
    return (
        f"the runner is too small in the picture for a ghost: the trunk is {smallest:.0f} pixels "
        f"long, and it would have to be enlarged {GHOST_TRUNK_PX / smallest:.1f} times, more than "
        f"{MOST_ENLARGED:g}; film from nearer"
    )


def write_sheets(sources: Sequence[Source], folder: Path) -> tuple[StrideSheet, ...]:
    """Write one sheet a stride into the run's folder."""
    crop = fit_sources(sources, _HEIGHT)
    phases, frames = lock_phases(sources, _MOST_CELLS)
    return tuple(
        _write_sheet(source, crop, phases, own, folder)
        for source, own in zip(sources, frames, strict=True)
    )


def _write_sheet(
    source: Source, crop: Crop, phases: FloatArray, frames: IndexArray, folder: Path
) -> StrideSheet:
    stride, count = source.stride, len(frames)
    columns = min(_COLUMNS, key=lambda some: -count % some)
    rows = -(-count // columns)
    sheet = np.full((rows * crop.height, columns * crop.width, 3), DARK, np.uint8)
    leans: dict[int, float] = {}
    for cutout in source.cutter.cut(frames.tolist(), crop, source.trunk_px):
        draw_lean(cutout, crop, SEGMENTS.get(stride.window, TRUNK))
        leans[cutout.frame] = cutout.state.lean_deg
        for place in np.flatnonzero(frames == cutout.frame):
            top, left = (place // columns) * crop.height, (place % columns) * crop.width
            sheet[top : top + crop.height, left : left + crop.width] = cutout.image
    path = f"{FOLDER}/stride{'_' * bool(stride.window)}{stride.window}.jpg"
    write_jpeg(folder / path, sheet, _QUALITY)
    return StrideSheet(
        path=path,
        window=stride.window,
        video=stride.film.number,
        stride=stride.events.stride,
        cells=count,
        columns=columns,
        width=crop.width,
        height=crop.height,
        hip_x=crop.hip[0],
        hip_y=crop.hip[1],
        phases=tuple(np.round(phases, 5).tolist()),
        frames=tuple(frames.tolist()),
        clip_times_s=tuple(stride.film.info.times_s[frames].tolist()),
        trunk_lean_deg=tuple(
            round(lean, 4) if np.isfinite(lean := leans.get(frame, np.nan)) else None
            for frame in frames.tolist()
        ),
        duration_s=stride.events.duration_s,
    )
