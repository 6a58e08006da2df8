"""What the camera did to the comparison: the error it adds, and the warnings about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from posture.camera import PUT_UP_AGAIN_SD_DEG, Camera
from posture.camera.motion import LEAST_TURN_DEG
from posture.results.types import QualityWarning
from posture.settings.times import format_time
from posture.utils.arrays import FloatArray
from posture.utils.stats import NORMAL_QUANTILE
from posture.utils.text import join_words

#: Measures against gravity: a camera that is turned by a degree moves them by one.
AGAINST_VERTICAL = (
    "trunk_lean_deg",
    "pelvic_tilt_deg",
    "pelvic_tilt_toe_off_deg",
    "knee_lift_near_deg",
    "knee_lift_far_deg",
    "head_forward_deg",
    "shank_angle_contact_near_deg",
    "shank_angle_contact_far_deg",
    "upper_arm_angle_deg",
)
#: A level in doubt that is nearer to 0 is not worth an offer, degrees.
LEAST_OFFER_DEG = 1.0
#: A change of zoom or place that is named, as a share.
LEAST_NAMED = 0.02


@dataclass(frozen=True)
class WatchedClip:
    """What the warnings about the camera depend on.

    Attributes
    ----------
    name
        Of the clip in the run; empty for the only one.
    camera
        Its camera.
    times_s
        ``(frames,)`` seconds as played.
    early, late
        Frames of this clip that are compared, as far as it shows them.
    """

    name: str
    camera: Camera
    times_s: FloatArray
    early: slice
    late: slice


def estimate_camera_sd(clips: Sequence[WatchedClip], share_apart: float = 0.0) -> float:
    """Estimate the error that the camera adds to a change of an angle against the vertical.

    Parameters
    ----------
    clips
        In the order of the run.
    share_apart
        Difference of early and late in the share of strides in which the runner faces right, 0-1.
        A camera that is not level adds to the lean of a runner who goes one way what it takes off
        when they come back, so twice its error is left in a change from one way to the other.

    Returns
    -------
    float
        Standard deviation, degrees.
    """
    first = clips[0]
    by_level = 2 * share_apart * first.camera.level_sd_deg
    if len(clips) == 1:
        return float(np.hypot(first.camera.motion.estimate_sd(first.early, first.late), by_level))
    return max(_estimate_relation_sd(clip.camera, by_level) for clip in clips[1:])


def estimate_camera_drift_sd(clips: Sequence[WatchedClip], share_apart: float = 0.0) -> float:
    """Estimate the error that the camera adds to a slope over the run.

    Parameters
    ----------
    clips, share_apart
        As for `estimate_camera_sd`.

    Returns
    -------
    float
        Standard deviation of the change from the first to the last third, degrees.
    """
    thirds = []
    for clip in clips:
        frames = len(clip.times_s)
        first, last = slice(0, frames // 3), slice(frames - frames // 3, frames)
        thirds.append(replace(clip, early=first, late=last))
    return estimate_camera_sd(thirds, share_apart)


def _estimate_relation_sd(camera: Camera, by_level: float) -> float:
    """Estimate the error of a clip's level against that of the first clip, degrees."""
    if camera.change is None and camera.change_sd_deg:
        # each level has an error of its own: whether they are added or subtracted is the same
        return camera.change_sd_deg
    return float(np.hypot(camera.change_sd_deg, by_level))


def add_camera_error(doubts: Mapping[str, float], sd_deg: float) -> dict[str, float]:
    """Add the camera's error to those of the changes, standard deviations by measure, degrees."""
    against = {name: float(np.hypot(doubts.get(name, 0.0), sd_deg)) for name in AGAINST_VERTICAL}
    return dict(doubts) | (against if sd_deg else {})


def warn_of_camera(clips: Sequence[WatchedClip]) -> list[QualityWarning]:
    """Return the warnings about the camera, those about changes between early and late first."""
    found = [
        *(_warn_of_relation(clip, clips[0]) for clip in clips[1:]),
        *(_warn_of_motion(clip) for clip in clips),
        *(_warn_of_level(clip) for clip in clips[:1]),
    ]
    return [warning for warning in found if warning is not None]


def _warn_of_relation(clip: WatchedClip, first: WatchedClip) -> QualityWarning | None:
    """Warn of a camera that was put up differently for this clip."""
    camera = clip.camera
    cost = round(NORMAL_QUANTILE * camera.change_sd_deg, 1)
    change = camera.change
    if change is None:
        if not len(camera.motion.frames):  # nobody looked
            return None
        assumed = camera.change_sd_deg == PUT_UP_AGAIN_SD_DEG
        return QualityWarning(
            code="camera_unmatched",
            message=f"the background of the {first.name} clip was not recognised in the "
            f"{clip.name} one, so a camera that was put up differently cannot be told from a "
            "change of lean; the interval of every angle against the vertical is wider by "
            + (
                f"what phones may differ when they are put up again (assumed, not measured: "
                f"{PUT_UP_AGAIN_SD_DEG}° SD)"
                if assumed
                else "the error of each clip's level, which its own lines show"
            ),
            cost_deg=cost,
            advice="leave the phone where it is between the clips, with something behind the "
            "runner that can be recognised",
        )
    differences = [
        *_name_turn(change.turn_deg),
        *(
            [f"sees everything {100 * abs(change.zoom - 1):.0f} % "
             f"{'larger' if change.zoom > 1 else 'smaller'}"]
            if abs(change.zoom - 1) > LEAST_NAMED
            else []
        ),
        *(
            [f"is shifted by {100 * np.hypot(*change.shift):.0f} % of the picture"]
            if np.hypot(*change.shift) > LEAST_NAMED
            else []
        ),
    ]  # fmt: skip
    if not differences:
        return None
    return QualityWarning(
        code="camera_changed",
        message=f"the camera was put up differently for the {clip.name} clip: its background shows "
        f"that it {join_words(differences)}; the turn was taken off every angle",
        cost_deg=cost,
        advice="leave the phone where it is, or mark its place on the floor",
    )


def _warn_of_motion(clip: WatchedClip) -> QualityWarning | None:
    """Warn of a camera that moved during a clip."""
    motion = clip.camera.motion
    of_clip = f" in the {clip.name} clip" if clip.name else ""
    cost = round(NORMAL_QUANTILE * motion.estimate_sd(clip.early, clip.late), 1)
    if motion.lost_from is not None and not motion.beneath:
        lost_s = clip.times_s[motion.lost_from]
        if motion.mirrored:
            return QualityWarning(
                code="picture_mirrored",
                message=f"from {format_time(float(lost_s))} on the picture{of_clip} is the mirror "
                "image of the same place: an edit, not the camera; the runner's left is taken for "
                "the right there, and a camera that is not level leans the other way",
                cost_deg=cost or None,
                advice="give each part as a video of its own, as it was filmed",
            )
        return QualityWarning(
            code="camera_lost",
            message=f"from {format_time(float(lost_s))} on the picture{of_clip} shows another "
            "place, so whether the camera was turned is not known; a change of lean between "
            "these parts may be the camera's",
            cost_deg=cost or None,
            advice="film from one place without a break, or give each part as a video of its own",
        )
    if not motion.moved:
        return None
    turns = motion.turn_of_frames(len(clip.times_s))
    by = float(turns[clip.late].mean() - turns[clip.early].mean()) if _has_both(clip) else 0.0
    if motion.follows:
        what = f"the camera goes along with the runner or pans{of_clip}"
    elif motion.readings is not None:
        what = f"the camera swayed{of_clip}, by up to {np.ptp(turns):.1f}°"
    elif motion.turned:
        what = f"the camera was moved{of_clip}: it turned by up to {np.ptp(turns):.1f}°"
    else:
        what = f"the camera was moved{of_clip}, without being turned"
    between = (
        f", {abs(by):.1f}° {'clockwise' if by < 0 else 'anticlockwise'} from early to late"
        if abs(by) > LEAST_TURN_DEG
        else ""
    )
    off = "; the turn was taken off every angle, frame by frame" if motion.turned else ""
    if motion.beneath and not motion.turned:
        off += "; how it turned cannot be read from the picture, so a change may be the camera's"
    if motion.readings == 0:
        off += ", but nothing upright shows how level it was held, so a slow turn may be left"
    return QualityWarning(
        code="camera_moved",
        message=f"{what}{between}{off}",
        cost_deg=cost,
        advice="put the camera on something that does not move, away from the treadmill",
    )


def _warn_of_level(clip: WatchedClip) -> QualityWarning | None:
    """Say what the picture shows of the level, where that matters."""
    level, applied = clip.camera.level, clip.camera.level_deg
    if level is None:
        return None
    if level.sure and applied == level.level_deg:
        return QualityWarning(
            code="level_corrected",
            message=f"the camera was not level: uprights and horizontals in the picture agree that "
            f"it was turned by {abs(applied):.1f}°, which was taken off every angle",
            cost_deg=round(NORMAL_QUANTILE * level.sd_deg, 1),
            advice="put the camera up level; --level none leaves the angles as they look",
        )
    if not applied and not level.sure and abs(level.level_deg) > LEAST_OFFER_DEG:
        return QualityWarning(
            code="level_unsure",
            message=f"lines in the picture suggest that the camera is turned by about "
            f"{abs(level.level_deg):.0f}°, but not all agree, so nothing was taken off",
            cost_deg=round(abs(level.level_deg), 1),
            advice="if a door frame or another plumb line leans as much, give --level "
            f"{level.level_deg:.0f}; changes between early and late do not depend on it",
        )
    return None


def _name_turn(turn_deg: float) -> list[str]:
    """Name the turn of a camera: where the picture turned clockwise, it turned the other way."""
    if abs(turn_deg) <= LEAST_TURN_DEG:
        return []
    return [f"is turned by {abs(turn_deg):.1f}° {'anti' if turn_deg > 0 else ''}clockwise"]


def _has_both(clip: WatchedClip) -> bool:
    return min(len(clip.times_s[part]) for part in (clip.early, clip.late)) > 0
