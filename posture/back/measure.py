"""Pelvic tilt and lumbar lordosis frame by frame, with their error, or why there are none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posture.back.cloth import LOOSE, loose_clothing_score
from posture.back.features import describe, filled
from posture.back.geometry import SACRUM, hollow, hollow_depth, tangent, thoracic_curve
from posture.back.judge import BackAngle, level_sd
from posture.back.line import Line, in_a_row
from posture.back.novelty import NOVEL, novelty
from posture.back.places import PLACES
from posture.gait.check import OBLIQUE
from posture.gait.strides import Cut
from posture.learned.weights import load_model, predict
from posture.tracks import Body, Tracks
from posture.tracks.angles import trunk_lean
from posture.tracks.view import Facing
from posture.utils.arrays import BoolArray, FloatArray
from posture.utils.resources import back_path
from posture.utils.stats import NORMAL_QUANTILE

#: The low back, from the thoracolumbar region to the sacrum, and how much of it a frame must show.
LOW_BACK = (PLACES > 0.57) & (PLACES < 1.07)
SHOWN = 0.7
#: A stride counts if so many of its frames show each third of the low back.
LEAST_FRAMES = 2
#: A trunk of fewer pixels has no line: a tenth of a pixel over the sacrum is a degree.
LEAST_TRUNK_PX = 45.0
#: Share of strides that must show the low back.
LEAST_STRIDES = 0.25

#: A frame whose low back is hidden counts as so much worse within the stride as one that shows it.
HIDDEN = 1.5

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
}
UNSEEN = "the low back is not seen in this stride"
OUTSIDE = "the low back is measured in whole strides, and this is in none"


@dataclass(frozen=True)
class Back:
    """What the line of the back says.

    Attributes
    ----------
    tilt_deg, lordosis_deg
        ``(frames,)`` pelvic tilt (line from PSIS to ASIS against the horizontal, + anterior) and
        lumbar lordosis (turn of the lower thorax against the pelvis added to the curve of the
        skin at rest, + more arched); NaN where they are not measured.
    tilt_shift_deg, lordosis_shift_deg
        Degrees that were added to all of them so that their mean is the level of the run, see
        `posture.levels`; 0 where nothing is measured.
    tilt_interval_deg, lordosis_interval_deg
        ``(frames,)`` half width of the 95 % interval of one frame's value.
    shown
        ``(frames, 28)`` whether the line at each of `places.PLACES` is taken for the back's.
    visible
        ``(frames,)`` whether the low back is seen in this very frame; False where it is refused.
    reason
        ``(frames,)`` why a frame has no values, else empty.
    code
        Why nothing is measured, a key of `WHY`, else empty.
    looseness
        ``(strides,)`` how much each stride looks like loose cloth, see `cloth.looseness`.
    sacral_deg
        ``(strides,)`` lean of the back line's tangent over the sacrum against the vertical,
        degrees: plain geometry, to compare the tilt with. NaN, as the next three, where the back is
        refused.
    hollow_deg
        ``(strides,)`` angle between the line's tangents over the sacrum and the thoracolumbar
        region, + hollow: plain geometry, to compare the lordosis with.
    hollow_depth
        ``(strides,)`` depth of that hollow over its length, see `geometry.hollow_depth`.
    thoracic_deg
        ``(strides,)`` curve of the upper back, see `geometry.thoracic_curve`.
    """

    tilt_deg: FloatArray
    lordosis_deg: FloatArray
    tilt_shift_deg: float
    lordosis_shift_deg: float
    tilt_interval_deg: FloatArray
    lordosis_interval_deg: FloatArray
    shown: BoolArray
    visible: BoolArray
    reason: npt.NDArray[np.object_]
    code: str
    looseness: FloatArray
    sacral_deg: FloatArray
    hollow_deg: FloatArray
    hollow_depth: FloatArray
    thoracic_deg: FloatArray


def measure_back(
    line: Line,
    tracks: Tracks,
    body: Body,
    cut: Cut,
    facing: Facing,
    *,
    stride_s: float,
    shoulder_width: float,
) -> Back:
    """Measure pelvic tilt and lumbar lordosis in every frame of every stride that shows the back.

    Parameters
    ----------
    line
        Edges of the trunk, see `line.trunk_line`.
    tracks, body, facing
        The runner smoothed, in the picture and in his own frame, and the way he faces.
    cut
        The strides.
    stride_s
        Length of a stride, seconds.
    shoulder_width
        Of the shoulders in trunk lengths, see `posture.gait.check`.
    """
    back, front = filled(line, cut)
    visible = shows_low_back(back.seen)
    shown = _strides_that_show(back.seen, cut)
    loose = loose_clothing_score(back.by_stride)
    code = _refusal(shown, loose, _mean_line(back.by_stride), body.trunk_px, shoulder_width)
    lean = trunk_lean(body)
    tilt, lordosis, *levels = np.full((4, len(lean)), np.nan)
    reason = np.full(len(lean), WHY.get(code, ""), object)
    model = load_model(back_path())
    if not code:
        for stretch in body.stretches:
            features = describe(back, front, tracks.points, facing, stretch)
            told = predict(features, cut.times_s[stretch], stride_s, model)
            tilt[stretch], lordosis[stretch] = told["tilt"], told["lordosis"]
            levels[0][stretch], levels[1][stretch] = told["tilt_level"], told["lordosis_level"]
        unseen = (cut.number < 0) | ~np.append(shown, False)[cut.number]
        tilt[unseen] = lordosis[unseen] = np.nan
        reason[np.isnan(tilt)] = UNSEEN
        reason[cut.number < 0] = OUTSIDE
    tilt_shift, lordosis_shift = (
        _mean(level - by) for level, by in zip(levels, (tilt, lordosis), strict=True)
    )
    tilt += lean + tilt_shift
    lordosis += lordosis_shift
    edge = np.full_like(back.by_stride, np.nan) if code else back.by_stride
    return Back(
        tilt_deg=tilt,
        lordosis_deg=lordosis,
        tilt_shift_deg=tilt_shift,
        lordosis_shift_deg=lordosis_shift,
        tilt_interval_deg=_interval("tilt", model.errors, tilt, visible),
        lordosis_interval_deg=_interval("lordosis", model.errors, lordosis, visible),
        shown=in_a_row(back.seen),
        visible=visible & (cut.number >= 0) & (not code),
        reason=reason,
        code=code,
        looseness=loose,
        sacral_deg=tangent(edge, SACRUM) + cut.means(lean),
        hollow_deg=hollow(edge),
        hollow_depth=hollow_depth(edge),
        thoracic_deg=thoracic_curve(edge),
    )


def shows_low_back(seen: BoolArray) -> BoolArray:
    """Frames that show enough of the low back, ``(frames, 28)`` seen places → ``(frames,)``."""
    return np.asarray(seen[:, LOW_BACK].mean(axis=1) >= SHOWN)


def _strides_that_show(seen: BoolArray, cut: Cut) -> BoolArray:
    """Strides with enough frames for every third of the low back, ``(strides,)``."""
    thirds = np.array_split(np.flatnonzero(LOW_BACK), 3)
    shown = np.ones(len(cut.steps), bool)
    inside = cut.number >= 0
    for third in thirds:
        there = seen[inside][:, third].mean(axis=1) >= 0.5
        shown &= np.bincount(cut.number[inside], there, len(shown)) >= LEAST_FRAMES
    return shown


def _mean(values: FloatArray) -> float:
    """Mean without the gaps; 0 where there are only gaps."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else 0.0


def _mean_line(by_stride: FloatArray) -> FloatArray:
    """Mean line of the run, ``(28,)``; NaN at places never seen."""
    known = np.isfinite(by_stride)
    sums = np.where(known, by_stride, 0.0).sum(axis=0)
    return np.where(known.any(axis=0), sums / np.maximum(known.sum(axis=0), 1), np.nan)


def _refusal(
    shown: BoolArray, loose: FloatArray, line: FloatArray, trunk_px: float, shoulder_width: float
) -> str:
    """Why the back cannot be measured, a key of `WHY`; empty if it can."""
    if trunk_px < LEAST_TRUNK_PX:
        return "back_pixels"
    if shoulder_width >= OBLIQUE:
        return "back_view"
    known = loose[np.isfinite(loose)]
    if not known.size or shown.mean() < LEAST_STRIDES:
        return "back_hidden"
    # hanging cloth is odd as well, and of the two it is the one that the runner can mend
    if float(np.median(known)) > LOOSE:
        return "back_cloth"
    if novelty(line) > NOVEL:
        return "back_shape"
    return ""


def _interval(
    angle: BackAngle, errors: Mapping[str, float], values: FloatArray, visible: BoolArray
) -> FloatArray:
    """Half width of the 95 % interval of each frame, degrees: error of level and of motion."""
    seen = errors[f"{angle}_seen_sd"]
    # virtual runners repeat their strides, so that hidden frames are no worse; people may not
    motion = np.where(visible, seen, max(seen, errors[f"{angle}_hidden_sd"]) * HIDDEN)
    half = NORMAL_QUANTILE * np.hypot(level_sd(angle), motion)
    return np.where(np.isfinite(values), half, np.nan)
