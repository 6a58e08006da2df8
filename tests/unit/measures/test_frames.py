from dataclasses import replace

import numpy as np
import pytest
from helpers_back import known_back
from stick_runner import BOUNCE, HEAD_DEG, run_detections

from posture.measures import LOW_BACK, measure_frames
from posture.pose import INDEX
from posture.tracks import Leg, clean
from posture.tracks.angles import (
    ankle_angle,
    foot_angle,
    from_vertical,
    knee_angle,
    sway_back,
)
from posture.tracks.body import build_body
from posture.tracks.clean import NOBODY
from posture.tracks.view import View

#: The columns of OUTPUTS but for `stride` and `phase`, and the ones added to it.
CONTRACT = {
    "frame", "time_s", "trunk_lean_deg", "pelvic_tilt_deg", "lumbar_lordosis_deg",
    "hip_angle_near_deg", "hip_angle_far_deg", "knee_angle_near_deg", "knee_angle_far_deg",
    "head_forward_deg", "back_visible", "reason",
}  # fmt: skip
ADDED = {
    "thigh_angle_near_deg", "thigh_angle_far_deg", "mid_trunk_height_trunk", "sway_back_trunk",
    "pelvic_tilt_interval_deg", "lumbar_lordosis_interval_deg",
}  # fmt: skip
WHY = "the top hangs loose"


def frames_of(lose: slice | None = None, back: dict[str, object] | None = None, **how: object):
    info, found, truth = run_detections(**how)
    if lose is not None:
        found.points[lose] = np.nan
    tracks = clean(found, info.times_s, info.width, info.height)
    seen = known_back(info.frames, **({"tilt_deg": 12.0, "lordosis_deg": 30.0} | (back or {})))
    runner = build_body(tracks, View(how.get("facing", "right"), info.width, info.height))
    return measure_frames(runner, tracks.reason, seen), truth


def test_columns_are_those_of_the_contract_and_the_documented_ones():
    frames, _ = frames_of(duration_s=2)
    assert set(frames.columns) >= CONTRACT | ADDED
    assert frames["frame"].tolist() == list(range(120))
    assert frames["back_visible"].dtype == bool


def test_the_low_back_is_not_made_up_and_says_why():
    nothing = {
        "tilt_deg": np.nan, "lordosis_deg": np.nan, "visible": np.zeros(120, bool),
        "reason": np.full(120, WHY, object),
    }  # fmt: skip
    frames, _ = frames_of(duration_s=2, back=nothing)
    for name in LOW_BACK:
        assert frames[name].isna().all()
    assert set(frames["reason"]) == {WHY}
    assert not frames["back_visible"].any()
    assert frames["trunk_lean_deg"].notna().all()


def test_what_the_back_says_is_taken_over_frame_by_frame():
    tilt, lordosis = np.linspace(8, 14, 120), np.linspace(35, 25, 120)
    visible = np.arange(120) % 3 > 0
    frames, _ = frames_of(
        duration_s=2, back={"tilt_deg": tilt, "lordosis_deg": lordosis, "visible": visible}
    )
    np.testing.assert_array_equal(frames["pelvic_tilt_deg"], tilt)
    np.testing.assert_array_equal(frames["lumbar_lordosis_deg"], lordosis)
    np.testing.assert_array_equal(frames["back_visible"], visible)
    assert (frames["pelvic_tilt_interval_deg"] == 3.0).all()
    assert (frames["lumbar_lordosis_interval_deg"] == 4.0).all()
    assert (frames["reason"] == "").all()


@pytest.mark.parametrize("facing", ["left", "right"])
def test_values_and_signs(facing: str):
    frames, truth = frames_of(duration_s=3, facing=facing)
    for name, true in {
        "trunk_lean": truth.lean,
        "hip_angle_near": truth.hip_near,
        "hip_angle_far": truth.hip_far,
        "knee_angle_near": truth.knee_near,
        "knee_angle_far": truth.knee_far,
        "thigh_angle_near": truth.thigh_near,
        "thigh_angle_far": truth.thigh_far,
        "head_forward": HEAD_DEG,
    }.items():
        np.testing.assert_allclose(frames[f"{name}_deg"], true, atol=0.01, err_msg=name)
    # half-way up a trunk that leans
    hip = frames["mid_trunk_height_trunk"] - 0.5 * np.cos(np.radians(truth.lean))
    assert np.ptp(hip) == pytest.approx(BOUNCE, rel=0.01)


def test_lost_frames_have_no_numbers_and_keep_their_reason():
    frames, _ = frames_of(lose=slice(60, 90), duration_s=3)
    lost = frames.iloc[60:90]
    assert set(lost["reason"]) == {NOBODY}
    assert lost.filter(regex="_deg$|_trunk$").isna().all(axis=None)
    assert lost["time_s"].notna().all()
    assert not lost["back_visible"].any()
    seen = frames.drop(lost.index)
    assert seen.notna().all(axis=None)
    assert (seen["reason"] == "").all()
    assert seen["back_visible"].all()


@pytest.mark.parametrize(
    ("upper", "degrees"),
    [((0, 2), 0), ((1, 1), 45), ((-1, 1), -45), ((1, 0), 90), ((1, -1), 135), ((-1, -1), -135)],
)
def test_angle_against_the_vertical(upper: tuple[float, float], degrees: float):
    assert from_vertical(np.zeros((1, 2)), np.array([upper], float))[0] == pytest.approx(degrees)


def test_a_knee_folded_past_the_horizontal_does_not_wrap_round():
    # thigh 60 degrees ahead, shank pointing back and up: the heel at the seat
    turn = np.radians([60.0])
    knee = np.stack([np.sin(turn), -np.cos(turn)], axis=1)
    shank = np.radians([60.0 - 150.0])
    ankle = knee + np.stack([np.sin(shank), -np.cos(shank)], axis=1)
    leg = Leg(np.zeros((1, 2)), knee, ankle, ankle, ankle)
    assert knee_angle(leg)[0] == pytest.approx(150.0)


def test_a_foot_that_was_filled_in_has_no_angle():
    info, found, _ = run_detections(duration_s=2, facing="right")
    found.points[30, INDEX["right_heel"]] -= (0.0, 90.0)
    tracks = clean(found, info.times_s, info.width, info.height)
    made = build_body(tracks, View("right", info.width, info.height))
    for angle in (foot_angle(made.near), ankle_angle(made.near)):
        assert np.flatnonzero(np.isnan(angle)).tolist() == [30]
    assert np.isfinite(foot_angle(made.far)).all()


def test_a_foot_of_two_feet_has_no_angle():
    """The network may take the toes of the other leg, and the track still be smooth."""
    info, found, _ = run_detections(duration_s=2, facing="right")
    heel, toe = (INDEX[f"right_{part}"] for part in ("heel", "foot_index"))
    tracks = clean(found, info.times_s, info.width, info.height)
    points = tracks.points.copy()
    points[40, toe] = points[40, heel] + (3.0, 0.0)
    points[50, toe] = points[50, heel] - (points[50, toe] - points[50, heel])  # backwards
    made = build_body(replace(tracks, points=points), View("right", info.width, info.height))
    assert np.flatnonzero(np.isnan(foot_angle(made.near))).tolist() == [40, 50]
    assert np.isfinite(made.near.ankle).all()


@pytest.mark.parametrize("facing", ["left", "right"])
def test_sway_back_is_the_pelvis_ahead_of_the_line_from_ankle_to_shoulder(facing: str):
    info, found, _ = run_detections(duration_s=1, facing=facing, trunk_px=100.0)
    tracks = clean(found, info.times_s, info.width, info.height)
    made = build_body(tracks, View(facing, info.width, info.height))
    ankle = np.zeros_like(made.hip)
    shoulder = ankle + np.array([30.0, 200.0])
    hip = ankle + np.array([15.0 + 12.0, 100.0])  # half-way up, 12 of 100 ahead of the line
    posed = replace(
        made, hip=hip, shoulder=shoulder, near=replace(made.near, ankle=ankle), trunk_px=100.0
    )
    np.testing.assert_allclose(sway_back(posed), 0.12)
    behind = replace(posed, hip=hip - [24.0, 0.0])
    np.testing.assert_allclose(sway_back(behind), -0.12)
