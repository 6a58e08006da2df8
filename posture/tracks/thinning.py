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
from posture.utils.arrays import BoolArray, FloatArray, IndexArray
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
    before, after = _find_looked(every, len(times_s), len(tracks.reason))
    return replace(
        tracks,
        points=points,
        times_s=times_s,
        stretches=stretches,
        reason=_spread_reason(tracks.reason, before, after),
        seen=tracks.seen[before] & tracks.seen[after],
        every=every,
    )


def _find_looked(every: int, frames: int, looked: int) -> tuple[IndexArray, IndexArray]:
    """Find which of those looked at lies before, and which after each frame, or is the frame."""
    number = np.arange(frames)
    return number // every, np.minimum(-(-number // every), looked - 1)


def _spread_reason(
    reason: npt.NDArray[np.object_], earlier: IndexArray, later: IndexArray
) -> npt.NDArray[np.object_]:
    """Give reasons to all frames: one between two others is measured if both are."""
    before, after = reason[earlier], reason[later]
    after = np.where(after == NOT_ASKED, before, after)
    return np.where(before != "", before, after).astype(object)
