"""How far mid-hip leaps from its way: a leap that nobody runs leads to somebody else."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from posture.utils.arrays import BoolArray, FloatArray

#: The pace is taken from so many moves on each side.
AROUND = 7


def measure_leaps(
    hips: npt.NDArray[np.floating], times_s: FloatArray, parted: BoolArray
) -> FloatArray:
    """Measure how far each move of mid-hip leads from where the pace leads.

    The pace is the median of the moves around, per second: a runner who crosses the picture of a
    still camera may move by several trunk lengths from one frame to the next, and by twice as
    much where a frame was dropped.

    Parameters
    ----------
    hips
        ``(n, 2)`` pixels, finite.
    times_s
        ``(n,)`` seconds as played, ascending.
    parted
        ``(n - 1,)`` whether a move is across a cut or a long absence: no pace reaches across it.

    Returns
    -------
    FloatArray
        ``(n - 1,)`` pixels, 0 where `parted`.
    """
    from scipy.ndimage import median_filter  # slow to load, and charts do without it

    moved, gaps_s = np.diff(hips, axis=0).astype(float), np.diff(times_s)[:, None]
    leaps = np.zeros(len(moved))
    edges = [-1, *np.flatnonzero(parted).tolist(), len(moved)]
    for before, after in pairwise(edges):
        part = slice(before + 1, after)
        if part.start == part.stop:
            continue
        # mirrored at the ends, so that one leap there is not the pace
        paces = moved[part] / gaps_s[part]
        usual = median_filter(paces, size=(2 * AROUND + 1, 1), mode="reflect")
        leaps[part] = np.hypot(*(moved[part] - usual * gaps_s[part]).T)
    return leaps
