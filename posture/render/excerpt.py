"""Which frames of which video an excerpt of a run shows: some strides, or those at a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from msgspec.structs import replace as replace_fields

from posture.errors import UsageError
from posture.render.films import Film
from posture.results import reading
from posture.results.run import Run
from posture.results.types import Segment, SegmentPair
from posture.settings.times import format_time, parse_time
from posture.utils.paths import shorten
from posture.utils.text import file_name

#: How much is shown around a time at which no stride was measured, seconds of running.
_AROUND_S = 0.5


@dataclass(frozen=True)
class Excerpt:
    """Part of one video.

    Attributes
    ----------
    film
        The video.
    frames
        Frames to show, in the video.
    name
        What it is called in the name of a file, for example ``"stride-12-14"``.
    """

    film: Film
    frames: slice
    name: str


def find_strides(films: Sequence[Film], text: str) -> Excerpt:
    """Find strides that were asked for as ``N`` or ``N-M``.

    Raises
    ------
    UsageError
        The text is no number of a stride, the run has no such stride, or the strides are not from
        one video.
    """
    match = re.fullmatch(r"\s*(\d{1,9})\s*(?:[-–]\s*(\d{1,9})\s*)?", text)
    if match is None:
        shown = shorten(text)
        raise UsageError(f'"{shown}" is no stride; give a number, as in 12, or two, as in 12-14')
    first, last = int(match[1]), int(match[2] or match[1])
    if last < first:
        raise UsageError(f"strides {first}-{last} go backwards; give the smaller number first")
    known = np.concatenate([reading.numbers(film.run.strides, "stride") for film in films])
    known = known[np.isfinite(known)]
    if not len(known):
        raise UsageError("no stride was measured in this run; choose a time with --at")
    for stride in (first, last):
        if stride not in known:
            raise UsageError(
                f"this run has no stride {stride}; its strides are {known.min():.0f} to "
                f"{known.max():.0f}"
            )
    for film in films:
        number = reading.numbers(film.run.frames, "stride")
        own = np.flatnonzero((number >= first) & (number <= last))
        if {first, last} <= set(number[own].tolist()):
            frames = film.run.frames["frame"].to_numpy(int)[own]
            name = f"stride-{first}" + (f"-{last}" if last > first else "")
            return Excerpt(film, slice(int(frames[0]), int(frames[-1]) + 1), name)
    raise UsageError(f"strides {first} and {last} are from two videos; give strides of one")


def find_time(films: Sequence[Film], text: str) -> Excerpt:
    """Find the stride at a time; where none was measured, half a second before and after it.

    Parameters
    ----------
    films
        The videos of the run.
    text
        A time as `parse_time` reads it: of the file as it plays, of pieces that of the run; of an
        early and a late video ``early=TIME`` or ``late=TIME``.

    Raises
    ------
    UsageError
        The text is no time, or lies outside of the video.
    """
    film, time_s = _place_time(films, text)
    times = reading.numbers(film.run.frames, "time_s")
    row = int(np.clip(np.searchsorted(times, time_s, side="right") - 1, 0, len(times) - 1))
    stride = reading.numbers(film.run.frames, "stride")
    if np.isfinite(stride[row]):
        rows = np.flatnonzero(stride == stride[row])
    else:
        near = np.abs(times - time_s) <= _AROUND_S
        near[row] = True  # a film may have a gap there
        rows = np.flatnonzero(near)
    frames = film.run.frames["frame"].to_numpy(int)[rows]
    name = "at-" + re.sub(r"[^0-9A-Za-z.]+", "-", text.strip()).strip("-")
    return Excerpt(film, slice(int(frames[0]), int(frames[-1]) + 1), name)


def _place_time(films: Sequence[Film], text: str) -> tuple[Film, float]:
    """Find the video that shows a time, and the time on the clock of the tables."""
    named, _, given = text.rpartition("=")
    if len(films) == 1 or named:
        return _place_in_film(_find_film(films, named), given)
    if films[0].run.results.videos[0].at_s is None:
        raise UsageError(
            f"this run has two videos, each with its own time; write --at early={text} or --at "
            f"late={text}"
        )
    time_s = parse_time(text)
    for film in films:
        times = reading.numbers(film.run.frames, "time_s")
        if times[0] <= time_s <= times[-1]:
            return film, time_s
    raise UsageError(f"no video of this run shows {format_time(time_s)}; choose a time in one")


def _find_film(films: Sequence[Film], name: str) -> Film:
    if not name and len(films) == 1:
        return films[0]
    for film in films:
        if film.clip == name.strip():
            return film
    known = ", ".join(film.clip for film in films if film.clip) or "only one, without a name"
    raise UsageError(f'this run has no video "{name}"; its videos are: {known}')


def _place_in_film(film: Film, text: str) -> tuple[Film, float]:
    info = film.info
    played_s = parse_time(text, info.duration_s)
    if played_s > info.duration_s:
        raise UsageError(
            f"{text.strip()} lies outside of {file_name(info.path)}, which is "
            f"{format_time(info.duration_s)} long"
        )
    factor = film.run.results.video.speed_factor or 1.0
    return film, float(film.run.frames["time_s"].iloc[0]) + played_s / factor


def on_own_clock(film: Film) -> Run:
    """Give the run of a film with times from the beginning of that video."""
    run, begin_s = film.run, float(film.run.frames["time_s"].iloc[0])
    if begin_s == 0:
        return run
    moved = {name: run.strides[name] - begin_s for name in ("start_s", "end_s", "contact_far_s")}
    end_s = float(run.frames["time_s"].iloc[-1]) - begin_s

    def move(window: Segment) -> Segment:
        if window.start_s is None or window.end_s is None:
            return window
        start, end = window.start_s - begin_s, window.end_s - begin_s
        shown = start < end_s and end > 0
        return replace_fields(window, start_s=start, end_s=end) if shown else Segment()

    segments = run.results.segments
    windows = SegmentPair(early=move(segments.early), late=move(segments.late))
    return replace(
        run,
        frames=run.frames.assign(time_s=run.frames["time_s"] - begin_s),
        strides=run.strides.assign(**moved),
        results=replace_fields(run.results, segments=windows),
    )
