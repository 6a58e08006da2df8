"""Where the runner is seen standing still: which file, and when. Checked before the long work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from posture.errors import UsageError
from posture.pose import Detections
from posture.settings.stretches import Asked
from posture.settings.times import Span, Window, format_time
from posture.utils.text import file_name
from posture.video import VideoInfo, probe

#: Least time that must show the runner standing still, seconds as played: half a breath.
LEAST_S = 2.0
#: Most time that is looked at, seconds as played: more adds nothing.
MOST_S = 20.0
#: So much may two windows have in common, seconds: times are given to the second.
OVERLAP_S = 0.5


@dataclass(frozen=True)
class StandingClip:
    """Where the runner stands still.

    Attributes
    ----------
    info
        The file.
    span
        When, seconds as played.
    in_run
        Whether it is a window of the first video of the run; else a video of its own.
    """

    info: VideoInfo
    span: Span
    in_run: bool

    @property
    def asked(self) -> Asked:
        """The stretch of the file that is looked at."""
        return Asked(windows=(self.span,))

    @property
    def frames(self) -> slice:
        """The frames of the span."""
        start, stop = np.searchsorted(self.info.times_s, self.span)
        return slice(int(start), int(stop))

    @property
    def name(self) -> str:
        """What messages and results call it."""
        if self.in_run:
            return f"{format_time(self.span[0])}-{format_time(self.span[1])}"
        return file_name(self.info.path)


def find_standing_clip(
    given: Window | str | None, first: VideoInfo, windows: Sequence[Span] = ()
) -> StandingClip | None:
    """Find where the runner stands still.

    Parameters
    ----------
    given
        The option; None where it was not given.
    first
        The first video of the run.
    windows
        Windows of the first video that are compared, seconds as played.

    Raises
    ------
    UsageError
        The window lies outside the video, is too short, or overlaps with one that is compared; or
        the video is too short, or one of the run.
    VideoError
        The file cannot be read as video.
    """
    if given is None:
        return None
    if isinstance(given, Window):
        span = given.resolve(first.duration_s, "standing window")
        _require_length(span, "the standing window is")
        for start_s, end_s in windows:
            if min(end_s, span[1]) - max(start_s, span[0]) > OVERLAP_S:
                raise UsageError(
                    f"the standing window {given} overlaps with {format_time(start_s)}-"
                    f"{format_time(end_s)}, which is compared; the runner stands still in the one "
                    "and runs in the other"
                )
        return StandingClip(first, _cut_to_middle(span), True)
    info = probe(Path(given))
    if info.sha256 == first.sha256:
        raise UsageError(
            "the standing video is the video of the run itself; give the window in which the "
            "runner stands still, such as --standing 0:00-0:05"
        )
    span = (0.0, info.duration_s)
    _require_length(span, f"the standing video {file_name(info.path)} is")
    return StandingClip(info, _cut_to_middle(span), False)


def leave_out(found: Detections, times_s: np.ndarray, span: Span | None) -> Detections:
    """Leave a span out of what was found, as if it had not been looked at.

    Parameters
    ----------
    found
        Of a whole video; may be changed.
    times_s
        ``(frames,)`` seconds as played.
    span
        Seconds as played; None leaves all as it is.
    """
    if span is None:
        return found
    part = slice(*(int(i) for i in np.searchsorted(times_s, span)))
    asked = np.ones(len(times_s), bool) if found.asked is None else found.asked.copy()
    asked[part] = False
    found.points[part], found.confidence[part], found.outline[part] = (np.nan,) * 3
    return replace(found, asked=asked)


def _require_length(span: Span, subject: str) -> None:
    if span[1] - span[0] < LEAST_S:
        raise UsageError(
            f"{subject} {span[1] - span[0]:.1f} s long; give at least {LEAST_S:.0f} seconds of "
            "standing still, better 5"
        )


def _cut_to_middle(span: Span) -> Span:
    """Cut a long span to its middle: at the ends people come and go."""
    spare = max(0.0, span[1] - span[0] - MOST_S) / 2
    return span[0] + spare, span[1] - spare
