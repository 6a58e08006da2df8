import importlib
import importlib.util
import shutil
from pathlib import Path

import numpy as np
import pytest

from posture.errors import UsageError
from posture.synthetic.motion.gait import (
    DEFAULT_ARMS,
    EVALUATION_ARMS,
    EVALUATION_GAITS,
    GAIT_FILE,
    LEAN_OF,
    TRAINING_ARMS,
    TRAINING_GAITS,
    combine_gait,
    load_arms,
    load_gait,
)
from posture.synthetic.motion.plan import STRIDE_SD

REPOSITORY = Path(__file__).resolve().parents[4]
MOCAP = REPOSITORY.parent / "shared" / "mocap"
PHASE = np.linspace(0, 1, 400, endpoint=False)


def test_curve_is_mean_and_deviation_and_periodic():
    gait = load_gait()
    for name, curve in gait.curves.items():
        deviation = gait.deviation(name, PHASE)
        assert abs(deviation.mean()) < 1e-12
        np.testing.assert_allclose(gait.curve(name, PHASE), curve.mean + deviation)
        np.testing.assert_allclose(gait.deviation(name, PHASE + 3), deviation, atol=1e-9)
    assert gait.curve("knee_flexion_deg", PHASE.reshape(20, 20)).shape == (20, 20)


def test_the_trunk_of_a_symmetric_runner():
    gait = load_gait()
    for name in ("trunk_lean_deg", "pelvic_tilt_deg", "lumbar_lordosis_deg", "pelvis_height_m"):
        step_later = gait.deviation(name, PHASE + 0.5)
        np.testing.assert_allclose(gait.deviation(name, PHASE), step_later, atol=1e-9)
    for name in ("pelvis_obliquity_deg", "pelvis_rotation_deg", "thorax_rotation_deg"):
        step_later = gait.deviation(name, PHASE + 0.5)
        np.testing.assert_allclose(gait.deviation(name, PHASE), -step_later, atol=1e-9)


def test_signs_follow_running():
    gait = load_gait()

    def at(name: str, phase: float) -> float:
        return float(gait.curve(name, np.array(phase)))

    contact, mid_stance, toe_off = 0.0, 0.17, gait.measured["duty_factor"]
    # The leg reaches forward at contact and back at toe-off; the arm of its side does the reverse.
    assert at("hip_flexion_deg", contact) > 20
    assert at("hip_flexion_deg", toe_off) < -10
    assert at("shoulder_flexion_deg", contact) < at("shoulder_flexion_deg", 0.5) - 15
    assert at("thorax_rotation_deg", contact) < -8
    # The foot comes down with its toes up, stands flat, and leaves on the toes.
    assert at("foot_pitch_deg", contact) > 5
    assert abs(at("foot_pitch_deg", mid_stance)) < 12
    assert at("foot_pitch_deg", toe_off) < -25
    # The knee is nearly straight at contact, gives way in stance and folds in swing.
    assert at("knee_flexion_deg", contact) < at("knee_flexion_deg", 0.12) - 10
    assert gait.curve("knee_flexion_deg", PHASE).min() > 5
    assert 90 < gait.curve("knee_flexion_deg", PHASE).max() < 115
    # The body is lowest in mid-stance, where the swing side of the pelvis drops.
    assert abs(PHASE[gait.deviation("pelvis_height_m", PHASE).argmin()] % 0.5 - mid_stance) < 0.06
    assert at("pelvis_obliquity_deg", mid_stance) > 2
    # Tilt is most anterior, and the back most arched, about toe-off.
    for name in ("pelvic_tilt_deg", "lumbar_lordosis_deg"):
        assert abs(PHASE[gait.deviation(name, PHASE).argmax()] % 0.5 - toe_off) < 0.08


def test_mean_curves_move_less_than_single_frames():
    gait = load_gait()
    lean = gait.deviation("trunk_lean_deg", PHASE).std()
    assert 0.6 < lean < 2.0  # single frames of the measured runner: 2.0
    lordosis = np.ptp(gait.deviation("lumbar_lordosis_deg", PHASE))
    assert 9 < lordosis < 19.7  # single frames: -18.8..0.9
    assert 5 < np.ptp(gait.deviation("pelvic_tilt_deg", PHASE)) < 12.3
    measured = gait.measured
    assert 165 < measured["cadence_spm"] < 185
    assert 0.28 < measured["duty_factor"] < 0.38
    assert 3.9 < measured["belt_speed_m_s"] < 4.2


def test_unknown_curve_says_which_there_are():
    with pytest.raises(UsageError, match="hip_flexion_deg"):
        load_gait().deviation("hip_flexion", PHASE)


@pytest.mark.skipif(not MOCAP.is_dir(), reason="the measured runner is not beside the repository")
def test_the_committed_file_is_what_the_fit_writes(tmp_path, monkeypatch):
    path = REPOSITORY / "tests" / "benchmarks" / "fit_gait.py"
    spec = importlib.util.spec_from_file_location("fit_gait", path)
    fit_gait = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fit_gait)
    target = shutil.copy(GAIT_FILE, tmp_path / "gait.toml")
    target.write_text("")
    monkeypatch.setattr(fit_gait, "TARGET", target)
    fit_gait.main()
    assert target.read_text() == GAIT_FILE.read_text()


def test_usual_variation_is_the_measured_runners():
    measured = load_gait().measured
    for name in ("pelvic_tilt", "lumbar_lordosis"):
        sd = measured[f"{name}_stride_sd_deg"]
        assert STRIDE_SD[f"{name}_deg"] == pytest.approx(sd, abs=0.06)
    assert STRIDE_SD["cadence_spm"] == pytest.approx(measured["cadence_stride_sd_spm"], abs=0.06)
    # the lean's own, and what follows from tilt and lordosis
    parts = [STRIDE_SD["trunk_lean_deg"], *(k * STRIDE_SD[name] for name, k in LEAN_OF.items())]
    assert np.linalg.norm(parts) == pytest.approx(measured["trunk_lean_stride_sd_deg"], abs=0.2)


def test_no_runner_is_both_trained_on_and_evaluated():
    def people(names: tuple[str, ...]) -> set[str]:
        return {name.rsplit("_", 1)[0] for name in names}

    assert len(people(TRAINING_GAITS)) == 12
    assert len(people(EVALUATION_GAITS)) == 6
    assert not people(TRAINING_GAITS) & people(EVALUATION_GAITS)
    assert people(TRAINING_ARMS) == {"hamner_04", "sprinter"}
    assert people(EVALUATION_ARMS) == {"hamner_m"}


@pytest.mark.parametrize("name", [*TRAINING_GAITS, *EVALUATION_GAITS])
def test_every_runner_runs(name):
    gait = load_gait(name)
    measured = gait.measured
    contact_s = measured["duty_factor"] * 120 / measured["cadence_spm"]
    assert 145 < measured["cadence_spm"] < 230
    assert contact_s == pytest.approx(0.36 - 0.036 * measured["belt_speed_m_s"], abs=0.055)

    def at(curve: str, phase: float) -> float:
        return float(gait.curve(curve, np.array(phase)))

    duty = measured["duty_factor"]
    assert at("hip_flexion_deg", 0.0) > at("hip_flexion_deg", duty) + 25
    assert at("foot_pitch_deg", 0.33 * duty) == pytest.approx(0.0, abs=3.0)
    assert at("foot_pitch_deg", duty) < -25
    knee = gait.curve("knee_flexion_deg", PHASE)
    assert knee.min() > 0
    assert 75 < knee.max() < 125
    assert 2 < np.ptp(gait.deviation("pelvic_tilt_deg", PHASE)) < 13
    assert np.ptp(gait.deviation("pelvis_obliquity_deg", PHASE)) < 14.1


@pytest.mark.parametrize("name", [*TRAINING_ARMS, *EVALUATION_ARMS])
def test_every_runner_swings_the_arms(name):
    arms = load_arms(name)
    assert 80 < arms.curves["elbow_flexion_deg"].mean < 120
    back, front = (arms.curve("shoulder_flexion_deg", np.array(p)) for p in (0.0, 0.4))
    assert back < front - 15
    assert arms.deviation("thorax_rotation_deg", np.array(0.0)) < -2
    assert 1 < np.ptp(arms.deviation("trunk_lean_deg", PHASE)) < 8


@pytest.mark.parametrize(
    ("gait", "arms"),
    [
        ("rbds_002_35", "hamner_04_300"),
        ("opensim_02", "sprinter_350"),
        ("rbds_008_25", DEFAULT_ARMS),
    ],
)
def test_the_spine_leads_from_one_runners_tilt_to_the_others_lean(gait, arms):
    both = combine_gait(gait, arms)
    tilt, lordosis = (both.deviation(name, PHASE) for name in LEAN_OF)
    np.testing.assert_allclose(tilt, load_gait(gait).deviation("pelvic_tilt_deg", PHASE))
    lean = load_arms(arms).deviation("trunk_lean_deg", PHASE)
    by_spine = sum(LEAN_OF[n] * d for n, d in zip(LEAN_OF, (tilt, lordosis), strict=True))
    np.testing.assert_allclose(by_spine, lean, atol=1e-9)
    elbow = both.curve("elbow_flexion_deg", PHASE)
    np.testing.assert_array_equal(elbow, load_arms(arms).curve("elbow_flexion_deg", PHASE))
    assert both.measured == load_gait(gait).measured


def test_the_default_runner_keeps_the_spine_that_was_measured():
    measured = load_gait().curves
    for both in (combine_gait(), load_arms()):
        assert both.curves.keys() == measured.keys()
        for name, curve in both.curves.items():
            np.testing.assert_array_equal(curve.cos, measured[name].cos)
            np.testing.assert_array_equal(curve.sin, measured[name].sin)


@pytest.mark.parametrize(("load", "some"), [(load_gait, "rbds_"), (load_arms, "hamner_")])
def test_an_unknown_runner_is_refused_with_some_that_there_are(load, some):
    with pytest.raises(UsageError, match=f"no .* 'bolt'.*opensim_02, {some}"):
        load("bolt")


@pytest.mark.skipif(not MOCAP.is_dir(), reason="the measured runners are not beside the repository")
@pytest.mark.parametrize("script", ["fit_gaits", "fit_arms"])
def test_the_committed_tables_are_what_the_fits_write(script, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(REPOSITORY / "tests" / "benchmarks"))
    fit = importlib.import_module(script)
    monkeypatch.setattr(fit, "TARGET", tmp_path / GAIT_FILE.name)
    fit.main()
    written = sorted(tmp_path.glob("*.toml"))
    assert len(written) == 2
    for path in written:
        assert path.read_text() == GAIT_FILE.with_name(path.name).read_text()
