"""The points of a check that are about the film: file, speed of play, camera, strides."""

from __future__ import annotations

import numpy as np

from posture.camera import PUT_UP_AGAIN_SD_DEG
from posture.camera.level import Level
from posture.capture.camera import LEAST_OFFER_DEG
from posture.check.look import Looked
from posture.check.types import Point
from posture.comparison.windows import MIN_STRIDES
from posture.pose import INDEX, middle
from posture.utils.stats import NORMAL_QUANTILE
from posture.video import VideoInfo

#: Strides of a film from which early and late are compared well, and at all (in thirds).
MANY_STRIDES, FEW_STRIDES = 60, 3 * MIN_STRIDES
#: Two parts whose feet move this much faster or slower play at different speeds.
OTHER_SPEED = 2.5


def check_file(info: VideoInfo) -> Point:
    """Check what the file is: damaged, interlaced, of uneven frames."""
    kind = f"{info.codec}, {info.width}×{info.height}, {info.fps_median:.0f} frames per second"
    if info.damage:
        return Point(
            code="file", title="File", verdict="warn", message=info.damage,
            advice="copy the file from the camera again if the end matters",
        )  # fmt: skip
    if info.interlaced:
        return Point(
            code="file",
            title="File",
            verdict="warn",
            message=f"{kind}, interlaced: each frame shows two moments, and edges are combed",
            advice="film progressively (25p, 50p), or deinterlace to the double rate",
        )
    uneven = "; the time between frames varies, which is counted right" if (
        info.variable_frame_rate
    ) else ""  # fmt: skip
    return Point(code="file", title="File", verdict="pass", message=kind + uneven)


def check_speed(looked: Looked) -> Point | None:
    """Check at what speed the film plays."""
    title = "Speed of play"
    if looked.speed_ratio is not None and looked.plays_at_two_speeds:
        ratio = looked.speed_ratio
        return _warn_of_two_speeds(
            looked, "later" if ratio > 1 else "earlier", max(ratio, 1 / ratio)
        )
    speeds = measure_foot_speeds(looked)
    if looked.speed_ratio is None and len(speeds) == 2 and min(speeds) > 0:
        ratio = speeds[0] / speeds[1]
        if max(ratio, 1 / ratio) > OTHER_SPEED:
            return _warn_of_two_speeds(looked, "later" if ratio > 1 else "earlier", None)
    made = looked.recording
    if made is None:
        return None
    factor = made.speed_factor
    if factor is None:
        return Point(
            code="speed",
            title=title,
            verdict="warn",
            message="how fast the film plays is not known from the frames looked at; angles do not "
            "depend on it, times and cadence do",
            advice="give --speed-factor: capture rate over playback rate",
        )
    cadence = 120 * made.gait.stride_hz * factor
    if factor == 1.0:
        message = f"the speed of life, {cadence:.0f} steps a minute"
        return Point(code="speed", title=title, verdict="pass", message=message)
    how = f"{factor:g} times slower" if factor > 1 else f"{1 / factor:.3g} times faster"
    return Point(
        code="speed",
        title=title,
        verdict="warn",
        message=f"taken to play {how} than life: {cadence:.0f} steps a minute",
        advice="give --speed-factor (capture rate over playback rate) if it is another",
    )


def _warn_of_two_speeds(looked: Looked, slower: str, times: float | None) -> Point:
    """Warn of a film that plays at two speeds; `times` is None where the ratio is not known."""
    by = "much" if times is None else f"about {times:.0f} times"
    return Point(
        code="speed",
        title="Speed of play",
        verdict="warn",
        message=f"the film plays at two speeds: the {slower} part is {by} slower than the other",
        advice="each part is measured at a speed of its own; better, cut the film where "
        "the speed changes, and analyze a part alone",
        frame=int(looked.frames[looked.watched[1].start]),
    )


def measure_foot_speeds(looked: Looked) -> list[float]:
    """Measure how fast the feet move against the hips in each watched part.

    Returns
    -------
    list of float
        Trunk lengths a second as played, mean over the part; a part without a runner is left out.
    """
    if looked.found is None or looked.tracks is None or not looked.tracks.stretches:
        return []
    ankles = [INDEX["left_ankle"], INDEX["right_ankle"]]
    speeds = []
    for part in looked.watched:
        points = looked.found.points[part]
        feet = points[:, ankles] - middle(points, "hip")[:, None]
        moved = np.hypot(*np.moveaxis(np.diff(feet, axis=0), -1, 0)).mean(axis=1)
        seconds = np.diff(looked.info.times_s[looked.frames[part]])
        known = np.isfinite(moved)
        if known.sum() >= 8:
            speeds.append(float(moved[known].sum() / seconds[known].sum()) / looked.tracks.trunk_px)
    return speeds


def check_level(
    level: Level | None, frame: int | None = None, option: str | float = "auto"
) -> Point:
    """Check the level of the camera; `frame` is one that shows it.

    Where `option`, that of the analysis, is not ``"auto"``, nothing is read from the picture.
    """
    title, advice = "Level", "put the camera up level"
    if option != "auto":
        given = "taken to be level, as was asked"
        if not isinstance(option, str):
            given = f"taken to be turned by {option:.1f}°, as given".replace("-", "−")
        return Point(code="level", title=title, verdict="pass", message=given)
    if level is None:
        return Point(
            code="level",
            title=title,
            verdict="warn",
            message="not known: nothing upright and level was found in the picture to read it from",
            advice="a door frame, a post or the horizon in the picture shows it; level the camera",
        )
    if level.sure:
        cost = round(NORMAL_QUANTILE * level.sd_deg, 1)
        if abs(level.level_deg) < LEAST_OFFER_DEG:
            message = f"level to within {cost:.1f}°"
            return Point(code="level", title=title, verdict="pass", message=message, cost_deg=cost)
        return Point(
            code="level",
            title=title,
            verdict="warn",
            message=f"the camera is turned by {abs(level.level_deg):.1f}°: uprights and "
            "horizontals agree, so it will be taken off",
            cost_deg=cost,
            advice=advice,
            frame=frame,
        )
    if abs(level.level_deg) < LEAST_OFFER_DEG:
        return Point(
            code="level", title=title, verdict="warn",
            message="probably level, but the lines in the picture do not all agree",
            cost_deg=level.sd_deg, advice=advice, frame=frame,
        )  # fmt: skip
    return Point(
        code="level",
        title=title,
        verdict="warn",
        message=f"the camera may be turned by {abs(level.level_deg):.0f}°, but lines in the "
        "picture do not agree; nothing will be taken off",
        cost_deg=round(max(abs(level.level_deg), level.sd_deg), 1),
        advice=f"{advice}, or give --level if a door frame leans",
        frame=frame,
    )


def check_still(looked: Looked) -> Point:
    """Check that the camera stands still."""
    motion, title = looked.camera.motion, "Camera still"
    advice = "put the camera on something that does not move"
    if not motion.recognised:
        return Point(
            code="still", title=title, verdict="warn",
            message="not known: nothing in the background can be recognised", advice=advice,
        )  # fmt: skip
    if motion.follows:
        return Point(
            code="still", title=title, verdict="warn",
            message="the camera goes along with the runner or pans; "
            + ("its turn is taken off, frame by frame" if motion.turned else
               "how it turns cannot be read from the picture"),
            cost_deg=_worst_sd(looked) if motion.turned
            else round(NORMAL_QUANTILE * PUT_UP_AGAIN_SD_DEG, 1),
            advice=advice,
        )  # fmt: skip
    if motion.mirrored:
        return Point(
            code="still", title=title, verdict="warn",
            message="a later part of the film is the mirror image of the same place: an edit, "
            "not the camera", advice="give each part as a film of its own, as it was filmed",
        )  # fmt: skip
    if motion.recognised < 1.0 and motion.is_lost:
        return Point(
            code="still", title=title, verdict="warn",
            message="the film shows another place at its end, or the camera was carried away; "
            "whether it was turned is not known", advice="one film for each place",
        )  # fmt: skip
    if motion.moved:
        by = float(np.ptp(motion.turn_deg[np.isfinite(motion.turn_deg)])) if motion.turned else 0.0
        how = f"turned by up to {by:.1f}°, which is taken off" if by else "moved without a turn"
        return Point(
            code="still", title=title, verdict="warn",
            message=f"the camera was {how}", cost_deg=_worst_sd(looked), advice=advice,
        )  # fmt: skip
    if motion.recognised < 1.0:
        share = 100 * motion.recognised
        return Point(
            code="still", title=title, verdict="warn",
            message=f"the background was recognised in {share:.0f} % of the frames looked at",
            advice=advice,
        )  # fmt: skip
    return Point(code="still", title=title, verdict="pass", message="the camera stands still")


def check_strides(looked: Looked) -> Point | None:
    """Check how many strides the whole film may show."""
    strides = expect_strides(looked)
    if strides is None:
        return None
    title, message = "Strides", f"about {strides} strides"
    if strides >= MANY_STRIDES:
        return Point(code="strides", title=title, verdict="pass", message=message)
    if strides >= FEW_STRIDES:
        return Point(
            code="strides", title=title, verdict="warn",
            message=f"{message}: enough to compare thirds, not for small changes",
            advice="film half a minute or more of each part of the run",
        )  # fmt: skip
    return Point(
        code="strides",
        title=title,
        verdict="warn",
        message=f"{message}: levels only, unless another film is compared; ten are needed early "
        "and ten late",
        advice="film half a minute or more of each part of the run",
    )


def expect_strides(looked: Looked) -> int | None:
    """Expect a number of strides in the whole film; None where the gait is not known."""
    made, tracks = looked.recording, looked.tracks
    if made is None or tracks is None or not np.isfinite(made.gait.stride_hz):
        return None
    # a glance is too short to be measured, whoever is seen in it
    parts = looked.watched or [slice(None)]
    share = float((np.concatenate([tracks.reason[part] for part in parts]) == "").mean())
    stride_hz = made.gait.stride_hz
    if looked.speed_ratio is not None and looked.plays_at_two_speeds:
        # it is that of the faster part; each is taken to be half of the film
        slower = max(looked.speed_ratio, 1 / looked.speed_ratio)
        stride_hz *= (1 + 1 / slower) / 2
    return round(share * looked.info.duration_s * stride_hz)


def _worst_sd(looked: Looked) -> float:
    sds = looked.camera.motion.turn_sd_deg
    return round(NORMAL_QUANTILE * float(np.nanmax(sds)), 1)
