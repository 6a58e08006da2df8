"""Values between those that were seen."""

from __future__ import annotations

import numpy as np

from posture.utils.arrays import Float32Array, FloatArray

FEWEST = 4
"""Least values that a cubic spline is put through."""


def interpolate(seen_s: FloatArray, values: Float32Array, times_s: FloatArray) -> Float32Array:
    """Put a cubic spline through values; straight lines where there are too few for one.

    Parameters
    ----------
    seen_s
        ``(n,)`` seconds of the values, ascending.
    values
        ``(n, ...)``.
    times_s
        ``(m,)`` seconds at which values are wanted.

    Returns
    -------
    Float32Array
        ``(m, ...)``.
    """
    if len(seen_s) >= FEWEST:
        from scipy.interpolate import CubicSpline  # slow to load, and workers do without it

        return np.asarray(CubicSpline(seen_s, values.astype(np.float64))(times_s), np.float32)
    flat = values.reshape(len(values), -1)
    lines = [np.interp(times_s, seen_s, column) for column in flat.T]
    return np.stack(lines, axis=1).reshape(len(times_s), *values.shape[1:]).astype(np.float32)
