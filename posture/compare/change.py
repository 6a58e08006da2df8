"""The change of each measure from early to late: the `measures` of summary.json."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from posture.certainty import NORMAL_QUANTILE
from posture.compare.autocorrelation import FloatArray
from posture.compare.bootstrap import difference
from posture.compare.detectable import detectable_change
from posture.compare.measures import MEASURES, Measure
from posture.compare.verdict import verdict
from posture.compare.windows import MIN_STRIDES, used_strides

SEED = 0
METHOD = (
    "difference of the means of strides, late minus early; 95 % interval from a moving-block "
    "bootstrap (2000 draws), widened for the number of strides that are effectively there and by "
    "the method's own error on virtual runners"
)


def compare_segments(
    strides: pd.DataFrame,
    *,
    reasons: Mapping[str, str],
    doubts: Mapping[str, float] | None = None,
) -> dict[str, dict[str, Any]]:
    """Compare the strides labelled "early" with those labelled "late", measure by measure.

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

    Returns
    -------
    dict
        For each measure ``unit, early, late, change, ci95, detectable_change, verdict, reason,
        strides_early, strides_late, method``; plain numbers or None. With fewer than 10 strides
        in a window only the levels are given, and the verdict is "not measurable". The same
        strides always give the same intervals.
    """
    used = used_strides(strides)
    return {
        measure.name: _compare(
            measure,
            used,
            reasons.get(measure.name, ""),
            (doubts or {}).get(measure.name, 0.0),
        )
        for measure in MEASURES
    }


def _compare(measure: Measure, used: pd.DataFrame, reason: str, doubt: float) -> dict[str, Any]:
    shown = used.iloc[:0] if reason else used
    early, late = (_values(shown, measure, segment) for segment in ("early", "late"))
    result: dict[str, Any] = {
        "unit": measure.unit,
        "early": _mean(early),
        "late": _mean(late),
        "change": None,
        "ci95": None,
        "detectable_change": None,
        "verdict": "not measurable",
        "reason": reason,
        "strides_early": len(early),
        "strides_late": len(late),
        "method": METHOD,
    }
    if reason:
        return result
    if min(len(early), len(late)) < MIN_STRIDES:
        return result | {
            "reason": (
                f"{len(early)} strides of the early and {len(late)} of the late window could be "
                f"measured, and {MIN_STRIDES} are needed in each"
            )
        }
    change, low, high = difference(early, late, np.random.default_rng(SEED))
    # independent errors add as squares, on each side of its own
    own = NORMAL_QUANTILE * math.hypot(measure.method_sd, doubt)
    low, high = change - math.hypot(change - low, own), change + math.hypot(high - change, own)
    by_method = NORMAL_QUANTILE * measure.method_sd
    detectable = math.hypot(detectable_change(early, len(late)), by_method)
    says, why = verdict(measure, change, (low, high), detectable)
    return result | {
        "change": change,
        "ci95": [low, high],
        "detectable_change": detectable,
        "verdict": says,
        "reason": why,
    }


def _values(used: pd.DataFrame, measure: Measure, segment: str) -> FloatArray:
    if measure.name not in used:
        return np.empty(0)
    values: FloatArray = used.loc[used["segment"] == segment, measure.name].to_numpy(dtype=float)
    return values[np.isfinite(values)]


def _mean(values: FloatArray) -> float | None:
    return float(values.mean()) if len(values) else None
