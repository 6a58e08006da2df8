"""How a foot lands: read before it is down, from the flat foot on, and only where it is seen."""

from dataclasses import replace

import numpy as np
import pytest

from posture.measures.foot_strike import (
    FURTHEST_DEG,
    LANDING_CURVE,
    foot_strike_angle,
    name_strike,
    read_landing,
)
from posture.measures.stride import Stride

CONTACT_S, STANCE_S = 1.0, 0.25
#: Angle of the landmarks of a flat foot, degrees.
FLAT_DEG = -12.0


def slap(lands_deg: float, lasts_s: float = 0.05):
    """Course of the foot's angle that is down so long after contact."""

    def angle(moments):
        since = np.clip((moments - CONTACT_S) / lasts_s, 0.0, 1.0)
        return FLAT_DEG + lands_deg * (1 - since)

    return angle


@pytest.mark.parametrize("lands_deg", [25.0, 10.0, 0.0])
def test_a_landing_is_counted_from_the_flat_foot(lands_deg: float):
    assert read_landing(slap(lands_deg), CONTACT_S, STANCE_S) == pytest.approx(lands_deg)


def test_a_contact_that_is_told_too_late_still_finds_the_foot_in_the_air():
    late = read_landing(slap(20.0), CONTACT_S + 0.02, STANCE_S)
    assert late == pytest.approx(20.0)


def test_no_landing_where_the_foot_is_not_seen():
    def half_seen(moments):
        return np.where(moments < CONTACT_S - 0.02, np.nan, slap(20.0)(moments))

    assert np.isnan(read_landing(half_seen, CONTACT_S, STANCE_S))
    assert np.isnan(read_landing(slap(20.0), CONTACT_S, np.nan))


def make_stride(lands_deg: float) -> Stride:
    time_s = np.arange(0, 3, 1 / 120)
    return Stride(
        number=0, start_s=CONTACT_S, end_s=1.7, near_toe_off_s=CONTACT_S + STANCE_S,
        far_contact_s=1.35, far_toe_off_s=1.6,
        columns={"time_s": time_s, "foot_angle_near_deg": slap(lands_deg)(time_s)},
        rows=np.flatnonzero((time_s >= CONTACT_S) & (time_s < 1.7)),
    )  # fmt: skip


def test_the_curve_rises_over_all_that_is_read():
    peaks = np.linspace(-FURTHEST_DEG, FURTHEST_DEG, 200)
    angles = np.polynomial.polynomial.polyval(peaks, LANDING_CURVE)
    assert (np.diff(angles) > 0).all()


def test_a_stride_has_the_angle_of_the_curve_and_none_of_another_foot():
    angles = [foot_strike_angle("near")(make_stride(lands)) for lands in (2.0, 10.0, 20.0)]
    wanted = np.polynomial.polynomial.polyval([2.0, 10.0, 20.0], LANDING_CURVE)
    np.testing.assert_allclose(angles, wanted, atol=0.3)
    assert np.isnan(foot_strike_angle("near")(make_stride(FURTHEST_DEG + 5.0)))


def test_no_angle_is_told_beyond_what_a_foot_can_do():
    """The curve falls steeply below what it was fitted to."""
    assert np.polynomial.polynomial.polyval(-25.0, LANDING_CURVE) < -FURTHEST_DEG
    plunging = replace(make_stride(0.0))
    plunging.columns["foot_angle_near_deg"][plunging.columns["time_s"] < 1.02] = FLAT_DEG - 25.0
    assert np.isnan(foot_strike_angle("near")(plunging))


def test_a_foot_strike_is_named_by_its_angle():
    assert [name_strike(angle) for angle in (15.0, 3.0, -8.0, np.nan)] == [
        "rearfoot", "midfoot", "forefoot", "",
    ]  # fmt: skip


@pytest.mark.parametrize("angle", [7.0, 9.0, -0.5, -2.5])
def test_near_a_limit_neither_kind_is_named(angle: float):
    assert name_strike(angle) == ""
    assert name_strike(angle, doubtful_deg=0.0) != ""
