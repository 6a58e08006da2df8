"""Runners who stand before they run."""

import numpy as np
import pytest

from posture.errors import UsageError
from posture.synthetic.bodies.anatomy import measure_anatomy
from posture.synthetic.bodies.library import load_body
from posture.synthetic.motion.standing import Standing, stand, stand_still_of
from posture.synthetic.scene.truth import measure_truth

TIMES_S = np.linspace(0, 5, 26)


def truth_of(**how):
    body = load_body("dev_01")
    poses = stand(body, Standing(**how), TIMES_S)
    return body, measure_truth(body, stand_still_of(TIMES_S), poses, "right")


def test_at_rest_the_angles_are_those_of_the_body():
    body, truth = truth_of()
    rest = measure_anatomy(body)
    assert truth["pelvic_tilt_deg"].mean() == pytest.approx(rest.pelvic_tilt_deg, abs=0.3)
    assert truth["lumbar_lordosis_deg"].mean() == pytest.approx(rest.lumbar_lordosis_deg, abs=0.1)
    assert np.ptp(truth["trunk_lean_deg"]) < 1.5
    assert truth["contact_near"].all()
    assert truth["contact_far"].all()


def test_held_postures_are_as_asked_and_the_legs_stay_upright():
    _, rest = truth_of()
    _, held = truth_of(tilt_deg=6.0, arch_deg=8.0)
    moved = held.mean(numeric_only=True) - rest.mean(numeric_only=True)
    assert moved["pelvic_tilt_deg"] == pytest.approx(6.0, abs=0.05)
    assert moved["lumbar_lordosis_deg"] == pytest.approx(8.0, abs=0.05)
    assert abs(moved["thigh_angle_near_deg"]) < 0.1
    assert np.abs(moved["head_forward_deg"]) < 3


@pytest.mark.parametrize("wrong", [{"duration_s": 0.0}, {"arms": "up"}])
def test_what_nobody_can_do_is_refused(wrong):
    with pytest.raises(UsageError, match="standing"):
        Standing(**wrong)
