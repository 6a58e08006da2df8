"""Pelvic tilt and lumbar lordosis frame by frame, with their error, or the reason for none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from posture.back.changes import (
    ANGLES,
    LEVEL,
    ShownChange,
    find_known_places,
    use_known_places,
)
from posture.back.cloth import loose_clothing_score
from posture.back.features import BACK, describe, fill_edges
from posture.back.geometry import SACRUM, hollow, hollow_depth, tangent, thoracic_curve
from posture.back.learned_models import LearnedModels
from posture.back.level_error import LEVEL_SD, BackAngle
from posture.back.line import Line, mark_unbroken
from posture.back.phases import FilledEdge
from posture.back.places import PLACES
from posture.back.refusal import OUTSIDE, UNSEEN, WHY, find_refusal
from posture.back.swing import find_swing
from posture.gait.strides import Cut
from posture.learned.weights import Model, average_over_stride, predict
from posture.tracks.angles import trunk_lean
from posture.tracks.body import Body
from posture.utils.arrays import BoolArray, FloatArray
from posture.utils.stats import NORMAL_QUANTILE

#: Places of the low back, from the thoracolumbar region to the sacrum.
LOW_BACK = (PLACES > 0.57) & (PLACES < 1.07)
#: Least share of the low back's places that a frame must show to show the low back.
LEAST_SHOWN = 0.7
#: The same for each third of the low back.
LEAST_THIRD_SHOWN = 0.5
#: Least number of a stride's frames that must show each third of the low back.
LEAST_FRAMES = 2
#: Factor of the error within the stride in frames that hide the low back: virtual runners repeat
#: their strides exactly, people do not.
HIDDEN_FACTOR = 1.5


@dataclass(frozen=True)
class Back:
    """What was measured on the line of the back.

    Attributes
    ----------
    tilt_deg, lordosis_deg
        ``(frames,)`` pelvic tilt (line from PSIS to ASIS against the horizontal, + anterior) and
        lumbar lordosis (turn of the lower thorax against the pelvis added to the curve of the
        skin at rest, + more arched); NaN where they are not measured.
    tilt_shift_deg, lordosis_shift_deg
        Degrees that were added to all frames so that their mean is the level of the run, see
        `posture.levels`; 0 where nothing is measured.
    tilt_interval_deg, lordosis_interval_deg
        ``(frames,)`` half width of the 95 % interval of one frame's value.
    shown
        ``(frames, 28)`` whether the line at each of `places.PLACES` is taken for the back.
    visible
        ``(frames,)`` whether the low back is seen in the frame itself; False if it is not measured.
    reason
        ``(frames,)`` why a frame has no values, else empty.
    code
        Why nothing is measured, a key of `refusal.WHY`, else empty.
    loose_clothing_score
        ``(strides,)`` how much each stride looks like loose clothing, see
        `cloth.loose_clothing_score`.
    sacral_deg
        ``(strides,)`` lean of the back line's tangent over the sacrum against the vertical,
        degrees: plain geometry, to check the tilt against. NaN, as the next three, if the low back
        is not measured.
    hollow_deg
        ``(strides,)`` angle between the line's tangents over the sacrum and the thoracolumbar
        region, + hollow: plain geometry, to check the lordosis against.
    hollow_depth
        ``(strides,)`` depth of that hollow over its length, see `geometry.hollow_depth`.
    thoracic_deg
        ``(strides,)`` curve of the upper back, see `geometry.thoracic_curve`.
    shown_change
        The line that changes were estimated from; None if nothing is measured.
    errors
        Of the weights that estimated the angles, on runners left out of their training, by name;
        see `models/training`.
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
    loose_clothing_score: FloatArray
    sacral_deg: FloatArray
    hollow_deg: FloatArray
    hollow_depth: FloatArray
    thoracic_deg: FloatArray
    shown_change: ShownChange | None
    errors: Mapping[str, float]

    @property
    def lost_sd(self) -> dict[BackAngle, float]:
        """Degrees of a change that are lost with what is hidden, see `Changes.lost_sd`."""
        shown = self.shown_change
        tilt, lordosis = (0.0, 0.0) if shown is None else shown.moments.lost_sd(shown.known)
        return {"tilt": float(tilt), "lordosis": float(lordosis)}


def measure_back(
    line: Line,
    body: Body,
    cut: Cut,
    learned: LearnedModels,
    *,
    stride_s: float,
    shoulder_width: float,
) -> Back:
    """Measure pelvic tilt and lumbar lordosis in every frame of every stride that shows the back.

    Parameters
    ----------
    line
        Edges of the trunk, see `line.read_trunk_line`.
    body, cut
        The runner, smoothed, and the strides.
    learned
        What was learnt for the network that found the runner.
    stride_s, shoulder_width
        Length of a stride, seconds; trunk lengths, see `posture.gait.check`.
    """
    back, front = fill_edges(line, cut, learned.prior)
    visible = shows_low_back(back.seen)
    shown = _find_strides_shown(back.seen, cut)
    loose = loose_clothing_score(back.by_stride, learned.discriminant)
    code = find_refusal(shown, back.by_stride, loose, body.trunk_px, shoulder_width, learned.shapes)
    lean, shown_change = trunk_lean(body), None
    tilt, lordosis, *levels = np.full((4, len(lean)), np.nan)
    if not code:
        shown_change = _find_shown_change(back, body, cut, stride_s, learned)
        angles = use_known_places(learned.angles, shown_change.moments, shown_change.known)
        tilt, lordosis, *levels = _estimate_angles(back, front, body, cut, stride_s, angles)
        unseen = (cut.number < 0) | ~np.append(shown, False)[cut.number]
        tilt[unseen] = lordosis[unseen] = np.nan
    tilt_shift, lordosis_shift = (
        _mean(level - by) for level, by in zip(levels, (tilt, lordosis), strict=True)
    )
    # new arrays, so that the memory of the levels is released
    tilt, lordosis = tilt + (lean + tilt_shift), lordosis + lordosis_shift
    edge = np.full_like(back.by_stride, np.nan) if code else back.by_stride
    return Back(
        tilt_deg=tilt,
        lordosis_deg=lordosis,
        tilt_shift_deg=tilt_shift,
        lordosis_shift_deg=lordosis_shift,
        tilt_interval_deg=_interval("tilt", learned, tilt, visible),
        lordosis_interval_deg=_interval("lordosis", learned, lordosis, visible),
        shown=mark_unbroken(back.seen),
        visible=visible & (cut.number >= 0) & (not code),
        reason=_give_reasons(code, tilt, cut),
        code=code,
        loose_clothing_score=loose,
        sacral_deg=tangent(edge, SACRUM) + cut.means(lean),
        hollow_deg=hollow(edge),
        hollow_depth=hollow_depth(edge),
        thoracic_deg=thoracic_curve(edge),
        shown_change=shown_change,
        errors=learned.angles.errors,
    )


def _estimate_angles(
    back: FilledEdge, front: FilledEdge, body: Body, cut: Cut, stride_s: float, model: Model
) -> FloatArray:
    """Estimate the angles from the features, ``(4, frames)`` degrees.

    Tilt against the trunk and lordosis, then both by the weights that are best for levels.
    """
    angles = np.full((4, len(cut.times_s)), np.nan)
    for stretch in body.stretches:
        features = describe(back, front, body, stretch)
        estimated = predict(features, cut.times_s[stretch], stride_s, model)
        for row, name in zip(angles, (*ANGLES, *(name + LEVEL for name in ANGLES)), strict=True):
            row[stretch] = estimated[name].whole
    return angles


def _find_shown_change(
    back: FilledEdge, body: Body, cut: Cut, stride_s: float, learned: LearnedModels
) -> ShownChange:
    """Average the line over the stride at each frame, and find the places that tell changes."""
    line = np.full((len(body.times_s), len(BACK)), np.nan, np.float32)
    for stretch in body.stretches:
        for column, j in enumerate(BACK):
            values = back.values[stretch, j].astype(float)
            line[stretch, column] = average_over_stride(values, body.times_s[stretch], stride_s)
    line -= learned.angles.mean[: len(BACK)].astype(np.float32)
    edge, seen = back.values[:, BACK].astype(np.float32), back.seen[:, BACK]
    moments = replace(learned.changes, swing=find_swing(edge, seen, cut)[None])
    return ShownChange(line, edge, seen, find_known_places(seen, cut), moments)


def shows_low_back(seen: BoolArray) -> BoolArray:
    """Mark frames that show enough of the low back, ``(frames, 28)`` seen → ``(frames,)``."""
    return np.asarray(seen[:, LOW_BACK].mean(axis=1) >= LEAST_SHOWN)


def _find_strides_shown(seen: BoolArray, cut: Cut) -> BoolArray:
    """Mark strides with enough frames for every third of the low back, ``(strides,)``."""
    thirds = np.array_split(np.flatnonzero(LOW_BACK), 3)
    shown = np.ones(len(cut.steps), bool)
    inside = cut.number >= 0
    for third in thirds:
        there = seen[inside][:, third].mean(axis=1) >= LEAST_THIRD_SHOWN
        shown &= np.bincount(cut.number[inside], there, len(shown)) >= LEAST_FRAMES
    return shown


def _give_reasons(code: str, tilt_deg: FloatArray, cut: Cut) -> npt.NDArray[np.object_]:
    """Say why frames have no values, ``(frames,)``; empty where they have."""
    if code:
        return np.full(len(tilt_deg), WHY[code], object)
    reason = np.full(len(tilt_deg), "", object)
    reason[np.isnan(tilt_deg)] = UNSEEN
    reason[cut.number < 0] = OUTSIDE
    return reason


def _mean(values: FloatArray) -> float:
    """Average without the gaps; 0 where there are only gaps."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else 0.0


def _interval(
    angle: BackAngle, learned: LearnedModels, values: FloatArray, visible: BoolArray
) -> FloatArray:
    """Compute half the 95 % interval of each frame, degrees: error of level and of motion."""
    errors = learned.angles.errors
    seen = errors[f"{angle}_seen_sd"]
    motion = np.where(visible, seen, max(seen, errors[f"{angle}_hidden_sd"]) * HIDDEN_FACTOR)
    half = NORMAL_QUANTILE * np.hypot(LEVEL_SD[learned.network][angle], motion)
    return np.where(np.isfinite(values), half, np.nan)
