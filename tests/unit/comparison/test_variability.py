"""How much times scatter is told of what scatters, not of what drifts, and not of slow films."""

import numpy as np
import pandas as pd
import pytest

from posture.comparison.variability import measure_variability


def strides(late_sd_s: float, drift_s: float = 0.0, count: int = 60) -> pd.DataFrame:
    rng = np.random.default_rng(4)
    start = 0.7 * np.arange(2 * count)
    sd = np.repeat([0.010, late_sd_s], count)
    length = 0.7 + sd * rng.standard_normal(2 * count) + drift_s * np.arange(2 * count)
    return pd.DataFrame(
        {
            "start_s": start,
            "end_s": start + length,
            "segment": np.repeat(["early", "late"], count),
            "rejected": "",
            **dict.fromkeys(
                (
                    "step_time_near_s",
                    "step_time_far_s",
                    "contact_time_near_s",
                    "contact_time_far_s",
                    "flight_time_s",
                ),
                np.nan,
            ),
        }
    )


def test_what_scatters_twice_as_much_late_is_found():
    found = measure_variability(strides(0.020), 60.0)
    assert set(found) == {"stride_time_s"}  # nothing is known of the others
    stride = found["stride_time_s"]
    assert stride.early_sd == pytest.approx(0.010, rel=0.2)
    assert stride.late_sd == pytest.approx(0.020, rel=0.2)
    assert stride.late_cv_percent == pytest.approx(100 * stride.late_sd / 0.7, rel=0.02)
    low, high = stride.ratio_ci95
    assert 1.2 < low < stride.ratio < high


def test_a_drift_is_no_unevenness():
    even = measure_variability(strides(0.010), 60.0)["stride_time_s"]
    drifting = measure_variability(strides(0.010, drift_s=0.002), 60.0)["stride_time_s"]
    assert drifting.late_sd == pytest.approx(even.late_sd, rel=1e-6)
    low, high = even.ratio_ci95
    assert low < 1 < high


def test_times_of_a_leg_are_not_told_where_the_windows_show_both_sides():
    """The left foot stays 20 ms longer on the ground, whichever is nearer."""
    table = strides(0.010).assign(contact_time_near_s=0.25, flight_time_s=0.1)
    names = {"stride_time_s", "contact_time_near_s", "flight_time_s"}
    assert set(measure_variability(table.assign(facing="left"), 60.0)) == names
    late = table["segment"] == "late"
    for facing in (np.where(late, "left", "right"), np.where(table.index % 2, "left", "right")):
        found = measure_variability(table.assign(facing=facing), 60.0)
        assert set(found) == names - {"contact_time_near_s"}


def test_nothing_is_told_of_a_slow_film_or_of_few_strides():
    assert measure_variability(strides(0.020), 30.0) == {}
    assert measure_variability(strides(0.020, count=9), 60.0) == {}
