"""Arms and shoulders: offsets are what the posed joints show, and the trunk does not feel them."""

from dataclasses import replace

import numpy as np
import pytest

from posture.synthetic.bodies.skeleton import SEGMENT
from posture.synthetic.scene.truth import measure_truth

SIDES = ("right", "left")
TRUNK = ["trunk_lean_deg", "pelvic_tilt_deg", "lumbar_lordosis_deg"]


def joint(ran, segment: str) -> np.ndarray:
    return ran.poses.joints[:, SEGMENT[segment]]


def elbow_deg(ran, side: str) -> np.ndarray:
    """Angle between the posed upper arm and forearm, beyond what it is at rest."""

    def between(shoulder, elbow, hand):
        upper, lower = elbow - shoulder, hand - elbow
        lengths = np.linalg.norm(upper, axis=-1) * np.linalg.norm(lower, axis=-1)
        return np.degrees(np.arccos(np.sum(upper * lower, axis=-1) / lengths))

    parts = [f"{part}_{side}" for part in ("upper_arm", "forearm", "hand")]
    return between(*(joint(ran, part) for part in parts))


def seen_from_thorax(ran, segment: str) -> np.ndarray:
    """Where a joint is against the start of the thorax, in the thorax' own axes."""
    turned = ran.poses.rotations[:, SEGMENT["thorax"]]
    apart = joint(ran, segment) - joint(ran, "thorax")
    return np.einsum("tji,tj->ti", turned, apart)


def trunk_of(ran):
    return measure_truth(ran.body, ran.run, ran.poses, "right")[TRUNK].to_numpy()


def changed(steady, run_of, **measures):
    return run_of(steady.body, replace(steady.plan, **measures))


def test_an_elbow_bends_by_its_offset_and_the_other_does_not(steady, run_of):
    bent = changed(steady, run_of, elbow_flexion_left_deg=-25.0)
    # the arm of a body at rest is not quite straight, and not in the plane of the bend
    np.testing.assert_allclose(elbow_deg(bent, "left") - elbow_deg(steady, "left"), -25.0, atol=1.5)
    np.testing.assert_array_equal(elbow_deg(bent, "right"), elbow_deg(steady, "right"))


@pytest.mark.parametrize("side", SIDES)
def test_upper_arms_go_forward_and_away_and_forearms_turn_in(steady, run_of, side):
    aside = -1.0 if side == "right" else 1.0
    elbow, hand = f"forearm_{side}", f"hand_{side}"

    def moved(segment, **measures):
        ran = changed(steady, run_of, **measures)
        return (seen_from_thorax(ran, segment) - seen_from_thorax(steady, segment)).mean(axis=0)

    upper_m = np.linalg.norm(steady.body.joint(elbow) - steady.body.joint(f"upper_arm_{side}"))
    forward = moved(elbow, **{f"shoulder_flexion_{side}_deg": 20.0})[0]
    assert forward == pytest.approx(upper_m * 2 * np.sin(np.radians(10)), rel=0.15)
    away = moved(elbow, **{f"shoulder_abduction_{side}_deg": 20.0})[1] * aside
    # less to the side than along the arc: the arm is away from the body already
    assert away == pytest.approx(upper_m * 2 * np.sin(np.radians(10)), rel=0.25)
    turned = {f"shoulder_rotation_{side}_deg": 20.0}
    assert moved(hand, **turned)[1] * aside < -0.04
    assert np.linalg.norm(moved(elbow, **turned)) < 0.02


def test_an_arm_without_swing_keeps_still_against_the_thorax(steady, run_of):
    still = changed(steady, run_of, arm_swing_right=0.0)
    assert np.ptp(seen_from_thorax(still, "hand_right"), axis=0).max() < 1e-9
    np.testing.assert_array_equal(
        seen_from_thorax(still, "hand_left"), seen_from_thorax(steady, "hand_left")
    )


def test_the_trunk_does_not_feel_arms_head_feet_or_turn(steady, run_of):
    far = changed(
        steady,
        run_of,
        shoulder_flexion_right_deg=60.0,
        shoulder_abduction_left_deg=40.0,
        shoulder_rotation_right_deg=-40.0,
        elbow_flexion_left_deg=-60.0,
        arm_swing_left=0.0,
        head_pitch_deg=30.0,
        turn_deg=15.0,
        foot_strike_deg=-15.0,
    )
    np.testing.assert_allclose(trunk_of(far), trunk_of(steady), atol=1e-6)
    # the skin of the back is stretched a little by an arm held far forward
    skin = [
        measure_truth(r.body, r.run, r.poses, "right")["lumbar_lordosis_skin_deg"]
        for r in (far, steady)
    ]
    np.testing.assert_allclose(*skin, atol=0.1)


def test_shoulders_come_forward_on_a_trunk_that_stays(steady, run_of):
    ahead = changed(steady, run_of, shoulder_protraction_deg=8.0)
    for side in SIDES:
        moved = seen_from_thorax(ahead, f"upper_arm_{side}") - seen_from_thorax(
            steady, f"upper_arm_{side}"
        )
        assert 0.018 < moved[:, 0].mean() < 0.03
    np.testing.assert_allclose(ahead.poses.rounding_deg, steady.poses.rounding_deg, atol=1e-6)
    np.testing.assert_allclose(trunk_of(ahead), trunk_of(steady), atol=1e-6)
    # the joints themselves come forward with the shoulders, and would pass for a lean
    joints = [
        sum(ran.poses.joints[:, SEGMENT[f"upper_arm_{side}"], 0] for side in SIDES) / 2
        for ran in (ahead, steady)
    ]
    assert (joints[0] - joints[1]).mean() > 0.015


def test_raised_shoulders_are_higher_and_the_arms_keep_their_direction(steady, run_of):
    raised = changed(steady, run_of, shoulder_elevation_deg=12.0, stride_sd={})
    for side in SIDES:
        shoulder, elbow = f"upper_arm_{side}", f"forearm_{side}"
        rise = seen_from_thorax(raised, shoulder) - seen_from_thorax(steady, shoulder)
        assert 0.025 < rise[:, 2].mean() < 0.045
        arms = [
            seen_from_thorax(ran, elbow) - seen_from_thorax(ran, shoulder)
            for ran in (raised, steady)
        ]
        np.testing.assert_allclose(arms[0], arms[1], atol=1e-9)
