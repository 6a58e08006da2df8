"""Which strides are early and which are late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from posture.settings.options import Settings
from posture.settings.times import Span
from posture.settings.windows import ResolvedWindows, require_order, resolve_windows

WARM_UP_S = 360.0
"""Length of the warm-up, in which form settles, seconds of real running."""

LONG_RUN_S = 600.0
"""The warm-up is left out of runs that are longer than this, seconds of real running."""

MIN_STRIDES = 10
"""Strides that each window needs for a comparison; where thirds have fewer, halves are taken."""

_ROUNDING_S = 1e-6
"""Tolerance for rounded times, seconds."""


@dataclass(frozen=True)
class Segments:
    """The two windows of the run that are compared.

    Attributes
    ----------
    early, late
        Start and end in seconds of real running since the first frame; early ends before late
        starts.
    settled_strides
        How many strides lie between the end of the warm-up and the middle of a long run, where
        they are too few, so that the early window holds the warm-up; else None.
    """

    early: Span
    late: Span
    settled_strides: int | None = None


def used_strides(strides: pd.DataFrame) -> pd.DataFrame:
    """Return the strides that were not rejected, in the order given."""
    return strides[strides["rejected"].fillna("").eq("")]


def choose_segments(
    strides: pd.DataFrame,
    settings: Settings,
    speed: float | Callable[[float], float],
    duration_s: float,
) -> Segments:
    """Choose the early and the late window of a run.

    A window that the user gave is taken as it is. By default, with a pain onset, early is the
    first third of the time before it and late all the time after it. Otherwise early is the first
    and late the last third of the strides that were not rejected, or the halves where a third has
    fewer than 10. In more than 10 minutes of running early starts at 6:00, after the warm-up, and
    ends before the middle stride. A single stride is early; without any, thirds of the time are
    taken. A default window is shortened where it overlaps with one that the user gave.

    Parameters
    ----------
    strides
        Columns ``start_s``, ``end_s`` (seconds of real running) and ``rejected``, in time order.
    settings
        The options ``early``, ``late`` and ``pain_onset``, in times of the file as played.
    speed
        How many times slower than real running the file plays; where that changes, what turns
        seconds as played into those of real running.
    duration_s
        Length of the file in seconds, as played.

    Raises
    ------
    UsageError
        If a time lies outside the video, or early does not come before late.
    """
    to_real = speed if callable(speed) else lambda played_s: played_s / speed
    asked = _in_real_time(resolve_windows(settings, duration_s), to_real)
    real_s = to_real(duration_s)
    used = used_strides(strides)
    settled: int | None = None
    if asked.early:
        early = asked.early
    elif asked.pain_onset_s is not None:
        early = (0.0, asked.pain_onset_s / 3)
    else:
        early, settled = _default_early(used, real_s)

    if asked.late:
        late = asked.late
    elif asked.pain_onset_s is not None:
        late = (asked.pain_onset_s, real_s)
    else:
        part = _count_default(used)
        late = _span(used.iloc[-part:]) if part else (_end_of_early(used, 2 * real_s / 3), real_s)
    if (
        asked.late and not asked.early
    ):  # a default window is shortened where it overlaps with the one that was given
        early = (min(early[0], late[0] / 2), min(early[1], late[0]))
    if asked.early and not asked.late:
        late = (max(late[0], early[1]), max(late[1], (early[1] + real_s) / 2))
    require_order(early, late)
    return Segments(early, late, settled)


def label_strides(strides: pd.DataFrame, segments: Segments) -> pd.Series[str]:
    """Label each stride as "early", "late" or neither ("").

    A stride belongs to a window if it lies wholly inside it and was not rejected.

    Returns
    -------
    pandas.Series
        With the index of `strides`, named ``segment``.
    """
    labels = pd.Series("", index=strides.index, name="segment", dtype=object)
    used = used_strides(strides)
    for name, (start_s, end_s) in (("early", segments.early), ("late", segments.late)):
        inside = (used["start_s"] >= start_s - _ROUNDING_S) & (used["end_s"] <= end_s + _ROUNDING_S)
        labels[used.index[inside]] = name
    return labels


def _in_real_time(asked: ResolvedWindows, to_real: Callable[[float], float]) -> ResolvedWindows:
    def real(span: Span | None) -> Span | None:
        return (to_real(span[0]), to_real(span[1])) if span else None

    onset_s = None if asked.pain_onset_s is None else to_real(asked.pain_onset_s)
    return ResolvedWindows(real(asked.early), real(asked.late), onset_s)


def _default_early(used: pd.DataFrame, real_s: float) -> tuple[Span, int | None]:
    part = _count_default(used)
    first = _span(used.iloc[:part]) if part else (0.0, _end_of_early(used, real_s / 3))
    if real_s <= LONG_RUN_S:
        return first, None
    first_half = used.iloc[: len(used) // 2]
    settled = first_half[first_half["start_s"] >= WARM_UP_S].iloc[:part]
    if len(settled) >= MIN_STRIDES:
        return (WARM_UP_S, float(settled["end_s"].iloc[-1])), None
    return first, len(settled)


def _count_default(used: pd.DataFrame) -> int:
    """Strides of a default window: a third of them, or half where a third is too few."""
    third = len(used) // 3
    return third if third >= MIN_STRIDES else len(used) // 2


def _end_of_early(used: pd.DataFrame, otherwise_s: float) -> float:
    """Give the end of the only stride, so that its levels are those of the early window."""
    return float(used["end_s"].iloc[0]) if len(used) == 1 else otherwise_s


def _span(strides: pd.DataFrame) -> Span:
    return float(strides["start_s"].iloc[0]), float(strides["end_s"].iloc[-1])
