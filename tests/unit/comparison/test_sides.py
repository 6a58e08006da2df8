from pathlib import Path

import numpy as np
import pytest
from benchmarks.accuracy.table import load_cases
from compare_data import ar1, strides_at

from posture.comparison.sides import compare_sides
from posture.measures import PAIRS, BothLegs

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "accuracy"


def runner(seed=0, n=60, early=0.10, late=0.10, rho=0.3, near=0.25):
    """Contact of the near foot is longer by a share of the mean, early and late."""
    rng = np.random.default_rng(seed)
    share = np.repeat([early, late], n)
    both = near + ar1(rng, 2 * n, rho, 0.005)
    table = {
        "contact_time_near_s": both * (1 + share / 2) + ar1(rng, 2 * n, rho, 0.003),
        "contact_time_far_s": both * (1 - share / 2) + ar1(rng, 2 * n, rho, 0.003),
    }
    return strides_at(2 * n, segment=["early"] * n + ["late"] * n, **table)


def test_a_known_difference_is_found_with_its_sign():
    found = compare_sides(runner())["contact_time"]
    assert found.index_percent == pytest.approx(10.0, abs=0.8)
    low, high = found.ci95
    assert 0.0 < low < 10.0 < high
    assert found.near == pytest.approx(0.2625, abs=0.002)
    assert found.far == pytest.approx(0.2375, abs=0.002)
    low, high = found.change_ci95
    assert low < 0.0 < high


def test_a_change_of_the_difference_is_found():
    found = compare_sides(runner(early=0.0, late=0.08))["contact_time"]
    assert found.change == pytest.approx(8.0, abs=1.0)
    assert found.change_ci95[0] > 0.0
    assert found.index_percent == pytest.approx(4.0, abs=0.8)


def test_intervals_hold_the_methods_own_error():
    found = compare_sides(runner(n=2000))["contact_time"]
    # 1.96 x 3.4 ms of 250 ms, and hardly any chance
    assert found.ci95[1] - found.index_percent == pytest.approx(2.7, abs=0.1)


@pytest.mark.parametrize(("first", "near", "far"), [("right", 250, 230), ("left", 230, 250)])
def test_near_is_the_leg_of_the_side_that_is_asked_for_in_clips_from_opposite_sides(
    first: str, near: float, far: float
):
    """The right foot stays 250 ms on the ground and the left one 230, seen from either side."""
    right, left = np.full(30, 0.250), np.full(30, 0.230)
    seen = strides_at(
        60,
        segment=["early"] * 30 + ["late"] * 30,
        facing=["right"] * 30 + ["left"] * 30,
        contact_time_near_s=np.r_[right, left],
        contact_time_far_s=np.r_[left, right],
    )
    found = compare_sides(seen, near_side=first)["contact_time"]
    assert (1000 * found.near, 1000 * found.far) == pytest.approx((near, far))
    assert found.index_percent == pytest.approx(100 * (near - far) / 240)
    assert found.change == pytest.approx(0.0, abs=1e-9)
    # also where no stride of the clip that names the leg is used
    late = seen[seen["facing"] == ("left" if first == "right" else "right")]
    found = compare_sides(late, near_side=first)["contact_time"]
    assert (1000 * found.near, 1000 * found.far) == pytest.approx((near, far))


def test_too_few_strides_or_a_mean_near_zero_have_no_index():
    few = compare_sides(runner(n=4))["contact_time"]
    assert few.near is not None
    assert few.index_percent is None
    strides = runner().assign(hip_extension_peak_near_deg=2.0, hip_extension_peak_far_deg=1.0)
    found = compare_sides(strides)["hip_extension_peak"]
    assert (found.near, found.far, found.index_percent) == (2.0, 1.0, None)
    # not measured at all
    assert compare_sides(strides)["knee_lift"].near is None


def test_every_pair_says_how_sure_the_far_side_is():
    found = compare_sides(runner())
    assert set(found) == {legs.pair.name for legs in PAIRS}
    assert "error of its change is larger (1.5 against 1.1 deg)" in (
        found["hip_extension_peak"].note
    )
    assert "has not been measured" in found["vertical_oscillation"].note


def test_the_errors_of_the_sides_are_those_of_the_committed_benchmark():
    cases = load_cases(BENCHMARK, "long", "back")

    def error(legs: BothLegs, what: str) -> float:
        near, far = (cases[cases["measure"] == leg.name] for leg in (legs.near, legs.far))
        off_near, off_far = (
            (side[f"{what}_measured"] - side[f"{what}_true"]).to_numpy() for side in (near, far)
        )
        off = off_near - off_far
        return float(np.sqrt(np.mean(np.square(off))))

    for legs in PAIRS:
        pair = legs.pair
        if pair.level_sd:
            assert pair.level_sd == pytest.approx(error(legs, "level"), rel=0.1), pair.name
            assert pair.change_sd == pytest.approx(error(legs, "change"), rel=0.1), pair.name


def test_contact_times_of_two_feet_need_a_frame_rate_and_angles_do_not():
    strides = runner().assign(knee_lift_near_deg=40.0, knee_lift_far_deg=39.0)
    slow, fast = compare_sides(strides, 30.0), compare_sides(strides, 60.0)
    assert "30 frames a second" in slow["contact_time"].reason
    assert slow["contact_time"].near is slow["contact_time"].index_percent is None
    assert fast["contact_time"].reason == ""
    assert fast["contact_time"].ci95 is not None
    assert slow["knee_lift"] == fast["knee_lift"]
    assert slow["knee_lift"].index_percent is not None


def test_why_there_is_no_index_is_said():
    assert compare_sides(runner(n=4))["contact_time"].reason == (
        "8 strides show both sides, and 10 are needed"
    )
    assert compare_sides(runner())["knee_lift"].reason == "no stride shows both sides"
