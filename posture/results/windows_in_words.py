"""Which parts of a run are compared, in words: times are those of the run, or of each clip."""

from __future__ import annotations

from posture.results.names import clock
from posture.results.types import Segment, Summary, Video
from posture.utils.text import file_name


def is_of_two_clips(summary: Summary) -> bool:
    """Whether a run is an early and a late video with an unknown time between them."""
    return len(summary.videos) == 2 and all(video.at_s is None for video in summary.videos)


def describe_windows(summary: Summary) -> str:
    """Say what is compared: ``"Early: 0:01–0:37, 52 strides. Late: 1:14–1:51, 52 strides."``.

    Of two videos each has its own clock: ``"Early: fresh.mp4 0:00–0:21, 27 strides."``. Without a
    comparison, how much of the clip was measured: ``"This clip: 0:12, 14 strides."``.
    """
    windows = summary.segments.early, summary.segments.late
    if not any(found.change is not None for found in summary.measures.values()):
        seconds = sum(_real_s(video) for video in summary.all_videos)
        whole = "This clip" if len(summary.all_videos) == 1 else "These clips"
        return f"{whole}: {clock(seconds)}, {strides_in_words(summary.strides)}."
    parts = zip(("Early", "Late"), windows, _clips(summary), strict=True)
    return " ".join(f"{name}: {_describe(window, *clip)}." for name, window, clip in parts)


def _clips(summary: Summary) -> tuple[tuple[str, float], tuple[str, float]]:
    """Name of the video of each window, and the time of the table that is its 0:00."""
    if not is_of_two_clips(summary):
        return ("", 0.0), ("", 0.0)
    early, late = summary.videos
    # without a known time between them, the late video follows where the early one ends
    return (f"{file_name(early.path)} ", 0.0), (f"{file_name(late.path)} ", _real_s(early))


def _real_s(video: Video) -> float:
    """Give the length in seconds of running; runs of before have only one factor for all of it."""
    return video.duration_s / (video.speed_factor or 1.0) if video.real_s is None else video.real_s


def _describe(window: Segment, name: str, begins_s: float) -> str:
    strides = strides_in_words(window.strides)
    if window.start_s is None or window.end_s is None:
        return f"{name}{strides}"
    start, end = (clock(max(time - begins_s, 0.0)) for time in (window.start_s, window.end_s))
    return f"{name}{start}–{end}, {strides}"


def strides_in_words(count: int) -> str:
    """Write ``"1 stride"``, ``"2 strides"``."""
    return "1 stride" if count == 1 else f"{count} strides"
