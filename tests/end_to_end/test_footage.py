"""The main job on real footage, where it is there: what is known of each clip must come out."""

from pathlib import Path

import numpy as np
import pytest

import posture

FOOTAGE = Path(__file__).parents[3] / "shared" / "footage"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.model,
    pytest.mark.footage,
    pytest.mark.usefixtures("heavy"),
    pytest.mark.skipif(not FOOTAGE.is_dir(), reason="the footage folder is not here"),
]


def analyse(name: str, out: Path) -> posture.Run:
    return posture.analyze(FOOTAGE / f"{name}.mp4", out=out / name, video=False)


def codes(run: posture.Run) -> set[str]:
    return {warning["code"] for warning in run.summary["quality"]["warnings"]}


def test_a_treadmill_run_facing_left(tmp_path):
    run = analyse("treadmill_hoodie", tmp_path)
    used = run.strides[run.strides["rejected"] == ""]
    assert run.summary["runner"]["facing"] == "left"
    # a mean over whole strides; the pixels alone say 168.9 (see the truth beside the clip)
    cadence = 120 * len(used) / (used["end_s"] - used["start_s"]).sum()
    assert cadence == pytest.approx(168.9, abs=2.0)
    assert len(used) >= 14
    assert used["trunk_lean_deg"].std() < 1.0
    assert run.frames["pelvic_tilt_deg"].isna().all()
    assert run.summary["back"]["code"] == "back_cloth"  # a hoodie
    assert "camera_level" not in codes(run)


def test_a_slow_motion_pass_through_the_picture(tmp_path):
    run = analyse("overground_barewaist_slowmo", tmp_path)
    measured = np.flatnonzero(run.frames["trunk_lean_deg"].notna())
    assert measured[0] >= 32  # she is in the picture in frames 32 to 206
    assert measured[-1] <= 206
    assert len(measured) > 120
    assert (run.frames["reason"][: measured[0]] != "").all()
    # 50 frames a second, taken at 110 to 120: rates that do not belong together, and one stride
    assert run.summary["video"]["speed_factor"] is None
    assert "speed_unknown" in codes(run)
    assert run.summary["measures"]["trunk_lean_deg"]["verdict"] == "not compared"
    assert run.summary["runner"]["facing"] == "right"
    assert run.summary["back"]["measured"]
    line = run.poses["back_line"].to_numpy()
    drawn = np.isfinite(line).all(axis=2).any(axis=1)
    # she is in the picture for one whole stride, and the line is told in strides
    assert drawn[run.frames["pelvic_tilt_deg"].notna()].mean() > 0.9
    assert drawn.sum() > 60
    # the line lies behind the hips and goes down
    position = run.poses["position"].sel(individual="runner")
    hips = position.sel(keypoint=["left_hip", "right_hip"]).mean("keypoint").to_numpy()
    behind = hips[:, None, 0] - line[..., 0]
    assert np.nanmin(behind[:, 15:]) > 0
    # her shoe passes behind the buttock and is not the back; her hand is beside the loin at times,
    # where enlarged frames show the line on the back all the same
    for joint, least in (("heel", 0.18), ("foot_index", 0.18)):
        for side in ("left", "right"):
            spot = position.sel(keypoint=f"{side}_{joint}").to_numpy()
            away = np.linalg.norm(line - spot[:, None], axis=2)
            assert np.nanmin(away) > least * run.summary["runner"]["trunk_px"], joint
    # nor does the line follow an arm that stands out behind: it is smooth between chest and hip
    back = behind[:, 8:24] / run.summary["runner"]["trunk_px"]
    assert np.nanmax(np.abs(np.diff(back, n=2, axis=1))) < 0.1


def test_cuts_between_paces(tmp_path):
    run = analyse("five_paces_tracking_camera", tmp_path)
    for cut in (62, 205, 345, 524):
        at = run.frames["time_s"][cut]
        spanning = (run.strides["start_s"] < at - 1e-9) & (run.strides["end_s"] > at)
        assert not spanning.any()
    used = run.strides[run.strides["rejected"] == ""]
    assert len(used) >= 18
    first, last = used[used["start_s"] < 7], used[used["start_s"] > 17]
    assert last["cadence_spm"].median() > first["cadence_spm"].median() + 20


def test_a_camera_that_is_not_level_is_told(tmp_path):
    run = analyse("treadmill_tilted_60fps", tmp_path)
    assert codes(run) & {"camera_level", "level_unsure"}
    assert run.strides["trunk_lean_deg"].mean() == pytest.approx(1.7, abs=1.0)
    assert run.summary["cadence_spm"] == pytest.approx(168, abs=6)
