"""Slope of a measure over the whole run, and the onset of its change."""

from __future__ import annotations

import numpy as np
import pandas as pd
from msgspec.structs import replace

from posture.comparison.difference import estimate_weighted_sum
from posture.comparison.estimate import Estimate
from posture.comparison.onset import IN_A_GAP, find_onset, may_lie_in_a_gap
from posture.comparison.series import Series, make_series
from posture.comparison.types import Drift
from posture.comparison.windows import used_strides
from posture.utils.arrays import FloatArray
from posture.utils.stats import NORMAL_QUANTILE

MIN_STRIDES = 20
"""Strides from which a slope is estimated."""

_TOO_LITTLE = "what it grew by within the run may be the method's own error"

TEN_MINUTES_S = 600.0
"""The time over which slopes are given, seconds."""


def estimate_drift(
    strides: pd.DataFrame, measure: str, method_sd: float = 0.0, *, no_onset: str = ""
) -> Drift:
    """Estimate the slope of a measure over the run and the onset of its change, with intervals.

    A straight line is fitted by least squares to all strides that were not rejected. Its 95 %
    interval allows for the autocorrelation of strides, see `posture.comparison.noise`.

    Parameters
    ----------
    strides
        Columns of strides.parquet, in time order.
    measure
        Name of the column.
    method_sd
        Standard deviation of the error of a change that is not chance: the method's own, see
        `Measure`, and the camera's; taken as that of the change from the middle of the first to
        that of the last third of the run. A change that this error may explain has no onset.
    no_onset
        Why no onset is looked for; empty to look for one.

    Returns
    -------
    Drift
        Slope in the unit of the measure per 10 minutes of real running, + for an increase. None
        with fewer than 20 strides; the onset None, with the reason, where none is found, see
        `posture.comparison.onset`.
    """
    if measure not in strides:
        return Drift(onset_reason="it is not measured")
    used = used_strides(strides)
    values = used[measure].to_numpy(dtype=float)
    starts = used["start_s"].to_numpy(dtype=float)
    times = (starts + used["end_s"].to_numpy(dtype=float)) / 2
    series, times = make_series(values, starts), times[np.isfinite(values)]
    if len(times) < MIN_STRIDES:
        few = f"{len(times)} strides have a value, and {MIN_STRIDES} are needed for a course"
        return Drift(onset_reason=few)
    slope = _estimate_slope(series, times).with_error(method_sd / (2 / 3 * (times[-1] - times[0])))
    low, high = slope.ci95
    steady = Drift(
        slope_per_10min=TEN_MINUTES_S * slope.value,
        ci95=(TEN_MINUTES_S * low, TEN_MINUTES_S * high),
    )
    begun = no_onset or find_onset(series, times)
    if isinstance(begun, str):
        return replace(steady, onset_reason=begun)
    if abs(begun.growth) <= NORMAL_QUANTILE * method_sd:
        return replace(steady, onset_reason=_TOO_LITTLE)
    if may_lie_in_a_gap(begun, times):
        return replace(steady, onset_reason=IN_A_GAP)
    return replace(steady, onset_s=begun.time_s, onset_ci95=begun.ci95)


def _estimate_slope(series: Series, times: FloatArray) -> Estimate:
    """Slope of the least-squares line, per second."""
    centred = times - times.mean()
    weights = centred / float(centred @ centred)
    return estimate_weighted_sum(series, weights, np.column_stack([np.ones(len(times)), centred]))
