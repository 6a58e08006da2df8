"""Warnings where the videos of one run differ in more than the runner: another camera, another day.

Early and late of one video share camera, light and clothes. Two videos may not, and then a
difference between them is no change of posture.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import log

import pandas as pd

from posture.comparison.low_back import CHANGED, find_low_back_code
from posture.comparison.windows import used_strides
from posture.gait import Gait
from posture.results.types import QualityWarning
from posture.tracks.view import View
from posture.utils.text import file_name
from posture.video import VideoInfo

MOST_RATE_RATIO = 1.1
"""Larger frame rate over smaller one above which landing and toe-off are read differently well."""

MOST_ANGLE_SHIFT = 0.06
"""Difference of the shoulder width in the picture, trunk lengths, above which the camera stood at
another angle: half of what 20 degrees make (`posture.gait.check.OBLIQUE`)."""

SAME_OUTING = timedelta(hours=6)
"""Videos filmed further apart than this are not of one run."""

CLOTH = "back_cloth"
"""Why the low back of a clip is not measured: loose clothing, a key of `posture.back.WHY`."""


@dataclass(frozen=True)
class FilmedClip:
    """What of a clip is set against another one.

    Attributes
    ----------
    info, view, gait
        As of a `posture.recording.Recording`.
    back_code
        Why its low back is not measured, a key of `posture.back.WHY`; else empty.
    """

    info: VideoInfo
    view: View
    gait: Gait
    back_code: str

    @property
    def name(self) -> str:
        """Name of its file."""
        return file_name(self.info.path)

    @property
    def frame_rate(self) -> float:
        """Frames per second of real running."""
        return self.info.fps_median * self.view.speed_factor


def warn_of_clips_that_differ(
    clips: Sequence[FilmedClip], strides: pd.DataFrame
) -> list[QualityWarning]:
    """Return the warnings about differences between the videos of a run.

    Each kind of difference is reported once: of the first video and the first one that differs.

    Parameters
    ----------
    clips
        In the order of the run.
    strides
        Columns of strides.parquet of all of them, with ``segment`` filled in.
    """
    found = []
    for check in _CHECKS:
        pairs = (check(clips[0], other) for other in clips[1:])
        found += [warning for warning in pairs if warning is not None][:1]
    return found + (_check_clothing(clips, strides) if len(clips) > 1 else [])


def _check_resolution(first: FilmedClip, other: FilmedClip) -> QualityWarning | None:
    sizes = [(clip.info.width, clip.info.height) for clip in (first, other)]
    if sizes[0] == sizes[1]:
        return None
    (width, height), (other_width, other_height) = sizes
    return _warn(
        "clips_resolution",
        f"the videos differ in resolution: {first.name} has {width}×{height} pixels, {other.name} "
        f"{other_width}×{other_height}",
        "film both with the same camera and the same settings",
    )


def _check_frame_rate(first: FilmedClip, other: FilmedClip) -> QualityWarning | None:
    rates = first.frame_rate, other.frame_rate
    if abs(log(rates[0] / rates[1])) <= log(MOST_RATE_RATIO):
        return None
    return _warn(
        "clips_frame_rate",
        f"the videos differ in frame rate: {first.name} has {rates[0]:.0f} frames a second, "
        f"{other.name} {rates[1]:.0f}; landing and toe-off are read more finely in one of them",
        "film both with the same camera and the same settings",
    )


def _check_angle(first: FilmedClip, other: FilmedClip) -> QualityWarning | None:
    if abs(first.gait.shoulder_width - other.gait.shoulder_width) <= MOST_ANGLE_SHIFT:
        return None
    return _warn(
        "clips_camera",
        f"the camera stood at another angle to the runner in {other.name} than in {first.name}, "
        "and that alone can make the same posture look different",
        "put the camera at the same place both times, square to the run and at hip height",
    )


def _check_date(first: FilmedClip, other: FilmedClip) -> QualityWarning | None:
    dates = first.info.created, other.info.created
    if dates[0] is None or dates[1] is None:
        return None
    if abs(dates[1] - dates[0]) > SAME_OUTING:
        return _warn(
            "clips_date",
            f"the videos are of different times: {first.name} says it was made on "
            f"{dates[0]:%Y-%m-%d at %H:%M}, {other.name} on {dates[1]:%Y-%m-%d at %H:%M} (UTC); "
            "shoes, clothes and form of another day change the same angles as tiring does",
            "compare videos of one run, if tiring is the question",
        )
    if dates[1] < dates[0]:
        return _warn(
            "clips_order",
            f"{other.name} says that it was made before {first.name}, which is taken for the "
            "earlier one",
            "give the early video first",
        )
    return None


_CHECKS: tuple[Callable[[FilmedClip, FilmedClip], QualityWarning | None], ...] = (
    _check_resolution,
    _check_frame_rate,
    _check_angle,
    _check_date,
)


def _check_clothing(clips: Sequence[FilmedClip], strides: pd.DataFrame) -> list[QualityWarning]:
    codes = [clip.back_code for clip in clips]
    loose = [code == CLOTH for code in codes]
    changed = find_low_back_code(["" for _ in clips], used_strides(strides)) == CHANGED
    if not changed and (all(loose) or not any(loose)):
        return []
    return [
        _warn(
            "clips_clothing",
            "the clothing lies differently on the back in the two videos, so it may be another top "
            "or worn in another way",
            "wear the same close-fitting top, or none, in both",
        )
    ]


def _warn(code: str, message: str, advice: str) -> QualityWarning:
    return QualityWarning(code=code, message=message, cost_deg=None, advice=advice)
