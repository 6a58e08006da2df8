"""Kinematics put on a body: what they say is what the body does."""

from dataclasses import replace

import numpy as np
import pytest

from posture.errors import UsageError
from posture.synthetic.bodies.library import load_body
from posture.synthetic.bodies.skeleton import SEGMENT
from posture.synthetic.motion.fitted_plan import fit_plan_to_body
from posture.synthetic.motion.gait import load_arms, load_gait
from posture.synthetic.motion.plan import Drift, Plan, sample_plan
from posture.synthetic.motion.posing import stand_at_ease
from posture.synthetic.motion.trunk_lean import measure_trunk_lean
from posture.synthetic.scene.truth import measure_truth

ANGLES = ("trunk_lean_deg", "pelvic_tilt_deg", "lumbar_lordosis_deg")


def truth_of(ran, near="right"):
    return measure_truth(ran.body, ran.run, ran.poses, near)


def by_stride(ran, table, name):
    """Means over whole strides, and what the plan intends in their middle."""
    whole = table.groupby("stride").agg({name: "mean", "time_s": ["mean", "size"]})
    means, mid = whole[name]["mean"].to_numpy(), whole["time_s"]["mean"].to_numpy()
    return means[1:-1], ran.plan.intended(name, mid)[1:-1]


@pytest.mark.parametrize("name", ["dev_01", "dev_02", "dev_03"])
def test_a_fitted_plan_leaves_the_upper_back_as_it_is(name, run_of):
    body = load_body(name)
    for lean in (3.0, 7.0, 12.0):
        plan = fit_plan_to_body(body, Plan(duration_s=4.0, trunk_lean_deg=lean, stride_sd={}))
        assert plan.trunk_lean_deg == lean
        there = run_of(body, plan)
        assert np.abs(there.poses.rounding_deg).max() < 1.0


def test_a_pelvis_tipped_further_takes_more_of_an_arch(body):
    plan = Plan(duration_s=4.0, stride_sd={})
    level, tipped = fit_plan_to_body(body, plan), fit_plan_to_body(body, plan, tilt_deg=3.0)
    assert tipped.pelvic_tilt_deg == pytest.approx(level.pelvic_tilt_deg + 3.0)
    assert tipped.lumbar_lordosis_deg > level.lumbar_lordosis_deg + 3.0


def test_a_plan_fitted_with_rounding_needs_just_that_rounding(body, run_of):
    plan = fit_plan_to_body(body, Plan(duration_s=4.0, stride_sd={}), rounding_deg=8.0)
    np.testing.assert_allclose(run_of(body, plan).poses.rounding_deg, 8.0, atol=1.0)


def test_stride_means_are_the_plans_level_and_drift(body, run_of):
    drifts = {
        "trunk_lean_deg": Drift(4.0),
        "pelvic_tilt_deg": Drift(5.0),
        "lumbar_lordosis_deg": Drift(3.0),
    }
    plan = replace(fit_plan_to_body(body, Plan(duration_s=12.0, stride_sd={})), drifts=drifts)
    drifting = run_of(body, plan)
    table = truth_of(drifting)
    for name, off in zip(ANGLES, (0.1, 0.1, 0.2), strict=True):
        means, wanted = by_stride(drifting, table, name)
        assert len(means) >= 12
        np.testing.assert_allclose(means, wanted, atol=off)
        assert means[-1] - means[0] > 2.0


def test_tilt_and_lordosis_are_the_planned_ones_in_every_frame(steady):
    """But for what turning and bending sideways take from a plane: below a degree."""
    table = truth_of(steady)
    tilt, lordosis = table["pelvic_tilt_deg"], table["lumbar_lordosis_deg"]
    np.testing.assert_allclose(tilt, steady.run["pelvic_tilt_deg"], atol=0.3)
    np.testing.assert_allclose(lordosis, steady.run["lumbar_lordosis_deg"], atol=1.0)


def test_without_turning_and_bending_they_are_exact(body, run_of):
    plan = fit_plan_to_body(body, Plan(duration_s=4.0, rotation_scale=0.0, stride_sd={}))
    straight = run_of(body, plan)
    table = truth_of(straight)
    for name in ANGLES[1:]:
        np.testing.assert_allclose(table[name], straight.run[name], atol=1e-4)


def test_a_drift_of_the_lean_alone_leaves_tilt_and_lordosis(body, run_of):
    plan = fit_plan_to_body(body, Plan(duration_s=8.0, stride_sd={}))
    plain, leaning = (
        truth_of(run_of(body, replace(plan, drifts=drifts)))
        for drifts in ({}, {"trunk_lean_deg": Drift(5.0)})
    )
    for name in ("pelvic_tilt_deg", "lumbar_lordosis_deg"):
        np.testing.assert_allclose(leaning[name], plain[name], atol=1e-6)
    more = leaning["trunk_lean_deg"] - plain["trunk_lean_deg"]
    np.testing.assert_allclose(more, 5.0 * plain["time_s"] / 8.0, atol=0.15)


def test_a_posture_no_back_can_take_is_refused(body, run_of):
    plan = Plan(duration_s=3.0, trunk_lean_deg=-15.0, pelvic_tilt_deg=40.0, stride_sd={})
    with pytest.raises(UsageError, match=r"dev_01 cannot lean like this .* upper back"):
        run_of(body, plan)


def test_eyes_look_ahead_more_steadily_than_the_trunk_leans(body, run_of):
    pitches = []
    for lean in (2.0, 14.0):
        there = run_of(
            body, fit_plan_to_body(body, Plan(duration_s=3.0, trunk_lean_deg=lean, stride_sd={}))
        )
        head = there.poses.rotations[:, SEGMENT["head"]]
        pitches.append(np.degrees(np.arctan2(head[:, 0, 2], head[:, 2, 2])).mean())
    assert 0 < pitches[1] - pitches[0] < 6.0


def test_arms_and_legs_swing_against_each_other(steady):
    joints = steady.poses.joints
    for one, other in (("right", "left"), ("left", "right")):
        hand = joints[:, SEGMENT[f"hand_{one}"], 0] - joints[:, SEGMENT["thorax"], 0]
        same, opposite = (joints[:, SEGMENT[f"foot_{side}"], 0] for side in (one, other))
        assert np.corrcoef(hand, opposite)[0, 1] > 0.5
        assert np.corrcoef(hand, same)[0, 1] < -0.3


def test_at_ease_a_body_stands_upright_on_both_feet(body):
    poses = stand_at_ease(body, np.linspace(0, 8, 50))
    assert poses.down["right"].all()
    assert poses.down["left"].all()
    feet = poses.joints[:, SEGMENT["foot_right"]]
    np.testing.assert_allclose(feet, np.tile(body.joint("foot_right"), (50, 1)), atol=1e-5)
    assert np.abs(measure_trunk_lean(body, poses.rotations, poses.joints)).max() < 6
    assert np.ptp(poses.joints[:, SEGMENT["hand_right"]], axis=0).max() > 1e-3


@pytest.mark.parametrize(
    ("gait", "arms"), [("rbds_020_35", "hamner_04_300"), ("rbds_008_35", "hamner_m_300")]
)
def test_tilt_and_lean_move_within_the_stride_as_the_named_runners_do(gait, arms, body, run_of):
    drawn = sample_plan(4, 5.0, gait=gait, arms=arms, trunk_scale=1.0, stride_sd={})
    there = run_of(body, fit_plan_to_body(body, replace(drawn, rotation_scale=0.0)))
    lean = truth_of(there)["trunk_lean_deg"] - there.run.slow["trunk_lean_deg"]
    measured = load_arms(arms).deviation("trunk_lean_deg", there.run.turns)
    np.testing.assert_allclose(lean, measured, atol=0.6)
    tilt = truth_of(there)["pelvic_tilt_deg"] - there.run.slow["pelvic_tilt_deg"]
    measured = load_gait(gait).deviation("pelvic_tilt_deg", there.run.turns)
    np.testing.assert_allclose(tilt, measured, atol=0.05)


@pytest.mark.parametrize("gait", ["rbds_008_25", "rbds_020_35"])
def test_free_legs_bend_as_the_named_runner_bent_them(gait, body, run_of):
    """Planted feet keep the knee from it: by more than ten degrees somewhere in stance."""
    drawn = sample_plan(4, 5.0, gait=gait, legs_scale=1.0, stride_sd={})
    fitted = fit_plan_to_body(body, replace(drawn, rotation_scale=0.0))
    off, low = {}, {}
    for feet in ("free", "planted"):
        there = run_of(body, replace(fitted, feet=feet))
        own = there.run["knee_flexion_right_deg"]
        off[feet] = np.abs(truth_of(there)["knee_angle_near_deg"] - np.maximum(own, 6.0)).max()
        ankle = there.poses.joints[:, SEGMENT["foot_right"], 2]
        low[feet] = ankle[there.poses.down["right"]].min()
    assert off["free"] < 4.0
    assert off["planted"] > 8.0
    assert low["free"] == pytest.approx(low["planted"], abs=0.04)


def test_free_feet_know_no_slope(body, run_of):
    with pytest.raises(UsageError, match="Free feet know no slope"):
        run_of(
            body,
            fit_plan_to_body(body, Plan(duration_s=4.0, feet="free", grade_percent=5.0)),
        )


def test_feet_are_planted_or_free():
    with pytest.raises(UsageError, match="planted or free, not 'bare'"):
        Plan(duration_s=4.0, feet="bare")


def test_a_foot_that_is_low_in_its_swing_clears_the_ground_without_a_jerk(body, run_of):
    """Runner 015 at 4.5 m/s, whose toes would scrape the ground on this body."""
    drawn = sample_plan(4, 5.0, gait="rbds_015_45", legs_scale=1.0, stride_sd={})
    there = run_of(body, fit_plan_to_body(body, drawn))
    ankle = there.poses.joints[:, SEGMENT["foot_right"]]
    jolt = np.linalg.norm(np.diff(ankle, 2, axis=0), axis=1) * 250.0**2
    phase = there.phase("right")[1:-1]
    assert jolt[(phase > 0.5) & (phase < 0.9)].max() < 120  # 320 where the limit sets in at once


def test_a_lowered_face_pitches_the_head_by_as_much(steady, body, run_of):
    down = run_of(body, replace(steady.plan, head_pitch_deg=18.0))

    def pitch_of(ran, segment):
        turned = ran.poses.rotations[:, SEGMENT[segment]]
        return np.degrees(np.arctan2(turned[:, 0, 2], turned[:, 2, 2]))

    for segment, share in (("head", 18.0), ("neck", 9.0), ("thorax", 0.0)):
        more = pitch_of(down, segment) - pitch_of(steady, segment)
        np.testing.assert_allclose(more, share, atol=0.6)  # the neck turns between the two
    ears = truth_of(down)["head_forward_deg"] - truth_of(steady)["head_forward_deg"]
    assert 5 < ears.mean() < 25
