"""What the pose network found of the runner, frame by frame."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from posture.pose.between import fill_landmarks, fill_lines
from posture.pose.identity import SeenPerson
from posture.pose.types import KEYPOINTS, STATIONS, Person
from posture.utils.arrays import BoolArray, Float32Array, FloatArray, IndexArray

#: What is known of each frame.
PER_FRAME = ("points", "confidence", "outline", "trunk_edge")


@dataclass
class Detections:
    """What the pose network found of the runner, frame by frame.

    Attributes
    ----------
    points
        ``(frames, 33, 2)`` float32 pixels of the upright picture; NaN where nobody was found.
    confidence
        ``(frames, 33)`` the network's own visibility.
    outline
        ``(frames, 48, 2)`` float16, the trunk's outline, see `posture.pose.types.Person`.
    cuts
        Frames that begin a new shot.
    subjects_seen
        How many people were seen in the clip.
    people
        Everybody who was seen, in the order of their appearance.
    trunk_edge
        ``(frames, 48, 2)`` float16, the edge of the back, see `posture.pose.types.Person`; NaN if
        it is left out.
    asked
        ``(frames,)`` whether a frame was to be measured; None if all were.
    every
        The network looked at every so many frames, from the first on.
    most_at_once
        How many people were seen in one frame, at most.
    searches, crowded
        In how many frames everybody was searched for, and in how many of them several were seen.
    """

    points: Float32Array
    confidence: Float32Array
    outline: npt.NDArray[np.float16]
    cuts: IndexArray = field(default_factory=lambda: np.array([], np.intp))
    subjects_seen: int = 0
    asked: BoolArray | None = None
    every: int = 1
    most_at_once: int = 0
    searches: int = 0
    crowded: int = 0
    people: tuple[SeenPerson, ...] = ()
    trunk_edge: npt.NDArray[np.float16] = field(
        default_factory=lambda: np.empty((0, len(STATIONS), 2), np.float16)
    )

    def __post_init__(self) -> None:
        """Enter that nothing is known of the back where it was not looked for."""
        if not len(self.trunk_edge):
            self.trunk_edge = np.full((len(self.points), len(STATIONS), 2), np.nan, np.float16)

    @classmethod
    def empty(cls, frames: int) -> Detections:
        """Make detections in which nobody has been found yet."""

        def nothing(*shape: int) -> Float32Array:
            return np.full((frames, *shape), np.nan, np.float32)

        # half the memory; rounding by a two-thousandth of the distance is less than its error
        outline = nothing(len(STATIONS), 2).astype(np.float16)
        return cls(nothing(len(KEYPOINTS), 2), nothing(len(KEYPOINTS)), outline)

    def take(self, frames: slice | IndexArray, cuts: IndexArray) -> Detections:
        """Take some frames as a film of their own, with all that is known of each.

        Parameters
        ----------
        frames
            Which.
        cuts
            Which of those taken begin a new shot, counted among them.
        """
        own: dict[str, Any] = {name: getattr(self, name)[frames] for name in PER_FRAME}
        asked = None if self.asked is None else self.asked[frames]
        return replace(self, **own, asked=asked, cuts=cuts, every=1)

    def fill_between(self, times_s: FloatArray) -> None:
        """Fill the frames between those looked at; times as played, ``(frames,)`` seconds."""
        if self.every > 1:
            fill_landmarks(self.points, self.every, times_s, self.cuts)
            fill_lines(self.confidence, self.every)
            fill_lines(self.outline, self.every)
            fill_lines(self.trunk_edge, self.every)

    def put(self, index: int, person: Person | None) -> None:
        """Enter what was seen in one frame."""
        for name in PER_FRAME:
            getattr(self, name)[index] = np.nan if person is None else getattr(person, name)
