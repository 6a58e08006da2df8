import json
from pathlib import Path

import numpy as np
import pytest
from compare_data import ar1, strides_at, two_windows

from posture.certainty import NORMAL_QUANTILE
from posture.compare import (
    MEASURES,
    compare_segments,
    detectable_change,
    difference,
    verdict,
)
from posture.compare.autocorrelation import ar1_form, lag1, t_quantile, variance_of_mean
from posture.compare.bootstrap import block_length
from posture.compare.change import SEED

BENCHMARK = Path(__file__).parents[1] / "benchmarks" / "accuracy"
LEAN = next(m for m in MEASURES if m.name == "trunk_lean_deg")


def test_variance_of_a_mean_matches_the_sum_over_all_pairs():
    rho, n = 0.4, 12
    pairs = rho ** np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    weights = np.linspace(-1, 2, n)
    assert ar1_form(weights, rho) == pytest.approx(weights @ pairs @ weights)
    assert variance_of_mean(n, rho) == pytest.approx(pairs.sum() / n**2)
    assert variance_of_mean(50, 0.0) == pytest.approx(1 / 50)


@pytest.mark.parametrize("rho", [0.3, 0.6])
def test_lag1_is_unbiased_for_short_series(rho):
    rng = np.random.default_rng(2)
    found = []
    for _ in range(400):
        parts = [ar1(rng, 30, rho), ar1(rng, 30, rho)]
        found.append(lag1([part - part.mean() for part in parts]))
    assert np.mean(found) == pytest.approx(rho, abs=0.03)


def test_lag1_of_constant_or_alternating_strides_is_zero():
    assert lag1([np.zeros(20)]) == 0.0
    assert lag1([np.tile([1.0, -1.0], 20)]) == 0.0


def test_quantile_widens_with_correlation_and_few_strides():
    assert t_quantile(100_000, 0.0) == pytest.approx(1.96, abs=0.001)
    assert t_quantile(30, 0.5) > t_quantile(30, 0.0) > t_quantile(100, 0.0)


def test_block_length_follows_correlation_within_bounds():
    assert block_length(50, 0.0) == 1
    assert block_length(50, 0.5) == 6  # 300^(1/3) * (2/3)^(2/3) = 5.1
    assert block_length(12, 0.9) == 4
    assert block_length(2, 0.5) == 1


@pytest.mark.parametrize(("n", "rho"), [(15, 0.3), (30, 0.0), (30, 0.5), (50, 0.5)])
def test_interval_covers_the_truth_near_95_percent(n, rho):
    rng = np.random.default_rng(11)
    hits = 0
    for _ in range(400):
        change, low, high = difference(ar1(rng, n, rho), 3 + ar1(rng, n, rho), rng, draws=300)
        assert low < change < high
        hits += low < 3 < high
    assert 0.91 <= hits / 400 <= 0.985


def test_difference_is_late_minus_early_repeats_and_leaves_out_nan():
    rng = np.random.default_rng(3)
    early, late = ar1(rng, 30, 0.3), 2 + ar1(rng, 40, 0.3)
    holes = np.insert(early, [3, 20], np.nan)
    first = difference(early, late, np.random.default_rng(0))
    assert first == difference(holes, late, np.random.default_rng(0))
    assert first[0] == pytest.approx(late.mean() - early.mean())
    low, high = first[1:]
    assert (low + high) / 2 == pytest.approx(first[0], abs=0.1)


def test_interval_matches_theory_for_independent_strides():
    rng = np.random.default_rng(4)
    early, late = rng.standard_normal(400), rng.standard_normal(400)
    _, low, high = difference(early, late, rng, block=1)
    assert (high - low) / 2 == pytest.approx(1.96 * np.sqrt(2 / 400), rel=0.2)


def test_given_block_is_used_and_harmless_when_too_long():
    rng = np.random.default_rng(5)
    early, late = ar1(rng, 24, 0.5), ar1(rng, 24, 0.5)
    plain = difference(early, late, np.random.default_rng(0))
    for block in (3, 500):
        change, low, high = difference(early, late, np.random.default_rng(0), block=block)
        assert change == plain[0]
        assert np.isfinite([low, high]).all()
        assert (low, high) != plain[1:]


def test_constant_strides_have_an_interval_of_no_width():
    assert difference(np.ones(12), np.full(12, 4.0), np.random.default_rng(0)) == (3.0, 3.0, 3.0)


def test_too_few_values_are_refused():
    with pytest.raises(ValueError, match="at least two"):
        difference(np.array([1.0, np.nan]), np.ones(5), np.random.default_rng(0))
    with pytest.raises(ValueError, match="at least two"):
        detectable_change(np.array([1.0]))


def test_detectable_change_shrinks_with_strides_and_grows_with_correlation():
    rng = np.random.default_rng(6)

    def mean_of(n: int, rho: float, late: int | None = None) -> float:
        return float(np.mean([detectable_change(ar1(rng, n, rho), late) for _ in range(60)]))

    fresh = mean_of(50, 0.0)
    assert fresh == pytest.approx(2.0 * np.sqrt(2 / 50), rel=0.15)
    assert mean_of(25, 0.0) > fresh > mean_of(200, 0.0)
    assert mean_of(50, 0.5) > 1.4 * fresh
    assert mean_of(50, 0.0, late=12) > 1.3 * fresh


def test_detectable_change_is_rarely_passed_without_change():
    rng = np.random.default_rng(7)
    passed = 0
    for _ in range(400):
        early, late = ar1(rng, 30, 0.3), ar1(rng, 30, 0.3)
        passed += abs(late.mean() - early.mean()) > detectable_change(early)
    assert passed / 400 < 0.08


def test_detectable_change_holds_the_wandering_of_the_fresh_part():
    steps = np.concatenate([np.zeros(2000), np.full(2000, 1.5)])
    steps += 0.05 * np.random.default_rng(8).standard_normal(4000)
    assert detectable_change(steps) >= 1.49


@pytest.mark.parametrize(
    ("change", "ci95", "detectable", "says", "why"),
    [
        (3.0, (2.0, 4.0), 1.0, "increased", ""),
        (-3.0, (-4.0, -2.0), 1.0, "decreased", ""),
        (3.0, (-0.2, 6.2), 1.0, "no detectable change", "includes no change"),
        (3.0, (2.0, 4.0), 3.5, "no detectable change", "3.5 deg"),
        (1.9, (1.5, 2.3), 1.0, "no detectable change", "2.0 deg"),
        (0.0, (0.0, 0.0), 0.0, "no detectable change", "0.0 deg"),
    ],
)
def test_verdict_needs_certainty_and_size(change, ci95, detectable, says, why):
    found, reason = verdict(LEAN, change, ci95, detectable)
    assert found == says
    assert why in reason
    assert (reason == "") == (says in ("increased", "decreased"))


def test_three_degrees_over_fifty_strides_are_found_and_no_change_is_not():
    rng = np.random.default_rng(9)
    found = wrong = 0
    for _ in range(100):
        early, late = 8 + ar1(rng, 50, 0.3, sd=1.5), 8 + ar1(rng, 50, 0.3, sd=1.5)
        shifted = two_windows(early, late + 3)
        found += compare_segments(shifted, reasons={})["trunk_lean_deg"]["verdict"] == "increased"
        null = compare_segments(two_windows(early, late), reasons={})["trunk_lean_deg"]
        wrong += null["verdict"] != "no detectable change"
    assert found >= 95
    assert wrong <= 5


def test_result_holds_the_contract_in_plain_json():
    rng = np.random.default_rng(10)
    strides = two_windows(ar1(rng, 30, 0.3), ar1(rng, 25, 0.3) - 4)
    result = compare_segments(strides, reasons={})
    assert list(result) == [measure.name for measure in MEASURES]
    assert json.loads(json.dumps(result, allow_nan=False)) == result
    lean = result["trunk_lean_deg"]
    assert lean["verdict"] == "decreased"
    assert lean["change"] == pytest.approx(lean["late"] - lean["early"])
    assert lean["ci95"][0] < lean["change"] < lean["ci95"][1] < 0
    assert (lean["strides_early"], lean["strides_late"], lean["unit"]) == (30, 25, "deg")
    assert result == compare_segments(strides, reasons={})


def test_rejected_and_unlabelled_strides_do_not_count():
    strides = two_windows(np.arange(20.0), np.arange(20.0) + 50)
    strides.loc[0, "trunk_lean_deg"] = 1000.0
    strides.loc[0, "rejected"] = "too long"
    strides.loc[1, "segment"] = ""
    lean = compare_segments(strides, reasons={})["trunk_lean_deg"]
    assert lean["strides_early"] == 18
    assert lean["early"] == pytest.approx(np.arange(2, 20).mean())


def test_under_ten_strides_gives_levels_and_a_plain_reason():
    early = np.full(12, 5.0)
    early[3:] = np.nan
    lean = compare_segments(two_windows(early, np.full(12, 9.0)), reasons={})["trunk_lean_deg"]
    assert lean["verdict"] == "not measurable"
    assert (lean["early"], lean["late"]) == (5.0, 9.0)
    assert lean["change"] is lean["ci95"] is lean["detectable_change"] is None
    assert lean["reason"] == (
        "3 strides of the early and 12 of the late window could be measured, "
        "and 10 are needed in each"
    )


def test_a_given_reason_refuses_the_measure_and_its_numbers():
    strides = two_windows(np.arange(20.0), np.arange(20.0) + 9, "lumbar_lordosis_deg")
    result = compare_segments(strides, reasons={"lumbar_lordosis_deg": "a jacket hides the back"})
    lordosis = result["lumbar_lordosis_deg"]
    assert lordosis["verdict"] == "not measurable"
    assert lordosis["reason"] == "a jacket hides the back"
    assert lordosis["early"] is lordosis["late"] is lordosis["change"] is None


def test_no_strides_at_all():
    strides = strides_at(0, segment=[], trunk_lean_deg=np.empty(0))
    for result in compare_segments(strides, reasons={}).values():
        assert result["verdict"] == "not measurable"
        assert result["early"] is None
        assert result["reason"].startswith("0 strides of the early and 0 of the late")


def test_the_error_of_the_method_widens_interval_and_detectable_change():
    rng = np.random.default_rng(12)
    early, late = ar1(rng, 40, 0.3), ar1(rng, 40, 0.3) + 6
    found = compare_segments(two_windows(early, late), reasons={})["trunk_lean_deg"]
    own = NORMAL_QUANTILE * LEAN.method_sd
    assert own > 0.3
    change, *ends = difference(early, late, np.random.default_rng(SEED))
    assert found["change"] == change
    for told, end in zip(found["ci95"], ends, strict=True):
        assert told - change == pytest.approx(np.sign(end - change) * np.hypot(end - change, own))
    assert found["detectable_change"] == pytest.approx(np.hypot(detectable_change(early, 40), own))


def test_doubt_widens_the_interval_alone():
    rng = np.random.default_rng(12)
    strides = two_windows(ar1(rng, 40, 0.3), ar1(rng, 40, 0.3) + 6)
    plain = compare_segments(strides, reasons={})["trunk_lean_deg"]
    wide = compare_segments(strides, reasons={}, doubts={"trunk_lean_deg": 2.0})["trunk_lean_deg"]
    for i, sign in enumerate((-1, 1)):
        before, after = (found["ci95"][i] - plain["change"] for found in (plain, wide))
        assert after == pytest.approx(sign * np.hypot(before, 2 * NORMAL_QUANTILE))
    assert wide["detectable_change"] == plain["detectable_change"]


def test_a_change_within_the_doubt_is_none():
    rng = np.random.default_rng(13)
    strides = two_windows(ar1(rng, 40, 0.0, sd=0.5), ar1(rng, 40, 0.0, sd=0.5) + 4)
    verdicts = [
        compare_segments(strides, reasons={}, doubts=doubts)["trunk_lean_deg"]["verdict"]
        for doubts in (None, {"head_forward_deg": 9.0}, {"trunk_lean_deg": 3.0})
    ]
    assert verdicts == ["increased", "increased", "no detectable change"]


def test_the_errors_of_the_method_are_those_of_the_committed_benchmark():
    cases = json.loads((BENCHMARK / "results.json").read_text())["cases"]
    for measure in MEASURES:
        changes = [
            case[measure.name]
            for case in cases
            if case["condition"] in ("long", "back") and case.get(measure.name)
        ]
        off = [
            told["change_measured"] - told["change_true"]
            for told in changes
            if told["change_measured"] is not None
        ]
        expected = np.sqrt(np.mean(np.square(off))) if off else 0.0
        assert measure.method_sd == pytest.approx(expected, rel=0.1), measure.name
