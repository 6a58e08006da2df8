"""What limits the numbers of a run: the camera, the clips, and how the windows differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

import pandas as pd

from posture.capture import (
    FilmedClip,
    MeasuredClip,
    warn_of_clip,
    warn_of_clips_that_differ,
    warn_of_passes,
    warn_of_shifts,
    warn_of_windows,
)
from posture.comparison import Segments
from posture.comparison.types import Change
from posture.recording import Recording
from posture.results.types import PassOfRunner, Quality


def describe_quality(
    recordings: list[Recording],
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
    strides, segments, measures
        Of all of them: the table with ``segment`` filled in, the windows, and what was compared.
    """
    level_deg = recordings[0].view.level_deg
    of_clips = [
        found for recording in recordings for found in warn_of_clip(_select_for_warnings(recording))
    ]
    return Quality(
        level_deg=level_deg,
        level_applied=level_deg != 0.0,
        warnings=(
            *dict.fromkeys(of_clips),
            *warn_of_clips_that_differ([_select_for_clips(one) for one in recordings], strides),
            *warn_of_windows(segments),
            *warn_of_passes(passes, strides),
            *warn_of_shifts(strides, measures),
        ),
    )


def _select_for_warnings(recording: Recording) -> MeasuredClip:
    names = [field.name for field in fields(MeasuredClip)]
    return MeasuredClip(**{name: getattr(recording, name) for name in names})


def _select_for_clips(recording: Recording) -> FilmedClip:
    return FilmedClip(recording.info, recording.view, recording.gait, recording.back.code)
