"""Sentences that say which parts of a video were measured and which were not."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from posture.results.names import clock
from posture.results.run import Run
from posture.results.types import Video
from posture.settings.times import Span
from posture.utils.text import file_name

_MOST_PARTS = 4
"""Parts that are listed with their times; more are counted."""


def what_was_measured(run: Run) -> list[str]:
    """Write for each video of which not all was measured how much was, and where."""
    videos = run.results.all_videos
    named = len(videos) > 1
    return [_describe(video, named=named) for video in videos if video.measured_s]


def _describe(video: Video, *, named: bool) -> str:
    parts = video.measured_s
    measured_s = sum(end_s - start_s for start_s, end_s in parts)
    whose = f" of {file_name(video.path)}" if named else ""
    if len(parts) <= _MOST_PARTS:
        where = " and ".join(f"{clock(start_s)}–{clock(end_s)}" for start_s, end_s in parts)
    else:
        where = f"{len(parts)} parts from {clock(parts[0][0])} to {clock(parts[-1][1])}"
        where += _describe_gaps(parts)
    return (
        f"Measured: {clock(measured_s)} of {clock(video.duration_s)} min{whose} ({where}). "
        "What lies between was not looked at; --sample all measures everything."
    )


def _describe_gaps(parts: Sequence[Span]) -> str:
    """Say how much at most lies between two parts, for how exactly an onset can be known."""
    longest_s = max(after[0] - before[1] for before, after in pairwise(parts))
    return f", at most {clock(longest_s)} min apart"
