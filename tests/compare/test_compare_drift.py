import json

import numpy as np
import pytest
from compare_data import ar1, strides_at

from posture.certainty import NORMAL_QUANTILE
from posture.compare import drift

NOTHING = {"slope_per_10min": None, "ci95": None, "onset_s": None, "onset_ci95": None}


def test_slope_of_a_straight_line_is_exact():
    strides = strides_at(40, stride_s=0.75)
    strides["trunk_lean_deg"] = 8 + 0.002 * strides["start_s"]
    found = drift(strides, "trunk_lean_deg")
    assert found["slope_per_10min"] == pytest.approx(1.2)
    assert found["ci95"] == pytest.approx([1.2, 1.2])
    assert found["onset_s"] is None
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_rejected_strides_and_missing_values_are_left_out():
    strides = strides_at(40)
    strides["trunk_lean_deg"] = -0.001 * strides["start_s"]
    strides.loc[5, "trunk_lean_deg"] = 100.0
    strides.loc[5, "rejected"] = "too long"
    strides.loc[9, "trunk_lean_deg"] = np.nan
    assert drift(strides, "trunk_lean_deg")["slope_per_10min"] == pytest.approx(-0.6)


@pytest.mark.parametrize(("n", "rho"), [(30, 0.3), (60, 0.5), (150, 0.5)])
def test_interval_covers_the_truth_near_95_percent(n, rho):
    rng = np.random.default_rng(12)
    strides = strides_at(n)
    hits = 0
    for _ in range(300):
        strides["trunk_lean_deg"] = 0.01 * strides["start_s"] + ar1(rng, n, rho)
        low, high = drift(strides, "trunk_lean_deg")["ci95"]
        hits += low < 6.0 < high
    assert 0.91 <= hits / 300 <= 0.985


def test_correlated_strides_widen_the_interval():
    strides = strides_at(300)

    def width(rho: float) -> float:
        strides["trunk_lean_deg"] = ar1(np.random.default_rng(13), 300, rho)
        low, high = drift(strides, "trunk_lean_deg")["ci95"]
        return high - low

    assert width(0.6) == pytest.approx(2.0 * width(0.0), rel=0.3)


@pytest.mark.parametrize("count", [0, 19])
def test_too_few_strides_give_no_slope(count):
    strides = strides_at(count).assign(trunk_lean_deg=1.0)
    assert drift(strides, "trunk_lean_deg") == NOTHING


def test_a_column_that_is_not_there_gives_no_slope():
    assert drift(strides_at(40), "head_forward_deg") == NOTHING


def test_the_error_of_the_method_counts_over_two_thirds_of_the_run():
    strides = strides_at(41, stride_s=0.75)
    strides["trunk_lean_deg"] = 8 + 0.002 * strides["start_s"]
    low, high = drift(strides, "trunk_lean_deg", method_sd=0.1)["ci95"]
    # 30 s from the first stride's middle to the last one's
    own = NORMAL_QUANTILE * 0.1 / 20 * 600
    assert [low, high] == pytest.approx([1.2 - own, 1.2 + own])
