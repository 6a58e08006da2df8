"""Join the measured videos of one run on one clock."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from msgspec.structs import replace

from posture.comparison import Segments, choose_segments, used_strides
from posture.comparison.low_back import has_clothing_changed, remove_low_back
from posture.levels import align_levels
from posture.recording import Recording
from posture.results.run import Run
from posture.results.types import Segment, SegmentPair
from posture.session import Session
from posture.settings.starts import place_on_clock
from posture.settings.times import Span
from posture.utils.arrays import BoolArray


@dataclass(frozen=True)
class JoinedRun:
    """All measured videos of one run.

    Attributes
    ----------
    recordings, names, starts_s
        The videos in order, what each is called, and when it begins, seconds of real running.
    on_clock
        Whether these times are those of the run; else the time between the videos is not known, and
        each begins where the one before it ends.
    frames, strides, poses
        As in `posture.results.run.Run`, of all of them.
    """

    recordings: list[Recording]
    names: list[str]
    starts_s: list[float]
    on_clock: bool
    frames: pd.DataFrame
    strides: pd.DataFrame
    poses: xr.Dataset

    @property
    def duration_s(self) -> float:
        """Time from the start of the clock to the end of the last video, seconds of running."""
        return self.starts_s[-1] + self.recordings[-1].duration_s

    @property
    def timed(self) -> BoolArray:
        """Whether the speed of play is known of each stride, ``(strides,)``."""
        known = [
            np.full(len(recording.strides), recording.playback.known)
            for recording in self.recordings
        ]
        return np.concatenate(known)


def join(session: Session, recordings: list[Recording]) -> JoinedRun:
    """Join the recordings of a session.

    Parameters
    ----------
    session
        Which videos make up the run, and what its times are counted on.
    recordings
        One for each clip of the session, in its order.

    Raises
    ------
    UsageError
        Two of them overlap.
    """
    if session.clock == "file":
        return join_single(recordings[0])
    return join_recordings(recordings, [clip.name for clip in session.clips], session.starts_s)


def join_single(recording: Recording) -> JoinedRun:
    """Make a run of one video."""
    frames, strides, poses = recording.frames, recording.strides, recording.poses
    return JoinedRun([recording], [""], [0.0], True, frames, strides, poses)


def join_recordings(
    recordings: list[Recording], names: list[str], starts_s: Sequence[float] | None = None
) -> JoinedRun:
    """Join several videos of one runner.

    Parameters
    ----------
    recordings, names
        The videos in order, and what each is called.
    starts_s
        When each begins on the run's clock, seconds; None where that is not known, and then each
        follows where the one before it ends.

    Raises
    ------
    UsageError
        Two of them overlap.
    """
    lengths_s = [recording.duration_s for recording in recordings]
    if starts_s is None:
        placed_s = [float(sum(lengths_s[:i])) for i in range(len(lengths_s))]
    else:
        placed_s = place_on_clock(starts_s, lengths_s)
    recordings = align_levels(recordings)
    frames, strides = join_tables(recordings, placed_s, names)
    poses = join_poses(recordings, names)
    return JoinedRun(recordings, names, placed_s, starts_s is not None, frames, strides, poses)


def replace_recordings(joined: JoinedRun, recordings: list[Recording]) -> JoinedRun:
    """Put other measurements of the same videos into a run."""
    if joined.names == [""]:
        return join_single(recordings[0])
    frames, strides = join_tables(recordings, joined.starts_s, joined.names)
    return dataclasses.replace(joined, recordings=recordings, frames=frames, strides=strides)


def join_tables(
    recordings: list[Recording], starts_s: list[float], names: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Join the tables of frames and strides of several videos.

    Parameters
    ----------
    recordings, starts_s, names
        The videos in order, when each begins on the run's clock in seconds of real running, and
        what it is called.

    Returns
    -------
    (frames, strides)
        With a column ``clip``, the name of the video of each row. Times are those of the run; the
        numbers of frames and strides continue from video to video.
    """
    all_frames, all_strides = [], []
    frames_before = strides_before = 0
    for recording, start_s, name in zip(recordings, starts_s, names, strict=True):
        frames, strides = recording.frames, recording.strides
        times = {key: strides[key] + start_s for key in ("start_s", "end_s", "contact_far_s")}
        all_frames.append(
            frames.assign(
                frame=frames["frame"] + frames_before,
                time_s=frames["time_s"] + start_s,
                stride=frames["stride"] + strides_before,
                clip=name,
            )
        )
        all_strides.append(
            strides.assign(stride=strides["stride"] + strides_before, **times, clip=name)
        )
        frames_before += len(frames)
        strides_before += len(strides)
    return pd.concat(all_frames, ignore_index=True), pd.concat(all_strides, ignore_index=True)


def join_poses(recordings: list[Recording], names: list[str]) -> xr.Dataset:
    """Join the landmarks of several videos one after the other, as played.

    The coordinate ``clip`` is the name of the video that a time is from.
    """
    parts, clips = [], []
    begins_s, frames_before = 0.0, 0
    for recording, name in zip(recordings, names, strict=True):
        poses = recording.poses
        parts.append(
            poses.assign_coords(
                time=poses["time"] + begins_s,
                frame=("time", poses["frame"].to_numpy() + frames_before),
            )
        )
        clips += [name] * poses.sizes["time"]
        begins_s += recording.info.duration_s
        frames_before += len(recording.frames)
    joined = xr.concat(parts, dim="time", combine_attrs="override")
    return joined.assign_coords(clip=("time", np.array(clips)))


def find_segments(session: Session, joined: JoinedRun) -> Segments:
    """Find the early and the late stretch of a run, in seconds of real running.

    Raises
    ------
    UsageError
        A window lies outside the run, or early does not come before late.
    """
    strides, settings, first = joined.strides, session.settings, joined.recordings[0]
    if session.clock == "file":
        return choose_segments(strides, settings, first.playback.to_real, first.info.duration_s)
    if session.clock == "run":
        return choose_segments(strides, settings, 1.0, joined.duration_s)
    early, late = (
        _to_run_clock(clip.window or (0.0, clip.info.duration_s), recording, start_s)
        for clip, recording, start_s in zip(
            session.clips, joined.recordings, joined.starts_s, strict=True
        )
    )
    return Segments(early, late)


def _to_run_clock(window: Span, recording: Recording, start_s: float) -> Span:
    """Turn seconds of one video as it plays into those of the joined run."""
    real = recording.playback.to_real
    return real(window[0]) + start_s, real(window[1]) + start_s


def select_clip(run: Run, joined: JoinedRun, index: int) -> Run:
    """Select what one video shows of a run, with times from the beginning of that video.

    Parameters
    ----------
    run
        What was found in all of them.
    joined
        The videos.
    index
        Which of them, from 0.
    """
    if joined.names == [""]:
        return run
    clip, begins_s = joined.recordings[index], joined.starts_s[index]
    segments = run.results.segments
    results = replace(
        run.results,
        segments=SegmentPair(
            early=_to_clip_time(segments.early, begins_s, clip.duration_s),
            late=_to_clip_time(segments.late, begins_s, clip.duration_s),
        ),
        video=replace(run.results.video, speed_factor=clip.speed_factor),
    )
    labels = run.strides.loc[run.strides["clip"] == joined.names[index], "segment"].to_numpy()
    frames, strides = clip.frames, clip.strides.assign(segment=labels)
    # the low back of another video may be refused first, and then that is the run's code
    if has_clothing_changed(used_strides(run.strides)):
        frames, strides = remove_low_back(frames, strides)
    return Run(frames, strides, results, clip.poses)


def _to_clip_time(window: Segment, begins_s: float, length_s: float) -> Segment:
    """Turn a window of the run into times of a clip; empty if the clip shows nothing of it."""
    if window.start_s is None or window.end_s is None:
        return Segment()
    start_s, end_s = window.start_s - begins_s, window.end_s - begins_s
    if start_s >= length_s or end_s <= 0:
        return Segment()
    return replace(window, start_s=start_s, end_s=end_s)
