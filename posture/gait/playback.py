"""The speed of play over a whole file: one, or one for each part where it changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import overload

import numpy as np

from posture.gait.check import Gait, estimate_gait
from posture.gait.fall import estimate_fall
from posture.gait.speed_changes import LEAST_RATIO, measure_leg_speed
from posture.gait.speed_of_play import (
    SLOWEST_PLAY,
    SpeedOfPlay,
    estimate_speed_of_play,
    list_factors,
    read_stated_factor,
)
from posture.tracks.clean import Tracks
from posture.utils.arrays import FloatArray, IndexArray
from posture.video import VideoInfo

#: Step rates of two parts differ by this ratio at least; less than the one that legs move by, since
#: few steps are seen of slow motion.
LEAST_RATE_RATIO = 0.85 * LEAST_RATIO
#: A factor that cameras make is taken if it fits a part's step rate this well: natural logarithm.
LARGEST_LOG_RATIO = 0.25


@dataclass(frozen=True)
class Playback:
    """How seconds as played become seconds of real running.

    Attributes
    ----------
    edges_s
        ``n + 1`` seconds as played between which one speed holds, from 0 on.
    speeds
        ``n`` of them.
    """

    edges_s: tuple[float, ...]
    speeds: tuple[SpeedOfPlay, ...]

    @property
    def main(self) -> SpeedOfPlay:
        """The speed of the longest part as played."""
        return self.speeds[int(np.diff(self.edges_s).argmax())]

    @property
    def known(self) -> bool:
        """Whether times and cadence can be given."""
        return all(speed.known for speed in self.speeds)

    @property
    def least_factor(self) -> float:
        """The factor of the part in which the fewest frames show a second of running."""
        return min(speed.factor for speed in self.speeds)

    def factors_at(self, real_s: FloatArray) -> FloatArray:
        """Find how many times slower than life the film plays at seconds of real running."""
        edges_s = self.to_real(np.array(self.edges_s))
        part = np.searchsorted(edges_s[1:-1], real_s, side="right")
        return np.array([speed.factor for speed in self.speeds])[part]

    @overload
    def to_real(self, played_s: float) -> float: ...

    @overload
    def to_real(self, played_s: FloatArray) -> FloatArray: ...

    def to_real(self, played_s: float | FloatArray) -> float | FloatArray:
        """Turn seconds as played, since the first frame, into seconds of real running."""
        if len(self.speeds) == 1:
            return played_s / self.speeds[0].factor
        lengths = np.diff(self.edges_s) / [speed.factor for speed in self.speeds]
        real_s = np.interp(played_s, self.edges_s, np.r_[0.0, np.cumsum(lengths)])
        return float(real_s) if np.ndim(real_s) == 0 else np.asarray(real_s)


def find_playback(
    tracks: Tracks,
    gait: Gait,
    info: VideoInfo,
    changes: IndexArray,
    *,
    faces_right: bool,
    given: float | None = None,
) -> Playback:
    """Find how many times slower than life a run plays, part by part.

    Parameters
    ----------
    tracks
        The runner, not smoothed, facing the same way in all passes; no stretch spans a change.
    gait
        How the legs move in the whole file.
    info
        The file.
    changes
        Frames at which the speed of play may change, see `posture.gait.speed_changes`.
    faces_right
        The way that the runner faces in all passes.
    given
        The factor that the user gives; None to estimate it.
    """
    if given is not None:
        return Playback((0.0, info.duration_s), (SpeedOfPlay(given, True, "given"),))
    parts, gaits = _confirm(tracks, gait, changes)
    edges_s = (0.0, *(float(info.times_s[part]) for part in parts[1:-1]), info.duration_s)
    capture_fps = info.capture_fps if len(gaits) == 1 else None
    found = []
    for (start, stop), one in zip(pairwise(parts), gaits, strict=True):
        part = _select(tracks, start, stop)
        step_hz = 2 * one.stride_hz
        fall = None
        if np.isfinite(step_hz):
            fall = estimate_fall(part, step_hz, faces_right=faces_right)
        found.append(
            estimate_speed_of_play(step_hz, info.fps_median, fall, capture_fps, sound=info.sound)
        )
    if len(found) == 1:
        return Playback(edges_s, (found[0],))
    return Playback(edges_s, tuple(_agree(found, _measure_rates(tracks, parts, gaits), info)))


def shortest_duration_s(info: VideoInfo) -> float:
    """Say how long a video lasts at least, in seconds of real running, before it is measured.

    A capture rate that the file states says how slow its slowest part is; without one it plays no
    slower than anybody makes a film of running.
    """
    stated = read_stated_factor(info.fps_median, info.capture_fps)
    return info.duration_s / (stated or SLOWEST_PLAY)


def _select(tracks: Tracks, start: int, stop: int) -> Tracks:
    """Select the stretches that lie within a part of the file."""
    inside = [one for one in tracks.stretches if start <= one.start and one.stop <= stop]
    return replace(tracks, stretches=inside)


def _confirm(tracks: Tracks, gait: Gait, changes: IndexArray) -> tuple[list[int], list[Gait]]:
    """Keep the changes between whose sides a run goes on, with steps of another length.

    Returns
    -------
    (edges, gaits)
        ``n + 1`` frames, and the gait of each part.
    """
    frames = len(tracks.times_s)
    edges = [0, *(int(change) for change in changes), frames]
    while len(edges) > 2:
        gaits = [estimate_gait(_select(tracks, *part)) for part in pairwise(edges)]
        if any(one.kind != "running" for one in gaits):
            return [0, frames], [gait]
        rates = _measure_rates(tracks, edges, gaits)
        ratios = [abs(np.log(after / before)) for before, after in pairwise(rates)]
        weakest = int(np.argmin(ratios))
        if ratios[weakest] >= np.log(LEAST_RATE_RATIO):
            return edges, gaits
        del edges[weakest + 1]
    return edges, [gait]


def _measure_rates(tracks: Tracks, edges: Sequence[int], gaits: Sequence[Gait]) -> list[float]:
    """Measure how fast each part plays, in steps a second or, where unknown, by the legs' speed."""
    if all(np.isfinite(one.stride_hz) for one in gaits):
        return [one.stride_hz for one in gaits]
    speeds = measure_leg_speed(tracks.points, tracks.times_s)
    return [float(np.nanmedian(speeds[start:stop])) for start, stop in pairwise(edges)]


def _agree(
    found: Sequence[SpeedOfPlay], rates: Sequence[float], info: VideoInfo
) -> list[SpeedOfPlay]:
    """Give each part its factor beside that of the surest one: a runner keeps their cadence."""
    anchor = max(range(len(found)), key=lambda i: (found[i].known, -found[i].factor))
    factors = np.array(list(list_factors(info.fps_median)))
    agreed = []
    for rate in rates:
        wanted = found[anchor].factor * rates[anchor] / rate
        off = np.abs(np.log(factors / wanted))
        nearest = float(factors[off.argmin()])
        factor = nearest if off.min() < LARGEST_LOG_RATIO else round(wanted, 2)
        agreed.append(replace(found[anchor], factor=factor))
    return agreed
