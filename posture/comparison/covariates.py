"""Adjust changes for speed, grade and cadence, which alter the same angles as fatigue does.

The part of a change that speed or grade explains is subtracted. The slope comes from this runner:
from how the measure follows the pace *within* the windows (subject-specific regression, as in
Zandbergen 2023, Front Sports Act Living 5:1085513, there for medians of 25 strides; here for
single strides, with their autocorrelation in the error). Slopes of other runners are never used:
none is known well enough.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from msgspec.structs import replace

from posture.comparison.change import decide, median_stride_s
from posture.comparison.difference import estimate_weighted_sum
from posture.comparison.estimate import Estimate
from posture.comparison.known_pace import (
    CADENCE,
    GIVEN,
    Covariate,
    Covariates,
    describe_gaps,
    find_gaps,
    is_known,
)
from posture.comparison.series import Series, make_series
from posture.comparison.types import AdjustedChange, Change, Settle
from posture.comparison.windows import MIN_STRIDES, used_strides
from posture.measures import COMPARED, Measure
from posture.utils.arrays import FloatArray

#: A difference of 3.3 and 3.2 is one of 0.1, whatever is left of it in binary numbers.
ROUNDING = 1e-9
#: The slope is not extrapolated: the means of a covariate in the two windows may differ by at most
#: this many of its standard deviations within them.
MAX_SHIFT_SDS = 2.0


_SAME_PACE = Settle(
    strides=None, text="windows of the same pace would settle it, or a pace that varies within them"
)


def adjust_for_covariates(
    strides: pd.DataFrame,
    measures: Mapping[str, Change],
    *,
    doubts: Mapping[str, float] | None = None,
) -> dict[str, Change]:
    """Add the adjusted change to each measure, and let it decide where speed or grade changed.

    Where speed or grade are known and differ between the windows, the verdict follows the
    adjusted change. If it cannot be estimated, the verdict is "uncertain", because the pace may
    have made the change, or hidden one. Where neither is known but the cadence changed, the change
    adjusted for cadence is given but decides nothing: a changed cadence may be part of fatigue.

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
    known = tuple(covariate for covariate in GIVEN if is_known(used, covariate))
    gaps = describe_gaps(find_gaps(strides))
    in_family = sum(
        change.family == "posture" and change.change is not None for change in measures.values()
    )
    return {
        measure.name: _adjust(
            used,
            measure,
            measures[measure.name],
            known,
            gaps,
            in_family,
            (doubts or {}).get(measure.name, 0.0),
        )
        for measure in COMPARED
        if measure.name in measures
    }


def has_shifted(used: pd.DataFrame, covariate: Covariate) -> bool:
    """Whether the means of a covariate in the two windows differ by enough to matter."""
    early, late = _levels(used, covariate)
    return abs(late - early) >= covariate.matters - ROUNDING


def _adjust(
    used: pd.DataFrame,
    measure: Measure,
    raw: Change,
    known: Covariates,
    gaps: str,
    in_family: int,
    doubt: float,
) -> Change:
    if raw.change is None:
        return replace(raw, adjusted=AdjustedChange(reason=raw.reason))
    shifted = tuple(covariate for covariate in known if has_shifted(used, covariate))
    by_cadence = not known and measure.name != CADENCE.name and has_shifted(used, CADENCE)
    candidates = (CADENCE,) if by_cadence else shifted
    if not candidates:
        return replace(raw, adjusted=AdjustedChange(reason=_why_not_adjusted(known, gaps)))
    went = " and ".join(_describe_shift(used, covariate) for covariate in candidates)
    names = tuple(covariate.name for covariate in candidates)
    fit = _fit_change(used, measure, candidates)
    if isinstance(fit, str):
        return _cannot_adjust(raw, names, bool(shifted), went, fit)
    outcome = decide(
        measure,
        fit,
        in_family=in_family,
        smallest=raw.smallest_of_interest or 0.0,
        strides=min(raw.strides_early, raw.strides_late),
        stride_s=median_stride_s(used),
        doubt=doubt,
    )
    judged = outcome.judged
    adjusted = AdjustedChange(
        covariates=names,
        change=fit.value,
        ci95=judged.ci95,
        ci95_family=judged.ci95_family,
        decides=bool(shifted),
    )
    if not shifted:
        return replace(raw, adjusted=adjusted)
    return replace(
        raw,
        adjusted=adjusted,
        verdict=judged.verdict,
        counts_from=judged.counts_from,
        settle=outcome.settle,
        reason=f"{went} between the windows; with that taken off, {judged.reason}",
    )


def _cannot_adjust(
    raw: Change, names: tuple[str, ...], shifted: bool, went: str, why: str
) -> Change:
    """Record why a change cannot be adjusted; if the pace shifted, no size of it counts."""
    adjusted = AdjustedChange(
        covariates=names, reason=f"cannot be adjusted: {why}", decides=shifted
    )
    if not shifted:
        return replace(raw, adjusted=adjusted)
    return replace(
        raw,
        adjusted=adjusted,
        verdict="uncertain",
        counts_from=None,
        settle=_SAME_PACE,
        reason=f"{went} between the windows, which may have made the change, or hidden one; {why}",
    )


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


def _why_not_adjusted(known: Covariates, gaps: str) -> str:
    if not known:
        return gaps or "neither speed nor grade is known"
    words = " and ".join(covariate.words for covariate in known)
    same = f"{words} {'were' if len(known) > 1 else 'was'} the same in both windows"
    return f"{same}; {gaps}" if gaps else same


def _fit_change(used: pd.DataFrame, measure: Measure, covariates: Covariates) -> Estimate | str:
    """Estimate the change at equal covariates, or say why it cannot be estimated.

    Least squares. Each window has its own mean and its own linear trend in time, so that fatigue
    that grows while the pace falls is not attributed to the pace. The slopes on the covariates
    are shared by both windows.
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
    values = make_series(rows[measure.name].to_numpy(float), rows["start_s"].to_numpy(float))
    return _difference_of_means(np.column_stack([fixed, moving]), values)


def _difference_of_means(design: FloatArray, values: Series) -> Estimate:
    """Estimate the second coefficient minus the first, late minus early, by least squares."""
    inverse = np.linalg.pinv(design)
    return estimate_weighted_sum(values, inverse[1] - inverse[0], design)
