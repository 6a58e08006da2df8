"""Usual strides ready to be cut out: with the cutter of their video and their scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from posture.render.crop import MOST_ENLARGED, Crop, Cutter, fit_crop
from posture.render.films import list_films
from posture.render.moments import match_phases
from posture.render.usual import UsualStride, choose_usual_strides
from posture.results.run import Run
from posture.utils.arrays import FloatArray, IndexArray
from posture.video import VideoInfo


@dataclass(frozen=True)
class Source:
    """A usual stride to be cut out.

    Attributes
    ----------
    stride
        The stride.
    cutter
        For its video.
    trunk_px
        Median length of the trunk in its frames, pixels of the video.
    """

    stride: UsualStride
    cutter: Cutter
    trunk_px: float


def find_sources(run: Run, infos: Sequence[VideoInfo], *, always_two: bool = False) -> list[Source]:
    """Find a usual early and late stride, or one where nothing is compared; none without strides.

    Parameters
    ----------
    run
        The run; where its face or other people are blurred, they are in all that is cut out.
    infos
        Its videos, in the order of ``Summary.all_videos``.
    always_two
        Whether early and late are wanted even where nothing is compared; else one stride is found.
    """
    if not len(run.strides):
        return []
    strides = choose_usual_strides(run, list_films(run, infos), always_two=always_two)
    cutters = {
        stride.film.number: Cutter(
            stride.film,
            blur_face=bool(run.results.settings.get("blur_face")),
            blur_others=bool(run.results.settings.get("blur_others")),
        )
        for stride in strides
    }
    sources = [_prepare(stride, cutters[stride.film.number]) for stride in strides]
    return sources if all(np.isfinite(source.trunk_px) for source in sources) else []


def _prepare(stride: UsualStride, cutter: Cutter) -> Source:
    frames = stride.frames.astype(int).tolist()
    return Source(stride, cutter, cutter.measure_trunk(frames))


def fit_sources(sources: Sequence[Source], height: int) -> Crop:
    """Fit one crop for all strides: as high as asked for, but no frame enlarged too much."""
    extents = [source.cutter.measure_extent(source.stride.frames.astype(int)) for source in sources]
    return fit_crop(extents, height, MOST_ENLARGED * min(source.trunk_px for source in sources))


def lock_phases(sources: Sequence[Source], most: int) -> tuple[FloatArray, list[IndexArray]]:
    """Choose frames of all strides that show the same phases.

    Parameters
    ----------
    sources
        One stride or two.
    most
        Most phases.

    Returns
    -------
    (phases, frames)
        Ascending phases of the first stride, and for each stride the indices of the frames in its
        video that are nearest to them. They are phases of frames of the stride that has more.
    """
    first = sources[0].stride
    finest = max((source.stride for source in sources), key=lambda stride: len(stride.frames))
    inside = finest.phases[(finest.phases > -0.5 / len(finest.phases)) & (finest.phases < 0.99)]
    own = inside[np.linspace(0, len(inside) - 1, min(most, len(inside))).astype(int)]
    phases = match_phases(own, finest.events, first.events)
    frames = []
    for source in sources:
        wanted = match_phases(phases, first.events, source.stride.events)
        frames.append(source.stride.frames[source.stride.nearest(wanted)].astype(np.intp))
    return phases, frames
