"""Warnings about a recording: what limits its accuracy, by how much, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from posture.capture.pace import warn_of_pace
from posture.capture.parallax import estimate_parallax_deg
from posture.capture.passes import warn_of_converging, warn_of_place
from posture.capture.place import LeanOverPlace
from posture.capture.speed import warn_of_interlace, warn_of_speed
from posture.comparison import used_strides
from posture.comparison.types import Change
from posture.comparison.windows import Segments
from posture.gait import Gait, Playback
from posture.gait.check import OBLIQUE
from posture.results.types import QualityWarning
from posture.tracks.parts import find_asked
from posture.tracks.view import View
from posture.video import VideoInfo

MIN_LEAN_DEG = 2.0
"""Smallest usual mean lean in running, degrees; below it the camera is probably not level.

Runners lean 4-14 degrees on average, few less than 2 (docs/research.md#trunk-lean).
"""

MAX_LEAN_DEG = 20.0
"""Largest usual mean lean in running, degrees; above it the camera is probably not level."""

MIN_PARALLAX_DEG = 0.5
"""Smallest parallax that causes a warning, degrees of lean.

A quarter of the smallest change of interest.
"""

MIN_SIZE_CHANGE = 0.05
"""Smallest change of the runner's size that causes a warning, as a share.

One step aside on a treadmill, 3 m from the camera.
"""

SMALL_TRUNK_PX = 60.0
"""Length of the trunk, pixels, below which the runner is small in the picture."""

LOW_FRAME_RATE = 50.0
"""Frames per second of real running below which contact times are inaccurate."""

FEW_LOOKS = 29.0
"""Frames per second of real running that the network should look at at least, see
tests/benchmarks/thinning.md."""

MIN_SHARE_MEASURED = 0.5
"""Share of the frames in which the runner should be measured; a smaller one causes a warning."""


@dataclass(frozen=True)
class MeasuredClip:
    """What the warnings about one clip depend on, see `posture.recording.Recording`."""

    info: VideoInfo
    frames: pd.DataFrame
    gait: Gait
    view: View
    playback: Playback
    trunk_px: float
    detected_share: float
    subjects_seen: int
    lean_over_place: LeanOverPlace | None = None
    place_deg: float = 0.0
    every: int = 1


def warn_of_clip(clip: MeasuredClip) -> list[QualityWarning]:
    """Return all warnings about one clip."""
    found = [
        _check_damage(clip),
        warn_of_speed(clip.playback, clip.gait.stride_hz),
        warn_of_interlace(clip.info, clip.trunk_px),
        _check_level(clip),
        _check_view(clip),
        _check_size(clip),
        _check_frame_rate(clip),
        _check_share_measured(clip),
        _check_people(clip),
        warn_of_place(clip.lean_over_place),
        warn_of_converging(clip.place_deg),
    ]
    return [warning for warning in found if warning is not None]


def warn_of_windows(segments: Segments) -> list[QualityWarning]:
    """Return the warnings about the choice of the windows."""
    if segments.settled_strides is None:
        return []
    return [
        _make_warning(
            "warm_up",
            f"only {segments.settled_strides} measured strides lie between 6:00 and the middle of "
            "the run, so the early window is the first third and holds the warm-up, in which form "
            "settles",
            "film from minute 6 to the end of a longer run, or choose the windows yourself",
        )
    ]


def _make_warning(
    code: str, message: str, advice: str, cost_deg: float | None = None
) -> QualityWarning:
    return QualityWarning(code=code, message=message, cost_deg=cost_deg, advice=advice)


def _check_damage(clip: MeasuredClip) -> QualityWarning | None:
    if not clip.info.damage:
        return None
    return _make_warning(
        "damaged_file",
        clip.info.damage,
        "copy the file from the camera again if the end matters",
    )


def _check_level(clip: MeasuredClip) -> QualityWarning | None:
    lean = float(np.nanmean(clip.frames["trunk_lean_deg"]))
    if clip.view.level_deg or MIN_LEAN_DEG <= lean <= MAX_LEAN_DEG:
        return None
    return _make_warning(
        "camera_level",
        f"the trunk leans {lean:.1f}° on average, which is rare in running: the camera is probably "
        "not level or looks up or down",
        "measure how far a door frame or another plumb line leans in the picture and give "
        "--level; changes between early and late do not depend on it if the camera did not move",
        round(abs(lean - float(np.clip(lean, MIN_LEAN_DEG, MAX_LEAN_DEG))) + 2.0, 1),
    )


def _check_view(clip: MeasuredClip) -> QualityWarning | None:
    shoulder_width = clip.gait.shoulder_width
    if shoulder_width < OBLIQUE:
        return None
    return _make_warning(
        "oblique_view",
        "the runner is not seen square from the side",
        "put the camera square to the running direction, at hip height",
        2.0,
    )


def _check_size(clip: MeasuredClip) -> QualityWarning | None:
    if clip.trunk_px >= SMALL_TRUNK_PX:
        return None
    return _make_warning(
        "small_runner",
        f"the runner is small in the picture (trunk {clip.trunk_px:.0f} pixels)",
        "film from nearer or zoom in, so that the runner fills half of the picture's height",
        # the angle that an error of one pixel at one end of the trunk makes
        round(float(np.degrees(1.0 / clip.trunk_px)), 1),
    )


def _check_frame_rate(clip: MeasuredClip) -> QualityWarning | None:
    fps = clip.info.fps_median * clip.playback.least_factor
    if fps >= LOW_FRAME_RATE:
        return _check_thinning(fps / clip.every)
    where = " in a part of the film" if len(clip.playback.speeds) > 1 else ""
    return _make_warning(
        "low_frame_rate",
        f"at {fps:.0f} frames per second{where} contact times are rough (a frame every "
        f"{1000 / fps:.0f} ms)",
        "film at 60 or, better, 120 frames per second; lean does not need it",
    )


def _check_thinning(looks_per_second: float) -> QualityWarning | None:
    if looks_per_second >= FEW_LOOKS:
        return None
    return _make_warning(
        "few_looks",
        f"the network looked at {looks_per_second:.0f} frames per second, so contact times and the "
        "arch are rough",
        "leave out --thin",
    )


def _check_share_measured(clip: MeasuredClip) -> QualityWarning | None:
    if clip.detected_share >= MIN_SHARE_MEASURED:
        return None
    missing = clip.frames["trunk_lean_deg"].isna() & find_asked(clip.frames["reason"])
    reasons = clip.frames["reason"][missing]
    return _make_warning(
        "seldom_measured",
        f"the runner is measured in {100 * clip.detected_share:.0f} % of the frames; most "
        f"others: {reasons.mode().iloc[0]}",
        "keep the whole runner in the picture, from head to feet",
    )


def _check_people(clip: MeasuredClip) -> QualityWarning | None:
    if clip.subjects_seen < 2:
        return None
    return _make_warning(
        "several_people",
        f"{clip.subjects_seen} people were seen; the one who was asked for, else the one who runs, "
        "was measured, and frames in which another one was in front are missing",
        "check in the annotated clip that it is the right one, else give --subject",
    )


def warn_of_shifts(strides: pd.DataFrame, measures: Mapping[str, Change]) -> list[QualityWarning]:
    """Return warnings about other differences between the windows than those of posture.

    Parameters
    ----------
    strides
        Columns of strides.parquet with ``segment`` filled in.
    measures
        The ``measures`` of summary.json.

    Returns
    -------
    list
        ``pace_gap``, a pace that one window lacks; ``cadence_shift``, a sign of another pace, where
        no speed is known; ``place_shift`` (parallax).
    """
    used = used_strides(strides)
    windows = [used[used["segment"] == name] for name in ("early", "late")]
    if any(window.empty for window in windows):
        return []
    place = _check_position(*windows)
    return [*warn_of_pace(strides, measures), *([place] if place else [])]


def _check_position(early: pd.DataFrame, late: pd.DataFrame) -> QualityWarning | None:
    yaws = [window["view_yaw_deg"].dropna().to_numpy(float) for window in (early, late)]
    if not all(len(yaw) for yaw in yaws) or early["trunk_lean_deg"].isna().all():
        return None
    cost = estimate_parallax_deg(float(early["trunk_lean_deg"].mean()), *yaws)
    resized = float(late["trunk_share"].mean() / early["trunk_share"].mean()) - 1
    differences = []
    if cost >= MIN_PARALLAX_DEG:
        moved = yaws[1].mean() - yaws[0].mean()
        differences.append(
            f"is seen {abs(moved):.0f}° further {'ahead' if moved > 0 else 'back'} in the picture"
        )
    if abs(resized) >= MIN_SIZE_CHANGE:
        differences.append(
            f"is {100 * abs(resized):.0f} % {'larger' if resized > 0 else 'smaller'}"
        )
    if not differences:
        return None
    return _make_warning(
        "place_shift",
        f"in the late window the runner {' and '.join(differences)}"
        + (
            f": seen from another place the same posture may look up to {cost:.1f}° of lean "
            "different"
            if cost >= MIN_PARALLAX_DEG
            else ", so the camera, its zoom or the runner's place is another"
        ),
        "leave the camera and its zoom as they are, and have the runner at the same place in the "
        "picture early and late",
        round(cost, 1),
    )
