"""One video, measured: the part of the story that is the same for one clip and for two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import pandas as pd
import xarray as xr

from posture.back import Back, line_in_picture, measure_back, trunk_line
from posture.capture.parallax import place
from posture.errors import NoRunnerError
from posture.gait.check import Gait, estimate_gait, speed_factor
from posture.gait.strides import cut_strides
from posture.learned.joint_centres import to_joint_centres
from posture.measures import measure_frames, measure_strides
from posture.pose import Detections, detect
from posture.results.poses import to_dataset
from posture.settings.options import Settings
from posture.tracks import clean, smooth
from posture.tracks.body import build_body
from posture.tracks.view import Facing, detect_facing
from posture.utils.memory import give_back
from posture.video import VideoInfo

Progress = Callable[[str, int, int], None]

#: From behind the shoulders are so far apart, in trunk lengths; from the side about 0.15.
NOT_FROM_THE_SIDE = 0.42
#: A trunk of fewer pixels cannot be measured.
LEAST_TRUNK_PX = 20.0


@dataclass(frozen=True)
class Recording:
    """What one video says about the runner.

    Attributes
    ----------
    info
        The file.
    frames, strides, poses
        As in `posture.results.run.Run`.
    facing
        Which way the runner faces; the near side is the same.
    speed_factor
        Seconds as played for one second of running.
    speed_estimated
        Whether the factor was read from the cadence.
    level_deg
        Level that was applied, degrees.
    gait
        How the legs move.
    trunk_px, detected_share, subjects_seen
        Size of the runner, share of frames measured, people seen.
    back
        What the line of the back says.
    """

    info: VideoInfo
    frames: pd.DataFrame
    strides: pd.DataFrame
    poses: xr.Dataset
    facing: Facing
    speed_factor: float
    speed_estimated: bool
    level_deg: float
    gait: Gait
    trunk_px: float
    detected_share: float
    subjects_seen: int
    back: Back

    @property
    def duration_s(self) -> float:
        """Length in seconds of real running."""
        return self.info.duration_s / self.speed_factor


def record(
    info: VideoInfo, model: Path, settings: Settings, progress: Progress | None = None
) -> Recording:
    """Measure every frame and stride of one video.

    Raises
    ------
    NoRunnerError
        Nobody, or nobody who runs, can be measured from the side.
    """

    def tell(done: int, total: int) -> None:
        if progress is not None:
            progress("Finding the runner", done, total)

    subject = None if settings.subject == "auto" else int(settings.subject)
    # not kept by a name: `measure` lets go of it as soon as it can, see tests/benchmarks/memory.py
    return measure(
        info,
        detect(info, model, workers=settings.workers, subject=subject, progress=tell),
        settings,
    )


def measure(info: VideoInfo, found: Detections, settings: Settings) -> Recording:
    """Turn what the pose network saw into frames and strides."""
    tracks = clean(found, info.times_s, info.width, info.height)
    confidence, subjects_seen = found.confidence, found.subjects_seen
    if not tracks.stretches:
        why = _commonest([reason for reason in tracks.reason if reason])
        raise NoRunnerError(
            f"no runner can be measured in this video: {why} in most frames; film one runner from "
            "the side with the whole body in the picture"
        )
    motion = estimate_gait(tracks)
    _require_run(motion, tracks.trunk_px)
    estimated = settings.speed_factor == "auto"
    factor = (
        speed_factor(motion.stride_hz, info.fps_median)
        if estimated
        else float(settings.speed_factor)
    )
    way = detect_facing(tracks) if settings.facing == "auto" else cast("Facing", settings.facing)
    level = 0.0 if isinstance(settings.level, str) else settings.level
    tracks = smooth(tracks, factor)
    runner = build_body(tracks, way, level, factor)
    stride_s = 1 / (motion.stride_hz * factor)
    runner = to_joint_centres(runner, tracks, way, stride_s)
    line = trunk_line(found, tracks, runner, way, level)
    del found  # the outlines of a long video are large
    give_back()
    cut = cut_strides(runner)
    back = measure_back(
        line, tracks, runner, cut, way, stride_s=stride_s, shoulder_width=motion.shoulder_width
    )
    frames = measure_frames(runner, tracks.reason, back)
    seen = np.where(back.shown, line.back, np.float32(np.nan))
    drawn = line_in_picture(seen, runner, way, level)
    yaw, size = place(runner, info.width, info.height, way, level)
    del line, seen, runner
    give_back()
    strides, frames = measure_strides(cut, frames, back, view_yaw_deg=yaw, trunk_share=size)
    _require_stride(strides)
    measured = frames["trunk_lean_deg"].notna()
    return Recording(
        info=info,
        frames=frames,
        strides=strides,
        poses=to_dataset(tracks, confidence, info, factor, drawn),
        facing=way,
        speed_factor=factor,
        speed_estimated=estimated,
        level_deg=level,
        gait=motion,
        trunk_px=tracks.trunk_px,
        detected_share=float(measured.mean()),
        subjects_seen=subjects_seen,
        back=back,
    )


def _require_run(motion: Gait, trunk_px: float) -> None:
    if trunk_px < LEAST_TRUNK_PX:
        raise NoRunnerError(
            f"the runner is too small to be measured (trunk {trunk_px:.0f} pixels); film from "
            "nearer or zoom in, so that the runner fills at least half of the picture's height"
        )
    if motion.shoulder_width > NOT_FROM_THE_SIDE:
        raise NoRunnerError(
            "the person is not seen from the side (the shoulders are as far apart as from the "
            "front or behind); put the camera square to the running direction"
        )
    if motion.kind == "standing":
        raise NoRunnerError(
            "the person in this video does not run: the legs do not swing; film a run from the side"
        )
    if motion.kind == "walking":
        raise NoRunnerError(
            "the person in this video walks: the body is lowest when the legs are apart, without "
            "a flight phase; this tool measures running"
        )


def _require_stride(strides: pd.DataFrame) -> None:
    rejected = strides["rejected"]
    if not rejected.eq("").any():
        why = "" if rejected.empty else f" ({_commonest(list(rejected))})"
        raise NoRunnerError(
            f"no whole stride can be measured in this video{why}; film at least 10 seconds from "
            "the side with the whole body in the picture"
        )


def _commonest(reasons: list[str]) -> str:
    values, counts = np.unique(reasons, return_counts=True)
    return str(values[counts.argmax()])
