import json

import numpy as np
import pytest
from compare_data import ar1, strides_at
from msgspec import convert, to_builtins

from posture.comparison import estimate_drift
from posture.comparison.onset import FROM_THE_START, IN_A_GAP, NEVER
from posture.comparison.types import Drift
from posture.utils.stats import NORMAL_QUANTILE


def test_slope_of_a_straight_line_is_exact():
    strides = strides_at(40, stride_s=0.75)
    strides["trunk_lean_deg"] = 8 + 0.002 * strides["start_s"]
    found = estimate_drift(strides, "trunk_lean_deg")
    assert found.slope_per_10min == pytest.approx(1.2)
    assert found.ci95 == pytest.approx([1.2, 1.2])
    assert found.onset_s is None
    assert convert(json.loads(json.dumps(to_builtins(found), allow_nan=False)), Drift) == found


def test_rejected_strides_and_missing_values_are_left_out():
    strides = strides_at(40)
    strides["trunk_lean_deg"] = -0.001 * strides["start_s"]
    strides.loc[5, "trunk_lean_deg"] = 100.0
    strides.loc[5, "rejected"] = "too long"
    strides.loc[9, "trunk_lean_deg"] = np.nan
    assert estimate_drift(strides, "trunk_lean_deg").slope_per_10min == pytest.approx(-0.6)


@pytest.mark.parametrize(("n", "rho"), [(30, 0.3), (60, 0.5), (150, 0.5)])
def test_interval_covers_the_truth_near_95_percent(n, rho):
    rng = np.random.default_rng(12)
    strides = strides_at(n)
    hits = 0
    for _ in range(100):
        strides["trunk_lean_deg"] = 0.01 * strides["start_s"] + ar1(rng, n, rho)
        low, high = estimate_drift(strides, "trunk_lean_deg", no_onset="not asked").ci95
        hits += low < 6.0 < high
    assert 0.91 <= hits / 100 <= 0.99


def test_correlated_strides_widen_the_interval():
    strides = strides_at(300)

    def width(rho: float) -> float:
        strides["trunk_lean_deg"] = ar1(np.random.default_rng(13), 300, rho)
        low, high = estimate_drift(strides, "trunk_lean_deg", no_onset="not asked").ci95
        return high - low

    assert width(0.6) == pytest.approx(2.0 * width(0.0), rel=0.3)


@pytest.mark.parametrize("count", [0, 19])
def test_too_few_strides_give_no_slope(count):
    strides = strides_at(count).assign(trunk_lean_deg=1.0)
    found = estimate_drift(strides, "trunk_lean_deg")
    assert (found.slope_per_10min, found.ci95, found.onset_s) == (None, None, None)
    assert found.onset_reason == f"{count} strides have a value, and 20 are needed for a course"


def test_a_column_that_is_not_there_gives_no_slope():
    assert estimate_drift(strides_at(40), "head_forward_deg") == Drift(
        onset_reason="it is not measured"
    )


def test_the_error_of_the_method_counts_over_two_thirds_of_the_run():
    strides = strides_at(41, stride_s=0.75)
    strides["trunk_lean_deg"] = 8 + 0.002 * strides["start_s"]
    low, high = estimate_drift(strides, "trunk_lean_deg", method_sd=0.1).ci95
    # 30 s from the first stride's middle to the last one's
    own = NORMAL_QUANTILE * 0.1 / 20 * 600
    assert [low, high] == pytest.approx([1.2 - own, 1.2 + own], abs=0.01)


def grown(times: np.ndarray, begins_s: float, by: float) -> np.ndarray:
    """Flat until a moment, then a straight line up to `by` at the end."""
    return by * np.maximum(times - begins_s, 0.0) / (times[-1] - begins_s)


def run_of(n: int, rho: float, seed: int, begins_s: float, by: float, gap_s: float = 0.0):
    strides = strides_at(n)
    pause = gap_s * (np.arange(n) // 30)
    strides[["start_s", "end_s"]] = strides[["start_s", "end_s"]].add(pause, axis=0)
    mean = grown(strides["start_s"].to_numpy(), begins_s, by)
    return strides.assign(trunk_lean_deg=mean + ar1(np.random.default_rng(seed), n, rho))


@pytest.mark.parametrize(("begins_s", "by"), [(100.0, 5.0), (60.0, -5.0)])
def test_the_onset_of_growth_is_found(begins_s, by):
    found = estimate_drift(run_of(240, 0.3, 20, begins_s, by), "trunk_lean_deg")
    low, high = found.onset_ci95
    assert low <= begins_s <= high
    assert low < found.onset_s < high
    assert found.onset_s == pytest.approx(begins_s, abs=15)
    assert convert(json.loads(json.dumps(to_builtins(found), allow_nan=False)), Drift) == found


def test_growth_from_the_beginning_or_none_has_no_onset():
    found = []
    for seed in range(10):
        for by in (0.0, 5.0):
            told = estimate_drift(run_of(150, 0.4, 30 + seed, 0.0, by), "trunk_lean_deg")
            found.append(told.onset_s)
            assert (told.onset_s is None) == (told.onset_ci95 is None)
    assert sum(onset is not None for onset in found) <= 2


def test_a_rise_that_settles_has_no_onset():
    strides = run_of(150, 0.3, 50, 0.0, 0.0)
    strides["trunk_lean_deg"] += 6 * np.minimum(np.linspace(0, 2, 150), 1)
    assert estimate_drift(strides, "trunk_lean_deg").onset_s is None


def test_growth_within_the_error_of_the_method_has_no_onset():
    strides = run_of(240, 0.3, 20, 100.0, 5.0)
    assert estimate_drift(strides, "trunk_lean_deg", method_sd=1.0).onset_s is not None
    assert estimate_drift(strides, "trunk_lean_deg", method_sd=4.0).onset_s is None


def test_a_run_filmed_in_pieces_has_the_slope_and_the_onset_of_the_whole_one():
    strides = run_of(240, 0.3, 22, 900.0, 6.0, gap_s=280.0)
    found = estimate_drift(strides, "trunk_lean_deg")
    low, high = found.onset_ci95
    assert low <= 900 <= high
    through = np.arange(0, strides["end_s"].iloc[-1], 0.7)
    mean = grown(through, 900.0, 6.0)
    slope = 600 * np.polyfit(through, mean, 1)[0]
    assert found.ci95[0] <= slope <= found.ci95[1]


def test_pieces_far_apart_tell_more_than_as_many_strides_in_one():
    def width(gap_s: float) -> float:
        strides = run_of(240, 0.7, 23, 0.0, 0.0, gap_s)
        low, high = estimate_drift(strides, "trunk_lean_deg").ci95
        return (high - low) * strides["end_s"].iloc[-1]

    assert width(300.0) < 0.97 * width(0.0)


def test_a_change_that_levels_off_again_has_an_onset_too():
    rng = np.random.default_rng(21)
    found = held = 0
    for _ in range(12):
        strides = strides_at(120, stride_s=0.75)
        starts = strides["start_s"].to_numpy()
        begins, ends = starts[-1] / 3, 2 * starts[-1] / 3
        ramp = np.clip((starts - begins) / (ends - begins), 0.0, 1.0)
        strides["trunk_lean_deg"] = 8 + 5 * ramp + ar1(rng, 120, 0.3)
        drift = estimate_drift(strides, "trunk_lean_deg")
        if drift.onset_s is not None:
            found += 1
            held += drift.onset_ci95[0] <= begins <= drift.onset_ci95[1]
        assert (drift.onset_s is None) == bool(drift.onset_reason)
    assert found >= 10
    assert held >= found - 2


def test_why_there_is_no_onset_is_said():
    rng = np.random.default_rng(22)
    strides = strides_at(120)
    noise = ar1(rng, 120, 0.3)
    steady = strides.assign(trunk_lean_deg=noise + 8 * np.linspace(0, 1, 120))
    assert estimate_drift(steady, "trunk_lean_deg").onset_reason == FROM_THE_START
    assert (
        estimate_drift(strides.assign(trunk_lean_deg=noise), "trunk_lean_deg").onset_reason == NEVER
    )
    given = estimate_drift(steady, "trunk_lean_deg", no_onset="nobody asked")
    assert (given.onset_s, given.onset_reason) == (None, "nobody asked")


@pytest.mark.parametrize(("gap_s", "told"), [((45.0, 105.0), False), ((100.0, 112.0), True)])
def test_a_beginning_that_may_lie_between_the_windows_is_not_told(gap_s, told):
    """A lean that grows by 4° from 50 to 90 s; the strides of a part of the run are not there."""
    strides = strides_at(200, stride_s=0.75)
    middle = strides["start_s"] + 0.375
    strides["trunk_lean_deg"] = 6.0 + np.interp(middle, [50.0, 90.0], [0.0, 4.0])
    strides["trunk_lean_deg"] += 0.3 * ar1(np.random.default_rng(3), len(strides), 0.3)
    seen = strides[(middle < gap_s[0]) | (middle > gap_s[1])].reset_index(drop=True)
    found = estimate_drift(seen, "trunk_lean_deg")
    assert found.slope_per_10min is not None
    if told:
        low, high = found.onset_ci95
        assert low < 50.0 < high
    else:
        assert (found.onset_s, found.onset_reason) == (None, IN_A_GAP)
