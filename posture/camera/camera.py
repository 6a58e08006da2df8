"""The camera of one clip: its level, how it moved, and how it differs from another clip's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from posture.camera.background import Background, describe
from posture.camera.level import LEAST_SD_DEG, Level, estimate_level, find_lines
from posture.camera.motion import PUT_UP_AGAIN_SD_DEG, CameraMotion
from posture.camera.pictures import Picture
from posture.camera.registration import CameraChange, register
from posture.camera.watch import watch_camera
from posture.pose import Detections
from posture.utils.arrays import FloatArray
from posture.video import VideoInfo

#: A level that is nearer to 0 is not taken off, degrees: it may be an error.
LEAST_LEVEL_DEG = 0.7
#: Uprights that converge by less than this from the middle of the picture to its edge, or are known
#: less well, degrees, are taken to be parallel.
LEAST_CONVERGING_DEG, MOST_CONVERGING_SD_DEG = 1.0, 0.7
#: Where horizontals do not agree, uprights of so much length together say how they converge, shares
#: of the picture's longer side.
ENOUGH_UPRIGHTS = 1.0
#: Standard deviation of the level of a camera of which nothing is known, degrees: two of them
#: differ by that of a phone put up again.
UNKNOWN_LEVEL_SD_DEG = PUT_UP_AGAIN_SD_DEG / 2**0.5


@dataclass(frozen=True)
class Place:
    """How a place looks: a few pictures, each with the turn of the camera in it, degrees."""

    pictures: tuple[tuple[Background, float], ...]

    def change_to(self, other: Place) -> CameraChange | None:
        """Measure how the camera changed from this clip's first picture to the other's.

        Each picture is compared with its counterpart; the mean by precision is taken, and an error
        of at least their scatter. None where no pair matches.
        """
        found = []
        for (mine, my_turn), (theirs, their_turn) in zip(
            self.pictures, other.pictures, strict=False
        ):
            change = register(mine, theirs)
            if change is not None:
                found.append((change, change.turn_deg + my_turn - their_turn))
        if not found:
            return None
        turns = np.array([turn for _, turn in found])
        weights = np.array([change.turn_sd_deg**-2 for change, _ in found])
        best = max(found, key=lambda one: one[0].features)[0]
        scatter = float(turns.std(ddof=1)) if len(turns) > 1 else 0.0
        sd = max(best.turn_sd_deg, scatter)
        return CameraChange(
            float(weights @ turns / weights.sum()), sd, best.zoom, best.shift, best.features
        )


@dataclass(frozen=True)
class Camera:
    """What is known about the camera of one clip.

    Attributes
    ----------
    motion
        How it moved during the clip.
    level
        What the picture shows of its level in the clip's first frame; None where nothing straight
        is seen.
    level_deg
        The level that is taken off, in the first frame.
    level_sd_deg
        Standard deviation of its error, degrees.
    change
        How it changed from the first clip of the run to this one; None where the background was
        not recognised, or this is the first clip.
    change_sd_deg
        Standard deviation of the error of the level against that of the first clip, degrees.
    place
        How the place looks, where other clips are to be compared.
    """

    motion: CameraMotion
    level: Level | None = None
    level_deg: float = 0.0
    level_sd_deg: float = UNKNOWN_LEVEL_SD_DEG
    change: CameraChange | None = None
    change_sd_deg: float = 0.0
    place: Place | None = field(default=None, repr=False)

    @property
    def converging_deg(self) -> float:
        """How uprights converge, see `posture.camera.level.Level`; 0 where that is not sure."""
        seen = self.level
        if seen is None or seen.converging_sd_deg > MOST_CONVERGING_SD_DEG:
            return 0.0
        if not seen.sure and seen.uprights < ENOUGH_UPRIGHTS:
            return 0.0
        return seen.converging_deg if abs(seen.converging_deg) > LEAST_CONVERGING_DEG else 0.0

    @classmethod
    def still(cls, level: str | float) -> Camera:
        """Return a camera that is taken to stand still, with the level given, else 0 degrees."""
        return cls(
            CameraMotion.still(),
            level_deg=choose_level_deg(level, None),
            level_sd_deg=_estimate_level_sd(level, None),
        )


def read_camera(
    info: VideoInfo,
    found: Detections,
    *,
    level: str | float,
    others: Sequence[Camera] | None = None,
) -> Camera:
    """Read from the pictures of a clip how its camera stood and moved.

    Parameters
    ----------
    info
        The video.
    found
        Landmarks of the runner; only frames in which they were asked for are looked at.
    level
        The option: ``"auto"``, ``"none"``, or degrees.
    others
        Cameras of the clips before this one in the same run; None where it has no other clip.
    """
    motion, pictures = watch_camera(info, found.points, found.asked)
    turns = motion.turn_of_frames(info.frames)
    seen = estimate_level(
        [(find_lines(one.grey, one.seen), float(turns[one.frame])) for one in pictures]
    )
    place = _describe_place(pictures, turns) if others is not None else None
    own = choose_level_deg(level, seen)
    camera = Camera(motion, seen, own, _estimate_level_sd(level, seen), place=place)
    if not others:
        return camera
    first = others[0]
    change = first.place.change_to(place) if first.place is not None and place is not None else None
    if change is None:
        return replace(camera, change_sd_deg=_estimate_sd(level, first, camera))
    return replace(
        camera,
        level_deg=first.level_deg + change.turn_deg,
        level_sd_deg=float(np.hypot(first.level_sd_deg, change.turn_sd_deg)),
        change=change,
        change_sd_deg=change.turn_sd_deg,
    )


def _describe_place(pictures: Sequence[Picture], turns: FloatArray) -> Place:
    return Place(tuple((describe(one.grey, one.seen), float(turns[one.frame])) for one in pictures))


def choose_level_deg(option: str | float, seen: Level | None) -> float:
    """Choose the level that is taken off: the one given, or a sure one that is not about 0."""
    if not isinstance(option, str):
        return option
    if option == "none" or seen is None or not seen.sure:
        return 0.0
    return seen.level_deg if abs(seen.level_deg) > LEAST_LEVEL_DEG else 0.0


def _estimate_level_sd(option: str | float, seen: Level | None) -> float:
    """Estimate the error of the level that is taken off, standard deviation in degrees."""
    if not isinstance(option, str):
        return LEAST_SD_DEG
    if option == "none" or seen is None or not seen.sure:
        return UNKNOWN_LEVEL_SD_DEG
    # a level near 0 is not taken off, which is an error of its own
    left = 0.0 if choose_level_deg(option, seen) else LEAST_LEVEL_DEG / 3**0.5
    return float(np.hypot(seen.sd_deg, left))


def _estimate_sd(option: str | float, first: Camera, second: Camera) -> float:
    """Estimate the error of the difference of two levels where no background was recognised."""
    levels = (first.level, second.level)
    if option == "auto" and all(level is not None and level.sure for level in levels):
        return float(np.hypot(first.level_sd_deg, second.level_sd_deg))
    return PUT_UP_AGAIN_SD_DEG
