"""Warnings about how a film plays: slower than life, at an unknown speed, interlaced."""

from __future__ import annotations

from posture.gait import Playback
from posture.results.types import QualityWarning
from posture.video import VideoInfo

#: Why a measure of time is missing where the speed of play is not known.
SPEED_UNKNOWN = (
    "times and cadence are unknown without --speed-factor: how many times slower than life the "
    "film plays cannot be told"
)
#: Error of the lean in an interlaced film, pixels at one end of the trunk: its lines are of two
#: moments, between which a runner's trunk moves by so much where the camera stands still.
INTERLACE_PX = 2.0


def warn_of_speed(playback: Playback, stride_hz: float) -> QualityWarning | None:
    """Warn where the film does not play at the speed of life, or that is not known.

    Parameters
    ----------
    playback
        What was found.
    stride_hz
        Strides per second as played in the longest part; NaN if unknown.
    """
    if not playback.known:
        return _make(
            "speed_unknown",
            "how many times slower than life this clip plays cannot be told from its frame rates, "
            f"the steps as played ({120 * stride_hz:.0f} a minute) and the fall between them, so "
            "cadence and contact times are not given; angles do not depend on it. Times in "
            f"tables and charts are a guess (×{playback.main.factor:g})",
            "give --speed-factor: capture rate over playback rate, for example 8 for 240 frames "
            "per second played at 30",
        )
    if len(playback.speeds) > 1:
        parts = ", then ".join(
            f"×{speed.factor:g} until {end_s:.1f} s"
            if i + 1 < len(playback.speeds)
            else f"×{speed.factor:g}"
            for i, (speed, end_s) in enumerate(
                zip(playback.speeds, playback.edges_s[1:], strict=True)
            )
        )
        return _make(
            "speed_changes",
            f"the film changes its speed: it plays slower than life by {parts}; each part is "
            "measured at its own, and no stride spans a change",
            "film at one speed, or give early and late windows within parts of the same speed",
        )
    speed = playback.main
    if speed.factor == 1.0 or speed.source == "given":
        return None
    if speed.source == "file":
        return _make(
            "speed_factor",
            f"the file says that it was filmed {speed.factor:g} times as fast as it plays: it is "
            "taken for slow motion",
            "give --speed-factor 1 if a program has already set it right",
        )
    return _make(
        "speed_factor",
        f"this clip looks like slow motion: at the speed it plays the runner would take "
        f"{120 * stride_hz:.0f} steps a minute; it is taken to play {speed.factor:g} times slower "
        "than life",
        "give --speed-factor (capture rate over playback rate) if you know it; angles do not "
        "depend on it, cadence and times do",
    )


def warn_of_interlace(info: VideoInfo, trunk_px: float) -> QualityWarning | None:
    """Warn where odd and even lines of each frame are of different moments."""
    if not info.interlaced:
        return None
    return _make(
        "interlaced",
        "the film is interlaced: odd and even lines of a frame were taken at different moments, so "
        "that whatever moves has combed edges",
        "film progressively (25p, 50p, 30p or 60p in the camera's menu), or deinterlace the film "
        "to twice the frame rate before measuring",
        round(57.3 * INTERLACE_PX / max(trunk_px, 1.0), 1),
    )


def _make(code: str, message: str, advice: str, cost_deg: float | None = None) -> QualityWarning:
    return QualityWarning(code=code, message=message, cost_deg=cost_deg, advice=advice)
