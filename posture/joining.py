"""Several videos of one run, joined on its clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
import xarray as xr

from posture.errors import UsageError
from posture.levels import align_levels
from posture.recording import Recording
from posture.settings.times import format_time, parse_time

#: Times of pieces are given to the second: a piece may begin so much before the last one ends.
OVERLAP_S = 1.0


@dataclass(frozen=True)
class Film:
    """All that was filmed of one run.

    Attributes
    ----------
    recordings, names, starts_s
        The videos in order, what each is called, and when it begins, seconds of real running.
    on_clock
        Whether these times are those of the run; else the videos just follow each other, and how
        much of the run lies between them is not known.
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
        """From the beginning of the run's clock to the end of the last video."""
        return self.starts_s[-1] + self.recordings[-1].duration_s


def one(recording: Recording) -> Film:
    """Take one video for the whole run."""
    frames, strides, poses = recording.frames, recording.strides, recording.poses
    return Film([recording], [""], [0.0], True, frames, strides, poses)


def two(early: Recording, late: Recording) -> Film:
    """Let a late video follow an early one, the time between them not known."""
    return _film([early, late], ["early", "late"], [0.0, early.duration_s], on_clock=False)


def pieces(recordings: list[Recording], at_s: list[float]) -> Film:
    """Put several videos of one run on its clock, and call them ``"1"``, ``"2"`` and so on.

    Raises
    ------
    UsageError
        Two of them overlap, or show the runner from opposite sides.
    """
    names = [str(number) for number in range(1, len(recordings) + 1)]
    starts_s = on_the_clock(at_s, [recording.duration_s for recording in recordings])
    return _film(recordings, names, starts_s, on_clock=True)


def _film(
    recordings: list[Recording], names: list[str], starts_s: list[float], *, on_clock: bool
) -> Film:
    require_same_side(recordings)
    recordings = align_levels(recordings)
    frames, strides = join(recordings, starts_s, names)
    poses = join_poses(recordings, names)
    return Film(recordings, names, starts_s, on_clock, frames, strides, poses)


def join(
    recordings: list[Recording], starts_s: list[float], names: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Frames and strides of several videos as one run.

    Parameters
    ----------
    recordings, starts_s, names
        The videos in order, when each begins on the run's clock in seconds of real running, and
        what it is called.

    Returns
    -------
    (frames, strides)
        Added columns: ``clip``, the name of the video a row is from. Times are those of the run;
        frames and strides go on counting.
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
    """Landmarks of several videos one after the other, as played.

    The coordinate ``clip`` tells which video a time is from.
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


def require_same_side(recordings: list[Recording]) -> None:
    """Refuse videos from opposite sides: other joints are near, and levels do not compare.

    Raises
    ------
    UsageError
        The runner faces left in one video and right in another.
    """
    first = recordings[0]
    for other in recordings[1:]:
        if first.view.facing != other.view.facing:
            raise UsageError(
                f"the runner faces {first.view.facing} in {first.info.path.name} and "
                f"{other.view.facing} in {other.info.path.name}; film all from the same "
                "side, or give --facing if one is wrong"
            )


def starts_of(at: Sequence[str | float], count: int) -> list[float]:
    """Read when each piece begins on the run's clock.

    Parameters
    ----------
    at
        A time for each piece, seconds or as `posture.settings.times.parse_time` reads them.
    count
        Number of pieces.

    Raises
    ------
    UsageError
        There are not as many times as pieces, or they do not go up.
    """
    if len(at) != count:
        raise UsageError(
            f"{count} videos of one run need {count} times, and {len(at)} were given; say for each "
            "with --at when in the run it begins, in their order"
        )
    starts_s = [parse_time(str(time)) for time in at]
    if any(later <= sooner for sooner, later in pairwise(starts_s)):
        raise UsageError("the times of --at do not go up; give the videos in the order of the run")
    return starts_s


def on_the_clock(starts_s: list[float], lengths_s: list[float]) -> list[float]:
    """When each piece begins, moved up by less than a second where two would overlap.

    Raises
    ------
    UsageError
        A piece begins more than a second before the one before it ends.
    """
    placed: list[float] = []
    end_s = 0.0
    for start_s, length_s in zip(starts_s, lengths_s, strict=True):
        if start_s < end_s - OVERLAP_S:
            raise UsageError(
                f"the video that begins at {format_time(start_s)} of the run overlaps with the one "
                f"before it, which lasts until {format_time(end_s)}; correct --at"
            )
        placed.append(max(start_s, end_s) if placed else start_s)
        end_s = placed[-1] + length_s
    return placed
