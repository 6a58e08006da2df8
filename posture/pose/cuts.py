"""Cuts: where one shot ends and another begins within a file."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from posture.utils.arrays import Float32Array, Image, IndexArray

LEAST_CHANGE_LEVELS = 10.0
"""A cut changes the picture by at least so many grey levels on average.

Measured on a clip with a tracking camera: cuts 14-25 levels, everything else below 8.1.
"""

TIMES_USUAL = 2.4
"""A cut changes the picture by so many times the usual change from frame to frame around it.

Measured on the same clip: cuts 2.7-5.8 times, everything else below 2.0.
"""

_SIDE = 64
"""Side of a thumbnail, pixels."""

_AROUND = 8
"""Frames on each side from which the usual change is taken."""


def make_thumbnail(image: Image) -> Float32Array:
    """Small copy of a picture's green, ``(64, 64)``, for comparing one frame with the next."""
    # green, every so many pixels: averaging all would cost as much as decoding the frame
    every = max(1, min(image.shape[:2]) // (2 * _SIDE))
    thinned = np.ascontiguousarray(image[::every, ::every, 1])
    return cv2.resize(thinned, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)


def find_cuts(change: npt.NDArray[np.floating]) -> IndexArray:
    """Frames that begin a new shot.

    Parameters
    ----------
    change
        ``(frames,)`` mean absolute difference in grey levels between each frame's thumbnail and
        the one before; NaN where unknown (the first).
    """
    change = np.nan_to_num(np.asarray(change, float))
    cuts = []
    for i in np.flatnonzero(change >= LEAST_CHANGE_LEVELS):
        around = np.r_[change[max(0, i - _AROUND) : i], change[i + 1 : i + 1 + _AROUND]]
        if change[i] >= TIMES_USUAL * (np.median(around) + 0.5 if around.size else 0.5):
            cuts.append(i)
    return np.array(cuts, np.intp)
