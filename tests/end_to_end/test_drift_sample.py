"""What the run of the drift sample says, as kept for the notebooks, against the sample's truth."""

from pathlib import Path

import pytest
from benchmarks.accuracy.true_strides import UNITS
from true_samples import slope_per_10min, true_of

import posture
from posture.measures.registry import MEASURES

#: Those of the answer itself; details are many, and one in twenty may miss.
MAIN = [measure.name for measure in MEASURES if measure.name in UNITS and not measure.detail]
KEPT = Path(__file__).parents[2] / "notebooks" / "data" / "fresh_to_tired"
#: When the posture begins to change, see samples/scenes/fresh_to_tired.toml.
BEGINS_S = 38.0


@pytest.fixture(scope="module")
def run():
    return posture.load_run(KEPT, poses=False)


@pytest.fixture(scope="module")
def true(run):
    return true_of("fresh_to_tired", run.strides)


def change_of(true, name):
    early, late = (true.loc[true["segment"] == part, name].mean() for part in ("early", "late"))
    return late - early


@pytest.mark.parametrize("name", MAIN)
def test_the_change_lies_within_its_interval(run, true, name):
    low, high = run.summary["measures"][name]["ci95"]
    assert low <= change_of(true, name) <= high


def test_of_the_details_most_changes_lie_within_their_intervals(run, true):
    held = [
        told["ci95"][0] <= change_of(true, name) <= told["ci95"][1]
        for name, told in run.summary["measures"].items()
        if name in UNITS and name not in MAIN and told["ci95"] and true[name].notna().all()
    ]
    assert len(held) >= 10
    assert sum(held) >= 0.85 * len(held)


@pytest.mark.parametrize("name", MAIN)
def test_the_slope_lies_within_its_interval(run, true, name):
    low, high = run.summary["drift"][name]["ci95"]
    assert low <= slope_per_10min(true, name) <= high


def test_the_verdicts_are_right(run):
    verdicts = {name: told["verdict"] for name, told in run.summary["measures"].items()}
    for name in (
        "trunk_lean_deg", "pelvic_tilt_deg", "pelvic_tilt_toe_off_deg", "head_forward_deg",
        "hip_extension_peak_near_deg", "contact_time_near_s", "contact_time_far_s",
    ):  # fmt: skip
        assert verdicts[name] == "increased", name
    assert verdicts["cadence_spm"] == "decreased"
    # this changes by less than matters; these by about as much, or by less than the method's error
    assert verdicts["trunk_lean_range_deg"] == "no relevant change"
    for name in ("lumbar_lordosis_deg", "knee_lift_near_deg"):
        assert verdicts[name] == "uncertain", name


def test_every_row_says_why_and_what_is_open_says_what_would_settle_it(run):
    for name, told in run.summary["measures"].items():
        assert told["reason"], name
        assert (told["settle"] is not None) == (
            told["verdict"] in ("uncertain", "probably increased", "probably decreased")
        ), name


def test_the_onset_is_told_where_a_change_counts(run):
    drift, measures = run.summary["drift"], run.summary["measures"]
    low, high = drift["trunk_lean_deg"]["onset_ci95"]
    assert low <= BEGINS_S <= high
    assert abs(drift["trunk_lean_deg"]["onset_s"] - BEGINS_S) < 15
    for name, told in drift.items():
        assert (told["onset_s"] is None) == bool(told["onset_reason"]), name
        if told["onset_s"] is not None:
            assert measures[name]["verdict"] in ("increased", "decreased")
