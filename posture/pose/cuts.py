"""Cuts: where one shot ends and another begins within a file."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from posture.utils.arrays import Float32Array, Image, IndexArray

LEAST_CHANGE_LEVELS = 10.0
"""Least mean change of the picture at a cut, grey levels of 0 to 255.

Measured on a clip with a tracking camera: cuts 14-25 levels, everything else below 8.1.
"""

TIMES_USUAL = 2.4
"""Least change of the picture at a cut, as a multiple of the usual change around it.

Measured on the same clip: cuts 2.7-5.8 times, everything else below 2.0.
"""

_SIDE = 64
"""Side of a thumbnail, pixels."""

_AROUND = 8
"""Number of frames on each side from which the usual change is taken."""


def make_thumbnail(image: Image) -> Float32Array:
    """Shrink a picture's green to ``(64, 64)``, to compare one frame with the next."""
    # every so many pixels of green: averaging all would cost as much as decoding the frame
    every = max(1, min(image.shape[:2]) // (2 * _SIDE))
    thinned = np.ascontiguousarray(image[::every, ::every, 1])
    return cv2.resize(thinned, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)


def find_cuts(change: npt.NDArray[np.floating]) -> IndexArray:
    """Find the frames that begin a new shot.

    Parameters
    ----------
    change
        ``(frames,)`` mean absolute difference in grey levels between each frame's thumbnail and
        the one before; NaN where unknown: the first, and frames that were not looked at.
    """
    change = np.asarray(change, float)
    cuts = []
    for i in np.flatnonzero(np.nan_to_num(change) >= LEAST_CHANGE_LEVELS):
        around = np.r_[change[max(0, i - _AROUND) : i], change[i + 1 : i + 1 + _AROUND]]
        around = around[np.isfinite(around)]
        if change[i] >= TIMES_USUAL * (np.median(around) + 0.5 if around.size else 0.5):
            cuts.append(i)
    return np.array(cuts, np.intp)
