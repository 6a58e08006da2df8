"""Find out which people are in a video, and which of them is the runner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from posture.errors import UsageError
from posture.pose.runner_mask import RunnerMask
from posture.pose.types import INDEX, Person
from posture.settings.subject import Spot

LARGEST_JUMP_TRUNKS = 3.0
"""Farthest that a person may be from the extrapolated path to be the same one, trunk lengths."""

LARGEST_SIZE_RATIO = 1.6
"""Largest ratio of sizes at two sightings of the same person, no unit."""

FAR = 1e6
"""Distance of two people who cannot be the same one, trunk lengths."""

LEAST_SIGHTINGS = 2
"""Least number of sightings of a subject; with fewer, somebody passes by."""

LEAST_APART_TRUNKS = 0.7
"""Least distance of two people seen in one picture, trunk lengths; the network finds some twice."""


LARGEST_MISS_TRUNKS = 1.5
"""Farthest that a chosen place may be from somebody's path, trunk lengths: between sightings, up to
5 seconds apart, the path is interpolated."""


@dataclass
class Subject:
    """One person followed through the sightings of a clip."""

    frames: list[int] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)

    @property
    def is_numbered(self) -> bool:
        """Whether they have a number; of who was seen once, too little is known to be chosen."""
        return len(self.frames) >= LEAST_SIGHTINGS

    def expected(self, frame: int) -> tuple[float, float]:
        """Extrapolate mid-hip from the last two sightings, pixels."""
        hip = self.people[-1].hip
        if len(self.people) < 2:
            return float(hip[0]), float(hip[1])
        pace = (hip - self.people[-2].hip) / (self.frames[-1] - self.frames[-2])
        ahead = hip + pace * (frame - self.frames[-1])
        return float(ahead[0]), float(ahead[1])

    @property
    def trunk(self) -> float:
        """Median trunk length, pixels."""
        return float(np.median([person.trunk for person in self.people]))

    def motion(self) -> float:
        """SD of the ankles' horizontal distance, trunk lengths: large in a runner."""
        left, right = INDEX["left_ankle"], INDEX["right_ankle"]
        apart = [float(p.points[left, 0] - p.points[right, 0]) for p in self.people]
        return float(np.std(apart)) / self.trunk

    def path(self) -> RunnerMask:
        """Return the person's path through the video."""
        return RunnerMask(
            np.array(self.frames, np.intp),
            np.array([person.hip for person in self.people], np.float64),
            np.array([person.trunk for person in self.people], np.float64),
        )


def link_sightings(
    sightings: Sequence[tuple[int, Sequence[Person]]], *, few: bool = False
) -> list[Subject]:
    """Join the people seen in single frames into subjects, in the order they were first seen.

    Of somebody who was seen once no motion is known: they are only looked for in the next of these
    frames. Runners who cross would else be joined to one another across frames that missed one.

    Parameters
    ----------
    sightings
        ``(frame, people)`` pairs, ascending in frame.
    few
        There are few of them: whoever was seen once beside somebody seen more often counts too,
        without a number.
    """
    from scipy.optimize import linear_sum_assignment  # slow to load, and no worker needs it

    subjects: list[Subject] = []
    before = -1
    for frame, found in sightings:
        people = [person for person in found if np.isfinite(person.trunk) and person.trunk > 0]
        cost = np.array(
            [
                [
                    _measure_distance(s, frame, p)
                    if len(s.frames) > 1 or s.frames[-1] == before
                    else FAR
                    for p in people
                ]
                for s in subjects
            ]
        )
        taken: set[int] = set()
        if cost.size:
            for row, column in zip(*linear_sum_assignment(cost), strict=True):
                if cost[row, column] < LARGEST_JUMP_TRUNKS:
                    subjects[row].frames.append(frame)
                    subjects[row].people.append(people[column])
                    taken.add(int(column))
        subjects += [
            Subject([frame], [person]) for i, person in enumerate(people) if i not in taken
        ]
        before = frame
    known = [subject for subject in subjects if subject.is_numbered]
    if not few:
        return known
    return [
        one for one in subjects if one.is_numbered or any(_is_beside(one, other) for other in known)
    ]


def _is_beside(one: Subject, other: Subject) -> bool:
    """Whether somebody who was seen once is surely another person than one seen more often."""
    frame, person = one.frames[0], one.people[0]
    if frame not in other.frames:
        return False
    there = other.people[other.frames.index(frame)]
    alike = 1 / LARGEST_SIZE_RATIO < person.trunk / other.trunk < LARGEST_SIZE_RATIO
    return alike and float(np.hypot(*(person.hip - there.hip))) > LEAST_APART_TRUNKS * other.trunk


def choose_runner(subjects: Sequence[Subject], sightings: int) -> int:
    """Choose the subject who runs: large in the picture, long in it, legs swinging; the index."""
    scores = [
        subject.trunk * len(subject.frames) / sightings * (0.05 + subject.motion())
        for subject in subjects
    ]
    return int(np.argmax(scores))


def choose_standing(subjects: Sequence[Subject], sightings: int) -> int:
    """Choose the subject who stands still: large in the picture, long in it, legs at rest."""
    scores = [
        subject.trunk * len(subject.frames) / sightings / (0.05 + subject.motion())
        for subject in subjects
    ]
    return int(np.argmax(scores))


def find_at(subjects: Sequence[Subject], spot: Spot) -> int:
    """Find the number, from 1, of the subject whose path is nearest to a place in one frame.

    Raises
    ------
    UsageError
        No path is near: somebody else would be measured.
    """
    off = []
    for subject in subjects:
        # the frame may lie in a part that is not measured now; to extrapolate that far is to guess
        seen = int(np.clip(spot.frame, subject.frames[0], subject.frames[-1]))
        x, y, trunk = subject.path().at(seen)
        off.append(float(np.hypot(spot.x - x, spot.y - y)) / trunk)
    nearest = int(np.argmin(off))
    if off[nearest] > LARGEST_MISS_TRUNKS:
        raise UsageError(
            f"nobody was seen at {spot.x},{spot.y} in frame {spot.frame} when this video was "
            "measured; choose the person again, or give --subject auto"
        )
    return nearest + 1


def _measure_distance(subject: Subject, frame: int, person: Person) -> float:
    """Measure the distance from the extrapolated path, trunk lengths; huge if sizes differ."""
    ratio = person.trunk / subject.people[-1].trunk
    if not 1 / LARGEST_SIZE_RATIO < ratio < LARGEST_SIZE_RATIO:
        return FAR
    x, y = subject.expected(frame)
    return float(np.hypot(person.hip[0] - x, person.hip[1] - y)) / person.trunk
