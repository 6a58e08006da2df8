"""Passes: stretches of a film in which the runner goes one way, between turns, cuts and absences.

Facing and near side belong to a pass: a runner who comes back shows the other side. To measure all
passes of a run alike, those that face the other way are seen in a mirror, an upright one: what is
found there is what the mirrored film would show. Its axis is the vertical of the scene, so that a
camera that is not level is not level in the same direction in all passes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from posture.pose import INDEX, Detections, middle
from posture.pose.types import OTHER_SIDE
from posture.tracks.leaps import measure_leaps
from posture.tracks.view import CROSSING_TRUNKS, Facing
from posture.utils.arrays import BoolArray, FloatArray, IndexArray

#: A runner who faces the other way for so long has turned round, seconds as played.
TURN_S = 0.5
#: Facing is averaged over so long, seconds as played: a foot in late swing may point back.
AVERAGED_S = 0.3
#: Nobody is seen for so long between two passes, seconds as played, if the runner has left.
ABSENT_S = 1.0
#: Toes and nose so little ahead of heels and ears, trunk lengths, show a runner who is turning.
#: From the side it is 0.3 to 0.6.
TURNING_TRUNKS = 0.15
#: Farthest that a runner may be both from where they were and from where their pace leads, within
#: a pass, trunk lengths.
LARGEST_LEAP_TRUNKS = 2.0


@dataclass(frozen=True)
class Pass:
    """Frames ``start`` to ``stop - 1``, in which the runner faces one way."""

    start: int
    stop: int
    facing: Facing


def find_passes(
    points: npt.NDArray[np.floating],
    times_s: FloatArray,
    cuts: IndexArray,
    asked: BoolArray | None = None,
) -> list[Pass]:
    """Find the passes of the runner.

    Parameters
    ----------
    points
        ``(frames, 33, 2)`` landmarks in pixels of the picture; NaN where nobody was found.
    times_s
        ``(frames,)`` seconds as played.
    cuts
        Frames that begin a new shot.
    asked
        ``(frames,)`` whether the network looked at a frame; None for all of them. Who was not
        looked for has not left.

    Returns
    -------
    list of Pass
        In order, without frames in common; frames in which the runner turns round lie between two
        of them. Neighbours that face the same way are apart by a cut, or because the runner left
        the picture. Empty if nobody was found.
    """
    seen = np.flatnonzero(np.isfinite(points[:, INDEX["left_hip"], 0]))
    if not seen.size:
        return []
    ahead = _measure_ahead(points)
    hips = middle(points, "hip")
    across = middle(points, "shoulder") - hips
    trunk_px = float(np.nanmedian(np.hypot(across[:, 0], across[:, 1])))
    looked_s = times_s
    if asked is not None:
        looked_s = np.cumsum(np.where(asked, np.diff(times_s, prepend=times_s[0]), 0.0))
    found: list[Pass] = []
    for part in np.split(seen, _find_breaks(seen, hips, looked_s, cuts, trunk_px) + 1):
        way = (hips[part[-1], 0] - hips[part[0], 0]) / trunk_px
        found += _cut_at_turns(part, ahead[part], times_s[part], float(way))
    return found


def choose_main(passes: Sequence[Pass]) -> Facing:
    """Choose the way that the runner faces in most frames; in the first pass if they are as many.

    Right if there is no pass.
    """
    frames: dict[Facing, int] = {}
    for one in passes:
        frames[one.facing] = frames.get(one.facing, 0) + one.stop - one.start
    return max(frames, key=lambda facing: frames[facing], default="right")


def break_at(found: Detections, passes: Sequence[Pass], others: IndexArray) -> Detections:
    """Return detections with a cut at each beginning of a pass, and at other frames.

    So no stride spans two passes.
    """
    begins = np.array([one.start for one in passes[1:]], np.intp)
    return replace(found, cuts=np.union1d(np.union1d(found.cuts, begins), others))


def name_facing(passes: Sequence[Pass], frames: int) -> npt.NDArray[np.object_]:
    """Name the way that the runner faces in each frame, ``(frames,)``; empty outside of passes."""
    facing = np.full(frames, "", object)
    for one in passes:
        facing[one.start : one.stop] = one.facing
    return facing


def mark_turns(passes: Sequence[Pass], frames: int) -> BoolArray:
    """Find the frames between two passes that face different ways, ``(frames,)``."""
    turning = np.zeros(frames, bool)
    for one, other in pairwise(passes):
        if one.facing != other.facing:
            turning[one.stop : other.start] = True
    return turning


def mark_facing(passes: Sequence[Pass], frames: int, facing: Facing) -> BoolArray:
    """Find the frames of the passes that face a way, ``(frames,)``."""
    marked = np.zeros(frames, bool)
    for one in passes:
        marked[one.start : one.stop] |= one.facing == facing
    return marked


def reflect(
    places: npt.NDArray[np.floating], size: tuple[int, int], level_deg: float
) -> npt.NDArray[np.floating]:
    """Reflect places across the plumb line through the middle of the picture.

    Done twice, it leads back.

    Parameters
    ----------
    places
        ``(..., 2)`` pixels of the picture, x right and y down.
    size
        Width and height of the picture, pixels.
    level_deg
        How far the top of a plumb line leans to the right in the picture, degrees.
    """
    centre = np.array(size, float) / 2
    twice = 2 * np.radians(level_deg)
    mirror = np.array([[-np.cos(twice), -np.sin(twice)], [-np.sin(twice), np.cos(twice)]])
    reflected = (np.asarray(places, float) - centre) @ mirror.T + centre
    return np.asarray(reflected, places.dtype)


def reflect_landmarks(
    points: npt.NDArray[np.floating],
    frames: BoolArray,
    size: tuple[int, int],
    level_deg: float,
) -> npt.NDArray[np.floating]:
    """Return landmarks ``(frames, 33, 2)`` with those of some frames reflected.

    In the mirror the runner's left side is their right one; other arguments as in `reflect`.
    """
    if not frames.any():
        return points
    points = exchange_sides(points, frames)
    points[frames] = reflect(points[frames], size, level_deg)
    return points


def exchange_sides(marks: npt.NDArray[Any], frames: BoolArray) -> npt.NDArray[Any]:
    """Return a copy of something of landmarks, ``(frames, 33, ...)``, with sides exchanged in some.

    What belongs to the left side there belongs to the right one then.
    """
    marks = marks.copy()
    marks[frames] = marks[frames][:, list(OTHER_SIDE)]
    return marks


def reflect_detections(
    found: Detections, frames: BoolArray, size: tuple[int, int], level_deg: float
) -> Detections:
    """Return detections with those of some frames reflected; arguments as in `reflect`."""
    if not frames.any():
        return found
    outline = found.outline.copy()
    outline[frames] = outline[frames][..., ::-1]
    points = reflect_landmarks(found.points, frames, size, level_deg).astype(found.points.dtype)
    return replace(found, points=points, outline=outline)


def _measure_ahead(points: npt.NDArray[np.floating]) -> FloatArray:
    """Measure how far nose and toes are ahead of ears and heels, trunk lengths, + to the right."""
    x = points[..., 0].astype(float)
    nose = x[:, INDEX["nose"]] - middle(points, "ear")[:, 0]
    toes = middle(points, "foot_index")[:, 0] - middle(points, "heel")[:, 0]
    across = middle(points, "shoulder") - middle(points, "hip")
    trunk = np.maximum(np.hypot(across[:, 0], across[:, 1]), 1.0)
    return np.asarray((np.nan_to_num(nose) + np.nan_to_num(toes)) / trunk, float)


def _find_breaks(
    seen: IndexArray,
    hips: npt.NDArray[np.floating],
    times_s: FloatArray,
    cuts: IndexArray,
    trunk_px: float,
) -> IndexArray:
    """Find after which of the frames in which the runner is seen another pass begins."""
    gap_s = np.diff(times_s[seen])
    shot = np.searchsorted(cuts, seen, side="right")
    parted = (gap_s > ABSENT_S) | (np.diff(shot) > 0)
    # a pace reaches less far than an absence lasts, so who is back in place has not left either
    moved = np.hypot(*np.diff(hips[seen], axis=0).T)
    leapt = np.minimum(moved, measure_leaps(hips[seen], times_s[seen], parted))
    return np.flatnonzero((leapt > LARGEST_LEAP_TRUNKS * trunk_px) | parted)


def _cut_at_turns(
    part: IndexArray, ahead: FloatArray, times_s: FloatArray, way: float
) -> list[Pass]:
    """Cut frames without a break where the runner turns round.

    Parameters
    ----------
    part, ahead, times_s
        ``(n,)`` frames, how far nose and toes are ahead, and times.
    way
        How far the hips travel, trunk lengths, + to the right.
    """
    smooth = _average(ahead, times_s, AVERAGED_S)
    edges = _join_short(smooth > 0, times_s)
    found = []
    if len(edges) == 2 or np.abs(smooth).max() <= TURNING_TRUNKS:
        vote = float(np.median(ahead)) + (float(np.sign(way)) if abs(way) > CROSSING_TRUNKS else 0)
        return [Pass(int(part[0]), int(part[-1]) + 1, "right" if vote > 0 else "left")]
    for start, stop in pairwise(edges):
        inside = np.arange(start, stop)
        clear = inside[np.abs(smooth[inside]) > TURNING_TRUNKS]
        if clear.size:
            facing: Facing = "right" if np.median(ahead[clear]) > 0 else "left"
            first = part[0] if start == 0 else part[clear[0]]
            last = part[-1] if stop == len(part) else part[clear[-1]]
            found.append(Pass(int(first), int(last) + 1, facing))
    return found


def _average(values: FloatArray, times_s: FloatArray, over_s: float) -> FloatArray:
    """Average each value with its neighbours in time."""
    first = np.searchsorted(times_s, times_s - over_s / 2)
    last = np.searchsorted(times_s, times_s + over_s / 2, side="right")
    total = np.r_[0.0, np.cumsum(values)]
    return np.asarray((total[last] - total[first]) / (last - first))


def _join_short(right: BoolArray, times_s: FloatArray) -> list[int]:
    """Find where runs of one value begin, and the end, with runs shorter than `TURN_S` left out."""
    edges = [0, *(np.flatnonzero(np.diff(right.astype(int))) + 1).tolist(), len(right)]
    kept: list[tuple[int, bool]] = []
    for start, stop in pairwise(edges):
        long = times_s[stop - 1] - times_s[start] >= TURN_S
        if long and not (kept and kept[-1][1] == right[start]):
            kept.append((start if kept else 0, bool(right[start])))
    return [*(start for start, _ in kept), len(right)] if kept else [0, len(right)]
