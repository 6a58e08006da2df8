"""Which of the people seen in single frames is which of those who were tracked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from posture.pose.people import Piece
from posture.pose.subjects import Subject

#: Nearer than this to somebody's path, trunk lengths, a sighting is of the same person.
SAME_PLACE_TRUNKS = 0.7
#: A path that leads on beyond where somebody was tracked is less sure, trunk lengths a frame.
LESS_SURE_A_FRAME = 0.02
#: Farthest that a path leads on, frames.
LONGEST_LEAD = 60


def match_subjects(
    subjects: Sequence[Subject], paths: Sequence[Sequence[Piece]], runner: Subject | None
) -> list[int | None]:
    """Match the people seen in single frames with those tracked.

    The tracker follows one person at a time, so somebody may be seen where the tracker was with
    another: then where the path leads on from before, or led from after, tells who it is.

    Parameters
    ----------
    subjects
        Who was seen in single frames.
    paths
        Pieces of everybody who was tracked, the one to be measured first.
    runner
        Which of the subjects is to be measured; None if that was not chosen.

    Returns
    -------
    list of int or None
        For each subject the index in `paths`; None for who was never tracked. Several may be one
        person, if never two of one picture.
    """
    found: list[int | None] = [None] * len(subjects)
    pairs = [
        (off, i, k)
        for i, subject in enumerate(subjects)
        for k, path in enumerate(paths)
        if (off := _measure_off(subject, path)) < SAME_PLACE_TRUNKS
    ]
    if runner is not None:
        pairs += [(-1.0, i, 0) for i, subject in enumerate(subjects) if subject is runner]
    for _, i, k in sorted(pairs):
        same = [subjects[j] for j, other in enumerate(found) if other == k]
        together = any(not set(subjects[i].frames).isdisjoint(one.frames) for one in same)
        if found[i] is None and not together:
            found[i] = k
    return found


def _measure_off(subject: Subject, path: Sequence[Piece]) -> float:
    """Measure how far the sightings are from a path, median in trunk lengths; huge if unknown."""
    off = []
    for frame, person in zip(subject.frames, subject.people, strict=True):
        inside = [p for p in path if p.frames[0] <= frame <= p.frames[-1]]
        if inside:
            piece, lead = inside[0], 0
            hips = [float(np.interp(frame, piece.frames, piece.hips[:, i])) for i in range(2)]
        else:
            piece = min(path, key=lambda p: _measure_gap(p, frame))
            lead = _measure_gap(piece, frame)
            if lead > LONGEST_LEAD:
                continue
            hips = [float(at) for at in piece.expect(frame)]
        miss = float(np.hypot(*(np.array(hips) - person.hip))) / max(person.trunk, 1.0)
        off.append(max(0.0, miss - LESS_SURE_A_FRAME * lead))
    if 2 * len(off) < len(subject.frames):
        return float("inf")
    return float(np.median(off))


def _measure_gap(piece: Piece, frame: int) -> int:
    """Count the frames from a piece to one outside of it."""
    return max(int(piece.frames[0]) - frame, frame - int(piece.frames[-1]))
