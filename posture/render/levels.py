"""How far the camera is turned in each frame, read back from landmarks and angles of a run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from posture.results import reading
from posture.tracks.view import View
from posture.utils.arrays import Float32Array, FloatArray

#: A camera is turned by less than this against its level, degrees; more is an error.
_MOST_TURNED_DEG = 20.0
#: Turns smaller than this cannot be seen, and may be rounding; degrees.
_LEAST_TURNED_DEG = 0.15


def read_levels(
    frames: pd.DataFrame,
    shanks: Sequence[Float32Array],
    facing: npt.NDArray[np.object_] | None,
    view: View,
) -> FloatArray | None:
    """Read back the level of each frame.

    Angles of the tables are those against the true vertical, with the turns of the camera taken
    off; landmarks are where they are in the picture. So the shank, whose ends no correction moves,
    tells by how much the picture is turned.

    Parameters
    ----------
    frames
        Table of frames.
    shanks
        Left and right, ``(frames, 2, 2)`` each: knee and ankle in the picture, y down.
    facing
        ``(frames,)`` the way the runner faces; None where all frames have the same.
    view
        Level and facing of the whole video.

    Returns
    -------
    numpy.ndarray or None
        ``(frames,)`` how far the top of a plumb line leans to the right, degrees; None if the run
        has not all the angles that this takes.
    """
    ways = np.full(len(frames), view.facing)
    if facing is not None:
        ways = np.where(facing == "left", "left", np.where(facing == "right", "right", ways))
    level_deg = view.level_deg
    found = []
    for side in ("near", "far"):
        if not {f"hip_angle_{side}_deg", f"knee_angle_{side}_deg"} <= set(frames):
            return None
        thigh = reading.numbers(frames, f"hip_angle_{side}_deg")
        thigh = thigh - reading.numbers(frames, "trunk_lean_deg")
        true = reading.numbers(frames, f"knee_angle_{side}_deg") - thigh
        left = (ways == "left") == (side == "near")
        knee, ankle = np.moveaxis(np.where(left[:, None, None], *shanks), 1, 0)
        right_of = np.degrees(np.arctan2(knee[:, 0] - ankle[:, 0], ankle[:, 1] - knee[:, 1]))
        found.append(_wrap(right_of - np.where(ways == "left", -true, true) - level_deg))
    turned = np.where(np.isfinite(found[0]), found[0], found[1])
    turned[np.abs(turned) > _MOST_TURNED_DEG] = np.nan
    turned[np.abs(turned) < _LEAST_TURNED_DEG] = 0.0
    known = np.isfinite(turned)
    if not known.any():
        return None
    place = np.arange(len(turned))
    return level_deg + np.interp(place, place[known], turned[known])


def _wrap(degrees: FloatArray) -> FloatArray:
    return np.asarray((degrees + 180.0) % 360.0 - 180.0)
