"""Which stride stands for a window: the one nearest the window's mean curves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from posture.measures import normalise_strides
from posture.render.films import Film
from posture.render.moments import StrideEvents, match_phases, read_events
from posture.results import reading
from posture.results.pictures import Moment, Shown
from posture.results.run import Run
from posture.utils.arrays import FloatArray, IndexArray

#: Measures of frames whose curves are compared.
_CURVES = (
    *("trunk_lean_deg", "pelvic_tilt_deg", "lumbar_lordosis_deg", "hip_angle_near_deg"),
    *("hip_angle_far_deg", "knee_angle_near_deg", "knee_angle_far_deg"),
)
#: Means of strides that are compared too: what is read beside the picture, and the time.
_VALUES = (
    *("trunk_lean_deg", "pelvic_tilt_deg", "lumbar_lordosis_deg"),
    *("contact_time_near_s", "contact_time_far_s", "cadence_spm"),
)
#: Measures whose values at mid-stance and toe-off stand in the pictures.
_WRITTEN = ("trunk_lean_deg", "pelvic_tilt_deg", "lumbar_lordosis_deg")
#: Phases at which a curve is compared.
_PHASES = 51
#: Share of a curve that must be known.
_LEAST_KNOWN = 0.7
#: Strides of a window from which the choice is made, the nearest to the mean.
_CANDIDATES = 12
#: Frames of a stride lie where the camera took them: at 30 a second every 5 % of it. A distance of
#: this share of a stride between the moment wanted and the nearest frame, or between two frames
#: that are to show the same phase, counts as much as lying off the mean like a typical stride.
_PHASE_SCALE = 0.01
#: What it counts, in the same unit, that one stride must be mirrored to face as the other does.
_MIRRORED = 3.0
#: What a hidden low back at a moment that is shown counts, in the same unit.
_HIDDEN_BACK = 0.3


@dataclass(frozen=True)
class UsualStride:
    """The stride that stands for a window.

    Attributes
    ----------
    window
        ``"early"``, ``"late"`` or empty for the whole run.
    film
        The video that it is from.
    events
        Its events.
    frames, phases
        ``(frames,)`` its frames and one before and after it: index in the video, and phase.
    facing
        The way the runner faces in it; empty where the run does not say.
    """

    window: Shown
    film: Film
    events: StrideEvents
    frames: FloatArray
    phases: FloatArray
    facing: str = ""

    def nearest(self, phases: FloatArray) -> IndexArray:
        """Find the places in `frames` that are nearest in phase, ``(len(phases),)`` whole."""
        return np.asarray(np.abs(self.phases[:, None] - phases).argmin(axis=0), np.intp)


def choose_usual_strides(
    run: Run, films: Sequence[Film], *, always_two: bool = False
) -> list[UsualStride]:
    """Choose a usual early and a usual late stride, or one of the run where nothing is compared.

    Among the strides nearest to the mean curves, those are taken whose frames lie where they are
    needed: near the moments that are shown, and in both at the same phases.

    Parameters
    ----------
    run
        The run.
    films
        Its videos.
    always_two
        Whether to choose two even where too few strides could be measured to compare them.

    Returns
    -------
    list of UsualStride
        Early and late, or one; none where no stride has a toe-off.
    """
    if always_two or reading.has_comparison(run):
        early, late = (
            _list_candidates(reading.window_strides(run, name), films, name)
            for name in ("early", "late")
        )
        if early and late:
            return _choose_pair(early, late)
        if always_two:
            return []
    accepted = run.strides.iloc[np.flatnonzero(reading.accepted(run.strides))]
    whole = _list_candidates(accepted, films, "")
    moments: tuple[Moment, ...] = ("initial contact", "mid-stance", "toe-off")
    return [min(whole, key=lambda one: one[0] + _misses(one[1], moments))[1]] if whole else []


Candidate = tuple[float, UsualStride]


def _list_candidates(
    strides: pd.DataFrame, films: Sequence[Film], window: Shown
) -> list[Candidate]:
    """List the strides nearest the mean curves of a window, with how far they lie off."""
    found: list[Candidate] = []
    clips = reading.texts(strides, "clip")
    names = list(dict.fromkeys(clips))
    for film in films:
        if film.clip not in names:
            continue
        own = strides[clips == film.clip]
        off = dict(zip(own["stride"].astype(int), _distances(film.run.frames, own), strict=True))
        facing = dict(zip(own["stride"].astype(int), reading.texts(own, "facing"), strict=True))
        for events in read_events(own):
            frames, phases = film.frame_times(events.stride)
            if np.isfinite(off[events.stride]) and len(frames) > 3:
                way = str(facing[events.stride])
                usual = UsualStride(window, film, events, frames, phases, way)
                found.append((off[events.stride], usual))
    return sorted(found, key=lambda one: one[0])[:_CANDIDATES]


def _distances(frames: pd.DataFrame, strides: pd.DataFrame) -> FloatArray:
    """How far each stride lies off the mean of all, ``(strides,)``; 1 is typical."""
    contact, length = strides["contact_time_near_s"], strides["end_s"] - strides["start_s"]
    toe_off = float((contact / length).median())
    shares = () if np.isnan(toe_off) else (toe_off / 2, toe_off)
    parts = []
    for measure in _CURVES:
        if measure in frames:
            curves = normalise_strides(frames, strides, measure, _PHASES)
            known = np.isfinite(curves).mean(axis=1) >= _LEAST_KNOWN
            off = _off_the_mean(np.where(known[:, None], curves, np.nan))
            parts.append(np.sqrt(_mean_known(off**2, axis=1)))
            if measure in _WRITTEN:
                parts += [np.abs(off[:, round(share * (_PHASES - 1))]) for share in shares]
    for name in _VALUES:
        if name in strides:
            parts.append(np.abs(_off_the_mean(strides[name].to_numpy(float))))
    typical = [
        np.median(part[np.isfinite(part)]) if np.isfinite(part).any() else 0 for part in parts
    ]
    scaled = [part / scale for part, scale in zip(parts, typical, strict=True) if scale > 0]
    if not scaled:
        return np.zeros(len(strides))
    stacked = np.array(scaled)
    mostly = np.isfinite(stacked).mean(axis=0) > 0.5
    return np.where(mostly, _mean_known(stacked, axis=0), np.nan)


def _off_the_mean(values: FloatArray) -> FloatArray:
    """Subtract the mean of the known values along the first axis."""
    return values - _mean_known(values, axis=0)


def _mean_known(values: FloatArray, axis: int) -> FloatArray:
    """Average the known values along an axis; NaN where none is, without a warning."""
    known = np.isfinite(values)
    counts = known.sum(axis=axis)
    sums = np.where(known, values, 0).sum(axis=axis)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def _choose_pair(early: list[Candidate], late: list[Candidate]) -> list[UsualStride]:
    def cost(pair: tuple[Candidate, Candidate]) -> float:
        (off_early, one), (off_late, other) = pair
        moments: tuple[Moment, ...] = ("mid-stance", "toe-off")
        misses = _misses(one, moments) + _misses(other, moments)
        mirrored = _MIRRORED * (one.facing != other.facing)
        return off_early + off_late + misses + mirrored + _mismatch(one, other) / _PHASE_SCALE

    best = min(product(early, late), key=cost)
    return [one for _, one in best]


def _misses(stride: UsualStride, moments: tuple[Moment, ...]) -> float:
    """How far the nearest frames lie off some moments, on average, and whether the back is seen."""
    phases = np.array([stride.events.phase(moment) for moment in moments])
    places = stride.nearest(phases)
    apart = np.abs(stride.phases[places] - phases).mean() / _PHASE_SCALE
    frames = stride.film.run.frames
    if "back_visible" not in frames:
        return float(apart)
    seen = frames.set_index("frame")["back_visible"].reindex(stride.frames[places])
    return float(apart + _HIDDEN_BACK * (~seen.fillna(False).to_numpy(bool)).mean())


def _mismatch(early: UsualStride, late: UsualStride) -> float:
    """Mean distance in phase of early frames from the late ones nearest to them."""
    wanted = match_phases(early.phases, early.events, late.events)
    return float(np.abs(late.phases[late.nearest(wanted)] - wanted).mean())
