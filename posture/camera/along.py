"""Level of a camera that pans, goes along with the runner or sways in a hand, picture by picture.

Such a camera leaves no picture behind that all others could be compared with. From picture to
picture the turn of the background is known well, but it adds up errors, and not all of it is level:
a camera that looks down or up by p and pans by w turns what it sees about the middle of the picture
by w sin(p), though plumb lines stay plumb. The level that single pictures show by their uprights
and horizontals is less exact, but does not add up. Both are put together by least squares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from posture.camera.follow import Corners
from posture.camera.level import Level, estimate_level, find_lines
from posture.camera.motion import CameraMotion
from posture.camera.pictures import read_pictures, take_one_in_each_span
from posture.camera.registration import UNCHANGED
from posture.tracks.view import FOCAL_LENGTH
from posture.utils.arrays import BoolArray, Float32Array, FloatArray, Image, IndexArray
from posture.video import VideoInfo

#: Time between two pictures, seconds as played: a hand sways up to four times a second.
GAP_S = 0.1
#: Longest time between two pictures from which a camera can be followed, seconds.
LONGEST_GAP_S = 0.25
#: Most pictures.
MOST_PICTURES = 1500
#: Pictures in which the level is read: so many, and so many seconds apart at least.
MOST_READINGS, READINGS_APART_S = 40, 0.5
#: Error of a turn between two neighbouring pictures, degrees.
TURN_SD_DEG = 0.05
#: Turn without a change of level, degrees a degree of pan, standard deviation: a camera that looks
#: 6 degrees down, and what is near passes faster than what is far.
PER_PAN_SD = 0.1
#: What is left of that after one such share was fitted to the whole film.
PER_PAN_LEFT_SD = 0.03
#: Error of the level that a single picture shows, degrees.
READING_SD_DEG = 0.5
#: How far from level people hold a camera, standard deviation in degrees, and for how long they
#: hold it alike, seconds: what adds up and no picture shows wanders no farther. Assumptions.
HELD_LEVEL_SD_DEG, HELD_FOR_S = 1.5, 1.0
#: Least share of pictures whose change from the one before is known.
LEAST_KNOWN = 0.5
#: A camera whose background is recognised in fewer of the looks may pan.
LEAST_RECOGNISED = 0.9
#: How much of a film is followed again if it sways: shares of neighbouring looks, and degrees.
SWAYING_SHARE, SWAYING_DEG = 0.25, 0.3


@dataclass(frozen=True)
class Steps:
    """How a camera moved from each of its pictures to the next.

    Attributes
    ----------
    frames
        ``(n,)`` frames that were looked at, ascending.
    turn_deg
        ``(n - 1,)`` clockwise turn of the background; NaN where it was not followed.
    pan
        ``(n - 1, 2)`` shift of the background, x right and y down, shares of the longer side.
    levels
        Levels that single pictures show, by the place of the picture among `frames`; the sure ones.
    """

    frames: IndexArray
    turn_deg: FloatArray
    pan: FloatArray
    levels: dict[int, Level]


def must_be_followed(motion: CameraMotion) -> bool:
    """Whether looks half a second apart are too few: a camera that pans, sways or was lost."""
    if motion.follows or 0 < motion.recognised < LEAST_RECOGNISED:
        return True
    turned = np.abs(np.diff(motion.turn_deg))
    return bool(len(turned)) and float((turned > SWAYING_DEG).mean()) > SWAYING_SHARE


def follow_camera(
    info: VideoInfo,
    points: Float32Array | None,
    asked: BoolArray | None,
    hidden: Image | None = None,
) -> Steps | None:
    """Follow the background from picture to picture, ten times a second.

    Parameters
    ----------
    info
        The video.
    points
        ``(frames, 33, 2)`` landmarks of the runner, pixels; None where none are known.
    asked
        ``(frames,)`` which frames may be looked at; None for all.
    hidden
        What lies over the pictures, see `posture.camera.overlay`; None for nothing.

    Returns
    -------
    Steps or None
        None where the film is too long to be looked at so often, or most steps are not known.
    """
    frames = _choose_frames(info, asked)
    if len(frames) < 3 or float(np.median(np.diff(info.times_s[frames]))) > LONGEST_GAP_S:
        return None
    steps = np.full((len(frames), 3), np.nan)
    levels: dict[int, Level] = {}
    every = max(1, len(frames) // MOST_READINGS, round(READINGS_APART_S / GAP_S))
    before, last, change = None, -1, UNCHANGED
    gaps_s = np.diff(info.times_s[frames], prepend=-np.inf)
    place_of = {frame: place for place, frame in enumerate(frames)}
    for picture in read_pictures(info, frames, points, hidden):
        # frames that cannot be decoded are left out
        place, grey, seen = place_of[picture.frame], picture.grey, picture.seen
        if before is not None and place == last + 1 and gaps_s[place] <= LONGEST_GAP_S:
            found = before.follow(grey, seen, change) or before.follow(grey, seen, UNCHANGED)
            if found is not None:
                steps[place] = found.turn_deg, *found.shift
                change = found
        before, last = Corners.find(grey, seen), place
        if place % every == 0:
            level = estimate_level([(find_lines(grey, seen), 0.0)])
            if level is not None and level.sure:
                levels[place] = level
    known = np.isfinite(steps[1:, 0])
    if known.mean() < LEAST_KNOWN:
        return None
    return Steps(np.array(frames, np.intp), steps[1:, 0], steps[1:, 1:], levels)


def settle_levels(steps: Steps) -> CameraMotion:
    """Put turns and levels together: the level of each picture against the mean of all.

    Least squares over the levels and one share of the pan that turns the picture without changing
    the level, with the errors that stand above. Across a step that is not known, as at a cut, the
    levels have nothing to do with one another.
    """
    count = len(steps.frames)
    known = np.isfinite(steps.turn_deg)
    pan_deg = np.degrees(np.nan_to_num(steps.pan[:, 0]) / FOCAL_LENGTH)
    rows: list[FloatArray] = []
    right: list[float] = []

    def add(places: Sequence[int], factors: Sequence[float], value: float, sd: float) -> None:
        row = np.zeros(count + 1)
        row[list(places)] = factors
        rows.append(row / sd)
        right.append(value / sd)

    for i in np.flatnonzero(known).tolist():
        sd = float(np.hypot(TURN_SD_DEG, PER_PAN_LEFT_SD * pan_deg[i]))
        add((i, i + 1, count), (-1.0, 1.0, float(pan_deg[i])), float(steps.turn_deg[i]), sd)
    for place, level in steps.levels.items():
        add((place,), (1.0,), level.level_deg, float(np.hypot(level.sd_deg, READING_SD_DEG)))
    # pictures of one moment count as one
    held_sd = HELD_LEVEL_SD_DEG * float(np.sqrt(2 * HELD_FOR_S / GAP_S))
    for place in range(count):
        add((place,), (1.0,), 0.0, held_sd)
    add((count,), (1.0,), 0.0, PER_PAN_SD)
    matrix, values = np.array(rows), np.array(right)
    covariance = np.linalg.inv(matrix.T @ matrix)
    levels = (covariance @ (matrix.T @ values))[:count]
    sds = np.sqrt(np.diag(covariance)[:count])
    # a picture that neither neighbour is known of has no turn
    alone = ~(np.r_[False, known] | np.r_[known, False])
    levels[alone], sds[alone] = np.nan, np.nan
    way = np.vstack([np.zeros(2), np.cumsum(np.nan_to_num(steps.pan), axis=0)])
    way[alone] = np.nan
    zoom = np.where(alone, np.nan, 1.0)
    turn = levels - np.nanmean(levels)
    return CameraMotion(steps.frames, turn, sds, zoom, way, readings=len(steps.levels))


def _choose_frames(info: VideoInfo, asked: BoolArray | None) -> list[int]:
    """Choose the frames that are looked at, ascending, among those asked for."""
    frames = np.arange(info.frames) if asked is None else np.flatnonzero(asked)
    length_s = info.duration_s * len(frames) / info.frames
    return take_one_in_each_span(info, frames, max(GAP_S, length_s / MOST_PICTURES))
