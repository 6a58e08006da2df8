"""Measure one video, in the same way whether a run has one or several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from posture.back import Back, LearnedModels, Line, line_to_picture, measure_back, read_trunk_line
from posture.camera import Camera
from posture.camera.keeping import read_camera_once
from posture.capture.place import LeanOverPlace, fit_lean_over_place
from posture.errors import NoRunnerError
from posture.following import ReadCamera, find_most_common, follow
from posture.gait.check import Gait
from posture.gait.playback import Playback
from posture.gait.strides import cut_strides
from posture.learned.joint_centres import to_joint_centres
from posture.measures import measure_frames, measure_strides, remove_unknown
from posture.pose import Detections, detect
from posture.pose.identity import SeenPerson
from posture.pose.keeping import Keeper
from posture.pose.plan import plan_detection
from posture.results.poses import to_dataset
from posture.results.types import PassOfRunner
from posture.settings.options import Settings
from posture.settings.stretches import Asked
from posture.settings.subject import parse_subject
from posture.settings.times import Span
from posture.standing import TrunkAxis, leave_out, measure_axis
from posture.tracks import Body, Tracks, View, build_body
from posture.tracks.parts import find_asked, find_parts
from posture.tracks.passes import name_facing
from posture.utils.arrays import Float32Array, FloatArray
from posture.utils.memory import release_memory
from posture.video import VideoInfo

#: Called with the stage's name, the work done and the work in all.
Progress = Callable[[str, int, int], None]

DETECTING = "Finding the runner"
"""Name of the stage in which the network looks at the frames."""


@dataclass(frozen=True)
class Recording:
    """What was measured in one video.

    Attributes
    ----------
    info
        The file.
    frames, strides, poses
        As in `posture.results.run.Run`.
    view
        How the camera sees the runner: facing of most frames, level and speed factor that were
        applied.
    passes
        Stretches in which the runner faces one way, in order, in seconds of real running.
    playback
        How many times slower than life the file plays, part by part, and whether that is known.
    gait
        How the legs move.
    trunk_px
        Median trunk length, pixels.
    detected_share
        Share of the frames asked for in which the runner is measured, 0-1.
    subjects_seen, people
        Number of people in the video, and who they are, in the order of their appearance.
    back
        What was measured on the line of the back.
    lean_shift_deg
        Degrees that were added to the lean of all frames, see `posture.levels`.
    camera
        How the camera stood and moved.
    axis
        How far the trunk's ends lie ahead of the landmarks, see `posture.standing`.
    lean_over_place
        How the lean depends on the place in the picture, where the runner crosses it.
    place_deg
        How much plumb lines lean otherwise at one place of the runner than at another, degrees.
    every
        The network looked at every so many frames.
    """

    info: VideoInfo
    frames: pd.DataFrame
    strides: pd.DataFrame
    poses: xr.Dataset
    view: View
    passes: tuple[PassOfRunner, ...]
    playback: Playback
    gait: Gait
    trunk_px: float
    detected_share: float
    subjects_seen: int
    people: tuple[SeenPerson, ...]
    back: Back
    lean_shift_deg: float
    camera: Camera
    axis: TrunkAxis
    lean_over_place: LeanOverPlace | None = None
    place_deg: float = 0.0
    every: int = 1

    @property
    def duration_s(self) -> float:
        """Length in seconds of real running."""
        return self.playback.to_real(self.info.duration_s)

    @property
    def speed_factor(self) -> float | None:
        """Seconds as played for one second of running, of the longest part; None if not known."""
        return self.view.speed_factor if self.playback.known else None

    @property
    def frame_rate(self) -> float:
        """Frames that the network looked at, per second of real running, where fewest."""
        return self.info.fps_median * self.playback.least_factor / self.every

    @property
    def parts(self) -> list[slice]:
        """Frames that were asked for, without a break each; one if all of the video was."""
        return find_parts(self.frames["reason"])

    @property
    def measured_s(self) -> tuple[Span, ...]:
        """Parts of the video that were asked for, seconds as played; empty if all of it was."""
        edges = np.append(self.info.times_s, self.info.duration_s)
        whole = [slice(0, self.info.frames)]
        parts = [] if self.parts == whole else self.parts
        return tuple((float(edges[part.start]), float(edges[part.stop])) for part in parts)


def record(
    info: VideoInfo,
    model: Path,
    settings: Settings,
    learned: LearnedModels,
    progress: Progress | None = None,
    asked: Asked | None = None,
    cameras: Sequence[Camera] | None = None,
    keeper: Keeper | None = None,
    left_out: Span | None = None,
) -> Recording:
    """Measure every frame and stride of one video, or of stretches of it.

    Parameters
    ----------
    info
        The file.
    model
        File of the pose network.
    settings
        Options of the run.
    learned
        What was learnt for this network.
    progress
        Called with the stage's name, the frames done and the frames in all.
    asked
        The stretches that are to be measured; None for all of it.
    cameras
        Of the clips before this one in a run of several; None for a run of one.
    keeper
        Keeps what the network saw, see `posture.pose.detect`.
    left_out
        Seconds as played in which the runner does not run but stands; None for none.

    Raises
    ------
    NoRunnerError
        Nobody, or nobody who runs, can be measured from the side.
    """
    find = partial(
        detect,
        info,
        model,
        plan=plan_detection(info, asked, settings.thin),
        workers=settings.workers,
        subject=parse_subject(settings.subject),
        progress=None if progress is None else partial(progress, DETECTING),
        keeper=keeper,
    )
    # no variable keeps the detections: `measure` deletes them early, see tests/benchmarks/memory.py
    return measure(
        info,
        leave_out(find(), info.times_s, left_out),
        settings,
        learned,
        partial(read_camera_once, info, level=settings.level, others=cameras, keeper=keeper),
    )


def measure(
    info: VideoInfo,
    found: Detections,
    settings: Settings,
    learned: LearnedModels,
    look: ReadCamera | None = None,
) -> Recording:
    """Turn what the pose network found into frames and strides.

    Parameters
    ----------
    info, found
        The file, and landmarks and outlines of every frame.
    settings, learned
        Options of the run, and what was learnt for this network.
    look
        Reads the camera; as for `posture.following.follow`, which also says what is raised.
    """
    runner = follow(info, found, settings, look)
    view, tracks, stride_s = runner.view, runner.tracks, runner.stride_s
    body, axis = _find_joints(tracks, view, stride_s, learned)
    line = read_trunk_line(runner.adapt(found), body)
    confidence, every = found.confidence, found.every
    subjects_seen, people = found.subjects_seen, found.people
    del found  # the outlines of a long video are large
    release_memory()
    cut = cut_strides(body)
    width = runner.gait.shoulder_width
    back = measure_back(line, body, cut, learned, stride_s=stride_s, shoulder_width=width)
    frames = measure_frames(body, tracks.reason, back)
    drawn, lean_shift_deg = runner.to_picture(_draw_back(line, back, body)), body.lean_shift_deg
    yaw, size, over_place = _find_place(body, frames, stride_s)
    del line, body  # the table of strides needs memory of its own
    release_memory()
    frames["facing"] = name_facing(runner.passes, info.frames)
    strides, frames = measure_strides(cut, frames, back, view_yaw_deg=yaw, trunk_share=size)
    _require_stride(strides)
    strides = remove_unknown(strides, runner.playback, info.fps_median / every)
    return Recording(
        info=info,
        frames=frames,
        strides=strides,
        poses=to_dataset(runner.seen, confidence, info, view.speed_factor, drawn),
        view=view,
        passes=runner.describe_passes(cut.times_s),
        playback=runner.playback,
        gait=runner.gait,
        trunk_px=tracks.trunk_px,
        detected_share=_share_measured(frames),
        subjects_seen=subjects_seen,
        people=people,
        back=back,
        lean_shift_deg=lean_shift_deg,
        camera=runner.camera,
        axis=axis,
        lean_over_place=over_place,
        place_deg=runner.steadied.place_deg,
        every=every,
    )


def _find_joints(
    tracks: Tracks, view: View, stride_s: float, learned: LearnedModels
) -> tuple[Body, TrunkAxis]:
    """Find the joint centres, and how far they lie from the landmarks."""
    landmarks = build_body(tracks, view)
    body = to_joint_centres(landmarks, stride_s, learned.centres)
    return body, measure_axis(landmarks, body)


def _find_place(
    body: Body, frames: pd.DataFrame, stride_s: float
) -> tuple[FloatArray, FloatArray, LeanOverPlace | None]:
    """Find where in the picture the runner is and how large, and how the lean depends on it."""
    yaw = body.view.measure_yaw_deg(body.hip)
    size = body.view.measure_share_of_height(body.hip, body.shoulder)
    lean = frames["trunk_lean_deg"].to_numpy(float)
    over_place = fit_lean_over_place(lean, yaw, body.times_s, body.stretches, stride_s / 2)
    return yaw, size, over_place


def _share_measured(frames: pd.DataFrame) -> float:
    """Share of the frames asked for in which the runner is measured, 0-1."""
    return float(frames["trunk_lean_deg"].notna()[find_asked(frames["reason"])].mean())


def _draw_back(line: Line, back: Back, body: Body) -> Float32Array:
    """Draw the line of the back where it is shown, ``(frames, 28, 2)`` pixels."""
    return line_to_picture(np.where(back.shown, line.back, np.float32(np.nan)), body)


def _require_stride(strides: pd.DataFrame) -> None:
    """Refuse a video without a usable stride."""
    rejected = strides["rejected"]
    if not rejected.eq("").any():
        why = "" if rejected.empty else f" ({find_most_common(list(rejected))})"
        raise NoRunnerError(
            f"no whole stride can be measured in this video{why}; film at least 10 seconds of "
            "real running from the side with the whole body in the picture"
        )
