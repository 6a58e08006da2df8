"""The change of each measure from early to late: the `measures` of summary.json."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from posture.comparison.detectable import detectable_change
from posture.comparison.difference import difference
from posture.comparison.estimate import Estimate
from posture.comparison.holm import holm_adjust
from posture.comparison.measures import MEASURES, Measure
from posture.comparison.series import Series, series
from posture.comparison.verdict import verdict
from posture.comparison.windows import MIN_STRIDES, used_strides
from posture.utils.stats import NORMAL_QUANTILE

METHOD = (
    "difference of the means of strides, late minus early; 95 % interval for strides that resemble "
    "their neighbours, averaged over how much they may, about a line in each window; with the "
    "method's own error on virtual runners"
)

#: The first is always a primary measure; with it the first of the others that is measured.
FIRST, SECOND = "trunk_lean_deg", ("pelvic_tilt_toe_off_deg", "lumbar_lordosis_toe_off_deg")


@dataclass(frozen=True)
class _Change:
    """What the strides of one measure say before the verdict."""

    found: Estimate
    detectable: float


def compare_segments(
    strides: pd.DataFrame,
    *,
    reasons: Mapping[str, str],
    doubts: Mapping[str, float] | None = None,
    smallest: Mapping[str, float] | None = None,
) -> dict[str, dict[str, Any]]:
    """Compare the strides labelled "early" with those labelled "late", measure by measure.

    Two measures are primary: trunk lean, and pelvic tilt at toe-off (lumbar lordosis at toe-off
    where tilt is not measured). The more measures are looked at, the sooner one seems to change by
    chance, so the p of all others are corrected for their number by `holm.step_down`.

    Parameters
    ----------
    strides
        Columns of strides.parquet in time order, with ``segment`` filled in; may be empty, and a
        column that is missing counts as not measured.
    reasons
        Measures that this video cannot show at all, by name, and why. They get no number.
    doubts
        By name, for changes that this very video gives reason to doubt: SD of the error, in the
        measure's unit, that is added to the method's own. The interval grows by it.
    smallest
        Smallest change of interest by name, in the measure's unit, instead of `Measure`'s.

    Returns
    -------
    dict
        For each measure ``unit, early, late, change, ci95, p_adjusted, primary,
        detectable_change, smallest_of_interest, verdict, reason, strides_early, strides_late,
        method``; plain numbers or None. With fewer than 10 strides in a window only the levels
        are given, and the verdict is "not measurable".
    """
    used = used_strides(strides)
    windows = {
        m.name: (_series(used, m, "early", reasons), _series(used, m, "late", reasons))
        for m in MEASURES
    }
    changes = {
        m.name: _change(m, *windows[m.name], (doubts or {}).get(m.name, 0.0))
        for m in MEASURES
        if min(len(window.values) for window in windows[m.name]) >= MIN_STRIDES
    }
    primary = {FIRST, next((name for name in SECOND if name in changes), SECOND[0])}
    p = {name: change.found.p for name, change in changes.items()}
    adjusted = p | holm_adjust({name: own for name, own in p.items() if name not in primary})
    results = {}
    for m in MEASURES:
        limit = (smallest or {}).get(m.name, m.smallest_of_interest)
        results[m.name] = _levels(m, *windows[m.name]) | {
            "primary": m.name in primary,
            "smallest_of_interest": limit,
        }
        if m.name in changes:
            results[m.name] |= _judged(m, changes[m.name], adjusted[m.name], limit)
        else:
            results[m.name]["reason"] = reasons.get(m.name) or _too_few(*windows[m.name])
    return results


def _series(
    used: pd.DataFrame, measure: Measure, segment: str, reasons: Mapping[str, str]
) -> Series:
    if measure.name not in used or reasons.get(measure.name):
        return series(np.empty(0))
    rows = used[used["segment"] == segment]
    return series(rows[measure.name].to_numpy(dtype=float), rows["start_s"].to_numpy(dtype=float))


def _change(measure: Measure, early: Series, late: Series, doubt: float) -> _Change:
    found = difference(early, late).with_error(math.hypot(measure.method_sd, doubt))
    by_method = NORMAL_QUANTILE * measure.method_sd
    return _Change(found, math.hypot(detectable_change(early, late.places), by_method))


def _levels(measure: Measure, early: Series, late: Series) -> dict[str, Any]:
    """Give the entry of a measure of which no change is known."""
    return {
        "unit": measure.unit,
        "early": _mean(early),
        "late": _mean(late),
        "change": None,
        "ci95": None,
        "p_adjusted": None,
        "detectable_change": None,
        "verdict": "not measurable",
        "reason": "",
        "strides_early": len(early.values),
        "strides_late": len(late.values),
        "method": METHOD,
    }


def _judged(
    measure: Measure, change: _Change, p_adjusted: float, smallest: float
) -> dict[str, Any]:
    found = change.found
    says, why = verdict(
        measure.unit, found.value, found.ci95, change.detectable, smallest, p_adjusted
    )
    return {
        "change": found.value,
        "ci95": list(found.ci95),
        "p_adjusted": p_adjusted,
        "detectable_change": change.detectable,
        "verdict": says,
        "reason": why,
    }


def _too_few(early: Series, late: Series) -> str:
    return (
        f"{len(early.values)} strides of the early and {len(late.values)} of the late window could "
        f"be measured, and {MIN_STRIDES} are needed in each"
    )


def _mean(of: Series) -> float | None:
    return float(of.values.mean()) if len(of.values) else None
