"""Refusals of a whole run, and errors that grow with the change."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from posture.back import WHY, back_code, change_error, is_back, judge, level_interval, sacral_change
from posture.back.cloth import CHANGED, LOOSE
from posture.compare import MEASURES
from posture.resources import back_path
from posture.tracks import learnt

LOW_BACK = ["pelvic_tilt_deg", "lumbar_lordosis_deg", "pelvic_tilt_toe_off_deg"]


def strides(early: float, late: float) -> pd.DataFrame:
    """Looseness about two levels, with an outlier in each window."""
    spread = np.array([-0.3, 0.0, 0.3, 9.0, -0.1, 0.1])
    return pd.DataFrame(
        {
            "segment": ["early"] * 6 + [""] * 6 + ["late"] * 6,
            "back_looseness": np.concatenate([early + spread, 50 + spread, late + spread]),
        }
    )


@pytest.mark.parametrize(("times", "code"), [(0.95, ""), (1.05, "back_changed")])
@pytest.mark.parametrize("turned", [False, True])
def test_clothes_that_lie_differently_late_are_told(times: float, code: str, turned: bool):
    windows = (LOOSE - 1.0, LOOSE - 1.0 - times * CHANGED)
    assert back_code(["", ""], strides(*windows[::-1] if turned else windows)) == code


@pytest.mark.parametrize(("times", "code"), [(0.45, ""), (0.55, "back_changed")])
@pytest.mark.parametrize("turned", [False, True])
def test_half_of_it_will_do_from_skin_to_cloth(times: float, code: str, turned: bool):
    windows = (LOOSE - 0.2 * CHANGED, LOOSE + (times - 0.2) * CHANGED)
    assert back_code(["", ""], strides(*windows[::-1] if turned else windows)) == code


def test_a_recording_that_shows_no_back_comes_first():
    changed = strides(0.0, 3 * CHANGED)
    for code in WHY:
        assert back_code(["", code], changed) == code


def test_windows_without_a_line_are_no_change():
    assert back_code([""], strides(0.0, np.nan)) == ""
    assert back_code([""], strides(0.0, 9.0).iloc[:0]) == ""


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors that are easy to reckon with."""

    errors = {
        "tilt_level_sd": 2.0, "tilt_move_sd": 0.6, "tilt_move_share": 0.2,
        "tilt_geometry_sd": 1.5,
        "lordosis_level_sd": 3.0, "lordosis_move_sd": 1.0, "lordosis_move_share": 0.0,
    }  # fmt: skip
    monkeypatch.setattr(judge, "learnt", lambda path: SimpleNamespace(errors=errors))


@pytest.mark.usefixtures("known")
def test_the_error_of_a_change_has_a_fixed_part_and_a_share():
    assert change_error("pelvic_tilt_deg", 0.0) == pytest.approx(0.6)
    assert change_error("pelvic_tilt_toe_off_deg", 4.0) == pytest.approx(1.0)  # 0.6 and 0.8
    assert change_error("pelvic_tilt_deg", -4.0) == pytest.approx(1.0)
    assert change_error("lumbar_lordosis_deg", 10.0) == pytest.approx(1.0)


@pytest.mark.usefixtures("known")
def test_geometry_that_disagrees_adds_doubt_to_the_tilt_alone():
    usual = judge.NORMAL_95 * 1.5
    name = "pelvic_tilt_deg"
    # as much as the two usually differ counts for nothing, on either side
    for sacral in (4.0, 4.0 + usual, 4.0 - usual):
        assert change_error(name, 4.0, sacral) == pytest.approx(1.0)
    for sacral in (4.0 + usual + 5.0, 4.0 - usual - 5.0):
        assert change_error(name, 4.0, sacral) == pytest.approx(np.hypot(1, 5 / judge.NORMAL_95))
    assert change_error("lumbar_lordosis_deg", 4.0, 50.0) == pytest.approx(1.0)


@pytest.mark.usefixtures("known")
def test_what_was_not_learnt_has_no_error_of_its_own():
    assert change_error("tilt_hip_coupling", 0.3, 20.0) == 0.0


def test_the_tangent_over_the_sacrum_changes_by_the_means_of_the_windows():
    table = strides(0.0, 0.0).assign(sacral_tangent_deg=[*[10.0] * 6, *[50.0] * 6, *[13.5] * 6])
    table.loc[0, "sacral_tangent_deg"] = np.nan
    assert sacral_change(table) == pytest.approx(3.5)
    table.loc[table["segment"] == "late", "sacral_tangent_deg"] = np.nan
    assert sacral_change(table) is None


@pytest.mark.usefixtures("known")
def test_the_interval_of_a_level_holds_95_percent():
    assert level_interval("pelvic_tilt_deg") == pytest.approx(3.92, abs=0.001)
    assert level_interval("lumbar_lordosis_toe_off_deg") == pytest.approx(5.88, abs=0.001)


def test_the_errors_that_ship_are_those_of_degrees():
    errors = learnt(back_path()).errors
    for told in ("tilt", "lordosis"):
        assert 0.5 < errors[f"{told}_level_sd"] < 8
        assert 0.1 < errors[f"{told}_move_sd"] < 4
        assert 0 <= errors[f"{told}_move_share"] < 0.6
    for name in LOW_BACK:
        assert change_error(name, 10.0) >= change_error(name, 0.0) > 0


def test_which_measures_are_of_the_low_back():
    found = [measure.name for measure in MEASURES if is_back(measure.name)]
    assert set(LOW_BACK) < set(found)
    assert len([name for name in found if name.endswith("_deg")]) == 4
    assert not is_back("trunk_lean_deg")
    assert not is_back("head_forward_deg")
