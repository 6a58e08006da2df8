"""Means relative to standing, with their intervals."""

import numpy as np
import pytest
from compare_data import two_windows

from posture.comparison.standing import add_relative_columns, compare_with_standing
from posture.measures import RELATIVE, relative_name
from posture.standing import METHOD_SD, StandingPosture

LEAN = relative_name("trunk_lean_deg")


def stood(values, reasons=None, sds=None, camera_sd_deg=0.0):
    return StandingPosture(
        values,
        sds or {},
        reasons or {},
        (0.0, 5.0),
        150,
        METHOD_SD["heavy"],
        camera_sd_deg,
        "0:00-0:05",
        True,
    )


@pytest.fixture
def strides():
    rng = np.random.default_rng(1)
    table = two_windows(8 + 0.3 * rng.normal(size=40), 11 + 0.3 * rng.normal(size=40))
    return table.assign(**{m.name: np.nan for m in RELATIVE if m.name not in table})


def test_names_are_those_of_the_measures():
    assert LEAN == "trunk_lean_rel_standing_deg"
    assert len(RELATIVE) == 4


def test_means_of_the_windows_less_standing(strides):
    found = compare_with_standing(strides, stood({"trunk_lean_deg": 2.0})).measures[LEAN]
    assert found.early == pytest.approx(6.0, abs=0.2)
    assert found.late == pytest.approx(9.0, abs=0.2)
    assert found.run == pytest.approx(7.5, abs=0.2)
    low, high = found.early_ci95
    assert (low + high) / 2 == pytest.approx(found.early)
    # with forty steady strides, hardly more than the method's own error is left
    assert (high - low) / 2 == pytest.approx(1.96 * METHOD_SD["heavy"]["trunk_lean_deg"], rel=0.15)


def test_sway_and_the_camera_make_intervals_wider(strides):
    values = {"trunk_lean_deg": 2.0}
    plain, unsteady, camera = (
        compare_with_standing(strides, one).measures[LEAN].late_ci95
        for one in (
            stood(values),
            stood(values, sds={"trunk_lean_deg": 1.5}),
            stood(values, camera_sd_deg=1.5),
        )
    )
    assert np.ptp(unsteady) > 1.2 * np.ptp(plain)
    assert np.ptp(camera) == pytest.approx(np.ptp(unsteady))


def test_a_camera_that_moved_since_standing_widens_what_comes_later(strides):
    """Standing is set against the level of the camera that films the early window."""
    one = stood({"trunk_lean_deg": 2.0, "lumbar_lordosis_deg": 30.0})
    strides = strides.assign(lumbar_lordosis_deg=strides["trunk_lean_deg"] + 20)
    still, moved = (compare_with_standing(strides, one, sd).measures for sd in (0.0, 1.5))
    assert moved[LEAN].early_ci95 == still[LEAN].early_ci95
    for part in ("late_ci95", "run_ci95"):
        wider = np.ptp(getattr(moved[LEAN], part)) / np.ptp(getattr(still[LEAN], part))
        assert 1.5 < wider < 2.0  # of 1.0 and 1.5 degrees
    arch = relative_name("lumbar_lordosis_deg")
    assert moved[arch].late_ci95 == still[arch].late_ci95


def test_columns_are_values_less_standing(strides):
    table = add_relative_columns(strides, stood({"trunk_lean_deg": 2.0}))
    np.testing.assert_allclose(table[LEAN], strides["trunk_lean_deg"] - 2.0)
    assert table[relative_name("pelvic_tilt_deg")].isna().all()


def test_what_is_not_measured_says_why(strides):
    one = stood({"trunk_lean_deg": 2.0}, {"pelvic_tilt_deg": "arms hide it"})
    found = compare_with_standing(strides, one).measures[relative_name("pelvic_tilt_deg")]
    assert (found.standing, found.early, found.reason) == (None, None, "arms hide it")
