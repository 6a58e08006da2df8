"""The videos of a run, each with the rows of the run that are from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from msgspec.structs import replace as replace_fields

from posture.results import reading
from posture.results.run import Run
from posture.utils.arrays import FloatArray
from posture.video import VideoInfo


@dataclass(frozen=True)
class Film:
    """One video of a run.

    Attributes
    ----------
    number
        Place in ``Summary.all_videos``, from 0.
    info
        The file.
    run
        The rows of the run that are from this video. Times stay on the clock of the run's tables;
        ``frame`` is the index in this file, in ``frames`` and in ``poses``.
    """

    number: int
    info: VideoInfo
    run: Run

    @property
    def clip(self) -> str:
        """What the tables call this video: early, late, a number; empty for the only one."""
        clips = reading.texts(self.run.frames, "clip")
        return str(clips[0]) if len(clips) else ""

    def frame_times(self, stride: int) -> tuple[FloatArray, FloatArray]:
        """Frames of a stride and one before and after it: (index in the file, phase)."""
        frames = self.run.frames
        inside = np.flatnonzero((frames["stride"] == stride).fillna(False).to_numpy(bool))
        if not len(inside):
            return np.array([]), np.array([])
        rows = np.arange(max(inside[0] - 1, 0), min(inside[-1] + 2, len(frames)))
        row = self.run.strides.loc[self.run.strides["stride"] == stride].iloc[0]
        start_s, end_s = float(row["start_s"]), float(row["end_s"])
        times = frames["time_s"].to_numpy(float)[rows]
        return frames["frame"].to_numpy(float)[rows], (times - start_s) / (end_s - start_s)


def list_films(run: Run, infos: Sequence[VideoInfo]) -> list[Film]:
    """Divide a run into its videos.

    Parameters
    ----------
    run
        Of one video or several.
    infos
        The files, in the order of ``Summary.all_videos``.
    """
    if len(infos) == 1 or "clip" not in run.frames:
        return [Film(0, infos[0], run)]
    films, first = [], 0
    names = list(dict.fromkeys(reading.texts(run.frames, "clip")))
    videos = run.results.all_videos
    for number, (name, info) in enumerate(zip(names, infos, strict=True)):
        films.append(Film(number, info, _select(run, name, first, videos[number].speed_factor)))
        first += int((reading.texts(run.frames, "clip") == name).sum())
    return films


def _select(run: Run, name: str, first: int, speed_factor: float | None) -> Run:
    """Select the rows of one video, whose first frame is row ``first`` of the run."""
    frames = run.frames[reading.texts(run.frames, "clip") == name]
    strides = run.strides[reading.texts(run.strides, "clip") == name]
    number = run.poses["frame"].to_numpy()
    own = (number >= first) & (number < first + len(frames))
    poses = run.poses.isel(time=np.flatnonzero(own))
    poses = poses.assign_coords(frame=("time", number[own] - first))
    frames = frames.assign(frame=frames["frame"] - first).reset_index(drop=True)
    video = replace_fields(run.results.video, speed_factor=speed_factor)
    results = replace_fields(run.results, video=video)
    return replace(run, frames=frames, strides=strides, results=results, poses=poses)
