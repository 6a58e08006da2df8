"""The change of each measure from early to late: the `measures` of summary.json."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from posture.comparison.detectable import estimate_detectable_change
from posture.comparison.difference import estimate_difference
from posture.comparison.estimate import Estimate
from posture.comparison.holm import holm_adjust
from posture.comparison.series import Series, make_series
from posture.comparison.types import Change, Verdict
from posture.comparison.verdict import judge_change
from posture.comparison.windows import MIN_STRIDES, used_strides
from posture.measures import COMPARED, PRIMARY, Measure
from posture.utils.stats import NORMAL_QUANTILE

METHOD = (
    "difference of the means of strides, late minus early; 95 % interval for strides that resemble "
    "their neighbours, averaged over how much they may, about a line in each window; with the "
    "method's own error on virtual runners"
)


@dataclass(frozen=True)
class _Estimated:
    """Estimates for one measure, before the verdict."""

    change: Estimate
    detectable: float


def compare_segments(
    strides: pd.DataFrame,
    *,
    reasons: Mapping[str, str],
    doubts: Mapping[str, float] | None = None,
    smallest: Mapping[str, float] | None = None,
) -> dict[str, Change]:
    """Compare the strides labelled "early" with those labelled "late", measure by measure.

    Two measures are primary: trunk lean, and pelvic tilt at toe-off (lumbar lordosis at toe-off
    where tilt is not measured). The more measures are tested, the more probable it is that one
    seems to change by chance, so the p-values of all others are corrected by `holm.holm_adjust`.

    Parameters
    ----------
    strides
        Columns of strides.parquet in time order, with ``segment``; may lack measures or rows.
    reasons
        Why this video cannot show a measure, by the name of the measure. It gets no change.
    doubts
        Standard deviation of a further error of the change, by the name of the measure, in its
        unit, where this video gives reason to expect one.
    smallest
        Smallest change of interest by name of the measure, instead of that in the registry.

    Returns
    -------
    dict
        By name. With fewer than 10 strides in a window there are only means, and the verdict is
        "not measurable"; without a known error of the method it is "not compared".
    """
    used = used_strides(strides)
    windows = {
        m.name: (_series(used, m, "early", reasons), _series(used, m, "late", reasons))
        for m in COMPARED
    }
    found = {
        m.name: _estimate(m.method_error, *windows[m.name], (doubts or {}).get(m.name, 0.0))
        for m in COMPARED
        if m.method_error is not None and _has_enough_strides(*windows[m.name])
    }
    primary = {
        next((name for name in names if name in found), names[0]) for names in PRIMARY.values()
    }
    p = {name: estimated.change.p for name, estimated in found.items()}
    adjusted = p | holm_adjust({name: own for name, own in p.items() if name not in primary})
    limits = {m.name: m.smallest_change for m in COMPARED if m.smallest_change is not None}
    limits |= smallest or {}
    return {
        m.name: _make_change(
            m,
            windows[m.name],
            found.get(m.name),
            adjusted.get(m.name, 1.0),
            smallest=limits[m.name],
            primary=m.name in primary,
            cannot=reasons.get(m.name, ""),
        )
        for m in COMPARED
    }


def _series(
    used: pd.DataFrame, measure: Measure, segment: str, reasons: Mapping[str, str]
) -> Series:
    if measure.name not in used or reasons.get(measure.name):
        return make_series(np.empty(0))
    rows = used[used["segment"] == segment]
    return make_series(
        rows[measure.name].to_numpy(dtype=float), rows["start_s"].to_numpy(dtype=float)
    )


def _estimate(method_error: float, early: Series, late: Series, doubt: float) -> _Estimated:
    change = estimate_difference(early, late).with_error(math.hypot(method_error, doubt))
    by_method = NORMAL_QUANTILE * method_error
    return _Estimated(change, math.hypot(estimate_detectable_change(early, late.places), by_method))


def _make_change(
    measure: Measure,
    windows: tuple[Series, Series],
    found: _Estimated | None,
    p_adjusted: float,
    *,
    smallest: float,
    primary: bool,
    cannot: str,
) -> Change:
    """Make the result for one measure, with its verdict.

    Parameters
    ----------
    measure, windows
        The measure, and its strides early and late.
    found
        The estimated change; None if the measure was not compared.
    p_adjusted
        p-value, corrected for the number of measures.
    smallest, primary
        Smallest change of interest, and whether the measure is a primary one.
    cannot
        Why this video cannot show the measure, else empty.
    """
    early, late = windows
    if found is None:
        says, why = _why_not(early, late, cannot)
    else:
        says, why = judge_change(
            measure.unit,
            found.change.value,
            found.change.ci95,
            found.detectable,
            smallest,
            p_adjusted,
        )
    return Change(
        unit=measure.unit.stored,
        early=_mean(early),
        late=_mean(late),
        change=found.change.value if found else None,
        ci95=found.change.ci95 if found else None,
        p_adjusted=p_adjusted if found else None,
        detectable_change=found.detectable if found else None,
        verdict=says,
        reason=why,
        strides_early=len(early.values),
        strides_late=len(late.values),
        method=METHOD,
        primary=primary,
        smallest_of_interest=smallest,
    )


def _has_enough_strides(early: Series, late: Series) -> bool:
    return min(len(early.values), len(late.values)) >= MIN_STRIDES


def _why_not(early: Series, late: Series, cannot: str) -> tuple[Verdict, str]:
    """Give verdict and reason for a measure that was not compared."""
    if cannot:
        return "not measurable", cannot
    if not _has_enough_strides(early, late):
        return "not measurable", (
            f"{len(early.values)} strides of the early and {len(late.values)} of the late window "
            f"could be measured, and {MIN_STRIDES} are needed in each"
        )
    return "not compared", "how far this method errs has not been measured yet"


def _mean(window: Series) -> float | None:
    return float(window.values.mean()) if len(window.values) else None
