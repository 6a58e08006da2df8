"""What else changed between the windows: speed, grade and cadence move the same angles as tiring.

The part of a change that goes with the pace is taken off by this runner's own slope, known from
how the measure follows the pace *within* the windows (subject-specific regression, as Zandbergen
2023, Front Sports Act Living 5:1085513, has it for medians of 25 strides; here stride by stride,
with the likeness of neighbours in the error instead of in the medians). No slope of other runners
is ever used: none is known well enough.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from msgspec.structs import replace

from posture.comparison.difference import estimate_weighted_sum
from posture.comparison.estimate import Estimate
from posture.comparison.series import Series, make_series
from posture.comparison.types import CHANGED, AdjustedChange, Change, Verdict
from posture.comparison.verdict import judge_change
from posture.comparison.windows import MIN_STRIDES, used_strides
from posture.measures import COMPARED, Measure
from posture.utils.arrays import FloatArray

#: The slope is not stretched: between the windows a covariate may differ by so many of its SDs
#: within them.
MAX_SHIFT_SDS = 2.0


@dataclass(frozen=True)
class Covariate:
    """Something that moves the measures too.

    Attributes
    ----------
    name, unit, words
        Column of strides.parquet, its unit, and what people call it.
    matters
        From this difference between the windows on it may explain a change.
    least_spread
        SD within the windows from which on a slope can be read. A watch's speed is off by about
        0.1 m/s from moment to moment, its grade by half a percent, the cadence of one stride by
        0.7 steps/min; with less spread than twice that the slope would come out too flat by more
        than a quarter, and the pace look innocent.
    """

    name: str
    unit: str
    words: str
    matters: float
    least_spread: float


GIVEN = (
    Covariate("speed_m_s", "m/s", "speed", 0.1, 0.2),
    Covariate("grade_percent", "%", "grade", 0.5, 1.0),
)
CADENCE = Covariate("cadence_spm", "steps/min", "cadence", 3.0, 1.5)
Covariates = tuple[Covariate, ...]


def adjust_for_covariates(
    strides: pd.DataFrame,
    measures: Mapping[str, Change],
    *,
    doubts: Mapping[str, float] | None = None,
) -> dict[str, Change]:
    """Put the adjusted change of each measure beside the raw one, and let it decide.

    Where speed or grade are known and differ between the windows, the verdict follows the
    adjusted change; where that cannot be had, the verdict is "no detectable change", for the pace
    may explain it. Where neither is known but the cadence shifted, the change adjusted for
    cadence is shown, and decides nothing: cadence may be a part of tiring.

    Parameters
    ----------
    strides
        Columns of strides.parquet with ``segment`` filled in.
    measures
        From `compare_segments`.
    doubts
        As given to `compare_segments`.

    Returns
    -------
    dict
        `measures` with ``adjusted`` in each, and the verdict that follows it.
    """
    used = used_strides(strides)
    used = used[used["segment"].isin(("early", "late"))]
    known = tuple(covariate for covariate in GIVEN if _is_known(used, covariate))
    return {
        measure.name: _adjust(
            used, measure, measures[measure.name], known, (doubts or {}).get(measure.name, 0.0)
        )
        for measure in COMPARED
    }


def is_speed_known(used: pd.DataFrame) -> bool:
    """Whether the speed was given for enough strides of both windows."""
    return _is_known(used, GIVEN[0])


def has_shifted(used: pd.DataFrame, covariate: Covariate) -> bool:
    """Whether a covariate differs between the windows by so much that it matters."""
    early, late = _levels(used, covariate)
    return abs(late - early) >= covariate.matters


def _adjust(
    used: pd.DataFrame, measure: Measure, raw: Change, known: Covariates, doubt: float
) -> Change:
    if raw.change is None:
        return replace(raw, adjusted=AdjustedChange(reason=raw.reason))
    shifted = tuple(covariate for covariate in known if has_shifted(used, covariate))
    by_cadence = not known and measure.name != CADENCE.name and has_shifted(used, CADENCE)
    candidates = (CADENCE,) if by_cadence else shifted
    if not candidates:
        return replace(raw, adjusted=AdjustedChange(reason=_why_not_adjusted(known)))
    went = " and ".join(_describe_shift(used, covariate) for covariate in candidates)
    names = tuple(covariate.name for covariate in candidates)
    fit = _fit_change(used, measure, candidates)
    if isinstance(fit, str):
        return _cannot_adjust(raw, names, bool(shifted), went, fit)
    fit = fit.with_error(math.hypot(measure.method_error or 0.0, doubt))
    adjusted = AdjustedChange(
        covariates=names, change=fit.value, ci95=fit.ci95, decides=bool(shifted)
    )
    if not shifted:
        return replace(raw, adjusted=adjusted)
    says, why = _judge(measure, raw, fit)
    return replace(
        raw,
        adjusted=adjusted,
        verdict=says,
        reason=f"{went} between the windows; with that taken off, {why}" if why else "",
    )


def _cannot_adjust(
    raw: Change, names: tuple[str, ...], shifted: bool, went: str, why: str
) -> Change:
    """Say why nothing can be taken off; a change that the pace may explain then does not count."""
    decides = shifted and raw.verdict in CHANGED
    adjusted = AdjustedChange(
        covariates=names, reason=f"cannot be adjusted: {why}", decides=decides
    )
    if not decides:
        return replace(raw, adjusted=adjusted)
    return replace(
        raw,
        adjusted=adjusted,
        verdict="no detectable change",
        reason=f"{went} between the windows, which may explain the change; {why}",
    )


def _judge(measure: Measure, raw: Change, fit: Estimate) -> tuple[Verdict, str]:
    """Give the verdict on the adjusted change."""
    with_verdict = [other for other in COMPARED if other.method_error is not None]
    return judge_change(
        measure.unit,
        fit.value,
        fit.ci95,
        raw.detectable_change or 0.0,
        raw.smallest_of_interest or 0.0,
        # of the others any may seem to have changed by chance (Bonferroni)
        fit.p if raw.primary else min(1.0, fit.p * len(with_verdict)),
    )


def _is_known(used: pd.DataFrame, covariate: Covariate) -> bool:
    """Whether a covariate was given for enough strides of both windows."""
    if covariate.name not in used:
        return False
    there = used.loc[used[covariate.name].notna(), "segment"].value_counts()
    return all(there.get(name, 0) >= MIN_STRIDES for name in ("early", "late"))


def _levels(used: pd.DataFrame, covariate: Covariate) -> tuple[float, float]:
    early, late = (
        float(used.loc[used["segment"] == name, covariate.name].mean())
        for name in ("early", "late")
    )
    return early, late


def _describe_shift(used: pd.DataFrame, covariate: Covariate) -> str:
    early, late = _levels(used, covariate)
    decimals = 2 if covariate.matters < 0.5 else 1
    return (
        f"the {covariate.words} went from {early:.{decimals}f} to {late:.{decimals}f} "
        f"{covariate.unit}"
    )


def _why_not_adjusted(known: Covariates) -> str:
    if not known:
        return "neither speed nor grade is known"
    words = " and ".join(covariate.words for covariate in known)
    return f"{words} {'were' if len(known) > 1 else 'was'} the same in both windows"


def _fit_change(used: pd.DataFrame, measure: Measure, covariates: Covariates) -> Estimate | str:
    """Change at equal covariates, or why there is none.

    Each window has its own mean and its own straight course in time, so that what tires along
    with a fading pace is not put down to the pace; the slopes are shared.
    """
    rows = used[[measure.name, "start_s", "segment", *dict.fromkeys(c.name for c in covariates)]]
    rows = rows.dropna()
    windows = [(rows["segment"] == name).to_numpy() for name in ("early", "late")]
    terms = 2 * len(windows) + len(covariates)
    if min(inside.sum() for inside in windows) < MIN_STRIDES or len(rows) < 2 * terms:
        return "too few strides are measured where it is known"
    times = rows["start_s"].to_numpy(float)
    courses = [inside * (times - times[inside].mean()) for inside in windows]
    fixed = np.column_stack([*windows, *courses]).astype(float)
    moving = np.column_stack([rows[c.name].to_numpy(float) for c in covariates])
    moving -= moving.mean(axis=0)
    for i, covariate in enumerate(covariates):
        others = np.column_stack([fixed, np.delete(moving, i, axis=1)])
        spread = float(np.std(moving[:, i] - others @ np.linalg.lstsq(others, moving[:, i])[0]))
        apart = abs(float(moving[windows[1], i].mean() - moving[windows[0], i].mean()))
        if spread < covariate.least_spread or apart > MAX_SHIFT_SDS * spread:
            return (
                f"within the windows the {covariate.words} varied too little "
                f"(SD {spread:.2f} {covariate.unit}) to know what it does to this runner"
            )
    of = make_series(rows[measure.name].to_numpy(float), rows["start_s"].to_numpy(float))
    return _at_equal(np.column_stack([fixed, moving]), of)


def _at_equal(design: FloatArray, of: Series) -> Estimate:
    """Difference of the first two coefficients, late minus early, by least squares."""
    inverse = np.linalg.pinv(design)
    return estimate_weighted_sum(of, inverse[1] - inverse[0], design)
