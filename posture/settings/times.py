"""Times and windows as users write them: 75, 1:15, 1:15:00, 80%, 6:00-7:00."""

from __future__ import annotations

import re
from dataclasses import dataclass

from posture.errors import UsageError
from posture.utils.paths import shorten

END_TOLERANCE_S = 0.5
"""A window may end this long after the last frame, seconds; it is then cut to the video."""

# a time with more digits than this is no time, and would be no number to count with either
_DIGITS = r"\d{1,9}"
_NUMBER = rf"{_DIGITS}(?:\.\d{{0,9}})?|\.{_DIGITS}"
_TIME = re.compile(rf"(?:(?:({_DIGITS}):)?({_DIGITS}):)?({_NUMBER})|({_NUMBER})%")
_TIME_HELP = "write it as seconds (75 or 75.5), M:SS, H:MM:SS or a share of the video (80%)"

Span = tuple[float, float]
"""Start and end in seconds."""


def _split_time(text: str) -> tuple[float, bool]:
    """Return the number in `text`, and whether it is a share (0-1) rather than seconds."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise UsageError(f'"{shorten(text)}" is not a time; {_TIME_HELP}')
    hours, minutes, seconds, percent = match.groups()
    if percent is not None:
        if float(percent) > 100:
            raise UsageError(f'"{text}" lies outside the video; use a share from 0% to 100%')
        return float(percent) / 100, True
    if (minutes and float(seconds) >= 60) or (hours and int(minutes) >= 60):
        raise UsageError(f'"{text}" is not a time: after a colon the parts go up to 59')
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds), False


def parse_time(text: str, duration_s: float | None = None) -> float:
    """Read a time as written by a user.

    Parameters
    ----------
    text
        ``SS``, ``SS.s``, ``MM:SS``, ``H:MM:SS`` (each also with decimals) or ``NN%``.
    duration_s
        Length of the video in seconds as played, of which a share is taken.

    Returns
    -------
    float
        Seconds since the first frame, as played.

    Raises
    ------
    UsageError
        If the text is no time, or a share is given and the duration is not known.
    """
    value, is_share = _split_time(text)
    if not is_share:
        return value
    if duration_s is None:
        raise UsageError(f'"{text}" is a share of a video whose length is not known; use seconds')
    return value * duration_s


def format_time(seconds: float) -> str:
    """Write seconds as ``M:SS`` or ``H:MM:SS``, towards zero to the whole second."""
    minutes, rest = divmod(abs(int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    sign = "-" if int(seconds) < 0 else ""
    return sign + (f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}")


@dataclass(frozen=True)
class Window:
    """A window of the video as the user wrote it, from `start` to `end`.

    Attributes
    ----------
    start, end
        Times as `parse_time` reads them.
    """

    start: str
    end: str

    def __post_init__(self) -> None:
        (start, start_is_share), (end, end_is_share) = map(_split_time, (self.start, self.end))
        if start_is_share == end_is_share and end <= start:
            raise UsageError(f'the window "{self}" ends before it starts; write it as START-END')

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"

    def resolve(self, duration_s: float, name: str = "window") -> Span:
        """Return the window in seconds of a video of the given length.

        Parameters
        ----------
        duration_s
            Length of the video in seconds, as played.
        name
            What to call the window in an error, for example ``"late window"``.

        Returns
        -------
        (start_s, end_s)
            Seconds since the first frame, as played, with ``0 <= start_s < end_s <= duration_s``.

        Raises
        ------
        UsageError
            If the window ends before it starts, or leaves the video by more than half a second.
        """
        start_s, end_s = parse_time(self.start, duration_s), parse_time(self.end, duration_s)
        if end_s <= start_s:
            raise UsageError(
                f"the {name} {self} ends before it starts in this video, "
                f"which is {format_time(duration_s)} long; write it as START-END"
            )
        if start_s >= duration_s or end_s > duration_s + END_TOLERANCE_S:
            fault = "lies outside" if start_s >= duration_s else "reaches beyond the end of"
            raise UsageError(
                f"the {name} {self} {fault} the video, which is {format_time(duration_s)} long; "
                f"choose times from 0:00 to {format_time(duration_s)} or shares such as 80%-100%"
            )
        return start_s, min(end_s, duration_s)


def parse_window(text: str) -> Window:
    """Read ``TIME-TIME``; raise `UsageError` if it is no window or ends before it starts."""
    parts = re.split(r"[-–]", text.strip())
    if len(parts) != 2 or not all(part.strip() for part in parts):
        raise UsageError(
            f'"{shorten(text)}" is not a window; write two times with a dash, as in 6:00-7:00'
        )
    return Window(parts[0].strip(), parts[1].strip())
