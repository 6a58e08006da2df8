"""How much the times of single strides scatter, early against late.

Fatigue is said to show in how even the steps are before it shows in their mean. What scatters here
is the runner and the reading of the events together: at 30 frames a second the flight time of
virtual runners scatters twice as much as measured as it does in truth, so nothing is given below
`LEAST_FRAME_RATE`, and nothing is called a change.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from msgspec import Struct

from posture.comparison.types import Interval
from posture.comparison.windows import MIN_STRIDES, used_strides
from posture.measures import find_measure
from posture.utils.arrays import FloatArray

#: Frames per second of real running from which the scatter of times is given.
LEAST_FRAME_RATE = 50.0
#: What it is given of: columns of strides.parquet in seconds, and the length of the stride.
TIMES = (
    "stride_time_s",
    "step_time_near_s",
    "step_time_far_s",
    "contact_time_near_s",
    "contact_time_far_s",
    "flight_time_s",
)
LEVEL = 0.95


class Variability(Struct, frozen=True, kw_only=True):
    """How much a time scatters from stride to stride, early and late.

    Attributes
    ----------
    unit
        Of the standard deviations.
    early_sd, late_sd
        Standard deviation of single strides about the window's trend, the scatter of the method
        included.
    early_cv_percent, late_cv_percent
        The same as a share of the window's mean: coefficient of variation.
    ratio, ratio_ci95
        Late over early standard deviation and its 95 % interval, as if strides were independent;
        None where nothing scatters early.
    strides_early, strides_late
        Number of strides.
    """

    unit: str
    early_sd: float
    late_sd: float
    early_cv_percent: float
    late_cv_percent: float
    ratio: float | None
    ratio_ci95: Interval | None
    strides_early: int
    strides_late: int


def measure_variability(strides: pd.DataFrame, frame_rate: float) -> dict[str, Variability]:
    """Measure the scatter of the times of strides in each window, about the window's own trend.

    Parameters
    ----------
    strides
        Columns of strides.parquet with ``segment`` filled in.
    frame_rate
        Frames per second of real running that the network looked at.

    Returns
    -------
    dict
        By column; empty below `LEAST_FRAME_RATE`, and without what has fewer than 10 strides in a
        window. Without times of one leg where the windows show the runner from both sides: how far
        the legs differ would count as scatter.
    """
    if frame_rate < LEAST_FRAME_RATE:
        return {}
    used = used_strides(strides)
    used = used.assign(stride_time_s=used["end_s"] - used["start_s"])
    compared = used[used["segment"].isin(("early", "late"))]
    one_side = "facing" not in used or compared["facing"].nunique() < 2
    found = {}
    for name in TIMES if one_side else (name for name in TIMES if not _is_of_a_leg(name)):
        windows = [_values(used, name, segment) for segment in ("early", "late")]
        if min(len(values) for values, _ in windows) >= MIN_STRIDES:
            found[name] = _compare(*windows)
    return found


def _is_of_a_leg(name: str) -> bool:
    measure = find_measure(name)
    return measure is not None and measure.is_of_a_leg


def _values(used: pd.DataFrame, name: str, segment: str) -> tuple[FloatArray, FloatArray]:
    rows = used[used["segment"] == segment].dropna(subset=[name])
    return rows[name].to_numpy(float), rows["start_s"].to_numpy(float)


def _compare(
    early: tuple[FloatArray, FloatArray], late: tuple[FloatArray, FloatArray]
) -> Variability:
    """SDs, coefficients of variation, and the ratio of the SDs with its interval (F test)."""
    from scipy.stats import f  # slow to load

    first, last = _scatter(*early), _scatter(*late)
    free = len(late[0]) - 2, len(early[0]) - 2
    ratio = last / first if first > 0 else None
    interval = None
    if ratio is not None:
        low, high = (float(f.ppf(p, *free)) for p in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
        interval = (ratio / high**0.5, ratio / low**0.5)
    return Variability(
        unit="s",
        early_sd=first,
        late_sd=last,
        early_cv_percent=100 * first / float(early[0].mean()),
        late_cv_percent=100 * last / float(late[0].mean()),
        ratio=ratio,
        ratio_ci95=interval,
        strides_early=len(early[0]),
        strides_late=len(late[0]),
    )


def _scatter(values: FloatArray, at_s: FloatArray) -> float:
    """Calculate the SD about a straight line in time: a drift is no unevenness."""
    line = np.polynomial.Polynomial.fit(at_s, values, 1)
    left = values - line(at_s)
    return float(np.sqrt(left @ left / (len(values) - 2)))
