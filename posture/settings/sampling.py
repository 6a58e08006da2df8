"""How a long video is sampled, as users write it: auto, all, 120:30."""

from __future__ import annotations

import math
from dataclasses import dataclass

from posture.errors import UsageError
from posture.settings.times import parse_time
from posture.utils.paths import shorten

SHORTEST_SAMPLE_S = 5.0
"""Shortest stretch that can be asked for, seconds: five whole strides or more."""


@dataclass(frozen=True)
class Sampling:
    """A stretch of `for_s` seconds is measured every `every_s` seconds, as played."""

    every_s: float
    for_s: float

    def __str__(self) -> str:
        return f"{self.every_s:g}:{self.for_s:g}"


def read_sampling(value: object) -> str:
    """Check ``auto``, ``all`` or ``EVERY:FOR`` and return it as text."""
    text = str(value).strip()
    return text if text in ("auto", "all") else str(parse_sampling(text))


def parse_sampling(text: str) -> Sampling:
    """Read ``EVERY:FOR``, both in seconds (``120:30``) or as minutes and seconds (``2:00:0:30``).

    Raises
    ------
    UsageError
        If it is neither, or the stretches would be shorter than 5 s or overlap.
    """
    parts = text.split(":")
    half = len(parts) // 2
    try:
        every_s, for_s = (parse_time(":".join(part)) for part in (parts[:half], parts[half:]))
    except (UsageError, ValueError):
        every_s = for_s = math.nan
    if len(parts) not in (2, 4) or math.isnan(every_s):
        raise UsageError(
            f'"{shorten(text)}" is neither auto, all nor EVERY:FOR; 120:30 measures 30 seconds '
            "every 120 seconds, and so does 2:00:0:30"
        )
    if not SHORTEST_SAMPLE_S <= for_s <= every_s:
        raise UsageError(
            f'"{text}" would measure {for_s:g} seconds every {every_s:g} seconds; measure at least '
            f"{SHORTEST_SAMPLE_S:g} at a time, and no more than there are from one to the next"
        )
    return Sampling(every_s, for_s)
