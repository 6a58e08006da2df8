"""The line of the back: the rear edge of the trunk's silhouette, without the arms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from posture.back.arm_rejection import ShapePrior, limit_back_line
from posture.back.limbs import ARM_BONES, FOOT_BONES, find_limbs, mark_near_limbs
from posture.back.places import PLACES
from posture.back.trunk_frame import find_trunk_frame
from posture.pose import STATIONS, Detections, middle
from posture.tracks.body import Body
from posture.utils.arrays import BoolArray, Float32Array, FloatArray

#: Above this place, that of the shoulder blades (share of the trunk from shoulder to hip), only the
#: curve of the upper back is taken from the line, and an arm's whole width is dropped.
UPPER_BACK_END = 0.27
#: An arm's whole width as a multiple of the distances in `limbs`.
WHOLE_ARM = 1.8
#: Above this place, the buttocks, the trunk keeps its shape within the stride, and arms are
#: searched for by their outline too: landmarks of the far arm are guesses, and an elbow may show
#: behind the back where its landmark does not.
ARMS_END = 0.95
#: An edge that stands out from the trunk by more than this is an arm's, trunk lengths.
OUTSTANDING = 0.04
#: Quantile of the edges seen that is taken for the trunk's; low because arms only add to a
#: silhouette.
TRUNK_QUANTILE = 0.08
#: Time on both sides of a second from which that quantile is taken, seconds.
AROUND_S = 4.0
#: Frames processed at a time: intermediate arrays take some kB a frame.
CHUNK = 2000
#: Steepest slope of the line of a back, no unit; where it is steeper it passes over to an arm, a
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
        it is blurred, or it is an arm's.
    """

    back: Float32Array
    front: Float32Array


def read_trunk_line(found: Detections, body: Body, prior: ShapePrior) -> Line:
    """Read both edges of the trunk in every frame, beside the smoothed trunk line.

    Parameters
    ----------
    found
        Outlines and the landmarks that they were measured from.
    body
        The same runner, smoothed.
    prior
        The lines that backs can have.
    """
    count = len(body.hip)
    line = Line(*(np.full((count, len(PLACES)), np.nan, np.float32) for _ in range(2)))
    for start in range(0, count, CHUNK):
        part = slice(start, min(start + CHUNK, count))
        line.back[part], line.front[part] = _read_edges(found, body, part)
    for stretch in body.stretches:
        times = body.times_s[stretch]
        for edge in (line.back, line.front):
            _drop_arms(edge[stretch], times)
        _drop_implausible(line.back[stretch], times, prior)
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


def _read_edges(found: Detections, body: Body, part: slice) -> tuple[Float32Array, Float32Array]:
    """Read back and front of some frames without the arms that landmarks show."""
    trunk = find_trunk_frame(body, part)
    arms = find_limbs(body, trunk, part, ARM_BONES)
    feet = find_limbs(body, trunk, part, FOOT_BONES)
    axis, _ = trunk.locate(body.view.from_picture(_locate_edge(found, part, None)))

    def read(*, behind: bool) -> Float32Array:
        column = 0 if (body.view.facing == "right") == behind else 1
        along, aside = trunk.locate(body.view.from_picture(_locate_edge(found, part, column)))
        hiding = [*arms, *feet] if behind else arms
        seen = np.isfinite(aside) & ~mark_near_limbs(np.stack([along, aside], -1), hiding)
        aside = np.where(seen, -aside if behind else aside, np.nan)
        line = _read_at_places(np.where(np.isfinite(along), along, axis), aside)
        high = line[:, PLACES < UPPER_BACK_END]
        at = np.stack(
            [np.zeros_like(high) + PLACES[PLACES < UPPER_BACK_END], -high if behind else high], -1
        )
        line[:, PLACES < UPPER_BACK_END] = np.where(
            mark_near_limbs(at, arms, WHOLE_ARM), np.nan, high
        )
        return line

    return read(behind=True), read(behind=False)


def _locate_edge(found: Detections, part: slice, column: int | None) -> FloatArray:
    """Locate the points of one edge in the picture, or of the line it is measured from.

    ``(n, 48, 2)`` pixels; column 0 is the edge on the left of the trunk with the head up.
    """
    top = middle(found.points[part], "shoulder").astype(float)
    axis = middle(found.points[part], "hip").astype(float) - top
    line = top[:, None] + STATIONS[:, None] * axis[:, None]
    if column is None:
        return np.asarray(line)
    right = np.stack([axis[:, 1], -axis[:, 0]], 1) / np.hypot(axis[:, 0], axis[:, 1])[:, None]
    sign = -1.0 if column == 0 else 1.0
    off = found.outline[part, :, column, None].astype(float)
    return np.asarray(line + sign * off * right[:, None])


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


def _drop_implausible(edge: Float32Array, times: FloatArray, prior: ShapePrior) -> None:
    """Drop, in place, edges that stand out further than a back can; one stretch, ``(n, 28)``."""
    for here, near in _blocks(times):
        part = edge[here]
        part[part > limit_back_line(edge[near].astype(float), prior)] = np.nan


def _blocks(times: FloatArray) -> Iterator[tuple[slice, slice]]:
    """Go through a stretch second by second: its frames, and those within `AROUND_S` of it."""
    for start in np.arange(times[0], times[-1] + 1e-9, AROUND_S / 4):
        here = slice(*np.searchsorted(times, [start, start + AROUND_S / 4]))
        near = slice(*np.searchsorted(times, [start - AROUND_S, start + 1.25 * AROUND_S]))
        if here.start < here.stop:
            yield here, near


def _read_at_places(along: FloatArray, aside: FloatArray) -> Float32Array:
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
