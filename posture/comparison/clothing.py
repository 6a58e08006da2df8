"""What is not told after all: a low back whose clothing changed from early to late.

Each frame was measured before early and late were known. Where the clothing lies differently in
them, nobody can say in which of the two the line was the back's.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from posture.back import OUTSIDE, UNSEEN, WHY, back_code
from posture.comparison import used_strides
from posture.measures import FRAME_TABLE, STRIDE_TABLE, Column, Measure

#: The refusal that is known only when early and late are.
CHANGED = "back_changed"


def remove_low_back_if_clothing_changed(
    frames: pd.DataFrame, strides: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Take the low back out of both tables of a run if its clothing changed.

    Parameters
    ----------
    frames, strides
        Tables of a run, strides with ``segment``.

    Returns
    -------
    frames, strides
        As they were, or with NaN for the low back and the reason beside it.
    """
    if back_code([], used_strides(strides)) != CHANGED:
        return frames, strides
    return remove_low_back(frames, strides)


def remove_low_back(
    frames: pd.DataFrame, strides: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Take all that comes from the line of the back out of both tables, and say why beside it."""
    unexplained = frames["reason"].isin(["", UNSEEN, OUTSIDE])
    reason = frames["reason"].mask(unexplained, WHY[CHANGED])
    return _blank(frames, FRAME_TABLE).assign(reason=reason), _blank(strides, STRIDE_TABLE)


def _blank(table: pd.DataFrame, entries: Iterable[Measure | Column]) -> pd.DataFrame:
    from_back = [e for e in entries if e.source == "back line" and e.name in table]
    return table.assign(**{entry.name: entry.blank for entry in from_back})
