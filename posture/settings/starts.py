"""When each of several videos of a run begins on the run's clock."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from posture.errors import UsageError
from posture.settings.times import format_time, parse_time

#: A video may begin this much before the one before it ends, seconds: starts are given to the
#: second.
OVERLAP_S = 1.0


def read_starts(at: Sequence[str | float], count: int) -> list[float]:
    """Read when each video begins on the run's clock, in seconds.

    Parameters
    ----------
    at
        A time for each video, seconds or as `parse_time` reads them.
    count
        Number of videos.

    Raises
    ------
    UsageError
        There is no video, there are not as many times as videos, or they do not go up.
    """
    if not count:
        raise UsageError("no video was given; name those of the run in their order")
    if len(at) != count:
        raise UsageError(
            f"{count} videos of one run need {count} times, and {len(at)} were given; say for each "
            "with --at when in the run it begins, in their order"
        )
    starts_s = [parse_time(str(time)) for time in at]
    if any(later <= sooner for sooner, later in pairwise(starts_s)):
        raise UsageError("the times of --at do not go up; give the videos in the order of the run")
    return starts_s


def place_on_clock(starts_s: Sequence[float], lengths_s: Sequence[float]) -> list[float]:
    """Find when each video begins, moved by less than a second where two would overlap.

    Parameters
    ----------
    starts_s, lengths_s
        When each video begins on the run's clock and how long it is, seconds of real running.

    Raises
    ------
    UsageError
        A video begins more than a second before the one before it ends.
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
