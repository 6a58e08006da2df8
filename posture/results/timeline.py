"""The time axis of a run: one video, pieces, or two clips of unknown distance in time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from posture.results import reading
from posture.results.names import clock
from posture.results.run import Run
from posture.utils.arrays import FloatArray

MIN_GAP_S = 5.0
"""A longer time without any stride breaks the trend, seconds."""

_APART = 0.1
"""Distance between two clips of unknown distance in time, as a share of their length."""

_STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 14400)
"""Round distances of ticks, seconds."""


@dataclass(frozen=True)
class Part:
    """A part of the time axis with its own clock.

    Attributes
    ----------
    start_s, end_s
        First and last time, seconds of the run's table.
    zero_s
        The time that is labelled 0:00.
    shift_s
        Added to a time to get its place on the axis.
    """

    start_s: float
    end_s: float
    zero_s: float
    shift_s: float


@dataclass(frozen=True)
class Timeline:
    """The time axis of a run.

    Attributes
    ----------
    parts
        One, or one for each clip where the time between them is not known.
    stretches
        Begin and end of each stretch filmed without a break, seconds of the run's table.
    known
        Whether the time between clips is known.
    """

    parts: tuple[Part, ...]
    stretches: tuple[tuple[float, float], ...]
    known: bool

    def x(self, time_s: npt.ArrayLike) -> FloatArray:
        """Places on the axis, of the shape of `time_s`."""
        times = np.asarray(time_s, dtype=np.float64)
        part = self._part(times)
        placed: FloatArray = times + np.array([part.shift_s for part in self.parts])[part]
        return placed

    def clock(self, time_s: float) -> str:
        """Write a time as on the axis: by the clock of the run, or of its clip."""
        return clock(time_s - self.parts[int(self._part(np.float64(time_s)))].zero_s)

    def _part(self, times_s: FloatArray | np.float64) -> npt.NDArray[np.intp]:
        """Which part times belong to: a clip begins at its 0:00, before its first stride."""
        zeros = np.array([part.zero_s for part in self.parts])
        found: npt.NDArray[np.intp] = np.searchsorted(zeros, times_s, side="right") - 1
        return np.maximum(found, 0)

    @property
    def span(self) -> tuple[float, float]:
        """Ends of the axis, with a small margin."""
        start = self.parts[0].start_s + self.parts[0].shift_s
        end = self.parts[-1].end_s + self.parts[-1].shift_s
        margin = max(0.015 * (end - start), 0.5)
        return start - margin, end + margin

    def ticks(self, most: int = 8) -> tuple[list[float], list[str]]:
        """Places of round seconds or minutes, at most `most`, and how each is written."""
        length = sum(part.end_s - part.start_s for part in self.parts)
        step = next((step for step in _STEPS if length / step <= most), _STEPS[-1])
        places, labels = [], []
        for part in self.parts:
            start, end = part.start_s - part.zero_s, part.end_s - part.zero_s
            slack = 0.015 * (end - start)
            for number in range(
                int(np.ceil((start - slack) / step)), int((end + slack) // step) + 1
            ):
                places.append(number * step + part.zero_s + part.shift_s)
                labels.append(clock(number * step))
        return places, labels

    @property
    def breaks(self) -> list[float]:
        """Places between two clips whose distance in time is not known."""
        return [
            (before.end_s + before.shift_s + after.start_s + after.shift_s) / 2.0
            for before, after in pairwise(self.parts)
        ]


def timeline(run: Run) -> Timeline:
    """Make the time axis of a run with strides."""
    table = run.strides
    start, end = reading.numbers(table, "start_s"), reading.numbers(table, "end_s")
    clip = reading.texts(table, "clip")
    known = all(video.at_s is not None for video in run.results.videos) or len(set(clip)) < 2
    return Timeline(
        (_whole(run, start, end),) if known else _clips(run, clip, start, end),
        _stretches(start, end, clip),
        known,
    )


def _whole(run: Run, start: FloatArray, end: FloatArray) -> Part:
    windows = [found for which in reading.WINDOWS if (found := reading.window(run, which))]
    first = min([*start[np.isfinite(start)], *(found.start_s for found in windows)], default=0.0)
    last = max([*end[np.isfinite(end)], *(found.end_s for found in windows)], default=1.0)
    return Part(float(first), float(last), 0.0, 0.0)


def _clips(
    run: Run, clip: npt.NDArray[np.str_], start: FloatArray, end: FloatArray
) -> tuple[Part, ...]:
    """Place clips side by side, each with its own clock."""
    names = list(dict.fromkeys(clip))
    apart = _APART * float(np.nanmax(end) - np.nanmin(start))
    filmed, times = reading.texts(run.frames, "clip"), reading.numbers(run.frames, "time_s")
    parts: list[Part] = []
    for number, name in enumerate(names):
        own = clip == name
        first, last = float(start[own].min()), float(end[own].max())
        zero = float(np.min(times[filmed == name], initial=first))
        parts.append(Part(first, last, zero, number * apart))
    return tuple(parts)


def _stretches(
    start: FloatArray, end: FloatArray, clip: npt.NDArray[np.str_]
) -> tuple[tuple[float, float], ...]:
    if not len(start):
        return ()
    broken = (clip[1:] != clip[:-1]) | (start[1:] - end[:-1] > MIN_GAP_S)
    edges = [0, *(np.flatnonzero(broken) + 1), len(start)]
    return tuple((float(start[a]), float(end[b - 1])) for a, b in pairwise(edges))
