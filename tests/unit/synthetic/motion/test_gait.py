import importlib.util
import shutil
from pathlib import Path

import numpy as np
import pytest

from posture.errors import UsageError
from posture.synthetic.motion.gait import GAIT_FILE, LEAN_OF, load_gait
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
