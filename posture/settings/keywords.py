"""The types of the options as Python functions take them, for editors and type checkers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Literal, TypedDict

from posture.settings.by_window import ByWindow
from posture.settings.times import Window

Time = str | float
"""A time as `posture.settings.times.parse_time` reads it, or seconds."""


class Options(TypedDict, total=False):
    """What `analyze`, `compare` and `analyze_pieces` take for the fields of `Settings`."""

    early: str | tuple[Time, Time] | Window | None
    late: str | tuple[Time, Time] | Window | None
    pain_onset: Time | None
    standing: str | PathLike[str] | tuple[Time, Time] | Window | None
    sample: str
    facing: Literal["auto", "left", "right"]
    level: float | str
    speed_factor: float | str
    pace: str | PathLike[str] | None
    pace_offset: float | str
    speed: float | str | Mapping[str, float] | Sequence[str] | ByWindow | None
    grade: float | str | Mapping[str, float] | Sequence[str] | ByWindow | None
    height: float | str | None
    leg_length: float | str | None
    smallest: Mapping[str, float] | str | Sequence[str] | None
    measures: str | Sequence[str] | None
    model: str | PathLike[str]
    thin: Literal["auto"] | int
    workers: int | None
    fresh: bool
    keep: bool
    subject: int | str
    video: bool
    charts: bool
    csv: bool
    one_file: bool
    blur_face: bool
    blur_others: bool
