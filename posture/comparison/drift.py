"""How fast a measure moves over the whole run, and since when."""

from __future__ import annotations

import numpy as np
import pandas as pd
from msgspec.structs import replace

from posture.comparison.difference import estimate_weighted_sum
from posture.comparison.estimate import Estimate
from posture.comparison.onset import find_onset
from posture.comparison.series import Series, make_series
from posture.comparison.types import Drift
from posture.comparison.windows import used_strides
from posture.utils.arrays import FloatArray
from posture.utils.stats import NORMAL_QUANTILE

MIN_STRIDES = 20
TEN_MINUTES_S = 600.0


def estimate_drift(
    strides: pd.DataFrame, measure: str, method_sd: float = 0.0, *, with_onset: bool = True
) -> Drift:
    """Slope of a measure over the whole run, and the onset of its growth, with 95 % intervals.

    A straight line is fitted to all strides that were not rejected (least squares). Neighbouring
    strides resemble each other, and those of different filmed parts do not, see
    `posture.comparison.noise`.

    Parameters
    ----------
    strides
        Columns of strides.parquet, in time order.
    measure
        Name of the column.
    method_sd
        SD of the method's own error of a change, see `Measure`; it counts between the middles of
        the first and the last third of the run. A growth that this error could be has no onset.
    with_onset
        Whether to look for the onset.

    Returns
    -------
    Drift
        Slope in the unit of the measure per 10 minutes of real running, + growing; all None with
        fewer than 20 strides, and the onset None where none is found, see
        `posture.comparison.onset`.
    """
    if measure not in strides:
        return Drift()
    used = used_strides(strides)
    values = used[measure].to_numpy(dtype=float)
    starts = used["start_s"].to_numpy(dtype=float)
    times = (starts + used["end_s"].to_numpy(dtype=float)) / 2
    of, times = make_series(values, starts), times[np.isfinite(values)]
    if len(times) < MIN_STRIDES:
        return Drift()
    slope = _slope(of, times).with_error(method_sd / (2 / 3 * (times[-1] - times[0])))
    low, high = slope.ci95
    steady = Drift(
        slope_per_10min=TEN_MINUTES_S * slope.value,
        ci95=(TEN_MINUTES_S * low, TEN_MINUTES_S * high),
    )
    begun = find_onset(of, times) if with_onset else None
    if begun is None or abs(begun.growth) <= NORMAL_QUANTILE * method_sd:
        return steady
    return replace(steady, onset_s=begun.time_s, onset_ci95=begun.ci95)


def _slope(of: Series, times: FloatArray) -> Estimate:
    """Slope of the least-squares line, per second."""
    centred = times - times.mean()
    weights = centred / float(centred @ centred)
    return estimate_weighted_sum(of, weights, np.column_stack([np.ones(len(times)), centred]))
