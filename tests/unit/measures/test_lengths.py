"""Lengths in metres follow from what is stated, and are absent without it."""

import numpy as np
import pandas as pd
import pytest

from posture.measures import add_lengths
from posture.measures.lengths import HIP_HEIGHT, SHOULDER_HEIGHT, find_scale

#: A body with the proportions of the source: thigh and shank over the trunk.
LEG_TRUNK = (HIP_HEIGHT - 0.039) / (SHOULDER_HEIGHT - HIP_HEIGHT)
NAMES = {"step_length_m", "stride_length_m", "vertical_oscillation_cm", "vertical_ratio_percent"}


def strides(speed_m_s: float = np.nan, travel_trunk: float = 0.0) -> pd.DataFrame:
    """Three strides of 0.7 s of a runner with a trunk of 0.504 m, that is 1.75 m tall."""
    start = 0.7 * np.arange(3)
    return pd.DataFrame(
        {
            "start_s": start,
            "end_s": start + 0.7,
            "rejected": "",
            "speed_m_s": speed_m_s,
            "travel_trunk": travel_trunk,
            "leg_seen_trunk": LEG_TRUNK,
            "vertical_oscillation_trunk": 0.16,
            "foot_ahead_contact_near_trunk": 0.5,
            "foot_ahead_contact_far_trunk": 0.4,
        }
    )


def test_both_ways_to_state_the_size_of_a_body_agree():
    by_height = find_scale(LEG_TRUNK, 1.75, None)
    by_leg = find_scale(LEG_TRUNK, None, 1.75 * HIP_HEIGHT)
    assert by_height.trunk_m == pytest.approx(1.75 * 0.288)
    assert by_height.leg_m == pytest.approx(1.75 * HIP_HEIGHT)
    assert by_leg.trunk_m == pytest.approx(by_height.trunk_m)
    assert find_scale(LEG_TRUNK, None, None) is None
    assert find_scale(LEG_TRUNK, 1.75, 0.9).leg_m == 0.9


def test_nothing_is_guessed():
    made = add_lengths(strides(), None, None, still=True, timed=True)
    assert set(made) == set(strides())


def test_a_speed_gives_steps_and_a_height_gives_the_rest():
    paced = add_lengths(strides(3.0), None, None, still=False, timed=True)
    assert set(paced) - set(strides()) == {"step_length_m", "stride_length_m"}
    assert paced["stride_length_m"].to_numpy() == pytest.approx(2.1)
    assert paced["step_length_m"].to_numpy() == pytest.approx(1.05)
    scaled = add_lengths(strides(3.0), 1.75, None, still=False, timed=True)
    assert set(scaled) >= NAMES
    assert scaled["vertical_oscillation_cm"].to_numpy() == pytest.approx(16 * 0.504)
    assert scaled["vertical_ratio_percent"].to_numpy() == pytest.approx(16 * 0.504 / 1.05)
    assert scaled["foot_ahead_contact_near_cm"].to_numpy() == pytest.approx(50 * 0.504)
    of_leg = 100 * 0.5 * 0.504 / (1.75 * HIP_HEIGHT)
    assert scaled["foot_ahead_contact_near_leg_percent"].to_numpy() == pytest.approx(of_leg)


def test_who_crosses_the_picture_of_a_still_camera_shows_how_long_the_strides_are():
    crossing = strides(travel_trunk=4.0)
    made = add_lengths(crossing, 1.75, None, still=True, timed=True)
    assert made["stride_length_m"].to_numpy() == pytest.approx(4 * 0.504)
    assert "stride_length_m" not in add_lengths(crossing, 1.75, None, still=False, timed=True)
    assert "stride_length_m" not in add_lengths(crossing, None, None, still=True, timed=True)
    treadmill = add_lengths(strides(), 1.75, None, still=True, timed=True)
    assert "step_length_m" not in treadmill
    # a stated speed goes before the picture
    stated = add_lengths(strides(3.0, travel_trunk=4.0), 1.75, None, still=True, timed=True)
    assert stated["stride_length_m"].to_numpy() == pytest.approx(2.1)


def test_without_the_speed_of_play_a_speed_gives_no_length_and_the_picture_does():
    """Strides of the second clip have guessed durations."""
    timed = np.array([True, False, False])
    made = add_lengths(strides(3.0), 1.75, None, still=False, timed=timed)
    for name in ("stride_length_m", "step_length_m", "vertical_ratio_percent"):
        assert made[name].notna().tolist() == timed.tolist()
    assert made["stride_length_m"][0] == pytest.approx(2.1)
    assert made["vertical_oscillation_cm"].notna().all()
    none = add_lengths(strides(3.0), None, None, still=False, timed=False)
    assert none["step_length_m"].isna().all()  # there, so that the reason is told
    seen = add_lengths(strides(3.0, travel_trunk=4.0), 1.75, None, still=True, timed=False)
    assert seen["stride_length_m"].to_numpy() == pytest.approx(4 * 0.504)
