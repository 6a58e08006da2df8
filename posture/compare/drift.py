"""How fast a measure moves over the whole run."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from posture.certainty import NORMAL_QUANTILE
from posture.compare.autocorrelation import ar1_form, lag1, t_quantile
from posture.compare.windows import used_strides

MIN_STRIDES = 20
TEN_MINUTES_S = 600.0


def drift(strides: pd.DataFrame, measure: str, method_sd: float = 0.0) -> dict[str, Any]:
    """Slope of a measure over the whole run, with a 95 % interval.

    A straight line is fitted to all strides that were not rejected (least squares). Neighbouring
    strides resemble each other, so the error of the slope is that of a line through a first-order
    autoregression, with Student's quantile for the strides that are effectively there.

    Parameters
    ----------
    strides
        Columns of strides.parquet, in time order.
    measure
        Name of the column.
    method_sd
        SD of the method's own error of a change, see `Measure`; it counts between the middles of
        the first and the last third of the run.

    Returns
    -------
    dict
        ``slope_per_10min`` (unit of the measure per 10 minutes of real running, + growing) and
        ``ci95`` (low, high), both None with fewer than 20 strides; ``onset_s`` and
        ``onset_ci95``, None.
    """
    none = {"slope_per_10min": None, "ci95": None, "onset_s": None, "onset_ci95": None}
    if measure not in strides:
        return none
    used = used_strides(strides)
    values = used[measure].to_numpy(dtype=float)
    times = ((used["start_s"] + used["end_s"]) / 2).to_numpy(dtype=float)
    measured = np.isfinite(values)
    values, times = values[measured], times[measured]
    n = len(values)
    if n < MIN_STRIDES:
        return none

    centred = times - times.mean()
    spread = float(centred @ centred)
    slope = float(centred @ values) / spread
    residuals = values - values.mean() - slope * centred
    rho = lag1([residuals], trend_terms=2)
    # Variance of the slope for strides of variance 1, and what the fit leaves of that variance.
    of_slope = ar1_form(centred, rho) / spread**2
    left = n - ar1_form(np.ones(n), rho) / n - of_slope * spread
    by_chance = float(np.sqrt(residuals @ residuals / left * of_slope)) * t_quantile(n, rho)
    by_method = NORMAL_QUANTILE * method_sd / (2 / 3 * (times[-1] - times[0]))
    error = math.hypot(by_chance, by_method)
    low, mid, high = (TEN_MINUTES_S * x for x in (slope - error, slope, slope + error))
    return none | {"slope_per_10min": mid, "ci95": [low, high]}
