"""Clean a film of which the network looked at every second frame, third or fourth.

Its landmarks are cleaned as those of a film of that rate: between two frames in which left and
right are mixed up, a spline would put both legs in the middle.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from posture.pose import Detections
from posture.tracks.clean import Tracks, clean, find_runs
from posture.tracks.parts import NOT_ASKED
from posture.utils.arrays import BoolArray, FloatArray
from posture.utils.interpolation import interpolate


def clean_looked(
    found: Detections, times_s: FloatArray, width: int, height: int, turning: BoolArray
) -> Tracks:
    """Clean the frames that the network looked at, and put splines between them.

    Parameters
    ----------
    found, times_s, width, height, turning
        As for `posture.tracks.clean.clean`.

    Returns
    -------
    Tracks
        Of all frames. Those after the last one that was looked at and those beside a gap are not
        measured, for the reason that holds there.
    """
    every = found.every
    if every == 1:
        return clean(found, times_s, width, height, turning)
    seen = clean(thin(found), times_s[::every], width, height, turning[::every])
    return spread(seen, every, times_s)


def thin(found: Detections) -> Detections:
    """Take the frames that the network looked at, as detections of a film of that rate."""
    cuts = np.unique(-(-found.cuts // found.every))
    return found.take(slice(None, None, found.every), cuts)


def spread(tracks: Tracks, every: int, times_s: FloatArray) -> Tracks:
    """Give the frames between those of tracks; times ``(frames,)`` of all frames, seconds."""
    points = np.full((len(times_s), *tracks.points.shape[1:]), np.nan, np.float32)
    for stretch in tracks.stretches:
        for mark in range(points.shape[1]):
            for run in find_runs(np.isfinite(tracks.points[stretch, mark, 0])):
                seen = np.arange(stretch.start + run.start, stretch.start + run.stop)
                whole = slice(int(seen[0]) * every, int(seen[-1]) * every + 1)
                points[whole, mark] = interpolate(
                    times_s[seen * every], tracks.points[seen, mark], times_s[whole]
                )
    stretches = [slice(s.start * every, (s.stop - 1) * every + 1) for s in tracks.stretches]
    reason = _spread_reason(tracks.reason, every, len(times_s))
    return replace(
        tracks, points=points, times_s=times_s, stretches=stretches, reason=reason, every=every
    )


def _spread_reason(
    reason: npt.NDArray[np.object_], every: int, frames: int
) -> npt.NDArray[np.object_]:
    """Give reasons to all frames: one between two others is measured if both are."""
    number = np.arange(frames)
    before = reason[number // every]
    after = reason[np.minimum(-(-number // every), len(reason) - 1)]
    after = np.where(after == NOT_ASKED, before, after)
    return np.where(before != "", before, after).astype(object)
