"""What windows would be worth, before anything is measured."""

import pytest

from posture.app.worth import weigh_windows
from posture.check.expect import expect_change
from posture.errors import UsageError
from posture.measures import COMPARED

CHECK = {"strides_per_s": 1.4, "camera_sd_deg": 0.0, "measured": ["trunk_lean_deg"]}
LEAN = next(measure for measure in COMPARED if measure.name == "trunk_lean_deg")


def test_windows_chosen_by_themselves_are_those_of_an_analysis():
    worth = weigh_windows({}, 60.0, CHECK)
    assert worth.early == pytest.approx((0, 20), abs=0.8)
    assert worth.late == pytest.approx((40, 60), abs=0.8)
    assert worth.sentences[0] == "About 28 strides early and 28 late."
    long = weigh_windows({}, 1800.0, CHECK)
    assert long.early[0] == 360.0
    pain = weigh_windows({"pain_onset": "0:30"}, 60.0, CHECK)
    assert (pain.early, pain.late) == ((0.0, 10.0), (30.0, 60.0))


def test_strides_and_the_smallest_change_follow_the_windows():
    worth = weigh_windows({"early": "0:00-0:10", "late": "0:40-1:00"}, 60.0, CHECK)
    assert worth.sentences[0] == "About 14 strides early and 28 late."
    least = expect_change(LEAN, 14, 28)
    assert worth.sentences[1] == f"A change can be noticed of trunk lean from {least:.1f}° on."


def test_longer_windows_tell_smaller_changes_down_to_what_matters():
    changes = [expect_change(LEAN, n, n) for n in (10, 20, 40, 10_000)]
    assert changes == sorted(changes, reverse=True)
    assert changes[0] > changes[1]
    assert changes[-1] == LEAN.smallest_change
    assert expect_change(LEAN, 20, 20, camera_sd_deg=2.0) > 3.9


def test_too_few_strides_are_said():
    worth = weigh_windows({"early": "0:00-0:05"}, 60.0, CHECK)
    assert "fewer than 10 strides is not compared" in worth.sentences[1]


def test_before_the_check_only_the_lengths_are_known():
    worth = weigh_windows({"early": "0:00-0:10", "late": "0:50-1:00"}, 60.0, None)
    assert worth.sentences == ("Early 10.0 s, late 10.0 s.",)


def test_wrong_windows_are_said():
    with pytest.raises(UsageError, match="before"):
        weigh_windows({"early": "0:30-0:50", "late": "0:10-0:20"}, 60.0, CHECK)
