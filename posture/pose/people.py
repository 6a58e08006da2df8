"""Whose frames are whose: tracks of people over a whole clip, by place, size, motion and colours.

A tracker follows whoever is near where the runner was. Where two meet it may go on with the other
one, and where it begins anew it may take anybody. So what was tracked is cut wherever place or the
colours of the trunk jump, and the pieces are put together again by colours and motion. The
runner is whom most of the frames show; frames of all others are missing, not somebody else's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posture.pose.colours import compare_colours, compare_frames
from posture.pose.types import middle
from posture.utils.arrays import BoolArray, Float32Array, FloatArray, IndexArray

#: Farthest that mid-hip moves from one frame to the next, trunk lengths, beyond the usual motion.
LARGEST_STEP_TRUNKS = 0.35
#: A piece breaks where nobody was tracked for so many frames.
LONGEST_GAP = 8
#: Frames on each side over which colours are averaged to find where they change.
AROUND = 6
#: Distance of colours, 0-1, from which two people are told apart. Of one person, averaged over
#: `AROUND` frames, it stays below 0.2 on the project's clips.
OTHER_COLOURS = 0.35
#: Pieces whose colours are as near as this are one person's, wherever they are seen.
SAME_COLOURS = 0.22
#: Largest ratio of sizes of one person's pieces.
LARGEST_SIZE_RATIO = 1.6
#: Farthest from where the motion leads, trunk lengths, that a piece may begin to be the same
#: person's where colours do not tell.
LARGEST_MISS_TRUNKS = 1.5
#: A piece shorter than this many frames is nobody's.
SHORTEST_PIECE = 3


@dataclass(frozen=True)
class Piece:
    """Frames in which one person was tracked without a break.

    Attributes
    ----------
    frames
        ``(n,)`` ascending.
    hips
        ``(n, 2)`` pixels.
    trunk_px
        Median length of the trunk.
    colours
        Mean colours of the trunk; empty where they are not known.
    """

    frames: IndexArray
    hips: FloatArray
    trunk_px: float
    colours: Float32Array

    def expect(self, frame: int) -> FloatArray:
        """Extrapolate mid-hip, ``(2,)`` pixels, from the last or the first half second."""
        near = slice(-15, None) if frame > self.frames[-1] else slice(0, 15)
        frames, hips = self.frames[near], self.hips[near]
        at = -1 if frame > self.frames[-1] else 0
        if len(frames) < 4:
            return np.asarray(hips[at])
        pace = np.polyfit(frames - frames[at], hips, 1)[0]
        return np.asarray(hips[at] + pace * (frame - frames[at]))


def cut_pieces(
    points: npt.NDArray[np.floating], colours: Float32Array, cuts: IndexArray
) -> list[Piece]:
    """Cut what was tracked into pieces of one person each.

    Parameters
    ----------
    points
        ``(frames, 33, 2)`` landmarks of whoever was tracked, NaN where nobody was.
    colours
        ``(frames, 24)`` of that person's trunk; NaN where not known.
    cuts
        Frames that begin a new shot.
    """
    hips = middle(points, "hip").astype(float)
    seen = np.flatnonzero(np.isfinite(hips).all(axis=1))
    if not seen.size:
        return []
    across = middle(points, "shoulder").astype(float) - hips
    trunks = np.hypot(across[:, 0], across[:, 1])
    breaks = _find_breaks(seen, hips, trunks, cuts)
    pieces = []
    for part in np.split(seen, breaks + 1):
        for piece in np.split(part, _find_colour_changes(colours[part])):
            if len(piece) >= SHORTEST_PIECE:
                pieces.append(
                    Piece(
                        piece, hips[piece], float(np.median(trunks[piece])), _mean(colours[piece])
                    )
                )
    return pieces


def _find_breaks(
    seen: IndexArray, hips: FloatArray, trunks: FloatArray, cuts: IndexArray
) -> IndexArray:
    """Find after which of the frames with a person the place jumps."""
    frames = np.diff(seen)
    if not len(frames):
        return np.array([], np.intp)
    usual = np.median(trunks[seen])
    moved = np.diff(hips[seen], axis=0) / frames[:, None]
    pace = np.array([_median_around(moved[:, i]) for i in range(2)]).T
    leap = np.hypot(*(moved - pace).T) > LARGEST_STEP_TRUNKS * usual
    shot = np.diff(np.searchsorted(cuts, seen, side="right")) > 0
    return np.flatnonzero(leap | shot | (frames > LONGEST_GAP))


def _median_around(values: FloatArray, around: int = 7) -> FloatArray:
    padded = np.pad(values, around, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * around + 1)
    return np.asarray(np.median(windows, axis=1))


def _find_colour_changes(colours: Float32Array) -> list[int]:
    """Find where the colours of the one tracked change for good, though the place does not jump."""
    count = len(colours)
    if count < 2 * AROUND:
        return []
    means = _average_next(colours)
    apart = np.zeros(count)
    inside = slice(AROUND, count - AROUND)
    apart[inside] = np.nan_to_num(compare_frames(means[: -AROUND - 1], means[inside]))
    found = []
    while apart.max() > OTHER_COLOURS:
        at = int(apart.argmax())
        found.append(at)
        apart[max(0, at - AROUND) : at + AROUND] = 0.0
    return sorted(found)


def _average_next(colours: Float32Array) -> Float32Array:
    """Average the colours of each frame and those after it, `AROUND` in all; NaN where none is."""
    known = np.isfinite(colours).all(axis=1).reshape(-1, 1)
    total = np.zeros((len(colours) - AROUND + 1, colours.shape[1]), np.float32)
    count = np.zeros((len(total), 1), np.float32)
    for shift in range(AROUND):
        inside = slice(shift, shift + len(total))
        total += np.where(known[inside], colours[inside], np.float32(0.0))
        count += known[inside]
    return np.where(count > 0, total / np.maximum(count, 1.0), np.float32(np.nan))


def _mean(colours: Float32Array) -> Float32Array:
    known = colours[np.isfinite(colours).all(axis=1)]
    return known.mean(axis=0).astype(np.float32) if len(known) else np.array([], np.float32)


def link_pieces(pieces: Sequence[Piece]) -> list[list[int]]:
    """Put together the pieces of each person; indices, the person with most frames first.

    The surest pair is joined first, then the next, as long as pieces do not overlap in time.
    """
    people = [[i] for i in range(len(pieces))]
    costs = {
        (i, j): cost
        for i in range(len(pieces))
        for j in range(i + 1, len(pieces))
        if (cost := _measure_difference(pieces[i], pieces[j])) is not None
    }
    for (i, j), _ in sorted(costs.items(), key=lambda item: item[1]):
        one, other = (next(p for p in people if k in p) for k in (i, j))
        if one is other or not _may_be_one(pieces, one, other):
            continue
        people.remove(other)
        one.extend(other)
    order = sorted(people, key=lambda p: -sum(len(pieces[i].frames) for i in p))
    return [sorted(person) for person in order]


def _measure_difference(one: Piece, other: Piece) -> float | None:
    """Measure how much two pieces differ; None if they cannot be the same person's."""
    first, second = (one, other) if one.frames[0] <= other.frames[0] else (other, one)
    if second.frames[0] <= first.frames[-1]:
        return None
    ratio = second.trunk_px / max(first.trunk_px, 1.0)
    if not 1 / LARGEST_SIZE_RATIO < ratio < LARGEST_SIZE_RATIO:
        return None
    colours = compare_colours(first.colours, second.colours)
    miss, near = _follow_motion(first, second)
    if np.isnan(colours):
        return 0.5 + miss if near else None
    if colours <= SAME_COLOURS:
        return colours
    return colours + 0.5 if near and colours < OTHER_COLOURS else None


def _follow_motion(first: Piece, second: Piece) -> tuple[float, bool]:
    """Follow one piece to where a later one begins: the miss in trunks, and whether that is near.

    Also from the later one back; the smaller miss counts.
    """
    gap = int(second.frames[0] - first.frames[-1])
    miss = np.hypot(*(first.expect(int(second.frames[0])) - second.hips[0])) / first.trunk_px
    back = np.hypot(*(second.expect(int(first.frames[-1])) - first.hips[-1])) / second.trunk_px
    nearest = float(min(miss, back))
    return nearest, nearest <= LARGEST_MISS_TRUNKS + 0.02 * gap


def join_by_motion(pieces: Sequence[Piece], people: Sequence[Sequence[int]]) -> list[list[int]]:
    """Join people of whom one is seen where the way of another leads, whatever their colours.

    Somebody who is half covered, or half out of the picture, has other colours there. This is for
    counting people: whose frames are measured, colours must say.
    """
    joined: list[list[int]] = []
    for person in sorted(people, key=lambda one: int(pieces[one[0]].frames[0])):
        for group in joined:
            last, first = pieces[max(group)], pieces[person[0]]
            ends = max(int(pieces[i].frames[-1]) for i in group)
            if first.frames[0] > ends and _follow_motion(last, first)[1]:
                group.extend(person)
                break
        else:
            joined.append(list(person))
    return joined


def _may_be_one(pieces: Sequence[Piece], one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether no two pieces of both overlap, and the colours of all agree."""
    for i in one:
        for j in other:
            a, b = pieces[i].frames, pieces[j].frames
            if a[0] <= b[-1] and b[0] <= a[-1]:
                return False
            if compare_colours(pieces[i].colours, pieces[j].colours) > OTHER_COLOURS:
                return False
    return True


def mark_frames(pieces: Sequence[Piece], person: Sequence[int], frames: int) -> BoolArray:
    """Mark the frames of one person, ``(frames,)``."""
    marked = np.zeros(frames, bool)
    for i in person:
        marked[pieces[i].frames] = True
    return marked


def average_colours(pieces: Sequence[Piece], person: Sequence[int]) -> Float32Array:
    """Average the colours of a person over all frames; empty where none is known."""
    known = [pieces[i] for i in person if pieces[i].colours.size]
    if not known:
        return np.array([], np.float32)
    weights = [len(piece.frames) for piece in known]
    colours = np.average([piece.colours for piece in known], axis=0, weights=weights)
    return np.asarray(colours, np.float32)
