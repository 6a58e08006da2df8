"""Feet that stand: no slip, no sinking, knees that bend one way only."""

from dataclasses import replace

import numpy as np
import pytest

from posture.synthetic.bodies.feet import SOLE_M, find_foot
from posture.synthetic.bodies.skeleton import SEGMENT
from posture.synthetic.motion import legs
from posture.synthetic.motion.fitted_plan import fit_plan_to_body
from posture.synthetic.motion.plan import Plan

SIDES = ("right", "left")


def flat(ran, side: str) -> np.ndarray:
    """Frames in which the whole sole is on the ground."""
    share = ran.phase(side) / ran.plan.duty_factor
    return (share > legs.FLAT_FROM + 0.02) & (share < legs.FLAT_TO - 0.02)


def ankle(ran, side: str) -> np.ndarray:
    return ran.poses.joints[:, SEGMENT[f"foot_{side}"]]


@pytest.mark.parametrize("side", SIDES)
def test_a_flat_foot_rides_on_the_belt(steady, side):
    here = flat(steady, side)
    speed = np.gradient(ankle(steady, side), steady.run.times, axis=0)
    inner = here & np.roll(here, 1) & np.roll(here, -1)
    assert inner.sum() > 50
    np.testing.assert_allclose(speed[inner, 0], -steady.plan.speed_m_s, atol=1e-5)
    np.testing.assert_allclose(speed[inner, 1:], 0, atol=1e-5)


@pytest.mark.parametrize("side", SIDES)
def test_the_sole_is_on_the_ground_while_the_foot_is_flat_and_never_below(steady, side):
    here = flat(steady, side)
    rest = steady.body.joint(f"foot_{side}")[2] + SOLE_M
    np.testing.assert_allclose(ankle(steady, side)[here, 2], rest, atol=1e-5)
    turned = steady.poses.rotations[:, SEGMENT[f"foot_{side}"]]
    np.testing.assert_allclose(turned[here], np.eye(3)[None] + 0 * turned[here], atol=1e-6)
    foot = find_foot(steady.body, side)
    for point in (foot.heel, foot.ball):
        tip = ankle(steady, side) + turned @ np.array([point[0], 0.0, point[1]])
        assert tip[steady.poses.down[side], 2].min() > -0.001


@pytest.mark.parametrize("side", SIDES)
def test_the_pivot_of_a_rolling_foot_does_not_slip(steady, side):
    foot = find_foot(steady.body, side)
    share = steady.phase(side) / steady.plan.duty_factor
    for pivot, here in (
        (foot.heel, share < legs.FLAT_FROM - 0.02),
        (foot.ball, (share > legs.FLAT_TO + 0.02) & (share < 0.99)),
    ):
        turned = steady.poses.rotations[:, SEGMENT[f"foot_{side}"]]
        tip = ankle(steady, side) + turned @ np.array([pivot[0], 0.0, pivot[1]])
        speed = np.diff(tip[:, 0]) / np.diff(steady.run.times)
        inner = here[1:] & here[:-1] & (np.diff(share) > 0)
        # within a fiftieth: ways are worked out in steps of 2 ms
        np.testing.assert_allclose(speed[inner], -steady.plan.speed_m_s, rtol=0.05)
        np.testing.assert_allclose(tip[here, 2], 0, atol=0.001)


@pytest.mark.parametrize("side", SIDES)
def test_the_foot_is_down_exactly_in_the_planned_stances(steady, side):
    wanted = np.zeros(len(steady.run.times), bool)
    for contact, off in steady.run.stances[side]:
        wanted |= (steady.run.times >= contact) & (steady.run.times < off)
    differs = wanted != steady.poses.down[side]
    # only in frames nearer to an event than the 2 ms of the ways
    moments = steady.run.stances[side].ravel()
    distance = np.abs(steady.run.times[differs][:, None] - moments).min(axis=1, initial=np.inf)
    assert (distance <= 0.002).all()
    assert wanted.mean() == pytest.approx(steady.plan.duty_factor, abs=0.03)


@pytest.mark.parametrize("side", SIDES)
def test_swing_goes_on_from_stance_and_clears_the_ground(steady, side):
    way = ankle(steady, side)
    speed = np.diff(way, axis=0) / np.diff(steady.run.times)[:, None]
    assert np.abs(speed).max() < 2.2 * steady.plan.speed_m_s
    share = (steady.phase(side) - steady.plan.duty_factor) / (1 - steady.plan.duty_factor)
    middle = (share > 0.2) & (share < 0.8)
    assert way[middle, 2].min() > steady.body.joint(f"foot_{side}")[2] + SOLE_M + 0.03
    # the foot goes from behind the hip to ahead of it
    assert np.ptp(way[:, 0]) > 0.8


@pytest.mark.parametrize("side", SIDES)
def test_neither_foot_nor_knee_jumps_at_contact_or_toe_off(steady, side):
    """From one frame to the next the way goes on as before, but for 8 mm."""
    for part in ("foot", "shank"):
        way = steady.poses.joints[:, SEGMENT[f"{part}_{side}"]]
        assert np.abs(np.diff(way, n=2, axis=0)).max() < 0.008, part


def test_the_knee_never_bends_backwards(steady):
    for side in SIDES:
        shank = steady.poses.rotations[:, SEGMENT[f"shank_{side}"]]
        thigh = steady.poses.rotations[:, SEGMENT[f"thigh_{side}"]]
        bone = np.array([0.0, 0.0, -1.0])
        upper, lower = thigh @ bone, shank @ bone
        flexion = np.degrees(
            np.arctan2(upper[:, 0], -upper[:, 2]) - np.arctan2(lower[:, 0], -lower[:, 2])
        )
        assert flexion.min() > 0
        assert 70 < flexion.max() < 130


@pytest.mark.parametrize("grade", [8.0, -8.0])
def test_on_a_slope_the_feet_follow_the_slope(body, run_of, grade):
    up = run_of(
        body, fit_plan_to_body(body, Plan(duration_s=4.0, grade_percent=grade, stride_sd={}))
    )
    for side in SIDES:
        here = flat(up, side)
        inner = here & np.roll(here, 1) & np.roll(here, -1)
        speed = np.gradient(ankle(up, side), up.run.times, axis=0)
        np.testing.assert_allclose(speed[inner, 2] / speed[inner, 0], grade / 100, atol=1e-4)
        sole = up.poses.rotations[inner, SEGMENT[f"foot_{side}"]] @ [1.0, 0.0, 0.0]
        np.testing.assert_allclose(sole[:, 2] / sole[:, 0], grade / 100, atol=1e-4)


def test_overground_the_foot_stands_still(body, run_of):
    over = run_of(body, fit_plan_to_body(body, Plan(duration_s=4.0, stride_sd={})), overground=True)
    for side in SIDES:
        here = flat(over, side)
        inner = here & np.roll(here, 1) & np.roll(here, -1)
        speed = np.gradient(ankle(over, side), over.run.times, axis=0)
        np.testing.assert_allclose(speed[inner], 0, atol=1e-5)
    gone = np.ptp(over.poses.joints[:, SEGMENT["pelvis"], 0])
    assert gone == pytest.approx(over.plan.speed_m_s * np.ptp(over.run.times), abs=0.05)


@pytest.mark.parametrize("strike", [-25.0, -12.0, 20.0])
def test_the_foot_strikes_as_asked_and_stands_as_before(steady, body, run_of, strike):
    ran = run_of(body, replace(steady.plan, foot_strike_deg=strike))
    for side in SIDES:
        turned, before = (
            np.degrees(np.arcsin(r.poses.rotations[:, SEGMENT[f"foot_{side}"], 2, 0]))
            for r in (ran, steady)
        )
        share = ran.phase(side) / ran.plan.duty_factor
        landing = share < 0.01
        assert landing.any()
        np.testing.assert_allclose((turned - before)[landing], strike, atol=0.5)
        settled = (share > legs.FLAT_FROM + 0.02) & (share < 0.99)
        np.testing.assert_allclose(turned[settled], before[settled], atol=1e-6)
        np.testing.assert_array_equal(ran.poses.down[side], steady.poses.down[side])
        flat_here = flat(ran, side)
        inner = flat_here & np.roll(flat_here, 1) & np.roll(flat_here, -1)
        speed = np.gradient(ankle(ran, side), ran.run.times, axis=0)
        np.testing.assert_allclose(speed[inner, 0], -ran.plan.speed_m_s, atol=1e-5)
        foot = find_foot(body, side)
        rotations = ran.poses.rotations[:, SEGMENT[f"foot_{side}"]]
        for point in (foot.heel, foot.ball):
            tip = ankle(ran, side) + rotations @ np.array([point[0], 0.0, point[1]])
            assert tip[:, 2].min() > -0.002
        for part in ("foot", "shank"):
            way = ran.poses.joints[:, SEGMENT[f"{part}_{side}"]]
            assert np.abs(np.diff(way, n=2, axis=0)).max() < 0.010, part
