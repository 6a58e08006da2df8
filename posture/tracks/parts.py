"""The parts of a video that were measured, where not all of it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from posture.utils.arrays import BoolArray

NOT_ASKED = "in no window and no sample that was asked for"
"""Why a frame that the network did not look at is not measured, in the words that users read."""


def find_asked(reason: pd.Series[str] | npt.NDArray[Any]) -> BoolArray:
    """Mark the frames that the network looked at, by why frames are not measured, ``(frames,)``."""
    return np.asarray(np.asarray(reason, object) != NOT_ASKED, bool)


def find_parts(reason: pd.Series[str] | npt.NDArray[Any]) -> list[slice]:
    """Find the frames that the network looked at without a break.

    Parameters
    ----------
    reason
        ``(frames,)`` why each frame is not measured, else empty.
    """
    edges = np.flatnonzero(np.diff(np.r_[False, find_asked(reason), False].astype(np.int8)))
    return [slice(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
