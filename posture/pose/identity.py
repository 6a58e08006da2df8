"""Who is who in a video, and which frames show somebody other than the runner."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posture.pose.colours import compare_colours
from posture.pose.people import (
    Piece,
    average_colours,
    cut_pieces,
    join_by_motion,
    link_pieces,
    mark_frames,
)
from posture.pose.runner_mask import RunnerMask
from posture.pose.subjects import Subject
from posture.pose.tracked import match_subjects
from posture.pose.types import INDEX, middle
from posture.utils.arrays import BoolArray, Float32Array, IndexArray

#: Left, top, right, bottom; pixels.
Box = tuple[float, float, float, float]

#: Distance of colours, 0-1, from which a person is surely not the runner. In between, the runner
#: may be in another light.
SURELY_OTHER = 0.35
#: Somebody else is listed if they are seen in at least so many frames; fewer are a tracker's slip.
LEAST_FRAMES = 6
#: Of the runner's path, one in so many frames is enough to hide others by.
PATH_STEP = 3


@dataclass(frozen=True)
class SeenPerson:
    """One person in a video.

    Attributes
    ----------
    first, last
        Frames in which they were first and last seen.
    at
        A frame in which they are seen well.
    box, hip
        Around their landmarks in that frame, and mid-hip there, pixels.
    measured
        Whether it is the runner who is measured.
    number
        What chooses this person, from 1: their place among those seen in several single frames.
        None for somebody seen in one of them, or tracked and seen in none, whom no number chooses.
    """

    first: int
    last: int
    at: int
    box: Box
    hip: tuple[float, float]
    measured: bool
    number: int | None = None


@dataclass(frozen=True)
class Identified:
    """Who is in a video.

    Attributes
    ----------
    people
        By their numbers, which is in the order of their appearance.
    others
        ``(frames,)`` whether somebody other than the runner was tracked.
    path
        Where the runner is; None where nobody else was tracked.
    """

    people: tuple[SeenPerson, ...]
    others: BoolArray
    path: RunnerMask | None = None

    @property
    def interrupted(self) -> BoolArray:
        """Mark the frames with others between two frames with the runner, ``(frames,)``."""
        between = np.zeros(len(self.others), bool)
        if self.path is not None:
            between[self.path.frames[0] : self.path.frames[-1]] = True
        return self.others & between


def identify(
    points: npt.NDArray[np.floating],
    colours: Float32Array,
    cuts: IndexArray,
    subjects: Sequence[Subject],
    runner: Subject | None,
) -> Identified:
    """Find out whose frames are whose.

    Parameters
    ----------
    points, colours
        ``(frames, 33, 2)`` and ``(frames, 24)`` of whoever was tracked, NaN where nobody was.
    cuts
        Frames that begin a new shot.
    subjects
        People that were seen in single frames, see `posture.pose.subjects`.
    runner
        Which of them is to be measured; None for whom the most frames show.
    """
    pieces = cut_pieces(points, colours, cuts)
    linked = link_pieces(pieces)
    people = [person for person in linked if _count(pieces, person) >= LEAST_FRAMES]
    numbers = _number(subjects)
    if not people:
        seen = [_describe_subject(one, i) for one, i in zip(subjects, numbers, strict=True)]
        return Identified(tuple(seen), np.zeros(len(points), bool))
    main = _choose(pieces, people, points, runner)
    own = average_colours(pieces, main)
    others = [
        person
        for person in linked
        if person is not main
        and compare_colours(own, average_colours(pieces, person)) > SURELY_OTHER
    ]
    marked = _mark_others(pieces, others, points)
    listed = [one for one in join_by_motion(pieces, others) if _count(pieces, one) >= LEAST_FRAMES]
    tracked = [main, *listed]
    paths = [[pieces[i] for i in person] for person in tracked]
    who = match_subjects(subjects, paths, runner)
    # where fewer than two have numbers, number 1 is whoever is measured
    alone = sum(number is not None for number in numbers) < 2
    if alone:
        numbers = [None] * len(subjects)
    found = [
        _describe(
            points, pieces, person, measured=person is main,
            number=1 if person is main and alone else _find(numbers, who, k),
        )
        for k, person in enumerate(tracked)
    ]  # fmt: skip
    found += [
        _describe_subject(subject, number)
        for subject, number, k in zip(subjects, numbers, who, strict=True)
        if k is None
    ]
    ordered = tuple(sorted(found, key=lambda seen: (seen.number or len(subjects) + 1, seen.first)))
    return Identified(ordered, marked, _follow(pieces, main) if others else None)


def _mark_others(
    pieces: Sequence[Piece], others: Sequence[Sequence[int]], points: npt.NDArray[np.floating]
) -> BoolArray:
    """Mark the frames of others, ``(frames,)``, and slips on the way from one person to another."""
    marked = np.zeros(len(points), bool)
    if others:
        # frames that no piece holds
        of_pieces = mark_frames(pieces, range(len(pieces)), len(points))
        marked |= np.isfinite(points[:, 0, 0]) & ~of_pieces
    for person in others:
        marked |= mark_frames(pieces, person, len(points))
    return marked


def _find(numbers: Sequence[int | None], who: Sequence[int | None], person: int) -> int | None:
    """Find the number of the first subject who is somebody tracked and has one."""
    return next((i for i, k in zip(numbers, who, strict=True) if k == person and i), None)


def _number(subjects: Sequence[Subject]) -> list[int | None]:
    """Give numbers, from 1, to those who can be chosen."""
    count = itertools.count(1)
    return [next(count) if subject.is_numbered else None for subject in subjects]


def _count(pieces: Sequence[Piece], person: Sequence[int]) -> int:
    return sum(len(pieces[i].frames) for i in person)


def _choose(
    pieces: Sequence[Piece],
    people: Sequence[list[int]],
    points: npt.NDArray[np.floating],
    runner: Subject | None,
) -> list[int]:
    """Choose whom to measure: near the runner's path, else large, long seen, legs swinging."""
    left, right = (points[:, INDEX[f"{side}_ankle"], 0].astype(float) for side in ("left", "right"))

    def score(person: Sequence[int]) -> float:
        frames = np.concatenate([pieces[i].frames for i in person])
        trunk = float(np.median([pieces[i].trunk_px for i in person]))
        motion = float(np.nanstd((left - right)[frames])) / max(trunk, 1.0)
        return trunk * len(frames) * (0.05 + motion)

    def near(person: Sequence[int]) -> int:
        assert runner is not None
        path = runner.path()
        count = 0
        for i in person:
            for frame, hip in zip(pieces[i].frames, pieces[i].hips, strict=True):
                x, y, trunk = path.at(int(frame))
                count += int(np.hypot(hip[0] - x, hip[1] - y) < trunk)
        return count

    return max(people, key=score if runner is None else near)


def _describe(
    points: npt.NDArray[np.floating],
    pieces: Sequence[Piece],
    person: Sequence[int],
    *,
    measured: bool,
    number: int | None,
) -> SeenPerson:
    """Describe a person who was tracked, in the middle of the longest piece."""
    longest = max((pieces[i] for i in person), key=lambda piece: len(piece.frames))
    at = int(longest.frames[len(longest.frames) // 2])
    return SeenPerson(
        first=int(min(pieces[i].frames[0] for i in person)),
        last=int(max(pieces[i].frames[-1] for i in person)),
        at=at,
        box=_box(points[at]),
        hip=_hip(points[at]),
        measured=measured,
        number=number,
    )


def _describe_subject(subject: Subject, number: int | None) -> SeenPerson:
    """Describe a person who was seen in single frames and never tracked."""
    at = max(range(len(subject.people)), key=lambda i: subject.people[i].trunk)
    return SeenPerson(
        first=subject.frames[0],
        last=subject.frames[-1],
        at=subject.frames[at],
        box=_box(subject.people[at].points),
        hip=_hip(subject.people[at].points),
        measured=False,
        number=number,
    )


def _follow(pieces: Sequence[Piece], person: Sequence[int]) -> RunnerMask:
    """Give the path of a person through the video."""
    own = sorted((pieces[i] for i in person), key=lambda piece: int(piece.frames[0]))
    frames = np.concatenate([piece.frames for piece in own])[::PATH_STEP]
    hips = np.concatenate([piece.hips for piece in own])[::PATH_STEP]
    trunks = np.concatenate([np.full(len(p.frames), p.trunk_px) for p in own])[::PATH_STEP]
    return RunnerMask(frames, hips, trunks)


def _box(points: npt.NDArray[np.floating]) -> Box:
    left, top = np.nanmin(points, axis=0)
    right, bottom = np.nanmax(points, axis=0)
    return float(left), float(top), float(right), float(bottom)


def _hip(points: npt.NDArray[np.floating]) -> tuple[float, float]:
    x, y = middle(points, "hip")
    return float(x), float(y)
