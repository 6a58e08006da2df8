from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from shipped_models import LEARNED
from stick_recording import recording
from stick_runner import BOUNCE, HEAD_DEG, edge, run_detections

from posture.back import PLACES, WHY
from posture.back.geometry import SACRUM, hollow, tangent, thoracic_curve
from posture.back.refusal import OUTSIDE
from posture.errors import NoRunnerError
from posture.joining import join_recordings
from posture.measures import LOW_BACK
from posture.pose import KEYPOINTS
from posture.recording import measure
from posture.settings.options import Settings

pytestmark = pytest.mark.usefixtures("landmarks_are_joints")

NAMES = ["early", "late"]
HEAD_PARTS = {"nose", "inner", "eye", "outer", "ear"}
FRAMES = {
    "frame", "time_s", "trunk_lean_deg", "pelvic_tilt_deg", "lumbar_lordosis_deg",
    "hip_angle_near_deg", "hip_angle_far_deg", "knee_angle_near_deg", "knee_angle_far_deg",
    "head_forward_deg", "stride", "phase", "back_visible", "reason",
}  # fmt: skip
FRAMES_ADDED = {
    "thigh_angle_near_deg", "thigh_angle_far_deg", "mid_trunk_height_trunk", "sway_back_trunk",
    "pelvic_tilt_interval_deg", "lumbar_lordosis_interval_deg", "facing",
}  # fmt: skip


@pytest.mark.parametrize("facing", ["left", "right"])
def test_a_run_is_measured(facing: str):
    made = recording(duration_s=8, facing=facing, lean_deg=9.0, noise_px=0.5)
    assert made.view.facing == facing
    assert (made.view.speed_factor, made.playback.main.source) == (1.0, "rates")
    assert (made.playback.known, made.view.level_deg) == (True, 0.0)
    assert made.detected_share == 1.0
    assert made.subjects_seen == 1
    assert made.trunk_px == pytest.approx(160, abs=0.5)
    assert made.duration_s == pytest.approx(8.0)
    assert set(made.frames.columns) >= FRAMES | FRAMES_ADDED
    strides = made.strides
    assert (strides["rejected"] == "").all()
    assert strides["trunk_lean_deg"].mean() == pytest.approx(9.0, abs=0.1)
    assert strides["head_forward_deg"].mean() == pytest.approx(HEAD_DEG, abs=0.1)
    assert strides["cadence_spm"].mean() == pytest.approx(170, rel=0.005)
    assert strides["vertical_oscillation_trunk"].mean() == pytest.approx(BOUNCE, rel=0.04)
    sizes = {"time": 480, "space": 2, "keypoint": 33, "individual": 1, "place": 28}
    assert dict(made.poses.sizes) == sizes


@pytest.mark.parametrize("facing", ["left", "right"])
@pytest.mark.parametrize("level", [0.0, 6.0])
def test_the_back_is_drawn_where_it_is(facing: str, level: float):
    made = recording(Settings.build(level=level), duration_s=5, facing=facing, roll_deg=level)
    line = made.poses["back_line"].transpose("time", "place", "space").to_numpy()
    inside = made.frames["stride"].notna()
    assert np.isfinite(line[inside]).mean() > 0.95
    assert np.isnan(line[~inside]).all()
    points = (
        made.poses["position"].isel(individual=0).transpose("time", "keypoint", "space").to_numpy()
    )
    top, end = (
        points[:, [KEYPOINTS.index(f"{side}_{joint}") for side in ("left", "right")]].mean(axis=1)
        for joint in ("shoulder", "hip")
    )
    down = (end - top)[:, None]
    length = np.hypot(*np.moveaxis(down, -1, 0))
    off = line - top[:, None]
    along = np.einsum("tpk,tpk->tp", off, np.broadcast_to(down, off.shape)) / length**2
    aside = (down[..., 0] * off[..., 1] - down[..., 1] * off[..., 0]) / length**2
    seen = np.isfinite(along)
    places = np.broadcast_to(made.poses["place"].to_numpy(), along.shape)
    np.testing.assert_allclose(along[seen], places[seen], atol=1e-4)
    # straight behind the trunk: on the picture's left of who faces right
    behind = edge(places) * (1.0 if facing == "right" else -1.0)
    np.testing.assert_allclose(aside[seen], behind[seen], atol=0.008)


def test_the_low_back_is_measured_in_whole_strides_and_nowhere_else():
    made = recording(duration_s=6)
    assert made.back.code == ""
    frames = made.frames
    inside = frames["stride"].notna()
    assert 0.7 < inside.mean() < 1.0
    assert frames.loc[inside, list(LOW_BACK)].notna().all(axis=None)
    assert frames.loc[~inside, list(LOW_BACK)].isna().all(axis=None)
    assert set(frames.loc[inside, "reason"]) == {""}
    assert set(frames.loc[~inside, "reason"]) == {OUTSIDE}
    strides = made.strides
    assert strides["pelvic_tilt_deg"].notna().all()
    by_stride = frames[inside].groupby("stride")
    np.testing.assert_allclose(strides["pelvic_tilt_deg"], by_stride["pelvic_tilt_deg"].mean())
    assert strides["back_frames"].tolist() == by_stride["back_visible"].sum().tolist()
    assert strides["back_looseness"].notna().all()
    # the edge over the sacrum leans by its own slope more than the trunk does
    line = edge(PLACES)[None]
    np.testing.assert_allclose(
        strides["sacral_tangent_deg"], 6.0 + tangent(line, SACRUM)[0], atol=0.7
    )
    np.testing.assert_allclose(strides["hollow_deg"], hollow(line)[0], atol=1.0)
    np.testing.assert_allclose(strides["thoracic_curve_deg"], thoracic_curve(line)[0], atol=1.0)


def test_a_small_runner_has_no_low_back_and_the_rest():
    made = recording(duration_s=6, trunk_px=40.0)
    assert made.back.code == "back_pixels"
    assert made.frames[list(LOW_BACK)].isna().all(axis=None)
    assert set(made.frames["reason"]) == {WHY["back_pixels"]}
    assert made.strides["pelvic_tilt_deg"].isna().all()
    assert made.strides["trunk_lean_deg"].mean() == pytest.approx(6.0, abs=0.1)


@pytest.mark.parametrize(("fps", "factor"), [(30, 8.0), (50, 4.8), (60, 1.0), (29.97, 1.0)])
def test_slow_motion_is_found_and_taken_off(fps: float, factor: float):
    made = recording(fps=fps, speed_factor=factor, duration_s=4 * factor)
    assert made.view.speed_factor == pytest.approx(factor, abs=0.01)
    assert made.duration_s == pytest.approx(4.0, rel=0.01)
    assert made.strides["cadence_spm"].mean() == pytest.approx(170, rel=0.005)


def test_what_the_user_knows_is_taken():
    # played fast, 150 steps a minute look like 200 and could be real
    clip = {"duration_s": 6, "speed_factor": 0.75, "cadence": 150, "roll_deg": 5, "lean_deg": 4.0}
    guessed = recording(**clip)
    assert guessed.view.speed_factor == 1.0
    assert guessed.strides["cadence_spm"].mean() == pytest.approx(200, rel=0.005)
    made = recording(Settings.build(speed_factor=0.75, level=5, facing="right"), **clip)
    assert (made.view.speed_factor, made.playback.main.source) == (0.75, "given")
    assert made.view.level_deg == 5.0
    assert made.strides["cadence_spm"].mean() == pytest.approx(150, rel=0.005)
    assert made.strides["trunk_lean_deg"].mean() == pytest.approx(4.0, abs=0.05)
    assert made.duration_s == pytest.approx(8.0)


@pytest.mark.parametrize("facing", ["left", "right"])
@pytest.mark.parametrize("roll", [-7.0, 7.0])
def test_level_has_the_same_sign_for_both_facings(facing: str, roll: float):
    made = recording(Settings.build(level=roll), duration_s=5, facing=facing, roll_deg=roll)
    assert made.strides["trunk_lean_deg"].mean() == pytest.approx(6.0, abs=0.05)


def test_facing_against_the_facts_turns_the_sign_and_the_near_side():
    right = recording(duration_s=5)
    turned = recording(Settings.build(facing="left"), duration_s=5)
    total = right.frames["trunk_lean_deg"] + turned.frames["trunk_lean_deg"]
    np.testing.assert_allclose(total, 0, atol=1e-3)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"view": "rear"}, "not seen from the side"),
        ({"gait": "standing"}, "does not run: the legs do not swing"),
        ({"gait": "walking", "cadence": 110}, "walks"),
        ({"trunk_px": 15}, r"too small to be measured \(trunk 15 pixels\)"),
        ({"duration_s": 0.5}, "no whole stride"),
        ({"duration_s": 0.4, "fps": 15}, "no whole stride"),
        ({"cadence": 85, "speed": 1}, "length is not that of running"),
    ],
)
def test_what_is_no_run_from_the_side_is_refused_in_one_sentence(
    how: dict[str, object], words: str
):
    how = {"duration_s": 6, "noise_px": 0.3} | how
    settings = Settings.build(speed_factor=how.pop("speed", "auto"))
    with pytest.raises(NoRunnerError, match=words) as caught:
        recording(settings, **how)
    assert caught.value.exit_code == 4
    assert "\n" not in str(caught.value)


def test_nobody_and_the_commonest_reason():
    info, found, _ = run_detections(duration_s=4)
    found.points[:] = np.nan
    with pytest.raises(NoRunnerError, match="no runner found in this frame in most frames"):
        measure(info, found, Settings.build(), LEARNED)
    info, found, _ = run_detections(duration_s=4)
    found.points[:, :, 1] += 200
    found.points[:20] = np.nan
    with pytest.raises(
        NoRunnerError, match="feet are below the picture's edge in most frames; point"
    ):
        measure(info, found, Settings.build(), LEARNED)


def test_the_share_that_is_measured():
    info, found, _ = run_detections(duration_s=8)
    found.points[360:] = np.nan
    made = measure(info, found, Settings.build(), LEARNED)
    assert made.detected_share == pytest.approx(0.75)
    assert made.frames["trunk_lean_deg"].notna().mean() == pytest.approx(0.75)


def test_two_clips_become_one_run():
    early, late = recording(duration_s=4), recording(duration_s=5, lean_deg=9)
    film = join_recordings([early, late], NAMES)
    frames, strides = film.frames, film.strides
    assert frames["frame"].tolist() == list(range(240 + 300))
    assert frames["clip"].tolist() == ["early"] * 240 + ["late"] * 300
    assert (np.diff(frames["time_s"]) > 0).all()
    assert frames["time_s"].iloc[240] == pytest.approx(early.duration_s)
    assert strides["stride"].tolist() == list(range(1, len(strides) + 1))
    first = strides[strides["clip"] == "late"].iloc[0]
    own = late.strides.iloc[0]
    assert first["start_s"] == pytest.approx(own["start_s"] + 4.0)
    assert first["end_s"] == pytest.approx(own["end_s"] + 4.0)
    assert first["stride"] == len(early.strides) + 1
    assert first["trunk_lean_deg"] == own["trunk_lean_deg"]
    # each frame still lies within the stride it names
    at = frames.dropna(subset="stride").merge(strides, on="stride", suffixes=("", "_stride"))
    assert (at["clip"] == at["clip_stride"]).all()
    assert at["time_s"].between(at["start_s"], at["end_s"]).all()
    # and the recordings are as they were
    assert "clip" not in early.frames
    pd.testing.assert_frame_equal(late.strides, recording(duration_s=5, lean_deg=9).strides)


def test_joined_times_are_of_real_running():
    early = recording(duration_s=32, fps=30, speed_factor=8)
    frames = join_recordings([early, replace(early)], NAMES).frames
    assert frames["time_s"].iloc[len(early.frames)] == pytest.approx(4.0)


def test_landmarks_of_two_clips_follow_each_other():
    early, late = recording(duration_s=4, fps=30), recording(duration_s=6, fps=30)
    poses = join_recordings([early, late], NAMES).poses
    n = len(early.frames)
    assert poses["frame"].to_numpy().tolist() == list(range(n + len(late.frames)))
    assert (np.diff(poses["time"].to_numpy()) > 0).all()
    assert poses["clip"].to_numpy()[[0, n - 1, n]].tolist() == ["early", "early", "late"]
    np.testing.assert_array_equal(
        poses["position"].to_numpy()[n:], late.poses["position"].to_numpy()
    )


@pytest.mark.parametrize("facing", ["left", "right"])
def test_a_head_out_of_the_picture_does_not_hinder_the_rest(facing):
    info, found, _ = run_detections(duration_s=6, fps=30, facing=facing)
    whole = measure(info, found, Settings.build(), LEARNED)
    head = [i for i, name in enumerate(KEYPOINTS) if name.split("_")[-1] in HEAD_PARTS]
    found.points[:, head, 1] = -5.0  # above the picture's edge
    cropped = measure(info, found, Settings.build(), LEARNED)
    assert cropped.view.facing == facing
    assert cropped.frames["head_forward_deg"].isna().all()
    lean = cropped.frames["trunk_lean_deg"]
    np.testing.assert_allclose(lean, whole.frames["trunk_lean_deg"])
    assert len(cropped.strides) == len(whole.strides) > 3
