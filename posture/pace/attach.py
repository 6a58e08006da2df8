"""Speed and grade at each stride, from the options and the pace file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from posture.errors import UsageError
from posture.pace.files import read_pace
from posture.pace.track import Pace
from posture.settings.by_window import ByWindow
from posture.settings.options import Settings
from posture.settings.times import format_time
from posture.utils.arrays import FloatArray


def load_pace(settings: Settings, duration_s: float) -> Pace | None:
    """Read the pace file that was asked for; None if there is none.

    Parameters
    ----------
    settings
        The options ``pace`` and ``pace_offset``.
    duration_s
        Length of the video, seconds.

    Raises
    ------
    UsageError
        The file cannot be read, or it ends before the video begins or begins after it ends.
    """
    if settings.pace is None:
        return None
    pace = read_pace(Path(settings.pace))
    start, end = settings.pace_offset, settings.pace_offset + duration_s
    if start >= pace.times_s[-1] or end <= pace.times_s[0]:
        raise UsageError(
            f"the pace file {settings.pace} has no sample while the video plays: it ends at "
            f"{format_time(pace.times_s[-1])}; give with --pace-offset the seconds from its "
            "beginning to the beginning of the video"
        )
    return pace


def add_pace(strides: pd.DataFrame, settings: Settings, pace: Pace | None) -> pd.DataFrame:
    """Add to each stride the speed and the grade in its middle.

    Parameters
    ----------
    strides
        Columns of strides.parquet with ``segment`` filled in.
    settings
        ``speed`` and ``grade``, for the whole run or by window, which replace those of the pace
        file; ``pace_offset``.
    pace
        From `load_pace`; None without a pace file.

    Returns
    -------
    DataFrame
        With the columns ``speed_m_s`` (metres per second) and ``grade_percent`` (+ uphill), NaN
        where they are not known.
    """
    nothing = np.full(len(strides), np.nan)
    middle = ((strides["start_s"] + strides["end_s"]) / 2).to_numpy(float)
    speed, grade = pace.at(middle + settings.pace_offset) if pace else (nothing, nothing)
    if settings.speed is not None:
        speed = _expand(settings.speed, strides["segment"])
    if settings.grade is not None:
        grade = _expand(settings.grade, strides["segment"])
    return strides.assign(speed_m_s=speed, grade_percent=grade)


def _expand(value: float | ByWindow, segment: pd.Series[str]) -> FloatArray:
    if isinstance(value, ByWindow):
        values = segment.map(value.as_dict()).to_numpy()
        return np.asarray(values, dtype=np.float64)
    return np.full(len(segment), value)
