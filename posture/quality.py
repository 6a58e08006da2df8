"""What limits the numbers of a run: the camera, the clips, and how the windows differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

import numpy as np
import pandas as pd

from posture.capture import (
    FilmedClip,
    MeasuredClip,
    WatchedClip,
    warn_of_camera,
    warn_of_clip,
    warn_of_clips_that_differ,
    warn_of_passes,
    warn_of_shifts,
    warn_of_windows,
)
from posture.comparison import Segments
from posture.comparison.types import Change
from posture.recording import Recording
from posture.results.types import PassOfRunner, PersonSeen, Quality


def describe_quality(
    recordings: list[Recording],
    watched: list[WatchedClip],
    passes: tuple[PassOfRunner, ...],
    strides: pd.DataFrame,
    segments: Segments,
    measures: Mapping[str, Change],
) -> Quality:
    """Describe the level of the camera and all that limits the numbers of a run.

    Parameters
    ----------
    recordings
        The measured clips, in order; a warning that several share is given once.
    watched
        The same clips, as `select_watched` makes them.
    strides, segments, measures
        Of all of them: the table with ``segment`` filled in, the windows, and what was compared.
    """
    applied, seen = recordings[0].view.level_deg, recordings[0].camera.level
    of_clips = [
        found for recording in recordings for found in warn_of_clip(_select_for_warnings(recording))
    ]
    return Quality(
        level_deg=applied or (None if seen is None else seen.level_deg),
        level_applied=applied != 0.0,
        warnings=(
            *warn_of_camera(watched),
            *dict.fromkeys(of_clips),
            *warn_of_clips_that_differ([_select_for_clips(one) for one in recordings], strides),
            *warn_of_windows(segments),
            *warn_of_passes(passes, strides, recordings[0].camera.level_sd_deg),
            *warn_of_shifts(strides, measures),
        ),
    )


def select_watched(
    recordings: list[Recording], frames: pd.DataFrame, segments: Segments
) -> list[WatchedClip]:
    """Select what the error and the warnings of each clip's camera depend on."""
    clips, start = [], 0
    for recording in recordings:
        own = frames.iloc[start : start + len(recording.frames)]
        times_s = own["time_s"].to_numpy(float)
        early, late = (
            slice(*(int(place) for place in np.searchsorted(times_s, span)))
            for span in (segments.early, segments.late)
        )
        name = str(own["clip"].iloc[0]) if "clip" in own else ""
        clips.append(WatchedClip(name, recording.camera, recording.info.times_s, early, late))
        start += len(recording.frames)
    return clips


def _select_for_warnings(recording: Recording) -> MeasuredClip:
    names = [field.name for field in fields(MeasuredClip)]
    return MeasuredClip(**{name: getattr(recording, name) for name in names})


def _select_for_clips(recording: Recording) -> FilmedClip:
    return FilmedClip(recording.info, recording.view, recording.gait, recording.back.code)


def list_people(recordings: list[Recording]) -> tuple[PersonSeen, ...]:
    """List who was seen in each video, by the number that chooses them."""
    return tuple(
        PersonSeen(
            number=person.number,
            video=video,
            start_s=float(one.info.times_s[person.first]),
            end_s=float(one.info.times_s[person.last]),
            frame=person.at,
            box=person.box,
            measured=person.measured,
        )
        for video, one in enumerate(recordings, start=1)
        for person in one.people
    )
