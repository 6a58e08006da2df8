"""Values of one measure with the positions of the strides in the run."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from posture.utils.arrays import FloatArray, IntArray

MAX_GAP_STRIDES = 100
"""Strides further apart are independent (0.9 ** 100 < 1e-4), so longer gaps need not be known."""


class Series(NamedTuple):
    """Values ``(n,)`` in stride order, without NaN, and their places ``(n,)`` counted in strides.

    Places grow by 1 from a stride to the next one, and by more where strides are missing or were
    not filmed; longer gaps than `MAX_GAP_STRIDES` count as that.
    """

    values: FloatArray
    places: IntArray


def make_series(values: FloatArray, start_s: FloatArray | None = None) -> Series:
    """Leave out missing values, and count strides, including those that are missing.

    Parameters
    ----------
    values
        One measure in stride order, ``(n,)``; NaN where it is missing.
    start_s
        Start of each stride, seconds, ``(n,)``, ascending; None if strides follow each other
        without a gap.
    """
    steps = np.ones(max(len(values) - 1, 0), dtype=np.int64)
    if start_s is not None and len(steps):
        apart = np.diff(start_s)
        steps = np.maximum(np.rint(apart / np.median(apart)), 1.0).astype(np.int64)
    kept = np.isfinite(values)
    places = np.concatenate([[0], np.cumsum(steps)])[: len(values)][kept]
    apart = np.minimum(np.diff(places), MAX_GAP_STRIDES)
    return Series(values[kept], np.concatenate([[0], np.cumsum(apart)])[: len(places)])
