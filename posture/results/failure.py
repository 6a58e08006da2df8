"""The results of videos in which no runner can be measured."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd

from posture.measures import FRAME_TABLE, LOW_BACK, STRIDE_TABLE, Column, Measure
from posture.pose.models.manifest import ModelFile
from posture.results.provenance import provenance_of, video_of
from posture.results.types import (
    SCHEMA_VERSION,
    LowBack,
    Quality,
    Runner,
    Segment,
    SegmentPair,
    Summary,
)
from posture.settings.options import Settings
from posture.video import VideoInfo


def summarise_failure(
    infos: list[VideoInfo], settings: Settings, model: ModelFile, reason: str
) -> Summary:
    """Build the summary of videos in which no runner can be measured."""
    videos = tuple(video_of(info) for info in infos)
    return Summary(
        schema_version=SCHEMA_VERSION,
        posture_version=version("running-posture"),
        video=videos[0],
        videos=videos if len(videos) > 1 else (),
        settings=settings.as_dict(),
        provenance=provenance_of(model),
        runner=Runner(
            facing=None, near_side=None, detected_share=0.0, trunk_px=None, subjects_seen=None
        ),
        quality=Quality(level_deg=None, level_applied=False, warnings=()),
        segments=SegmentPair(early=Segment(), late=Segment()),
        back=LowBack(
            measured=False,
            code=None,
            reason=reason,
            frames_share=0.0,
            strides=0,
            geometry_change_deg=dict.fromkeys(LOW_BACK),
            level_interval_deg=dict.fromkeys(LOW_BACK),
        ),
        measures={},
        sides={},
        drift={},
        waveforms={},
        cadence_spm=None,
        strides=0,
        pain=None,
        failure=reason,
    )


def make_failed_tables(infos: list[VideoInfo], reason: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make the tables of videos in which no runner can be measured: all columns, and why.

    Returns
    -------
    (frames, strides)
        A row for each frame, nothing measured, with the reason; no stride.
    """
    frames = pd.concat([_make_failed_frames(info, reason) for info in infos], ignore_index=True)
    frames["frame"] = np.arange(len(frames))
    strides = pd.DataFrame({entry.name: _make_column(entry, 0) for entry in _listed(STRIDE_TABLE)})
    return frames, strides


def _make_failed_frames(info: VideoInfo, reason: str) -> pd.DataFrame:
    count = info.frames
    table = {entry.name: _make_column(entry, count) for entry in _listed(FRAME_TABLE)}
    times_s = np.asarray(info.times_s, float)
    return pd.DataFrame(table).assign(time_s=times_s, reason=reason)


def _listed(entries: Iterable[Measure | Column]) -> list[Measure | Column]:
    """Leave out the columns that only some runs have."""
    return [
        entry
        for entry in entries
        if not (entry.optional if isinstance(entry, Column) else entry.needs)
    ]


def _make_column(entry: Measure | Column, count: int) -> pd.Series[Any]:
    """Make a column in which nothing is measured."""
    kind = "float" if isinstance(entry, Measure) else entry.dtype
    if kind == "text":
        return pd.Series([""] * count, dtype=object)
    if kind == "bool":
        return pd.Series(np.zeros(count, bool))
    if kind == "int":
        return pd.Series(pd.array([pd.NA] * count, dtype="Int64"))
    return pd.Series(np.full(count, np.nan))
