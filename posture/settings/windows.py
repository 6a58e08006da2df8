"""Times given by the user, in seconds of one video."""

from __future__ import annotations

from dataclasses import dataclass

from posture.errors import UsageError
from posture.settings.options import Settings
from posture.settings.times import Span, format_time, parse_time


@dataclass(frozen=True)
class ResolvedWindows:
    """The times the user gave, in seconds of one video as played; None where none was given."""

    early: Span | None
    late: Span | None
    pain_onset_s: float | None


def require_order(early: Span, late: Span) -> None:
    """Raise `UsageError` unless the early window has ended when the late one starts."""
    if early[1] > late[0] + 1e-6:
        raise UsageError(
            "the early window must come before the late one, and here "
            f"early is {format_time(early[0])}-{format_time(early[1])} "
            f"and late is {format_time(late[0])}-{format_time(late[1])}"
        )


def resolve_windows(settings: Settings, duration_s: float) -> ResolvedWindows:
    """Turn the times of `settings` into seconds of a video of the given length.

    Parameters
    ----------
    settings
        The options.
    duration_s
        Length of the video in seconds, as played.

    Raises
    ------
    UsageError
        If a time lies outside the video, or the early window does not come before the late one.
    """
    early = settings.early.resolve(duration_s, "early window") if settings.early else None
    late = settings.late.resolve(duration_s, "late window") if settings.late else None
    onset_s = None
    if settings.pain_onset is not None:
        onset_s = parse_time(settings.pain_onset, duration_s)
        if not 0 < onset_s < duration_s:
            raise UsageError(
                f"the pain onset {settings.pain_onset} lies outside the video, "
                f"which is {format_time(duration_s)} long; choose a time inside it"
            )
    if early and late:
        require_order(early, late)
    return ResolvedWindows(early, late, onset_s)
