import numpy as np
import pandas as pd
import pytest
from compare_data import ar1, strides_at
from msgspec.structs import replace

from posture.comparison import compare_segments
from posture.comparison.covariates import adjust_for_covariates, has_shifted
from posture.comparison.known_pace import GIVEN

#: What a metre a second does to this runner's lean, degrees.
SLOPE = 4.0


def runner(
    seed=0, n=120, slower=0.4, tires=0.0, within=0.3, rho=0.3, slope=SLOPE, **columns
) -> pd.DataFrame:
    """Two windows; the pace wanders within them and is slower in the late one."""
    rng = np.random.default_rng(seed)
    late = np.repeat([0.0, 1.0], n)
    wander = within * np.sqrt(2.0) * np.sin(np.linspace(0.0, 6.0 * np.pi, n))
    speed = 3.2 - slower * late + np.tile(wander, 2)
    lean = 8.0 + slope * (speed - 3.2) + tires * late
    lean += np.concatenate([ar1(rng, n, rho, 1.2) for _ in range(2)])
    table = {"trunk_lean_deg": lean, "speed_m_s": speed, "cadence_spm": 170.0 + 0 * lean}
    segment = np.where(late > 0, "late", "early")
    return strides_at(2 * n, segment=segment, **(table | columns))


def lean(strides: pd.DataFrame, **options):
    raw = compare_segments(strides, reasons={}, doubts=options.get("doubts"))
    return adjust_for_covariates(strides, raw, **options)["trunk_lean_deg"]


def test_a_change_of_pace_alone_is_no_change_of_posture():
    # far apart enough for the raw change to count
    found = lean(runner(slower=0.6, within=0.4, slope=8.0))
    assert found.change == pytest.approx(-4.8, abs=1.5)
    assert found.adjusted.covariates == ("speed_m_s",)
    low, high = found.adjusted.ci95
    assert low < 0.0 < high
    assert high - low < 2.5
    assert found.adjusted.decides is True
    assert found.verdict in ("uncertain", "no relevant change")
    assert "the speed went from" in found.reason


def test_without_the_speed_the_same_run_seems_to_have_changed():
    strides = runner(slower=0.6, within=0.4, slope=8.0).drop(columns="speed_m_s")
    found = lean(strides)
    assert found.verdict == "decreased"
    assert found.adjusted.change is None
    assert found.adjusted.reason == "neither speed nor grade is known"


def test_a_change_of_posture_under_a_change_of_pace_is_found_behind_it():
    # the pace hides what tiring adds
    found = lean(runner(n=200, slower=0.6, within=0.4, tires=5.0, slope=8.0))
    assert found.verdict == "increased"
    assert found.adjusted.change == pytest.approx(5.0, abs=1.0)
    assert abs(found.change) < 2.0
    assert found.adjusted.change >= found.counts_from
    assert "with that taken off, the interval" in found.reason


def test_the_adjusted_interval_covers_the_truth():
    covered = 0
    runs = 60
    raw = dict(compare_segments(runner(), reasons={}))
    raw["trunk_lean_deg"] = replace(
        raw["trunk_lean_deg"], change=0.0, detectable_change=1.0, smallest_of_interest=2.0
    )
    for seed in range(runs):
        strides = runner(seed, n=60, tires=1.0, rho=0.5)
        low, high = adjust_for_covariates(strides, raw)["trunk_lean_deg"].adjusted.ci95
        covered += low <= 1.0 <= high
    # the method's own error comes on top of chance, so that it may be more than 95 %
    assert covered / runs >= 0.9


def test_a_pace_that_is_constant_within_the_windows_tells_no_slope():
    found = lean(runner(slower=0.6, within=0.0, slope=8.0))
    adjusted = found.adjusted
    assert (adjusted.change, adjusted.ci95) == (None, None)
    assert adjusted.reason.startswith("cannot be adjusted: within the windows the speed varied")
    assert found.verdict == "uncertain"
    assert found.counts_from is None
    assert found.settle.strides is None
    assert "same pace" in found.settle.text
    assert "3.20 to 2.60 m/s" in found.reason
    assert "may have made the change, or hidden one" in found.reason
    # the raw numbers stay
    assert found.change == pytest.approx(-4.8, abs=0.5)
    assert found.ci95[1] < 0


def test_the_noise_of_a_watch_is_no_pace_that_varies():
    rng = np.random.default_rng(1)
    strides = runner(slower=0.2, within=0.0, slope=15.0)
    strides["speed_m_s"] += rng.normal(0.0, 0.1, len(strides))
    found = lean(strides)
    assert found.adjusted.change is None
    assert found.verdict == "uncertain"


def test_the_slope_is_not_stretched_far_beyond_what_was_seen():
    assert lean(runner(slower=1.5, within=0.3)).adjusted.change is None


def test_the_same_pace_in_both_windows_changes_nothing():
    strides = runner(slower=0.0, within=0.02, tires=4.0, grade_percent=1.0)
    found = lean(strides)
    assert found.verdict == "increased"
    assert found.adjusted.covariates == ()
    assert found.adjusted.reason == "speed and grade were the same in both windows"


def test_speed_and_grade_are_adjusted_for_together():
    rng = np.random.default_rng(3)
    n = 200
    grade = np.concatenate([ar1(rng, n, 0.9, 1.5), 1.5 + ar1(rng, n, 0.9, 1.5)])
    strides = runner(30, n=n, slower=0.4, within=0.4, grade_percent=grade)
    strides["trunk_lean_deg"] += 1.5 * grade
    found = lean(strides)
    assert found.adjusted.covariates == ("speed_m_s", "grade_percent")
    low, high = found.adjusted.ci95
    assert low < 0.0 < high
    assert high - low < 2.5


def test_two_that_move_as_one_cannot_be_told_apart():
    strides = runner(slower=0.4, within=0.4)
    strides["grade_percent"] = 3.0 * strides["speed_m_s"]
    assert "varied too little" in lean(strides).adjusted.reason


def test_tiring_along_with_a_fading_pace_is_not_put_down_to_the_pace():
    # speed and lean both go straight with time: nothing tells one from the other
    strides = runner(slower=0.0, within=0.0, slope=0.0)
    strides["speed_m_s"] = 3.2 - 0.4 * np.linspace(0, 1, len(strides))
    strides["trunk_lean_deg"] += 8.0 * np.linspace(0, 1, len(strides))
    assert lean(strides).adjusted.change is None


def test_cadence_is_shown_and_decides_nothing():
    rng = np.random.default_rng(5)
    n = 120
    cadence = np.concatenate([172 + ar1(rng, n, 0.8, 3.0), 167 + ar1(rng, n, 0.8, 3.0)])
    strides = runner(50, slower=0.0, within=0.0, slope=0.0, cadence_spm=cadence)
    strides["trunk_lean_deg"] -= 0.8 * (cadence - 172)
    strides = strides.drop(columns="speed_m_s")
    found = lean(strides)
    assert found.verdict == "increased"
    assert found.adjusted.covariates == ("cadence_spm",)
    low, high = found.adjusted.ci95
    assert low < 0.0 < high
    raw = compare_segments(strides, reasons={})
    assert adjust_for_covariates(strides, raw)["cadence_spm"].adjusted.covariates == ()


def test_what_is_not_measurable_stays_so_with_its_reason():
    strides = runner(within=0.0, slower=0.6)
    raw = compare_segments(strides, reasons={"pelvic_tilt_deg": "the back is hidden"})
    found = adjust_for_covariates(strides, raw)["pelvic_tilt_deg"]
    assert found.verdict == "not measurable"
    assert found.adjusted.reason == "the back is hidden"
    assert found.adjusted.change is None


def test_a_doubt_widens_the_adjusted_interval_too():
    strides = runner(within=0.4)
    sure = lean(strides).adjusted.ci95
    doubtful = lean(strides, doubts={"trunk_lean_deg": 1.0}).adjusted.ci95
    assert doubtful[1] - doubtful[0] > sure[1] - sure[0] + 1.0


@pytest.mark.parametrize("early", [2.9, 3.0, 3.1, 3.2, 3.3, 3.6])
def test_a_tenth_of_a_metre_a_second_is_a_shift_at_every_speed(early: float):
    strides = strides_at(40, segment=["early"] * 20 + ["late"] * 20)
    strides["speed_m_s"] = np.repeat([early, round(early + 0.1, 1)], 20)
    assert has_shifted(strides, GIVEN[0])
    strides["speed_m_s"] = np.repeat([early, early + 0.09], 20)
    assert not has_shifted(strides, GIVEN[0])
