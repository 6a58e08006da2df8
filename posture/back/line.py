"""The line of the back: the rear edge of the trunk, without the arms, and the front edge beside it.

The rear edge is the one that `posture.pose.back_edge` reads in the picture; it is used where that
says that it is seen. The front edge is that of the silhouette, without the arms that landmarks
show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posture.back.limbs import ARM_BONES, FOOT_BONES, find_limbs, mark_near_limbs
from posture.back.places import PLACES
from posture.back.trunk_frame import TrunkFrame, find_trunk_frame
from posture.pose import STATIONS, Detections, middle
from posture.tracks.body import Body
from posture.utils.arrays import BoolArray, Float32Array, FloatArray

#: Least chance of being seen with which an edge of the back is used.
LEAST_SEEN = 0.5
#: Above this place, that of the shoulder blades (share of the trunk from shoulder to hip), an arm's
#: whole width is dropped from the front edge.
UPPER_BACK_END = 0.27
#: An arm's whole width as a multiple of the distances in `limbs`.
WHOLE_ARM = 1.8
#: Above this place, arms are searched for by the silhouette's front edge too: landmarks of the far
#: arm are guesses.
ARMS_END = 0.95
#: A front edge that stands out from the trunk by more than this is an arm's, trunk lengths.
OUTSTANDING = 0.04
#: Quantile of the edges seen that is taken for the trunk's; low because arms only add to a
#: silhouette.
TRUNK_QUANTILE = 0.08
#: Time on both sides of a second from which that quantile is taken, seconds.
AROUND_S = 4.0
#: Frames processed at a time: intermediate arrays take some kB a frame.
CHUNK = 2000
#: Steepest slope of the line of a trunk, no unit; where it is steeper it passes over to an arm, a
#: hand or hair.
STEEPEST_SLOPE = 2.0
#: Least number of neighbouring places that make a line.
FEWEST_PLACES = 4


@dataclass(frozen=True)
class Line:
    """Both edges of the trunk, beside the line from mid-shoulder to mid-hip.

    Attributes
    ----------
    back, front
        ``(frames, 28)`` how far the edge lies behind, and before, the line from mid-shoulder to
        mid-hip at each of `PLACES`, in trunk lengths; NaN where it is not seen: there is no edge,
        it is blurred, or an arm is before it.
    """

    back: Float32Array
    front: Float32Array


def read_trunk_line(found: Detections, body: Body) -> Line:
    """Read both edges of the trunk in every frame, beside the smoothed trunk line.

    Parameters
    ----------
    found
        Edges, outlines and the landmarks that they were measured from.
    body
        The same runner, smoothed.
    """
    count = len(body.hip)
    line = Line(*(np.full((count, len(PLACES)), np.nan, np.float32) for _ in range(2)))
    for start in range(0, count, CHUNK):
        part = slice(start, min(start + CHUNK, count))
        trunk = find_trunk_frame(body, part)
        line.back[part] = _read_back(found, body, trunk, part)
        line.front[part] = _read_front(found, body, trunk, part)
    for stretch in body.stretches:
        _drop_arms(line.front[stretch], body.times_s[stretch])
    return line


def line_to_picture(back: Float32Array, body: Body) -> Float32Array:
    """Turn a back line into points of the picture.

    Parameters
    ----------
    back
        ``(frames, 28)`` of a `Line`.
    body
        The runner it was read from.

    Returns
    -------
    Float32Array
        ``(frames, 28, 2)`` pixels of the picture, NaN where the line is not seen.
    """
    drawn = np.empty((*back.shape, 2), np.float32)
    for j, share in enumerate(1 - PLACES):
        trunk = body.shoulder - body.hip
        ahead = np.stack([trunk[:, 1], -trunk[:, 0]], axis=1)  # as long as the trunk
        point = body.hip + share * trunk - back[:, j, None] * ahead
        drawn[:, j] = body.view.to_picture(point)
    return drawn


def _read_back(found: Detections, body: Body, trunk: TrunkFrame, part: slice) -> Float32Array:
    """Read the back of some frames where it is seen and no shoe is near."""
    off, seen = np.moveaxis(found.trunk_edge[part].astype(float), -1, 0)
    points = _locate_edge(found, part, off, left=body.view.facing == "right")
    along, aside = trunk.locate(body.view.from_picture(points))
    feet = find_limbs(body, trunk, part, FOOT_BONES)
    hidden = (seen < LEAST_SEEN) | mark_near_limbs(np.stack([along, aside], -1), feet)
    return _read_at_places(along, np.where(hidden, np.nan, -aside))


def _read_front(found: Detections, body: Body, trunk: TrunkFrame, part: slice) -> Float32Array:
    """Read the front of some frames without the arms that landmarks show."""
    left = body.view.facing == "left"
    off = found.outline[part, :, 0 if left else 1].astype(float)
    points = _locate_edge(found, part, off, left=left)
    axis, _ = trunk.locate(body.view.from_picture(_locate_edge(found, part, 0 * off, left=left)))
    along, aside = trunk.locate(body.view.from_picture(points))
    arms = find_limbs(body, trunk, part, ARM_BONES)
    seen = np.isfinite(aside) & ~mark_near_limbs(np.stack([along, aside], -1), arms)
    line = _read_at_places(np.where(np.isfinite(along), along, axis), np.where(seen, aside, np.nan))
    upper = PLACES < UPPER_BACK_END
    high = line[:, upper]
    at = np.stack([np.zeros_like(high) + PLACES[upper], high], -1)
    line[:, upper] = np.where(mark_near_limbs(at, arms, WHOLE_ARM), np.nan, high)
    return line


def _locate_edge(found: Detections, part: slice, off: FloatArray, *, left: bool) -> FloatArray:
    """Locate points of the picture beside the trunk line that an edge is measured from.

    ``(n, 48)`` pixels to the left of it with the head up, or to the right → ``(n, 48, 2)``.
    """
    top = middle(found.points[part], "shoulder").astype(float)
    axis = middle(found.points[part], "hip").astype(float) - top
    line = top[:, None] + STATIONS[:, None] * axis[:, None]
    right = np.stack([axis[:, 1], -axis[:, 0]], 1) / np.hypot(axis[:, 0], axis[:, 1])[:, None]
    return np.asarray(line + (-1.0 if left else 1.0) * off[..., None] * right[:, None])


def _drop_arms(edge: Float32Array, times: FloatArray) -> None:
    """Drop, in place, what stands out from the trunk; one stretch, ``(n, 28)``."""
    trunk = PLACES < ARMS_END
    for here, near in _blocks(times):
        some = trunk & np.isfinite(edge[near]).any(axis=0)
        if not some.any():
            continue
        usual = np.nanquantile(edge[near][:, some], TRUNK_QUANTILE, axis=0)
        part = edge[here][:, some]
        edge[here, some] = np.where(part > usual + OUTSTANDING, np.nan, part)


def _blocks(times: FloatArray) -> Iterator[tuple[slice, slice]]:
    """Go through a stretch second by second: its frames, and those within `AROUND_S` of it."""
    for start in np.arange(times[0], times[-1] + 1e-9, AROUND_S / 4):
        here = slice(*np.searchsorted(times, [start, start + AROUND_S / 4]))
        near = slice(*np.searchsorted(times, [start - AROUND_S, start + 1.25 * AROUND_S]))
        if here.start < here.stop:
            yield here, near


def _read_at_places(along: FloatArray, aside: npt.NDArray[np.floating]) -> Float32Array:
    """Interpolate the edge at `PLACES`, where it continues without a break."""
    line = np.full((len(along), len(PLACES)), np.nan, np.float32)
    for t in np.flatnonzero(np.isfinite(aside).sum(axis=1) >= FEWEST_PLACES):
        line[t] = np.interp(
            PLACES, np.maximum.accumulate(along[t]), aside[t], left=np.nan, right=np.nan
        )
    steep = np.abs(np.diff(line, axis=1)) > STEEPEST_SLOPE * (PLACES[1] - PLACES[0])
    for shift in (-1, 0, 1, 2):  # the places beside a jump belong to it
        first, last = max(0, shift), min(len(PLACES), len(PLACES) - 1 + shift)
        line[:, first:last][steep[:, first - shift : last - shift]] = np.nan
    return np.where(mark_unbroken(np.isfinite(line)), line, np.float32(np.nan))


def mark_unbroken(seen: BoolArray) -> BoolArray:
    """Mark places within a run of at least `FEWEST_PLACES` seen ones, ``(n, 28)``."""
    windows = np.lib.stride_tricks.sliding_window_view(seen, FEWEST_PLACES, axis=1).all(axis=2)
    kept = np.zeros_like(seen)
    for shift in range(FEWEST_PLACES):
        kept[:, shift : shift + windows.shape[1]] |= windows
    return kept
