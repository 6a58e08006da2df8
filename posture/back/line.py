"""The back line: where the silhouette's rear edge is beside the trunk, arms left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from posture.back.arm_rejection import ShapePrior, furthest, load_shape_prior
from posture.back.places import PLACES
from posture.pose import INDEX, STATIONS, Detections, middle
from posture.tracks import Body, Tracks, upright
from posture.tracks.view import Facing
from posture.utils.arrays import BoolArray, Float32Array, FloatArray

#: Both ends of a bone ``(T, 1, 2)``, how far the limb reaches to its sides, and beyond its ends.
_Limb = tuple[FloatArray, FloatArray, float, float]

#: An edge so near to the axis of an arm or hand is the arm's, in trunk lengths; beside an upper
#: arm, which is thick at the shoulder, it may be further off. That is not all of their width: the
#: back between chest and loin is free for a tenth of the time, and would be dropped then for being
#: beside an arm. So less is dropped for that, and more for standing out (see also `likely`).
ARM, UPPER_ARM = 0.06, 0.09
#: A heel that kicks up passes behind the buttocks; shoes reach so far beyond the landmarks of feet.
SHOE = 0.2
#: Above the shoulder blades, where nothing is told from the line but the curve of the upper back,
#: all of an arm's width is dropped: so many times as much.
HIGH, WHOLE = 0.27, 1.8
#: Landmarks of the far arm are guesses, and elbows show behind the back where the landmark does
#: not. But an arm only ever adds to the silhouette, and above the buttocks the trunk keeps its
#: shape within a twenty-fifth of its length: what stands out from the lowest `LEAST` of the
#: `AROUND_S` seconds on both sides by more is no trunk.
LEAST, ROOM, AROUND_S, ABOVE = 0.08, 0.04, 4.0, 0.95
#: Frames worked on at a time: what lies between is some kB a frame.
CHUNK = 2000
#: A line that runs off at more than this slope goes over to something else: an arm, a hand, hair.
STEEP = 2.0
#: Fewer places in a row than this are no line.
FEWEST = 4
_ARMS = (
    ("shoulder", "elbow", UPPER_ARM, ARM),
    ("elbow", "wrist", ARM, ARM),
    ("wrist", "index", ARM, ARM),
)
_FEET = (("ankle", "heel", SHOE, SHOE), ("heel", "foot_index", SHOE, SHOE))


@dataclass(frozen=True)
class Line:
    """Both edges of the trunk in the frame of the trunk.

    Attributes
    ----------
    back, front
        ``(frames, 28)`` how far the edge lies behind, and before, the line from mid-shoulder to
        mid-hip at each of `PLACES`, in trunk lengths; NaN where it is not seen: no edge, a blurred
        one, or an arm's.
    """

    back: Float32Array
    front: Float32Array


def trunk_line(
    found: Detections,
    tracks: Tracks,
    body: Body,
    facing: Facing,
    level_deg: float,
    forms: ShapePrior | None = None,
) -> Line:
    """Put the outline of every frame into the frame of the smoothed trunk.

    Parameters
    ----------
    found
        Outlines and the landmarks that they were measured from.
    tracks, body
        The same runner smoothed, as in the picture and in his own frame.
    facing, level_deg
        How `body` was made of `tracks`.
    forms
        What lines backs can have; None for what ships with the package.
    """
    count = len(body.hip)
    line = Line(*(np.full((count, len(PLACES)), np.nan, np.float32) for _ in range(2)))
    for start in range(0, count, CHUNK):
        part = slice(start, min(start + CHUNK, count))
        line.back[part], line.front[part] = _edges(found, tracks, body, facing, level_deg, part)
    forms = forms or load_shape_prior()
    for stretch in body.stretches:
        times = body.times_s[stretch]
        for edge in (line.back, line.front):
            _drop_arms(edge[stretch], times)
        _drop_unlike(line.back[stretch], times, forms)
    return line


def _edges(
    found: Detections, tracks: Tracks, body: Body, facing: Facing, level_deg: float, part: slice
) -> tuple[Float32Array, Float32Array]:
    """Read back and front of some frames, arms as far as landmarks tell of them left out."""
    turn = upright(facing, level_deg)
    trunk = body.shoulder[part] - body.hip[part]
    length = np.hypot(trunk[:, 0], trunk[:, 1])
    up = trunk / length[:, None]
    ahead = np.stack([up[:, 1], -up[:, 0]], axis=1)

    def place(points: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Along the trunk from the shoulder down, and ahead of it, in trunk lengths."""
        away = points - body.hip[part, None]
        along = np.einsum("tsk,tk->ts", away, up) / length[:, None]
        return 1 - along, np.einsum("tsk,tk->ts", away, ahead) / length[:, None]

    def landmark(name: str) -> FloatArray:
        return np.stack(place(tracks.points[part, [INDEX[name]]].astype(float) @ turn.T), axis=-1)

    arms, feet = (
        [
            (landmark(f"{side}_{upper}"), landmark(f"{side}_{lower}"), beside, beyond)
            for side in ("left", "right")
            for upper, lower, beside, beyond in limbs
        ]
        for limbs in (_ARMS, _FEET)
    )
    axis, _ = place(_points(found, part, None) @ turn.T)

    def edge(*, behind: bool) -> Float32Array:
        column = 0 if (facing == "right") == behind else 1
        along, aside = place(_points(found, part, column) @ turn.T)
        hiding = [*arms, *feet] if behind else arms
        seen = np.isfinite(aside) & ~_near(np.stack([along, aside], -1), hiding)
        aside = np.where(seen, -aside if behind else aside, np.nan)
        line = _told(np.where(np.isfinite(along), along, axis), aside)
        high = line[:, PLACES < HIGH]
        at = np.stack([np.zeros_like(high) + PLACES[PLACES < HIGH], -high if behind else high], -1)
        line[:, PLACES < HIGH] = np.where(_near(at, arms, WHOLE), np.nan, high)
        return line

    return edge(behind=True), edge(behind=False)


def line_in_picture(
    back: Float32Array, body: Body, facing: Facing, level_deg: float
) -> Float32Array:
    """Back line in pixels of the picture, ``(frames, 28, 2)`` float32, NaN where it is not seen.

    Parameters
    ----------
    back
        Of a `Line`.
    body, facing, level_deg
        As in `trunk_line`.
    """
    drawn = np.empty((*back.shape, 2), np.float32)
    turn = upright(facing, level_deg)
    for j, share in enumerate(1 - PLACES):
        trunk = body.shoulder - body.hip
        ahead = np.stack([trunk[:, 1], -trunk[:, 0]], axis=1)  # as long as the trunk
        # the matrix is orthogonal: its inverse is its transpose
        drawn[:, j] = (body.hip + share * trunk - back[:, j, None] * ahead) @ turn
    return drawn


def _points(found: Detections, part: slice, column: int | None) -> FloatArray:
    """Points of one edge in the picture, or of the line it is measured from; ``(n, 48, 2)``."""
    top = middle(found.points[part], "shoulder").astype(float)
    axis = middle(found.points[part], "hip").astype(float) - top
    line = top[:, None] + STATIONS[:, None] * axis[:, None]
    if column is None:
        return np.asarray(line)
    right = np.stack([axis[:, 1], -axis[:, 0]], 1) / np.hypot(axis[:, 0], axis[:, 1])[:, None]
    sign = -1.0 if column == 0 else 1.0
    off = found.outline[part, :, column, None].astype(float)
    return np.asarray(line + sign * off * right[:, None])


def _near(points: FloatArray, limbs: list[_Limb], times: float = 1.0) -> BoolArray:
    """Points so near to a bone of a limb as it reaches to its sides, and beyond its ends.

    An arm that points forward so leaves the edge behind its shoulder alone; ``(T, S, 2)`` →
    ``(T, S)``, `times` as far.
    """
    near = np.zeros(points.shape[:2], bool)
    for start, end, beside, beyond in limbs:
        bone = end - start
        size = np.maximum(np.einsum("tsk,tsk->ts", bone, bone), 1e-12)
        along = np.einsum("tsk,tsk->ts", points - start, bone) / size
        share = np.clip(along, 0, 1)
        off = points - start - share[..., None] * bone
        within = times * np.where(along == share, beside, beyond)
        near |= np.einsum("tsk,tsk->ts", off, off) < within**2
    return near


def _drop_arms(edge: Float32Array, times: FloatArray) -> None:
    """Drop, in place, what stands out from the trunk; one stretch, ``(n, 28)``."""
    trunk = PLACES < ABOVE
    for here, near in _blocks(times):
        some = trunk & np.isfinite(edge[near]).any(axis=0)
        if not some.any():
            continue
        usual = np.nanquantile(edge[near][:, some], LEAST, axis=0)
        part = edge[here][:, some]
        edge[here, some] = np.where(part > usual + ROOM, np.nan, part)


def _drop_unlike(edge: Float32Array, times: FloatArray, forms: ShapePrior) -> None:
    """Drop, in place, what no back does; one stretch, ``(n, 28)``."""
    for here, near in _blocks(times):
        part = edge[here]
        part[part > furthest(edge[near].astype(float), forms)] = np.nan


def _blocks(times: FloatArray) -> Iterator[tuple[slice, slice]]:
    """Go through a stretch by the second: the frames of each, and those of `AROUND_S` around."""
    for start in np.arange(times[0], times[-1] + 1e-9, AROUND_S / 4):
        here = slice(*np.searchsorted(times, [start, start + AROUND_S / 4]))
        near = slice(*np.searchsorted(times, [start - AROUND_S, start + 1.25 * AROUND_S]))
        if here.start < here.stop:
            yield here, near


def _told(along: FloatArray, aside: FloatArray) -> Float32Array:
    """Read the edge at `PLACES`, where it goes on without a break."""
    line = np.full((len(along), len(PLACES)), np.nan, np.float32)
    for t in np.flatnonzero(np.isfinite(aside).sum(axis=1) >= FEWEST):
        line[t] = np.interp(
            PLACES, np.maximum.accumulate(along[t]), aside[t], left=np.nan, right=np.nan
        )
    steep = np.abs(np.diff(line, axis=1)) > STEEP * (PLACES[1] - PLACES[0])
    for shift in (-1, 0, 1, 2):  # what lies beside a step is the way up to it
        first, last = max(0, shift), min(len(PLACES), len(PLACES) - 1 + shift)
        line[:, first:last][steep[:, first - shift : last - shift]] = np.nan
    return np.where(in_a_row(np.isfinite(line)), line, np.float32(np.nan))


def in_a_row(seen: BoolArray) -> BoolArray:
    """Places that lie in some window of `FEWEST` seen ones, ``(n, 28)``."""
    windows = np.lib.stride_tricks.sliding_window_view(seen, FEWEST, axis=1).all(axis=2)
    kept = np.zeros_like(seen)
    for shift in range(FEWEST):
        kept[:, shift : shift + windows.shape[1]] |= windows
    return kept
