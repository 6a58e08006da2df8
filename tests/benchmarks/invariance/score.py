"""A variant against the clip itself: levels, changes, events, refusal, warnings.

Times are seconds of real running since the first used frame of the clip. A difference is variant
minus itself, after what a turn of the film must add.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.accuracy.true_strides import SAME_EVENT_S
from benchmarks.invariance.measured import COLUMNS, Measured
from benchmarks.invariance.variants import Variant

from posture.utils.arrays import FloatArray, IndexArray

#: How a measure follows a turn of the film that tips the runner forward, degrees a degree. A thigh
#: that points down swings back.
FOLLOWS = {
    "trunk_lean_deg": 1.0,
    "pelvic_tilt_deg": 1.0,
    "pelvic_tilt_toe_off_deg": 1.0,
    "head_forward_deg": 1.0,
    "knee_lift_near_deg": -1.0,
    "knee_lift_far_deg": -1.0,
}
EVENTS = ("contact_near", "toe_off_near", "contact_far", "toe_off_far")
Numbers = dict[str, Any]


@dataclass(frozen=True)
class Film:
    """A film of a clip and what was measured in it.

    Attributes
    ----------
    variant, measured
        How it was changed, and what was measured.
    first_s
        When its first frame is shown in the clip, seconds as played.
    """

    variant: Variant
    measured: Measured
    first_s: float


def compare(itself: Film, film: Film, length_s: float) -> Numbers:
    """Compare a variant with the clip itself.

    Parameters
    ----------
    itself, film
        The clip and its variant.
    length_s
        Of the used part of the clip, as played.

    Returns
    -------
    dict
        ``strides``: in itself, in the variant, in both (``itself, variant, both``), and left out of
        the variant (``rejected``). ``measures``: see `_compare_measure`. ``events``: see
        `compare_events`. ``refusal``, ``refusal_itself``: see `Measured.refusal`.
        ``warnings_added, warnings_lost``: codes. ``speed_factor, subjects``: of the variant.
    """
    speed = itself.measured.speed_factor
    own, other = (_place(f, speed) for f in (itself, film))
    pairs = match_strides(own, other)
    own_used, other_used = own.iloc[pairs[:, 0]], other.iloc[pairs[:, 1]]
    length = length_s / speed
    added = _turn_forward(own_used, film.variant, itself.measured.facing, length)
    middle = (own_used["start_s"] + own_used["end_s"]).to_numpy(float) / 2 / length
    measures = {
        name: _compare_measure(
            own_used[name].to_numpy(float),
            other_used[name].to_numpy(float) - FOLLOWS.get(name, 0.0) * added,
            middle,
        )
        for name in COLUMNS
        if name in own_used
    }
    codes = itself.measured.warnings, film.measured.warnings
    return {
        "strides": {
            "itself": len(own),
            "variant": len(other),
            "both": len(pairs),
            "rejected": film.measured.rejected,
        },
        "measures": measures,
        "events": compare_events(own, other, film.first_s / speed),
        "refusal": film.measured.refusal,
        "refusal_itself": itself.measured.refusal,
        "warnings_added": sorted(set(codes[1]) - set(codes[0])),
        "warnings_lost": sorted(set(codes[0]) - set(codes[1])),
        "speed_factor": film.measured.speed_factor,
        "subjects": film.measured.subjects,
    }


def _place(film: Film, speed: float) -> pd.DataFrame:
    """The strides of a film on the clock of the clip, by the clip's own speed factor."""
    strides = film.measured.table()
    if strides.empty:
        return pd.DataFrame(columns=["start_s", "end_s", "contact_far_s", *COLUMNS], dtype=float)
    for name in ("start_s", "end_s", "contact_far_s"):
        strides[name] = (strides[name] * film.measured.speed_factor + film.first_s) / speed
    return strides


def match_strides(own: pd.DataFrame, other: pd.DataFrame) -> IndexArray:
    """Find the strides that both tables have: ``(n, 2)`` rows in each.

    Both contacts of a stride are within `SAME_EVENT_S`, which no other stride's can be.
    """
    spans = [table[["start_s", "end_s"]].to_numpy(float) for table in (own, other)]
    off = np.abs(spans[0][:, None] - spans[1][None]).max(axis=2)
    return np.argwhere(off <= SAME_EVENT_S)


def _turn_forward(
    strides: pd.DataFrame, variant: Variant, facing: str, length_s: float
) -> FloatArray:
    """How far the film tips the runner forward in each stride, degrees."""
    forward = variant.turn_deg * (1.0 if facing == "right" else -1.0)
    times = np.linspace(0.0, length_s, 2001)
    amounts = variant.amounts(times)
    means = [
        amounts[(times >= start) & (times <= end)].mean()
        for start, end in strides[["start_s", "end_s"]].to_numpy(float)
    ]
    return forward * np.asarray(means, float)


def _compare_measure(own: FloatArray, other: FloatArray, middle: FloatArray) -> Numbers | None:
    """Compare a measure over the strides that both have.

    Parameters
    ----------
    own, other
        ``(strides,)`` of the clip and of the variant.
    middle
        When each stride is, share of the clip.

    Returns
    -------
    dict
        ``n`` strides with both values, ``itself`` and ``variant`` (means over them), ``difference``
        and ``percent`` of it; ``change``: late third of the clip minus early third of both, and
        their difference; None without strides in one of them. None where nothing is in both.
    """
    both = np.isfinite(own) & np.isfinite(other)
    if not both.any():
        return None
    own, other, middle = own[both], other[both], middle[both]
    early, late = middle < 1 / 3, middle > 2 / 3
    change = None
    if early.any() and late.any():
        values = [float(v[late].mean() - v[early].mean()) for v in (own, other)]
        change = {"itself": values[0], "variant": values[1], "difference": values[1] - values[0]}
        change["percent"] = 100 * change["difference"] / float(own.mean())
    difference = float((other - own).mean())
    return {
        "n": len(own),
        "itself": float(own.mean()),
        "variant": float(other.mean()),
        "difference": difference,
        "percent": 100 * difference / float(own.mean()),
        "change": change,
    }


def compare_events(own: pd.DataFrame, other: pd.DataFrame, first_s: float) -> Numbers:
    """Compare when feet land and leave.

    Parameters
    ----------
    own, other
        Strides of the clip and of the variant, on the same clock.
    first_s
        Events before it are not in the variant.

    Returns
    -------
    dict
        For each of `EVENTS`: ``itself`` (events of the clip), ``matched`` within `SAME_EVENT_S`,
        ``extra`` ones of the variant; ``mean_ms`` (+ later than in the clip) and ``mae_ms``, None
        without any that match.
    """
    found = {}
    for name in EVENTS:
        times, others = (_events_of(table, name) for table in (own, other))
        times = times[times >= first_s]
        gaps = others[None] - times[:, None]
        if gaps.size:
            nearest = gaps[np.arange(len(times)), np.abs(gaps).argmin(axis=1)]
        else:
            nearest = np.empty(0)
        errors = 1000 * nearest[np.abs(nearest) <= SAME_EVENT_S]
        found[name] = {
            "itself": len(times),
            "matched": len(errors),
            "extra": len(others) - len(errors),
            "mean_ms": float(errors.mean()) if len(errors) else None,
            "mae_ms": float(np.abs(errors).mean()) if len(errors) else None,
        }
    return found


def _events_of(strides: pd.DataFrame, event: str) -> FloatArray:
    kind, foot = event.rsplit("_", 1)
    if foot == "far":
        times = strides["contact_far_s"].to_numpy(float)
    elif kind == "contact":  # a stride ends with the contact that the next one begins with
        times = strides[["start_s", "end_s"]].to_numpy(float).ravel()
    else:
        times = strides["start_s"].to_numpy(float)
    if kind == "toe_off":
        times = times + strides[f"contact_time_{foot}_s"].to_numpy(float)
    return np.unique(times[np.isfinite(times)].round(6))
