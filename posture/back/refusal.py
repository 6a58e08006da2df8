"""When the low back is not measured, and the reasons given to the user."""

from __future__ import annotations

import numpy as np

from posture.back.cloth import LOOSEST_BACK, STRIDES_QUANTILE
from posture.back.novelty import MOST_NOVELTY, BackShapes, novelty
from posture.gait.check import OBLIQUE
from posture.utils.arrays import BoolArray, FloatArray

#: Least trunk length, pixels: below, an error of a tenth of a pixel over the sacrum is a degree.
LEAST_TRUNK_PX = 45.0
#: Least share of strides that must show the low back, 0-1.
LEAST_STRIDES = 0.25

#: Why the low back of a recording or a run is not measured, by code.
WHY = {
    "back_pixels": "the runner is too small in the picture for the line of the back",
    "back_view": "the runner is not seen square from the side, so the edge of the picture of the "
    "trunk is not the line of the back",
    "back_hidden": "arms or something else hide the low back in nearly all of every stride",
    "back_cloth": "clothing, or something worn, hangs over the low back, so its edge is not the "
    "line of the back",
    "back_shape": "the line of the back has a form unlike all that this tool has learnt from, as "
    "where something is worn or carried on it, or stands behind it",
    "back_changed": "the clothing lies differently on the back early and late, which would pass "
    "for a change of the back",
    "back_hidden_early": "in the early part an arm or something else (a hand at a rail) hides so "
    "much of the back that its change cannot be seen",
    "back_hidden_late": "in the late part an arm or something else (a hand at a rail) hides so "
    "much of the back that its change cannot be seen",
    "back_hidden_both": "arms or something else leave too little of the back free that is seen "
    "early as well as late, so that its change cannot be seen",
}
#: Why single frames of a low back that is measured have no values.
UNSEEN = "the low back is not seen in this stride"
#: The same for frames before the first stride and after the last.
OUTSIDE = "the low back is measured in whole strides, and this is in none"


def find_refusal(
    shown: BoolArray,
    by_stride: FloatArray,
    loose: FloatArray,
    trunk_px: float,
    shoulder_width: float,
    shapes: BackShapes,
) -> str:
    """Find out why the low back of a recording cannot be measured.

    Parameters
    ----------
    shown
        ``(strides,)`` whether a stride shows the low back.
    by_stride
        ``(strides, 28)`` mean back line of each stride, trunk lengths.
    loose
        ``(strides,)`` see `cloth.loose_clothing_score`.
    trunk_px
        Trunk length, pixels.
    shoulder_width
        Trunk lengths, see `posture.gait.check`.
    shapes
        The lines of virtual backs.

    Returns
    -------
    str
        A key of `WHY`; empty if the low back can be measured.
    """
    if trunk_px < LEAST_TRUNK_PX:
        return "back_pixels"
    if shoulder_width >= OBLIQUE:
        return "back_view"
    known = loose[np.isfinite(loose)]
    if not known.size or shown.mean() < LEAST_STRIDES:
        return "back_hidden"
    # hanging cloth has a large novelty too; it is named first because the runner can change it
    if float(np.quantile(known, STRIDES_QUANTILE)) > LOOSEST_BACK:
        return "back_cloth"
    if novelty(_mean_line(by_stride), shapes) > MOST_NOVELTY:
        return "back_shape"
    return ""


def _mean_line(by_stride: FloatArray) -> FloatArray:
    """Average the line over the strides, ``(28,)``; NaN at places never seen."""
    known = np.isfinite(by_stride)
    sums = np.where(known, by_stride, 0.0).sum(axis=0)
    return np.where(known.any(axis=0), sums / np.maximum(known.sum(axis=0), 1), np.nan)
