"""Plans: drifts, plausible runners, and what cannot be run."""

import numpy as np
import pytest

from posture.errors import UsageError
from posture.synthetic.motion.gait import load_gait
from posture.synthetic.motion.plan import Drift, Plan, sample_plan


def test_drift_shapes():
    times = np.array([0.0, 10.0, 20.0, 30.0, 40.0])
    np.testing.assert_allclose(Drift(8.0).at(times, 40), [0, 2, 4, 6, 8])
    np.testing.assert_allclose(Drift(8.0, 20, 30).at(times, 40), [0, 0, 0, 8, 8])
    np.testing.assert_allclose(Drift(8.0, shape="late").at(times, 40), [0, 0.125, 1, 3.375, 8])
    np.testing.assert_allclose(Drift(8.0, shape="none").at(times, 40), 0)
    step = Drift(8.0, 10, shape="step")
    np.testing.assert_allclose(step.at(np.array([10.0, 11.0, 12.0]), 40), [0, 4, 8])


def test_sampled_runners_are_plausible_and_differ():
    plans = [sample_plan(seed, 10.0) for seed in range(60)]
    for name, low, high in (
        ("cadence_spm", 155, 190),
        ("duty_factor", 0.28, 0.40),
        ("trunk_lean_deg", 2, 14),
        ("impact", 0.0, 0.25),
        ("trunk_scale", 0.7, 1.3),
        ("legs_scale", 0.7, 1.2),
    ):
        drawn = np.array([getattr(plan, name) for plan in plans])
        assert drawn.min() >= low
        assert drawn.max() <= high
        assert np.ptp(drawn) > 0.4 * (high - low)
    tilt, lordosis = np.array([(p.pelvic_tilt_deg, p.lumbar_lordosis_deg) for p in plans]).T
    assert np.corrcoef(tilt, lordosis)[0, 1] > 0.2
    assert sample_plan(4, 10.0) == plans[4]


def test_sample_plan_takes_what_is_fixed():
    slow, fast = (sample_plan(1, 5.0, speed_m_s=v, trunk_lean_deg=3.0) for v in (2.6, 4.2))
    assert (slow.speed_m_s, fast.speed_m_s) == (2.6, 4.2)
    assert slow.trunk_lean_deg == fast.trunk_lean_deg == 3.0
    assert slow.legs_scale < fast.legs_scale
    assert slow.duty_factor > fast.duty_factor
    with pytest.raises(UsageError, match="no 'speed'"):
        sample_plan(1, 5.0, speed=3.0)


def test_a_named_gait_brings_its_own_speed_cadence_and_contact():
    measured = load_gait("rbds_028_45").measured
    plans = [sample_plan(seed, 5.0, gait="rbds_028_45") for seed in range(40)]
    assert {plan.speed_m_s for plan in plans} == {measured["belt_speed_m_s"]}
    for name, off in (("cadence_spm", 2.0), ("duty_factor", 0.01)):
        drawn = np.array([getattr(plan, name) for plan in plans])
        assert drawn.mean() == pytest.approx(measured[name], abs=off)
        assert drawn.std() > 0
    assert 0.9 <= min(p.legs_scale for p in plans) < max(p.legs_scale for p in plans) <= 1.1
    slow = sample_plan(1, 5.0, gait="rbds_028_45", speed_m_s=3.5, cadence_spm=180.0)
    assert (slow.speed_m_s, slow.cadence_spm) == (3.5, 180.0)
    assert slow.legs_scale < sample_plan(1, 5.0, gait="rbds_028_45").legs_scale


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"duration_s": 0.0}, "duration_s is 0"),
        ({"duration_s": float("nan")}, "duration_s is nan"),
        ({"duty_factor": 0.5}, "duty_factor is 0.5; it must be between 0.2 and 0.45"),
        ({"speed_m_s": 0.0}, "speed_m_s"),
        ({"autocorrelation": 1.0}, "autocorrelation"),
        ({"impact": 0.5}, "impact is 0.5; it must be between 0 and 0.3"),
        ({"stride_sd": {"trunk_lean_deg": -1.0}}, "stride_sd of trunk_lean_deg"),
        ({"gait": "bolt"}, "no gait 'bolt'; choose one of the 49, such as opensim_02, rbds_"),
        ({"arms": "bolt"}, "no set of trunk and arm curves 'bolt'"),
        ({"stride_sd": {"lean": 1.0}}, "'lean' cannot vary"),
        ({"drifts": {"knee": Drift(1.0)}}, "'knee' cannot vary"),
        ({"drifts": {"cadence_spm": Drift(-60.0)}}, "cadence_spm after its drift is 112"),
        ({"drifts": {"trunk_lean_deg": Drift(1.0, 50)}}, "after the run's end"),
    ],
)
def test_a_plan_that_cannot_be_run_is_refused(change, words):
    with pytest.raises(UsageError, match=words):
        Plan(**({"duration_s": 10.0} | change))


@pytest.mark.parametrize(
    ("drift", "words"),
    [
        ({"change": 1.0, "shape": "sudden"}, "shape 'sudden'"),
        ({"change": 1.0, "start_s": 5.0, "end_s": 5.0}, "must end after"),
        ({"change": float("inf")}, "finite"),
    ],
)
def test_a_drift_that_cannot_be_is_refused(drift, words):
    with pytest.raises(UsageError, match=words):
        Drift(**drift)
