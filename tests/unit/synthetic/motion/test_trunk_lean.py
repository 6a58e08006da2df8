"""The lean of a posed body is that of its trunk, wherever the shoulder blades are."""

import numpy as np
import pytest

from posture.synthetic.bodies.skeleton import SEGMENT, SEGMENTS, pitch, place_segments, roll, yaw
from posture.synthetic.motion.trunk_lean import measure_trunk_lean


def lean_of(body, **turns):
    local = np.tile(np.eye(3), (1, len(SEGMENTS), 1, 1))
    for segment, turn in turns.items():
        local[:, SEGMENT[segment]] = turn
    return float(measure_trunk_lean(body, *place_segments(body.joints, local, np.zeros((1, 3))))[0])


@pytest.mark.parametrize("deg", [-15.0, 5.0, 30.0])
def test_a_body_that_is_tipped_as_a_whole_leans_by_as_much(body, deg):
    assert lean_of(body, pelvis=pitch(deg)) - lean_of(body) == pytest.approx(deg, abs=1e-6)


def test_shoulders_drawn_forward_and_up_are_no_lean(body):
    drawn = {
        "clavicle_right": yaw(15.0) @ roll(-10.0),
        "clavicle_left": yaw(-15.0) @ roll(10.0),
    }
    assert lean_of(body, **drawn) == lean_of(body)


def test_mid_shoulder_is_that_of_the_joints_while_the_shoulder_blades_rest(body):
    local = np.tile(np.eye(3), (1, len(SEGMENTS), 1, 1))
    local[:, SEGMENT["thorax"]] = pitch(12.0)
    _, joints = place_segments(body.joints, local, np.zeros((1, 3)))
    middle = {
        part: sum(joints[0, SEGMENT[f"{part}_{side}"]] for side in ("right", "left")) / 2
        for part in ("thigh", "upper_arm")
    }
    line = middle["upper_arm"] - middle["thigh"]
    expected = np.degrees(np.arctan2(line[0], line[2]))
    assert lean_of(body, thorax=pitch(12.0)) == pytest.approx(expected, abs=1e-6)
