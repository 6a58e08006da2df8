"""The details of legs and arms on the stick figure, whose joints are known in closed form."""

import numpy as np
import pytest
from stick_recording import recording
from stick_runner import SHANK_LENGTH, THIGH_LENGTH, run_detections

from posture.errors import UsageError
from posture.measures import DETAILS, KEY_MEASURES, choose_measures, find_unresolved


@pytest.fixture(scope="module", params=["left", "right"])
def found(request):
    return recording(duration_s=8, fps=60.0, facing=request.param).strides


@pytest.fixture(scope="module")
def truth():
    return run_detections(duration_s=8, fps=60.0)[2]


def at_contact(truth, side, series):
    contacts = getattr(truth, f"contact_{side}_s")
    inside = contacts[(contacts > 0.3) & (contacts < 7.5)]
    return np.interp(inside, truth.time_s, series).mean()


@pytest.mark.usefixtures("landmarks_are_joints")
@pytest.mark.parametrize("side", ["near", "far"])
def test_how_a_leg_lands_gives_and_swings(found, truth, side):
    means = found.drop(columns=["segment", "rejected", "facing"]).mean()
    thigh, knee = getattr(truth, f"thigh_{side}"), getattr(truth, f"knee_{side}")
    shank = thigh - knee
    assert means[f"shank_angle_contact_{side}_deg"] == pytest.approx(
        at_contact(truth, side, shank), abs=1.0
    )
    assert means[f"knee_angle_contact_{side}_deg"] == pytest.approx(
        at_contact(truth, side, knee), abs=1.5
    )
    ahead = THIGH_LENGTH * np.sin(np.radians(thigh)) + SHANK_LENGTH * np.sin(np.radians(shank))
    assert means[f"foot_ahead_contact_{side}_trunk"] == pytest.approx(
        at_contact(truth, side, ahead), abs=0.04
    )
    assert means[f"knee_angle_swing_{side}_deg"] == pytest.approx(knee.max(), abs=1.0)
    assert means[f"thigh_range_{side}_deg"] == pytest.approx(np.ptp(thigh), abs=1.0)
    assert 30 < means[f"knee_angle_stance_{side}_deg"] < 50


@pytest.mark.usefixtures("landmarks_are_joints")
def test_arms_swing_as_the_figure_says(found):
    means = found.drop(columns=["segment", "rejected", "facing"]).mean()
    assert means["elbow_angle_deg"] == pytest.approx(95.0, abs=0.5)
    assert means["upper_arm_angle_deg"] == pytest.approx(-15.0, abs=0.5)
    assert means["upper_arm_swing_deg"] == pytest.approx(60.0, abs=1.5)


@pytest.mark.usefixtures("landmarks_are_joints")
def test_times_of_steps(found, truth):
    step_s = 60 / truth.cadence
    for side in ("near", "far"):
        assert found[f"step_time_{side}_s"].median() == pytest.approx(step_s, abs=0.002)
    assert found["flight_time_s"].median() == pytest.approx(
        step_s - truth.contact_time_s, abs=0.004
    )
    assert found["stride_regularity"].median() > 0.99


@pytest.mark.usefixtures("landmarks_are_joints")
def test_what_goes_by_too_quickly_for_the_frame_rate_is_not_measured():
    slow = recording(duration_s=6, fps=30.0).strides
    assert slow["foot_strike_angle_near_deg"].isna().all()
    assert slow["step_time_far_s"].isna().all()
    assert slow["knee_angle_swing_near_deg"].notna().any()
    assert "foot_strike_angle_near_deg" in find_unresolved(30.0)
    assert not find_unresolved(60.0)


def test_measures_are_chosen_by_name_and_group():
    assert not choose_measures(()) & DETAILS
    assert choose_measures(["all"]) > DETAILS
    arms = choose_measures(["arms"])
    assert {"elbow_angle_deg", *KEY_MEASURES} <= arms
    assert "cadence_spm" not in arms
    assert choose_measures(["knee_lift_far_deg"]) == {"knee_lift_far_deg", *KEY_MEASURES}
    with pytest.raises(UsageError, match='"elbows" is neither a measure nor a group'):
        choose_measures(["elbows"])
    with pytest.raises(UsageError) as error:
        choose_measures(["9" * 5000])
    assert len(str(error.value)) < 600
