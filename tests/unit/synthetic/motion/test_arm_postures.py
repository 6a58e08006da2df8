"""Named ways to carry the arms bring the hands where their names say."""

from dataclasses import replace

import numpy as np
import pytest

from posture.errors import UsageError
from posture.synthetic.bodies.skeleton import SEGMENT
from posture.synthetic.motion.arm_postures import ARM_POSTURES, set_arms

#: Place of the front handrail, x and z in metres, see `scene.treadmill`.
RAIL_M = (0.48, 1.03)


def carried(steady, run_of, posture, sides=("right", "left")):
    return run_of(steady.body, replace(steady.plan, **set_arms(posture, sides)))


def hand(ran, side="right", segment="hand"):
    return ran.poses.joints[:, SEGMENT[f"{segment}_{side}"]]


def test_a_hand_on_the_hip_stays_there_and_the_other_swings_on(steady, run_of):
    ran = carried(steady, run_of, "on_hip", ["right"])
    apart = hand(ran) - hand(ran, segment="thigh")
    # the wrist is beside and above the hip joint, and the elbow sticks out
    np.testing.assert_allclose(apart.mean(axis=0), [0.0, -0.08, 0.12], atol=0.03)
    assert np.ptp(apart[:, 0]) < 0.12
    assert (hand(ran, segment="forearm")[:, 1] < hand(ran)[:, 1] - 0.1).all()
    np.testing.assert_array_equal(hand(ran, "left"), hand(steady, "left"))


def test_hands_on_the_front_rail_reach_it_all_the_time(steady, run_of):
    plan = replace(steady.plan, **set_arms("on_front_rail"), rotation_scale=0.3)
    ran = run_of(steady.body, plan)
    for side in ("right", "left"):
        # a hand is about 9 cm from the wrist to what it holds
        distance = np.hypot(*(hand(ran, side)[:, [0, 2]] - RAIL_M).T)
        assert distance.max() < 0.14
        assert distance.mean() < 0.10


def test_low_high_straight_wide_and_close_order_the_hands(steady, run_of):
    ran = {name: carried(steady, run_of, name) for name in ARM_POSTURES}
    height = {name: hand(one)[:, 2].mean() for name, one in ran.items()}
    assert height["carried_high"] - height["carried_low"] > 0.2
    assert height["carried_low"] - height["straight"] > 0.03
    aside = {name: -hand(one)[:, 1].mean() for name, one in ran.items()}
    assert aside["wide"] > aside["close"] + 0.05 > aside["across"] + 0.1


@pytest.mark.parametrize("posture", ARM_POSTURES)
def test_no_wrist_is_inside_the_pelvis(steady, run_of, posture):
    ran = carried(steady, run_of, posture)
    for side in ("right", "left"):
        apart = hand(ran, side) - hand(ran, side, "thigh")
        beside = np.abs(apart[:, 0]) < 0.08
        at_hip = beside & (np.abs(apart[:, 2]) < 0.12)
        outward = apart[:, 1] * (-1.0 if side == "right" else 1.0)
        assert (outward[at_hip] > 0.02).all()


def test_an_unknown_posture_is_refused():
    with pytest.raises(UsageError, match="no arm posture 'crossed'; choose one of carried_low"):
        set_arms("crossed")
