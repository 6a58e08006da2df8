import numpy as np
import pandas as pd
import pytest
from helpers_back import known_back
from stick_runner import BOUNCE, HEAD_DEG, LEAN_SWING_DEG, run_detections

from posture.gait.strides import cut_strides
from posture.measures import measure_frames, measure_strides
from posture.pose import INDEX, Detections
from posture.tracks import clean, smooth
from posture.tracks.body import build_body
from posture.tracks.view import View
from posture.video import VideoInfo

CONTRACT = [
    "stride", "start_s", "end_s", "segment", "cadence_spm", "contact_time_near_s",
    "contact_time_far_s", "vertical_oscillation_trunk", "trunk_lean_deg", "trunk_lean_range_deg",
    "pelvic_tilt_deg", "pelvic_tilt_toe_off_deg", "lumbar_lordosis_deg",
    "lumbar_lordosis_toe_off_deg", "hip_extension_peak_near_deg", "hip_extension_peak_far_deg",
    "knee_lift_near_deg", "knee_lift_far_deg", "head_forward_deg", "back_frames", "rejected",
]  # fmt: skip


ADDED = {
    "contact_far_s", "toe_off_phase", "seen", "tilt_hip_coupling", "sway_back_trunk",
    "back_looseness", "sacral_tangent_deg", "hollow_deg", "hollow_depth", "thoracic_curve_deg",
    "vertical_oscillation_near_trunk", "vertical_oscillation_far_trunk", "view_yaw_deg",
    "trunk_share", "facing",
}  # fmt: skip


def table(
    info: VideoInfo,
    found: Detections,
    facing: str = "right",
    factor: float = 1.0,
    back: dict[str, object] | None = None,
):
    """Strides and frames as `posture.recording.measure` makes them, with a back that is known."""
    tracks = smooth(clean(found, info.times_s, info.width, info.height), factor)
    made = build_body(tracks, View(facing, info.width, info.height, speed_factor=factor))
    cut = cut_strides(made)
    seen = known_back(info.frames, strides=len(cut.steps), **(back or {}))
    places = np.linspace(-10.0, 10.0, info.frames)
    return measure_strides(
        cut,
        measure_frames(made, tracks.reason, seen),
        seen,
        view_yaw_deg=places,
        trunk_share=0.3 + places / 100,
    )


def strides_of(
    back: dict[str, object] | None = None, **how: object
) -> tuple[pd.DataFrame, pd.DataFrame, object]:
    info, found, truth = run_detections(**how)
    strides, frames = table(info, found, how.get("facing", "right"), truth.speed_factor, back)
    return strides, frames, truth


def test_columns_are_those_of_the_contract_and_the_documented_ones():
    unseen = {"visible": np.zeros(240, bool)}
    strides, frames, _ = strides_of(unseen, duration_s=4)
    assert set(strides.columns) >= {*CONTRACT, *ADDED}
    assert {"stride", "phase"} <= set(frames.columns)
    assert (strides["segment"] == "").all()
    for name in CONTRACT:
        if name.startswith(("pelvic", "lumbar")):
            assert strides[name].isna().all()
    assert (strides["back_frames"] == 0).all()


@pytest.mark.parametrize("facing", ["left", "right"])
@pytest.mark.parametrize("fps", [30.0, 60.0])
def test_every_measure_has_its_true_value(facing: str, fps: float):
    strides, _, truth = strides_of(duration_s=8, facing=facing, fps=fps, lean_deg=7.5)
    assert (strides["rejected"] == "").all()
    assert len(strides) >= len(truth.contact_near_s) - 2
    means = strides.drop(columns=["segment", "rejected", *ADDED - {"toe_off_phase", "seen"}]).mean()
    assert means["cadence_spm"] == pytest.approx(170, rel=0.005)
    for side in ("near", "far"):
        contact = strides[f"contact_time_{side}_s"].dropna()
        assert np.abs(contact - truth.contact_time_s).max() < 0.004
        extension = -getattr(truth, f"hip_{side}").min()
        assert means[f"hip_extension_peak_{side}_deg"] == pytest.approx(extension, abs=0.4)
        lift = getattr(truth, f"thigh_{side}").max()
        assert means[f"knee_lift_{side}_deg"] == pytest.approx(lift, abs=0.4)
    assert means["trunk_lean_deg"] == pytest.approx(7.5, abs=0.05)
    assert means["trunk_lean_range_deg"] == pytest.approx(2 * LEAN_SWING_DEG, rel=0.05)
    assert means["head_forward_deg"] == pytest.approx(HEAD_DEG, abs=0.05)
    assert means["vertical_oscillation_trunk"] == pytest.approx(BOUNCE, rel=0.03)
    assert means["toe_off_phase"] == pytest.approx(truth.toe_off_phase, abs=0.005)
    assert means["seen"] == 1.0


def test_tilt_and_lordosis_of_each_stride_around_toe_off_and_with_the_hip():
    _, _, truth = run_detections(duration_s=8)
    real, stride_s = truth.time_s, 120 / truth.cadence
    toe_off = truth.toe_off_near_s[:, None]
    since = np.abs(real - toe_off).min(axis=0) / stride_s  # strides to the next toe-off
    back = {
        # the pelvis tips 0.4 degrees for each degree that the near leg goes behind
        "tilt_deg": 10.0 - 0.4 * truth.hip_near,
        "lordosis_deg": 25.0 + 0.5 * real + 9.0 * (since < 0.06),
        "visible": np.arange(len(real)) % 4 == 0,
    }
    strides, _, _ = strides_of(back, duration_s=8)
    inside = strides[strides["start_s"].between(0.4, 7.0)]  # the filter's ends see one side only
    assert len(inside) >= 8
    np.testing.assert_allclose(inside["tilt_hip_coupling"], 0.4, atol=0.015)
    for _, stride in inside.iterrows():
        own = (real >= stride["start_s"]) & (real < stride["end_s"])
        assert stride["back_frames"] == (own & back["visible"]).sum()
        assert stride["pelvic_tilt_deg"] == pytest.approx(back["tilt_deg"][own].mean())
        lordosis = back["lordosis_deg"]
        assert stride["lumbar_lordosis_deg"] == pytest.approx(lordosis[own].mean())
        peak = stride["lumbar_lordosis_toe_off_deg"] - 9.0
        assert peak == pytest.approx(25.0 + 0.5 * stride["start_s"], abs=0.5 * stride_s)
        near = np.abs(truth.toe_off_near_s - stride["start_s"] - 0.3).argmin()
        around = np.abs(real - truth.toe_off_near_s[near]) <= 0.05 * stride_s
        tilt = back["tilt_deg"][around].mean()
        assert stride["pelvic_tilt_toe_off_deg"] == pytest.approx(tilt, abs=0.3)
        assert stride["pelvic_tilt_toe_off_deg"] > stride["pelvic_tilt_deg"] + 5


def test_sway_back_of_a_stride_is_that_at_mid_stance():
    strides, frames, truth = strides_of(duration_s=6)
    inside = strides[strides["start_s"].between(0.4, 5.0)]
    middle = inside["start_s"] + truth.contact_time_s / 2
    there = np.interp(middle, frames["time_s"], frames["sway_back_trunk"])
    # the hip passes over the foot by a twentieth of a trunk a frame: half of that is chance
    np.testing.assert_allclose(inside["sway_back_trunk"], there, atol=0.025)
    assert inside["sway_back_trunk"].mean() == pytest.approx(there.mean(), abs=0.01)


@pytest.mark.parametrize("late_frames", [-3, 0, 3])
def test_the_far_foot_lands_when_it_does_and_not_at_half_a_stride(late_frames: int):
    info, found, truth = run_detections(duration_s=8)
    # the far leg moves as it did, but some frames later: a runner whose steps are uneven
    leg = [INDEX[f"left_{joint}"] for joint in ("knee", "ankle", "heel", "foot_index")]
    hip = found.points[:, [INDEX["left_hip"]]]
    found.points[:, leg] = hip + np.roll(found.points[:, leg] - hip, late_frames, axis=0)
    strides, _ = table(info, found)
    landed = truth.contact_far_s + late_frames / 60
    # at the very ends the filter has one side only, and the roll has a seam
    inside = strides[strides["start_s"].between(0.4, 7.0)]
    assert len(inside) >= 8
    for _, stride in inside.iterrows():
        within = landed[(landed >= stride["start_s"]) & (landed < stride["end_s"])]
        assert len(within) == 1
        assert stride["contact_far_s"] == pytest.approx(within[0], abs=0.003)
    contact = inside["contact_time_far_s"]
    assert np.abs(contact - truth.contact_time_s).max() < 0.004


@pytest.mark.parametrize("cadence", [150.0, 171.3, 195.0])
def test_cadence_of_each_stride(cadence: float):
    strides, _, _ = strides_of(duration_s=5, cadence=cadence, noise_px=0.3)
    assert strides["cadence_spm"].mean() == pytest.approx(cadence, rel=0.005)


def test_times_and_cadence_are_of_real_running_in_slow_motion():
    strides, frames, truth = strides_of(duration_s=30, fps=30, speed_factor=8)
    assert strides["cadence_spm"].mean() == pytest.approx(170, rel=0.005)
    assert strides["contact_time_near_s"].mean() == pytest.approx(truth.contact_time_s, abs=0.003)
    assert frames["time_s"].iloc[-1] == pytest.approx((30 - 1 / 30) / 8)


@pytest.mark.parametrize("drift_px_s", [-60.0, 25.0])
@pytest.mark.parametrize("fps", [30, 60])
def test_vertical_oscillation_of_a_runner_who_drifts_in_the_picture(drift_px_s: float, fps: float):
    info, found, _ = run_detections(duration_s=1.6, fps=fps, cadence=180)
    found.points[:, :, 1] += (drift_px_s * (info.times_s - 0.8))[:, None].astype(np.float32)
    strides, _ = table(info, found)
    assert len(strides)
    np.testing.assert_allclose(strides["vertical_oscillation_trunk"], BOUNCE, rtol=0.04)


def test_frames_know_their_stride_and_phase():
    strides, frames, truth = strides_of(duration_s=5)
    assert str(frames["stride"].dtype) == "Int64"
    inside = frames[frames["stride"].notna()]
    assert inside["phase"].between(0, 1, inclusive="left").all()
    assert frames.loc[frames["stride"].isna(), "phase"].isna().all()
    for _, stride in strides.iterrows():
        own = inside[inside["stride"] == stride["stride"]]
        assert own["time_s"].between(stride["start_s"], stride["end_s"]).all()
        expected = (own["time_s"] - stride["start_s"]) / (stride["end_s"] - stride["start_s"])
        np.testing.assert_allclose(own["phase"], expected)
    # the true phase of the near leg, from its contacts
    true = np.interp(
        inside["time_s"], truth.contact_near_s, np.arange(len(truth.contact_near_s)), np.nan, np.nan
    )
    off = (inside["phase"] - true + 0.5) % 1 - 0.5
    assert np.nanmax(np.abs(off)) < 0.01


def test_no_stride_spans_a_cut_or_a_long_gap():
    info, found, _ = run_detections(duration_s=10)
    found.cuts = np.array([250], np.intp)
    found.points[400:415] = np.nan
    strides, frames = table(info, found)
    whole, _ = table(*run_detections(duration_s=10)[:2])
    for moment in (info.times_s[250], info.times_s[400]):
        assert not ((strides["start_s"] < moment) & (strides["end_s"] > moment)).any()
        assert ((whole["start_s"] < moment) & (whole["end_s"] > moment)).any()
    assert strides["stride"].tolist() == list(range(1, len(strides) + 1))
    assert (strides["rejected"] == "").all()
    assert frames.loc[400:414, "stride"].isna().all()


def test_a_stride_that_is_measured_only_in_part_is_rejected():
    info, found, truth = run_detections(duration_s=8)
    # the trunk is misread for 0.15 s in the middle of one stride
    start = truth.contact_near_s[4] + 0.25
    lost = (info.times_s > start) & (info.times_s < start + 0.15)
    found.points[np.ix_(lost, range(11, 13))] += (0, 60)
    strides, _ = table(info, found)
    bad = strides[strides["rejected"] != ""]
    assert set(bad["rejected"]) == {"the runner is not measured in a part of this stride"}
    assert ((bad["start_s"] < start) & (bad["end_s"] > start)).all()
    assert len(bad) == 1
    assert bad["seen"].iloc[0] < 0.9


def uneven(hold_s: float, at_s: float) -> tuple[VideoInfo, Detections]:
    """A clip in which running slows down around one moment so that it takes longer."""
    info, found, _ = run_detections(duration_s=8)
    slow = hold_s / 2 * (1 + np.tanh((info.times_s - at_s) / 0.12))
    info = VideoInfo(**{**vars(info), "times_s": info.times_s + slow})
    return info, found


def test_a_stride_much_longer_than_the_others_is_rejected():
    # within one stride: the near foot lands at 4.02 and, 0.3 s late, at 5.03 s
    strides, _ = table(*uneven(0.3, at_s=4.4))
    bad = strides[strides["rejected"] != ""]
    assert set(bad["rejected"]) == {"this stride is much longer or shorter than the others"}
    assert len(bad) == 1
    np.testing.assert_allclose(bad[["start_s", "end_s"]], [[4.02, 5.03]], atol=0.02)


def test_strides_of_a_length_nobody_runs_at_are_rejected():
    # a walk's length: 85 steps a minute last 1.4 s a stride
    strides, _, _ = strides_of(duration_s=10, cadence=85)
    assert len(strides) > 3
    assert set(strides["rejected"]) == {"this stride's length is not that of running"}


def test_one_stride_that_leans_far_off_is_rejected():
    def lean(time: np.ndarray) -> np.ndarray:
        return 6.0 + 9.0 * np.exp(-(((time - 4.0) / 0.3) ** 2))

    strides, _, _ = strides_of(duration_s=10, lean_deg=lean)
    bad = strides[strides["rejected"] != ""]
    assert set(bad["rejected"]) == {"the trunk lean of this stride is far off its neighbours"}
    assert 1 <= len(bad) <= 2
    assert ((bad["start_s"] < 4.3) & (bad["end_s"] > 3.7)).all()


def test_a_true_drift_of_lean_is_kept():
    # 12 degrees in 20 s is far more than fatigue brings
    strides, _, _ = strides_of(duration_s=20, lean_deg=lambda time: 2.0 + 0.6 * time, noise_px=0.5)
    assert (strides["rejected"] == "").all()
    middle = (strides["start_s"] + strides["end_s"]) / 2
    slope, level = np.polyfit(middle, strides["trunk_lean_deg"], 1)
    assert slope == pytest.approx(0.6, abs=0.01)
    assert level == pytest.approx(2.0, abs=0.1)


def test_no_stride_at_all_gives_an_empty_table_with_all_columns():
    strides, frames, _ = strides_of(duration_s=0.5)
    assert strides.empty
    assert set(CONTRACT) <= set(strides.columns)
    assert frames["stride"].isna().all()
    assert frames["phase"].isna().all()


def test_a_lean_that_grows_only_at_the_end_is_kept():
    # far from the middle of the whole run, but not from its neighbours
    strides, _, _ = strides_of(
        duration_s=30, fps=30, lean_deg=lambda time: 4.0 + 0.6 * np.maximum(time - 20.0, 0.0)
    )
    assert (strides["rejected"] == "").all()
    assert strides["trunk_lean_deg"].iloc[-1] > 9.0


def test_each_stride_has_its_place_in_the_picture_and_what_the_back_says_of_it():
    strides, frames, _ = strides_of(duration_s=5)
    by_stride = frames.assign(place=np.linspace(-10.0, 10.0, len(frames))).groupby("stride")
    places = by_stride["place"].mean().to_numpy()
    np.testing.assert_allclose(strides["view_yaw_deg"], places)
    np.testing.assert_allclose(strides["trunk_share"], 0.3 + places / 100)
    numbers = np.arange(len(strides), dtype=float)
    names = {
        "loose_clothing_score": "back_looseness", "sacral_deg": "sacral_tangent_deg",
        "hollow_deg": "hollow_deg", "hollow_depth": "hollow_depth",
        "thoracic_deg": "thoracic_curve_deg",
    }  # fmt: skip
    back = {attribute: 10.0 * i + numbers for i, attribute in enumerate(names)}
    strides, _, _ = strides_of(back, duration_s=5)
    for i, column in enumerate(names.values()):
        np.testing.assert_array_equal(strides[column], 10.0 * i + numbers)
