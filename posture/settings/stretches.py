"""Which stretches of a video are measured: its windows, a sample of it, or all of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from posture.errors import UsageError
from posture.settings.options import Settings
from posture.settings.sampling import Sampling, parse_sampling
from posture.settings.times import Span

LONGEST_WHOLE_S = 720.0
"""A video up to this length is measured whole unless something else is asked, seconds as played."""

USUAL_EVERY_S = 120.0
"""Time from the start of one sampled stretch to that of the next, seconds as played."""

USUAL_FOR_S = 30.0
"""Length of a sampled stretch, seconds as played: about 40 strides.

What this costs against measuring all is in tests/benchmarks/sampling.md.
"""

MARGIN_S = 0.6
"""Time measured before and after a window, seconds of real running: half of the longest stride, so
that filters and events at its edges are those of a longer film (tests/end_to_end)."""


@dataclass(frozen=True)
class Asked:
    """The stretches of a video that are to be measured, seconds as played.

    Attributes
    ----------
    windows
        Measured to the last stride, so with a margin, which is included.
    samples
        Measured for about so long.
    """

    windows: tuple[Span, ...] = ()
    samples: tuple[Span, ...] = ()


def choose_stretches(settings: Settings, duration_s: float, *windows: Span | None) -> Asked | None:
    """Choose what is measured of a video.

    Parameters
    ----------
    settings
        The options; where ``speed_factor`` is to be found, the speed of life is assumed.
    duration_s
        Length of the video, seconds as played.
    *windows
        The windows of this video, seconds as played; None for one that was not given and is chosen
        once the strides are known.

    Returns
    -------
    Asked or None
        None for all of it. With ``sample`` auto, only the windows where all are given; else, of
        more than 12 minutes, 30 seconds every 2 minutes and the windows that are given.
    """
    if settings.sample == "all":
        return None
    given = [window for window in windows if window is not None]
    margin_s = MARGIN_S * _assume_speed_factor(settings)
    whole = tuple(_widen(window, margin_s, duration_s) for window in given)
    if settings.sample != "auto":
        return Asked(whole, _spread(parse_sampling(settings.sample), duration_s))
    if given and len(given) == len(windows):
        return Asked(whole)
    if duration_s <= LONGEST_WHOLE_S:
        return None
    return Asked(whole, _spread(Sampling(USUAL_EVERY_S, USUAL_FOR_S), duration_s))


def choose_stretches_of_pieces(
    settings: Settings, lengths_s: Sequence[float], starts_s: Sequence[float]
) -> list[Asked | None]:
    """Choose what is measured of each of several videos of one run.

    Parameters
    ----------
    settings
        The options; windows are on the run's clock.
    lengths_s
        Length of each video, seconds as played.
    starts_s
        When each begins on the run's clock, seconds of real running.

    Returns
    -------
    list of Asked or None
        As `choose_stretches`; of a video that both given windows miss, its first 30 seconds, which
        show how the run went on.
    """
    factor = _assume_speed_factor(settings)
    windows = _resolve_on_clock(settings, starts_s[-1] + lengths_s[-1] / factor)
    asked: list[Asked | None] = []
    for length_s, start_s in zip(lengths_s, starts_s, strict=True):
        inside = [_cut_to_video(window, start_s, length_s, factor) for window in windows]
        if settings.sample == "auto" and len(windows) == 2 and not any(inside):
            asked.append(Asked(samples=((0.0, min(USUAL_FOR_S, length_s)),)))
            continue
        missing = [None] * (2 - len(windows))
        parts = [part for part in inside if part is not None]
        asked.append(choose_stretches(settings, length_s, *parts, *missing))
    return asked


def _assume_speed_factor(settings: Settings) -> float:
    """Seconds as played for one second of running; 1 where that is still to be found."""
    return 1.0 if isinstance(settings.speed_factor, str) else settings.speed_factor


def _resolve_on_clock(settings: Settings, end_s: float) -> list[Span]:
    """Resolve the windows that are given; none where they do not fit what is known as yet."""
    try:
        return [w.resolve(end_s) for w in (settings.early, settings.late) if w is not None]
    except UsageError:  # reported once it is known how fast the videos play
        return []


def _cut_to_video(window: Span, start_s: float, length_s: float, factor: float) -> Span | None:
    """Cut a window on the run's clock to a video, seconds as played; None if it is outside."""
    begin_s, end_s = ((time_s - start_s) * factor for time_s in window)
    if begin_s >= length_s or end_s <= 0:
        return None
    return max(0.0, begin_s), min(length_s, end_s)


def _widen(window: Span, margin_s: float, duration_s: float) -> Span:
    return max(0.0, window[0] - margin_s), min(duration_s, window[1] + margin_s)


def _spread(sampling: Sampling, duration_s: float) -> tuple[Span, ...]:
    """Spread stretches over a video from its beginning, and one at its end if that was missed."""
    count = math.ceil(duration_s / sampling.every_s)
    starts = [sampling.every_s * number for number in range(count)]
    spans = [(start, min(start + sampling.for_s, duration_s)) for start in starts]
    # the end of a run is where a runner is most tired
    if duration_s - spans[-1][1] > sampling.every_s / 2:
        spans.append((duration_s - sampling.for_s, duration_s))
    return tuple(spans)
