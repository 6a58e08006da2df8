"""The change of each measure from early to late: the `measures` of summary.json."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from msgspec.structs import replace

from posture.comparison.detectable import estimate_detectable_change
from posture.comparison.difference import estimate_difference
from posture.comparison.estimate import Estimate
from posture.comparison.series import Series, make_series
from posture.comparison.settle import Plan, settle, settle_too_few
from posture.comparison.types import Change, Settle, Verdict
from posture.comparison.verdict import Judged, family_confidence, judge_change
from posture.comparison.windows import MIN_STRIDES, used_strides
from posture.measures import COMPARED, Measure
from posture.utils.stats import NORMAL_QUANTILE

METHOD = (
    "difference of the means of strides, late minus early; 95 % interval for strides that resemble "
    "their neighbours, averaged over how much they may, about a line in each window; with the "
    "method's own error on virtual runners"
)

_OPEN: tuple[Verdict, ...] = ("uncertain", "probably increased", "probably decreased")
"""Verdicts that more or better film may settle."""


@dataclass(frozen=True)
class Outcome:
    """A change that was judged, and what would settle it."""

    judged: Judged
    settle: Settle | None


@dataclass(frozen=True)
class _Why:
    """Why a measure is not measured, not compared, or not judged; empty where it is."""

    not_measured: str
    not_compared: str
    not_judged: str


def compare_segments(
    strides: pd.DataFrame,
    *,
    reasons: Mapping[str, str],
    not_compared: Mapping[str, str] | None = None,
    doubts: Mapping[str, float] | None = None,
    smallest: Mapping[str, float] | None = None,
) -> dict[str, Change]:
    """Compare the strides labelled "early" with those labelled "late", measure by measure.

    The more measures are looked at, the more probable it is that one seems to change by chance.
    The measures of the family ``"posture"`` answer the project's question, so their intervals are
    corrected for as many of them as this video shows. The others are no answer to it and are not
    corrected.

    Parameters
    ----------
    strides
        Columns of strides.parquet in time order, with ``segment``; may lack measures or rows.
    reasons
        Why this video cannot show a measure, by the name of the measure. It gets no change.
    not_compared
        Why early and late cannot be compared in a measure, by its name. It gets means, no change.
    doubts
        Standard deviation of a further error of the change, by the name of the measure, in its
        unit, where this video gives reason to expect one.
    smallest
        Smallest change of interest by name of the measure, instead of that in the registry.

    Returns
    -------
    dict
        By name. With fewer than 10 strides in a window, and without a known error of the method,
        there are only means, and the verdict is "not compared"; without any stride it is "not
        measurable".
    """
    used = used_strides(strides)
    stride_s = median_stride_s(used)
    windows = {
        m.name: (_series(used, m, "early", reasons), _series(used, m, "late", reasons))
        for m in COMPARED
    }
    apart = not_compared or {}
    compared = [
        m
        for m in COMPARED
        if m.method_error is not None and m.name not in apart and _has_enough(*windows[m.name])
    ]
    in_family = sum(m.family == "posture" for m in compared)
    found = {}
    for m in (m for m in COMPARED if m.name in strides or not m.needs):
        limit = (smallest or {}).get(m.name, m.smallest_change or 0.0)
        why = _Why(reasons.get(m.name, ""), apart.get(m.name, ""), m.no_verdict)
        known = _describe(m, windows[m.name], limit, stride_s, why)
        if m in compared:
            doubt = (doubts or {}).get(m.name, 0.0)
            known = _compare(m, windows[m.name], known, in_family, stride_s, doubt)
        found[m.name] = known
    return found


def decide(
    measure: Measure,
    chance: Estimate,
    *,
    in_family: int,
    smallest: float,
    strides: int,
    stride_s: float,
    doubt: float = 0.0,
) -> Outcome:
    """Judge a change that has the error of chance alone, and say what would settle it.

    Parameters
    ----------
    measure, chance
        The measure and its change.
    in_family
        How many measures of the family ``"posture"`` are compared.
    smallest, doubt
        Smallest change of interest, and standard deviation of a further error.
    strides
        Strides of the window that has fewer.
    stride_s
        Length of a stride, seconds.
    """
    method_sd = math.hypot(measure.method_error or 0.0, doubt)
    corrected = family_confidence(in_family) if measure.family == "posture" else None
    change = chance.with_error(method_sd)
    judged = judge_change(
        measure.unit,
        change.value,
        smallest,
        ci95=change.interval(),
        ci95_family=None if corrected is None else change.interval(corrected),
    )
    if judged.verdict not in _OPEN:
        return Outcome(judged, None)
    plan = Plan(measure, chance, method_sd, smallest, corrected or 0.95, strides, stride_s)
    return Outcome(judged, settle(plan))


def median_stride_s(used: pd.DataFrame) -> float:
    """Median time from the start of a stride to that of the next; NaN with fewer than two."""
    return float(np.median(np.diff(used["start_s"]))) if len(used) > 1 else math.nan


def _series(
    used: pd.DataFrame, measure: Measure, segment: str, reasons: Mapping[str, str]
) -> Series:
    if measure.name not in used or reasons.get(measure.name):
        return make_series(np.empty(0))
    rows = used[used["segment"] == segment]
    return make_series(
        rows[measure.name].to_numpy(dtype=float), rows["start_s"].to_numpy(dtype=float)
    )


def _describe(
    measure: Measure,
    windows: tuple[Series, Series],
    smallest: float,
    stride_s: float,
    reason: _Why,
) -> Change:
    """Give the levels of a measure that was not compared, and why it was not."""
    early, late = windows
    says, why, needed = _why_not(early, late, reason, stride_s)
    return Change(
        unit=measure.unit.stored,
        early=_mean(early),
        late=_mean(late),
        change=None,
        ci95=None,
        ci95_family=None,
        detectable_change=None,
        verdict=says,
        counts_from=None,
        settle=needed,
        family=measure.family,
        reason=why,
        strides_early=len(early.values),
        strides_late=len(late.values),
        method=METHOD,
        smallest_of_interest=smallest,
    )


def _compare(
    measure: Measure,
    windows: tuple[Series, Series],
    known: Change,
    in_family: int,
    stride_s: float,
    doubt: float,
) -> Change:
    """Add the change to the levels of a measure, with its verdict."""
    early, late = windows
    chance = estimate_difference(early, late)
    outcome = decide(
        measure,
        chance,
        in_family=in_family,
        smallest=known.smallest_of_interest or 0.0,
        strides=min(len(early.values), len(late.values)),
        stride_s=stride_s,
        doubt=doubt,
    )
    by_method = NORMAL_QUANTILE * (measure.method_error or 0.0)
    judged = outcome.judged
    return replace(
        known,
        change=chance.value,
        ci95=judged.ci95,
        ci95_family=judged.ci95_family,
        detectable_change=math.hypot(estimate_detectable_change(early, late.places), by_method),
        verdict=judged.verdict,
        counts_from=judged.counts_from,
        settle=outcome.settle,
        reason=judged.reason,
    )


def _has_enough(early: Series, late: Series) -> bool:
    return min(len(early.values), len(late.values)) >= MIN_STRIDES


def _why_not(
    early: Series, late: Series, reason: _Why, stride_s: float
) -> tuple[Verdict, str, Settle | None]:
    """Give verdict and reason for a measure that was not compared, and what it would need."""
    if reason.not_measured:
        return "not measurable", reason.not_measured, None
    if reason.not_compared and min(len(early.values), len(late.values)) > 0:
        return "not compared", reason.not_compared, None
    if _has_enough(early, late):
        unknown = "how far this method errs has not been measured yet"
        return "not compared", reason.not_judged or unknown, None
    measured = len(early.values) + len(late.values) > 0
    return (
        "not compared" if measured else "not measurable",
        f"{len(early.values)} strides of the early and {len(late.values)} of the late window "
        f"could be measured, and {MIN_STRIDES} are needed in each",
        settle_too_few(MIN_STRIDES, stride_s),
    )


def _mean(window: Series) -> float | None:
    return float(window.values.mean()) if len(window.values) else None
