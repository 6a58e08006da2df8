"""Sentences that say which parts of a video were measured and which were not."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from posture.results.names import clock
from posture.results.run import Run
from posture.results.types import Video
from posture.settings.times import Span, parse_window
from posture.utils.text import file_name

_MOST_PARTS = 4
"""Parts that are listed with their times; more are counted."""

_LEAST_S = 0.1
"""A shorter part that was not measured is not told, seconds: windows seldom end with a frame."""


def what_was_measured(run: Run) -> list[str]:
    """Write for each video of which not all was measured how much was, and where."""
    videos, stood = run.results.all_videos, run.results.standing
    named = len(videos) > 1
    stands: Span | None = None
    if stood is not None and stood.in_run:  # of the first video; its name is to the second only
        asked = parse_window(str(run.results.settings.get("standing") or stood.source))
        stands = asked.resolve(videos[0].duration_s, "standing window")
    return [
        _describe(video, stands if i == 0 else None, named=named)
        for i, video in enumerate(videos)
        if video.measured_s
    ]


def _describe(video: Video, stands: Span | None, *, named: bool) -> str:
    parts = video.measured_s
    measured_s = sum(end_s - start_s for start_s, end_s in parts)
    whose = f" of {file_name(video.path)}" if named else ""
    if len(parts) <= _MOST_PARTS:
        where = " and ".join(f"{clock(start_s)}–{clock(end_s)}" for start_s, end_s in parts)
    else:
        where = f"{len(parts)} parts from {clock(parts[0][0])} to {clock(parts[-1][1])}"
        where += _describe_gaps(parts)
    text = f"Measured: {clock(measured_s)} of {clock(video.duration_s)} min{whose} ({where})."
    between = "What lies between"
    if stands is not None:
        text += f" The runner stands still in {clock(stands[0])}–{clock(stands[1])}."
        between = "What else lies between"
    if _is_more_left_out(video, stands):
        text += f" {between} was not looked at; --sample all measures everything."
    return text


def _is_more_left_out(video: Video, stands: Span | None) -> bool:
    """Whether more was not measured than the window in which the runner stands still."""
    known = sorted([*video.measured_s, *([stands] if stands else [])])
    seen_s = 0.0
    for start_s, end_s in [*known, (video.duration_s, video.duration_s)]:
        if start_s - seen_s > _LEAST_S:
            return True
        seen_s = max(seen_s, end_s)
    return False


def _describe_gaps(parts: Sequence[Span]) -> str:
    """Say how much at most lies between two parts, for how exactly an onset can be known."""
    longest_s = max(after[0] - before[1] for before, after in pairwise(parts))
    return f", at most {clock(longest_s)} min apart"
