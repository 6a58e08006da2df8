import numpy as np
import pytest
from compare_data import strides_at
from pipeline_fakes import CADENCE, film, network, see

import posture
from posture.capture import warn_of_shifts
from posture.capture.parallax import estimate_parallax_deg
from posture.comparison import compare_segments
from posture.comparison.covariates import adjust_for_covariates


def run(**late):
    """Two windows of 40 strides; in the late one some columns are different."""
    columns = {
        "trunk_lean_deg": 8.0,
        "cadence_spm": 172.0,
        "view_yaw_deg": 0.0,
        "trunk_share": 0.25,
        "speed_m_s": np.nan,
        "grade_percent": np.nan,
    }
    noise = np.random.default_rng(0).normal(0.0, 0.5, 80)
    table = {name: np.repeat([value, late.get(name, value)], 40) for name, value in columns.items()}
    table["cadence_spm"] = table["cadence_spm"] + noise
    table["trunk_lean_deg"] = table["trunk_lean_deg"] + noise[::-1]
    return strides_at(80, segment=["early"] * 40 + ["late"] * 40, **table)


def told(strides):
    measures = adjust_for_covariates(strides, compare_segments(strides, reasons={}))
    return {warning.code: warning for warning in warn_of_shifts(strides, measures)}


def test_where_nothing_shifted_nothing_is_told():
    assert told(run()) == {}
    assert told(run().assign(segment="early")) == {}


def test_another_cadence_without_a_pace_is_warned_of():
    warning = told(run(cadence_spm=166.0))["cadence_shift"]
    assert "from 172 to 166 steps a minute" in warning.message
    assert "--pace" in warning.advice
    # how lean follows cadence in this runner cannot be known from such even windows
    assert warning.cost_deg is None
    assert told(run(cadence_spm=171.0)) == {}
    assert told(run(cadence_spm=166.0).assign(speed_m_s=3.0)) == {}


def test_a_pace_that_covers_one_window_only_is_named():
    """A pace file that begins with the late window; the cadence changed with the pace."""
    strides = run(cadence_spm=166.0)
    strides.loc[strides["segment"] == "late", "speed_m_s"] = 3.0
    found = told(strides)
    assert found["pace_gap"].message == (
        "the speed is known for too few strides of the early window, so what it does to the angles "
        "is not taken off"
    )
    assert "--pace FILE that covers both windows" in found["pace_gap"].advice
    assert found["cadence_shift"].advice.startswith("give the pace of both windows")
    even = run()
    even.loc[even.index[60:], "speed_m_s"] = 3.0
    measures = adjust_for_covariates(even, compare_segments(even, reasons={}))
    assert measures["trunk_lean_deg"].adjusted.reason == (
        "the speed is known for too few strides of the early window"
    )
    # of a window that has few strides all of which have a pace, that is not the reason
    short = run().assign(speed_m_s=3.0)
    assert told(short.drop(index=short.index[5:40])) == {}


def test_another_place_in_the_picture_is_told_with_its_size():
    warning = told(run(view_yaw_deg=-10.0))["place_shift"]
    assert "10° further back in the picture" in warning.message
    assert warning.cost_deg == pytest.approx(1.0, abs=0.1)
    assert told(run(view_yaw_deg=3.0)) == {}


def test_another_size_is_told_too():
    warning = told(run(trunk_share=0.28))["place_shift"]
    assert "is 12 % larger" in warning.message
    assert warning.cost_deg == 0.0
    assert told(run(trunk_share=0.255)) == {}


@pytest.mark.parametrize(("yaw", "cost"), [(0.0, 0.0), (10.0, 0.87), (20.0, 1.71)])
def test_parallax_of_an_upright_trunk_is_that_of_its_lean_to_the_side(yaw, cost):
    assert estimate_parallax_deg(0.0, np.zeros(3), np.full(3, yaw)) == pytest.approx(cost, abs=0.01)


def test_parallax_averages_over_places_and_has_no_sign():
    across = np.linspace(-20.0, 20.0, 41)
    assert estimate_parallax_deg(8.0, across, across[::-1]) == pytest.approx(0.0, abs=1e-9)
    one, other = (estimate_parallax_deg(8.0, np.zeros(1), np.array([yaw])) for yaw in (10.0, -10.0))
    assert one == pytest.approx(other)


def drifting(info):
    """A runner who leans 7 degrees, then 10 from second 15 on."""
    return see(info, lean_deg=lambda t: np.where(t < 15, 7.0, 10.0), noise_px=0.2)


@pytest.mark.usefixtures("landmarks_are_joints")
def test_through_the_whole_pipeline_a_change_of_pace_is_no_fatigue_once_given(tmp_path):
    clip = film(tmp_path / "clip.mp4", 30.0)
    pace = tmp_path / "treadmill.csv"
    pace.write_text("time_s,speed_m_s\n0,3.0\n25,3.0\n25.1,3.6\n60,3.6\n")
    with network(drifting):
        blind = posture.analyze(clip, out=tmp_path / "blind", video=False)
        by_file = posture.analyze(
            clip, out=tmp_path / "file", video=False, pace=pace, pace_offset=10
        )
        by_window = posture.analyze(
            clip, out=tmp_path / "window", video=False, speed=["early=3.0", "late=3.6"]
        )
    assert blind.summary["measures"]["trunk_lean_deg"]["verdict"] == "increased"
    assert blind.strides["speed_m_s"].isna().all()
    for run in (by_file, by_window):
        lean = run.results.measures["trunk_lean_deg"]
        assert lean.change == pytest.approx(3.0, abs=0.1)
        assert lean.verdict == "uncertain"
        assert "the speed went from 3.00 to 3.60 m/s" in lean.reason
        assert lean.adjusted.reason.startswith("cannot be adjusted")
    middle = (by_file.strides["start_s"] + by_file.strides["end_s"]) / 2
    expected = np.where(middle < 15, 3.0, 3.6)
    assert by_file.strides["speed_m_s"].to_numpy() == pytest.approx(expected, abs=0.3)
    assert set(by_file.summary["sides"]) >= {"contact_time", "vertical_oscillation"}
    # the figure stands in the middle, and its trunk is 40 of 180 pixels
    assert by_file.strides["view_yaw_deg"].to_numpy() == pytest.approx(0.0, abs=0.5)
    assert by_file.strides["trunk_share"].to_numpy() == pytest.approx(40 / 180, rel=0.02)


@pytest.mark.usefixtures("landmarks_are_joints")
@pytest.mark.slow
def test_through_the_whole_pipeline_another_cadence_is_warned_of(tmp_path):
    fresh, tired = film(tmp_path / "fresh.mp4", 15.0), film(tmp_path / "tired.mp4", 15.0)

    def seen(info):
        return see(info, cadence=CADENCE if info.path == fresh else CADENCE - 8)

    with network(seen):
        blind = posture.compare(fresh, tired, out=tmp_path / "blind", video=False)
        given = posture.compare(fresh, tired, out=tmp_path / "given", video=False, speed=3.0)
    codes = [warning["code"] for warning in blind.summary["quality"]["warnings"]]
    assert "cadence_shift" in codes
    codes = [warning["code"] for warning in given.summary["quality"]["warnings"]]
    assert "cadence_shift" not in codes
