from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from posture.errors import UsageError
from posture.synthetic.motion.bounce import GRAVITY_M_S2
from posture.synthetic.motion.gait import load_gait
from posture.synthetic.motion.kinematics import LEVELS, _warp, compute_kinematics
from posture.synthetic.motion.plan import RANGES, Drift, Plan

STILL: dict[str, float] = {}  # no noise from stride to stride


def times_of(plan: Plan, rate: float = 500.0) -> np.ndarray:
    return np.arange(int(plan.duration_s * rate)) / rate


def stride_means(run, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Mid-time and mean of a channel over each whole stride."""
    edges = contacts(run, "right")
    means = [run[name][(run.times >= a) & (run.times < b)].mean() for a, b in pairwise(edges)]
    return (edges[1:] + edges[:-1]) / 2, np.array(means)


def stances(run, side: str) -> np.ndarray:
    """Contacts and toe-offs of the stances that lie inside the run."""
    both = run.stances[side]
    return both[(both[:, 0] >= run.times[0]) & (both[:, 1] <= run.times[-1])]


def contacts(run, side: str) -> np.ndarray:
    start = run.stances[side][:, 0]
    return start[(start >= run.times[0]) & (start <= run.times[-1])]


def phase(run, side: str) -> np.ndarray:
    return (run.turns - (0.5 if side == "left" else 0.0)) % 1.0


def test_a_steady_run_keeps_its_cadence_and_duty_factor():
    plan = Plan(duration_s=20, cadence_spm=180, duty_factor=0.30, stride_sd=STILL)
    run = compute_kinematics(plan, times_of(plan, 100))
    for side in ("right", "left"):
        landings = contacts(run, side)
        np.testing.assert_allclose(np.diff(landings), 120 / 180)
        np.testing.assert_allclose(np.diff(stances(run, side)), 0.30 * 120 / 180)
        np.testing.assert_allclose(
            phase(run, side), np.mod(run.times - landings[0], 120 / 180) / (120 / 180), atol=1e-9
        )
        before_and_after = run.stances[side]
        assert before_and_after[0, 0] < 0
        assert before_and_after[-1, 1] > run.times[-1]
    apart = (contacts(run, "left")[0] - contacts(run, "right")[0]) % (120 / 180)
    assert apart == pytest.approx(60 / 180)
    at_contact = np.interp(contacts(run, "right"), run.times, run.turns)
    np.testing.assert_allclose(np.diff(at_contact), 1.0)
    np.testing.assert_allclose(at_contact, np.round(at_contact), atol=1e-9)


def test_the_body_falls_freely_in_flight_and_stance_returns_the_impulse():
    plan = Plan(duration_s=12, cadence_spm=170, duty_factor=0.33, seed=3)
    fine = 2000.0
    run = compute_kinematics(plan, times_of(plan, fine))
    height = run["pelvis_height_m"]
    speed = np.gradient(height, 1 / fine)
    acceleration = np.gradient(speed, 1 / fine)
    both = sorted([*stances(run, "right").tolist(), *stances(run, "left").tolist()])
    for (start, off), (landing, _) in pairwise(both[1:]):
        flight = (run.times > off + 0.003) & (run.times < landing - 0.003)
        np.testing.assert_allclose(acceleration[flight], -GRAVITY_M_S2, atol=1e-3)
        stance = (run.times >= start) & (run.times <= off)
        assert acceleration[stance].max() > 0.8 * GRAVITY_M_S2
        at_off, at_landing = (np.interp(t, run.times, speed) for t in (off, landing))
        assert at_off == pytest.approx(GRAVITY_M_S2 * (landing - off) / 2, abs=6e-3)
        assert at_landing == pytest.approx(-at_off, abs=1.2e-2)
        same = np.interp([start, off, landing], run.times, height)
        np.testing.assert_allclose(same, same[0], atol=1e-5)
    assert np.abs(np.diff(speed)).max() < 60 / fine  # C1: no impact without force
    assert abs(height.mean()) < 1e-3


def acceleration_of(plan: Plan, rate: float = 4000) -> tuple[np.ndarray, np.ndarray]:
    run = compute_kinematics(plan, times_of(plan, rate))
    speed = np.gradient(run["pelvis_height_m"], 1 / rate)
    since = np.min(
        [np.where(run.times >= on, run.times - on, np.inf)
         for side in ("right", "left") for on in run.stances[side][:, 0]], axis=0
    )  # fmt: skip
    return np.gradient(speed, 1 / rate)[10:-10], since[10:-10]


def test_without_impact_the_stance_force_is_the_half_sine_of_the_impulse_balance():
    plan = Plan(duration_s=3, cadence_spm=174, duty_factor=0.33, impact=0.0, stride_sd=STILL)
    acceleration, since = acceleration_of(plan)
    step, contact = 60 / 174, 0.33 * 120 / 174
    peak = np.pi * GRAVITY_M_S2 * step / (2 * contact) - GRAVITY_M_S2
    assert acceleration.max() == pytest.approx(peak, rel=1e-3)
    assert since[acceleration.argmax()] == pytest.approx(contact / 2, abs=0.001)


def test_impact_lets_the_force_rise_early_and_keeps_its_impulse():
    plan = Plan(duration_s=3, cadence_spm=174, duty_factor=0.33, impact=0.0, stride_sd=STILL)
    contact = 0.33 * 120 / 174
    fastest_fall_s, impulses = [], []
    for impact in (0.0, 0.15, 0.3):
        acceleration, since = acceleration_of(replace(plan, impact=impact))
        down = since < contact
        # the fall gets faster until the acceleration turns upward
        fastest_fall_s.append(since[down & (acceleration > 0)].min())
        impulses.append((acceleration[down] + GRAVITY_M_S2).mean())
    assert (np.diff(fastest_fall_s) < -0.004).all()
    np.testing.assert_allclose(impulses, impulses[0], rtol=1e-2)


def test_the_height_is_near_the_measured_runners():
    gait = load_gait()
    m = gait.measured
    plan = Plan(
        duration_s=3,
        cadence_spm=m["cadence_spm"],
        duty_factor=m["duty_factor"],
        stride_sd=STILL,
    )
    run = compute_kinematics(plan, times_of(plan))
    pelvis = gait.deviation("pelvis_height_m", phase(run, "right"))
    assert np.corrcoef(pelvis, run["pelvis_height_m"])[0, 1] > 0.95
    assert np.ptp(run["pelvis_height_m"]) == pytest.approx(np.ptp(pelvis), rel=0.25)


@pytest.mark.parametrize("name", LEVELS)
def test_stride_means_are_level_and_drift(name):
    drift = Drift(4.0, start_s=5, end_s=25)
    plan = Plan(duration_s=30, drifts={name: drift}, stride_sd=STILL)
    run = compute_kinematics(plan, times_of(plan))
    at, means = stride_means(run, name)
    wanted = getattr(plan, name) + 4.0 * np.clip((at - 5) / 20, 0, 1)
    np.testing.assert_allclose(means, wanted, atol=0.06)
    np.testing.assert_allclose(run.slow[name], plan.intended(name, run.times))
    others = [other for other in LEVELS if other != name]
    for other in others:
        np.testing.assert_allclose(stride_means(run, other)[1], getattr(plan, other), atol=0.05)


def test_motion_within_the_stride_is_the_gaits_times_the_scale():
    plan = Plan(duration_s=5, trunk_scale=1.2, arms_scale=0.5, stride_sd=STILL)
    run = compute_kinematics(plan, times_of(plan))
    gait = load_gait()
    tilt = 12.0 + 1.2 * gait.deviation("pelvic_tilt_deg", phase(run, "right"))
    np.testing.assert_allclose(run["pelvic_tilt_deg"], tilt, atol=1e-9)
    curve = gait.curves["elbow_flexion_deg"]
    elbow = curve.mean + 0.5 * gait.deviation("elbow_flexion_deg", phase(run, "left"))
    np.testing.assert_allclose(run["elbow_flexion_left_deg"], elbow, atol=1e-9)
    large = compute_kinematics(replace(plan, legs_scale=1.5), run.times)
    for name in ("knee_flexion_right_deg", "foot_pitch_left_deg"):  # zero: straight and flat
        np.testing.assert_allclose(large[name], 1.5 * run[name])
    hip = gait.curves["hip_flexion_deg"].mean
    swing = run["hip_flexion_right_deg"] - hip
    np.testing.assert_allclose(large["hip_flexion_right_deg"], hip + 1.5 * swing)


def test_legs_leave_the_ground_where_the_measured_legs_do():
    gait = load_gait()
    plan = Plan(duration_s=6, duty_factor=0.40, cadence_spm=160, seed=5)
    plan = replace(plan, stride_sd={"cadence_spm": 2.0, "duty_factor": 0.01})
    offs = stances(compute_kinematics(plan, times_of(plan)), "left")[:, 1]
    run = compute_kinematics(plan, offs)
    at_off = gait.curve("hip_flexion_deg", np.array(gait.measured["duty_factor"]))
    np.testing.assert_allclose(run["hip_flexion_left_deg"], at_off, atol=1e-6)


def test_the_warp_is_monotone_and_meets_contact_and_toe_off():
    phase = np.linspace(0, 1, 1001)
    for duty in (0.2, 0.33, 0.45):
        warped = _warp(phase, np.full_like(phase, duty), 0.33)
        assert (np.diff(warped) > 0).all()
        at = _warp(np.array([0.0, duty, 1.0]), np.full(3, duty), 0.33)
        np.testing.assert_allclose(at, [0.0, 0.33, 1.0], atol=1e-12)
    same = _warp(phase, np.full_like(phase, 0.33), 0.33)
    np.testing.assert_allclose(same, phase, atol=1e-12)


def test_noise_has_the_sd_and_the_autocorrelation_asked_for():
    sd = {"trunk_lean_deg": 1.5, "cadence_spm": 2.0}
    plan = Plan(duration_s=1500, stride_sd=sd, autocorrelation=0.6, seed=11)
    run = compute_kinematics(plan, times_of(plan, 50))
    _, lean = stride_means(run, "trunk_lean_deg")
    cadence = 120 / np.diff(contacts(run, "right"))
    for series, level, spread in ((lean, 7.0, 1.5), (cadence, 172.0, 2.0)):
        assert series.mean() == pytest.approx(level, abs=0.1 * spread)
        assert series.std() == pytest.approx(spread, rel=0.06)
        assert np.corrcoef(series[1:], series[:-1])[0, 1] == pytest.approx(0.6, abs=0.05)
    assert abs(np.corrcoef(lean, cadence)[0, 1]) < 0.08


def test_the_lean_follows_tilt_and_lordosis_from_stride_to_stride():
    sd = {"trunk_lean_deg": 0.5, "pelvic_tilt_deg": 0.8, "lumbar_lordosis_deg": 1.0}
    plan = Plan(duration_s=600, stride_sd=sd, seed=5)
    run = compute_kinematics(plan, times_of(plan, 50))
    lean, tilt, lordosis = (
        stride_means(run, name)[1] - getattr(plan, name)
        for name in ("trunk_lean_deg", "pelvic_tilt_deg", "lumbar_lordosis_deg")
    )
    own = lean - tilt + 0.65 * lordosis
    assert own.std() == pytest.approx(0.5, rel=0.08)
    assert abs(np.corrcoef(own, tilt)[0, 1]) < 0.12
    assert lean.std() == pytest.approx(np.sqrt(0.25 + 0.64 + 0.65**2), rel=0.08)


def test_nothing_jumps_from_frame_to_frame():
    plan = Plan(duration_s=20, seed=2, drifts={"trunk_lean_deg": Drift(6, 10, shape="step")})
    coarse, fine = (compute_kinematics(plan, times_of(plan, rate)) for rate in (1000, 2000))
    for name in coarse.channels:
        most = [np.abs(np.diff(run[name])).max() for run in (coarse, fine)]
        assert most[1] == pytest.approx(most[0] / 2, rel=0.1), name


def test_cadence_and_duty_factor_drift():
    drifts = {"cadence_spm": Drift(-8.0), "duty_factor": Drift(0.03, shape="late")}
    plan = Plan(duration_s=60, drifts=drifts, stride_sd=STILL)
    run = compute_kinematics(plan, times_of(plan, 60))
    both = stances(run, "right")
    starts, durations = both[:-1, 0], np.diff(both[:, 0])
    np.testing.assert_allclose(120 / durations, 172 - 8 * starts / 60, atol=1e-9)
    duty = np.diff(both[:-1])[:, 0] / durations
    np.testing.assert_allclose(duty, 0.34 + 0.03 * (starts / 60) ** 3, atol=1e-9)


def test_a_seed_reproduces_and_frames_do_not_change_the_run():
    plan = Plan(duration_s=10, seed=7)
    run, again = (compute_kinematics(plan, times_of(plan, 240)) for _ in range(2))
    few = compute_kinematics(plan, times_of(plan, 240)[::8])
    other = compute_kinematics(replace(plan, seed=8), run.times)
    for name in run.channels:
        np.testing.assert_array_equal(run[name], again[name])
        np.testing.assert_allclose(run[name][::8], few[name], atol=1e-9)
        assert not np.allclose(run[name], other[name])
    np.testing.assert_array_equal(run.stances["left"], few.stances["left"])


def test_a_seed_gives_the_run_it_gave_before_there_were_more_measures():
    run = compute_kinematics(Plan(duration_s=10, seed=7), np.array([0.0, 2.0, 5.0]))
    # as computed with the nine measures of the first plans
    assert run.stances["right"][0].tolist() == pytest.approx([-2.632805490, -2.394629702])
    lean, elbow = run["trunk_lean_deg"], run["elbow_flexion_left_deg"]
    assert lean.tolist() == pytest.approx([6.998762037, 6.160830522, 6.038677357])
    assert elbow.tolist() == pytest.approx([98.993458617, 78.113946631, 116.328959556])


def test_a_new_measure_varies_on_its_own():
    plan = Plan(duration_s=300, seed=3, stride_sd={"head_pitch_deg": 2.0, "cadence_spm": 1.0})
    run = compute_kinematics(plan, times_of(plan, 20))
    edges = contacts(run, "right")
    head = run.slow["head_pitch_deg"]
    means = np.array([head[(run.times >= a) & (run.times < b)].mean() for a, b in pairwise(edges)])
    assert means.std() == pytest.approx(2.0, rel=0.1)
    assert abs(np.corrcoef(means, np.diff(edges))[0, 1]) < 0.15


def test_offsets_of_the_arms_drift_and_swings_differ_by_side():
    drifts = {"elbow_flexion_right_deg": Drift(-20.0), "arm_swing_left": Drift(-1.0)}
    plan = Plan(duration_s=10, drifts=drifts, stride_sd=STILL)
    run = compute_kinematics(plan, times_of(plan))
    plain = compute_kinematics(replace(plan, drifts={}), run.times)
    name = "elbow_flexion_right_deg"
    np.testing.assert_allclose(run[name] - plain[name], -2.0 * run.times, atol=1e-9)
    mean = load_gait().curves["shoulder_flexion_deg"].mean
    swing = (plain["shoulder_flexion_left_deg"] - mean) * (1 - run.times / 10)
    np.testing.assert_allclose(run["shoulder_flexion_left_deg"] - mean, swing, atol=1e-9)


@pytest.mark.parametrize("offset", [-70.0, 70.0])
def test_an_elbow_bends_neither_backwards_nor_through_itself(offset):
    plan = Plan(duration_s=3, elbow_flexion_left_deg=offset, arms_scale=2.0, stride_sd=STILL)
    elbow = compute_kinematics(plan, times_of(plan))["elbow_flexion_left_deg"]
    assert elbow.min() > 0
    assert elbow.max() < 150
    assert np.ptp(elbow) > 20  # it is not held there
    # and it slows down over several frames: a stop within one would make this 1 degree
    assert np.abs(np.diff(elbow, n=2)).max() < 0.3


@pytest.mark.parametrize(
    ("times", "words"),
    [([], "one row"), ([0.2, 0.1], "one row"), ([-0.1, 0.1], "inside it"), ([0, 11], "inside it")],
)
def test_times_outside_the_run_are_refused(times, words):
    with pytest.raises(UsageError, match=words):
        compute_kinematics(Plan(duration_s=10), np.array(times, dtype=float))


def test_the_extremes_allowed_still_run():
    worst = {name: sd for name, (_, _, sd) in RANGES.items()}
    for duty, cadence in ((0.45, 120.0), (0.20, 240.0), (0.45, 240.0)):
        plan = Plan(20, cadence_spm=cadence, duty_factor=duty, stride_sd=worst)
        plan = replace(plan, autocorrelation=0.95)
        run = compute_kinematics(plan, times_of(plan, 50))
        assert all(np.isfinite(run[name]).all() for name in run.channels)
        both = np.sort(np.concatenate([contacts(run, "right"), contacts(run, "left")]))
        for _, off in stances(run, "right"):
            later = both[both > off]
            assert not len(later) or later[0] - off > 0
