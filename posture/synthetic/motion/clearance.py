"""Height of a swinging foot: how much it lacks to clear the ground."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter1d

from posture.utils.arrays import FloatArray

#: Least height of the foot above the ground in mid-swing, metres: more than a sole bends.
CLEAR_M = 0.02
#: Range over which that limit sets in, metres, and share of the swing over which it passes from the
#: toes to the heel: without them a foot that is low in its swing would jerk.
EASE_M, EASE_SHARE = 0.02, 0.04


def find_missing_height(z: FloatArray, touching: FloatArray, *, eased: bool) -> FloatArray:
    """Compute how much higher a foot must be in one swing, ``(T,)`` metres.

    Parameters
    ----------
    z
        ``(T,)`` height of the ankle.
    touching
        ``(T,)`` height at which the foot would touch the ground.
    eased
        Whether the limit sets in smoothly.
    """
    hump = np.sin(np.pi * (np.arange(len(z)) + 1) / (len(z) + 1))
    if not eased:
        return np.asarray(np.maximum(touching + CLEAR_M * hump - z, 0.0))
    smooth = gaussian_filter1d(touching, EASE_SHARE * len(z), mode="nearest")
    missing, ease = smooth + CLEAR_M * hump - z, EASE_M * hump
    soft = (missing + ease) ** 2 / (4 * ease)
    return np.asarray(np.where(np.abs(missing) < ease, soft, np.maximum(missing, 0.0)))
