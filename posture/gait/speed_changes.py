"""Where within a file the speed of play changes: phones bake slow motion into a part of a film.

Legs that are played eight times slower move eight times slower in the picture, at all times of the
stride. Where their speed changes at once and for long, the speed of play may have; whether it has
is seen from the step rates of both parts.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from posture.pose import INDEX, middle
from posture.utils.arrays import FloatArray, IndexArray

#: Least change of the speed of play that is looked for, as a ratio. Nobody changes their cadence by
#: so much while they run.
LEAST_RATIO = 1.8
#: A part is as long as this at least, seconds as played.
SHORTEST_PART_S = 1.5
#: Speeds are measured over so long, seconds as played: longer than the network's jitter lasts.
OVER_S = 0.2
#: Speeds are averaged over so long, seconds as played.
BIN_S = 0.1
#: Slowest speed of legs that is told from none, trunk lengths a second as played: jitter.
SLOWEST = 0.02

_JOINTS = [INDEX[f"{side}_{joint}"] for side in ("left", "right") for joint in ("knee", "ankle")]


def find_speed_changes(points: npt.NDArray[np.floating], times_s: FloatArray) -> IndexArray:
    """Find the frames at which the legs begin to move much faster or slower, for long.

    Parameters
    ----------
    points
        ``(frames, 33, 2)`` landmarks in pixels; NaN where nobody was found.
    times_s
        ``(frames,)`` seconds as played.
    """
    speeds = measure_leg_speed(points, times_s)
    known = np.flatnonzero(np.isfinite(speeds))
    if len(known) < 2:
        return np.array([], np.intp)
    bins = (times_s[known] / BIN_S).astype(np.intp)
    first = np.flatnonzero(np.diff(bins, prepend=-1))
    logs = np.log(np.maximum(np.add.reduceat(speeds[known], first), SLOWEST))
    logs -= np.log(np.diff(np.r_[first, len(known)]))
    moments = times_s[known[first]]
    splits = sorted(_split(logs, moments))
    return known[first[splits]].astype(np.intp)


def measure_leg_speed(points: npt.NDArray[np.floating], times_s: FloatArray) -> FloatArray:
    """Measure how fast knees and ankles move against the hip, trunk lengths a second as played.

    ``(frames,)``, mean of both legs; NaN at both ends, and where a joint is not seen.
    """
    speeds = np.full(len(times_s), np.nan)
    if len(times_s) < 3:
        return speeds
    hip = middle(points, "hip")
    across = middle(points, "shoulder") - hip
    if not np.isfinite(across).any():
        return speeds
    trunk = float(np.nanmedian(np.hypot(across[:, 0], across[:, 1])))
    reach = max(1, round(OVER_S / 2 / float(np.median(np.diff(times_s)))))
    if not trunk > 0 or len(times_s) <= 2 * reach:
        return speeds
    legs = points[:, _JOINTS] - hip[:, None]
    moved = legs[2 * reach :] - legs[: -2 * reach]
    way = np.hypot(moved[..., 0], moved[..., 1]).mean(axis=1)
    speeds[reach:-reach] = way / trunk / (times_s[2 * reach :] - times_s[: -2 * reach])
    return speeds


def _split(values: FloatArray, times_s: FloatArray, offset: int = 0) -> list[int]:
    """Find the places before which the mean changes by the logarithm of `LEAST_RATIO` or more.

    The place that leaves the least variance is taken, then the same within both parts.
    """
    count = np.arange(1, len(values))
    sums, squares = np.cumsum(values), np.cumsum(values**2)
    left = squares[:-1] - sums[:-1] ** 2 / count
    right = squares[-1] - squares[:-1] - (sums[-1] - sums[:-1]) ** 2 / (len(values) - count)
    long = (times_s[1:] - times_s[0] >= SHORTEST_PART_S) & (
        times_s[-1] - times_s[1:] >= SHORTEST_PART_S
    )
    if not long.any():
        return []
    at = int(np.where(long, left + right, np.inf).argmin()) + 1
    if abs(values[at:].mean() - values[:at].mean()) < np.log(LEAST_RATIO):
        return []
    return [
        *_split(values[:at], times_s[:at], offset),
        offset + at,
        *_split(values[at:], times_s[at:], offset + at),
    ]
