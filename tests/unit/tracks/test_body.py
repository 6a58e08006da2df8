import numpy as np
import pytest
from stick_runner import HEAD_DEG, LEAN_SWING_DEG, run_detections

from posture.pose import INDEX
from posture.tracks import clean, smooth
from posture.tracks.angles import head_forward, hip_angle, knee_angle, thigh_angle, trunk_lean
from posture.tracks.body import build_body, landmark_of
from posture.tracks.view import View

FACINGS = pytest.mark.parametrize("facing", ["left", "right"])


def runner(level: float = 0.0, factor: float = 1.0, filtered: bool = False, **how: object):
    """Body of the stick figure as the stages before it make it, and its truth."""
    info, found, truth = run_detections(speed_factor=factor, **how)
    tracks = clean(found, info.times_s, info.width, info.height)
    if filtered:
        tracks = smooth(tracks, factor)
    view = View(how.get("facing", "right"), info.width, info.height, level, factor)
    return build_body(tracks, view), truth


@FACINGS
@pytest.mark.parametrize("lean", [0.0, 5.0, 12.0, 20.0])
def test_lean_is_right_to_a_tenth_of_a_degree_for_both_facings(facing: str, lean: float):
    made, truth = runner(facing=facing, lean_deg=lean, duration_s=4, filtered=True)
    measured = trunk_lean(made)
    np.testing.assert_allclose(measured[10:-10], truth.lean[10:-10], atol=0.1)
    assert measured.mean() == pytest.approx(lean, abs=0.1)
    assert np.ptp(measured) == pytest.approx(2 * LEAN_SWING_DEG, rel=0.03)


@FACINGS
@pytest.mark.parametrize("roll", [-6.0, 4.0])
def test_a_rolled_camera_is_put_level(facing: str, roll: float):
    # the top of a plumb line leans to the right: a runner facing right seems to lean forward
    uncorrected, truth = runner(facing=facing, roll_deg=roll, duration_s=2)
    sign = 1 if facing == "right" else -1
    np.testing.assert_allclose(trunk_lean(uncorrected), truth.lean + sign * roll, atol=0.01)
    level, _ = runner(level=roll, facing=facing, roll_deg=roll, duration_s=2)
    np.testing.assert_allclose(trunk_lean(level), truth.lean, atol=0.01)
    np.testing.assert_allclose(head_forward(level), HEAD_DEG, atol=0.01)


@FACINGS
def test_legs_are_named_by_nearness_and_signed_forward(facing: str):
    made, truth = runner(facing=facing, duration_s=3)
    for leg, side in ((made.near, "near"), (made.far, "far")):
        np.testing.assert_allclose(thigh_angle(leg), getattr(truth, f"thigh_{side}"), atol=0.01)
        np.testing.assert_allclose(knee_angle(leg), getattr(truth, f"knee_{side}"), atol=0.01)
        np.testing.assert_allclose(hip_angle(made, leg), getattr(truth, f"hip_{side}"), atol=0.01)
    assert truth.hip_near.min() < -15 < 45 < truth.hip_near.max()  # both signs were met
    np.testing.assert_allclose(head_forward(made), HEAD_DEG, atol=0.01)


@FACINGS
def test_the_body_stands_upright_and_looks_ahead(facing: str):
    made, _ = runner(facing=facing, duration_s=2, crossing_px_s=100)
    assert (made.shoulder[:, 1] > made.hip[:, 1] + 100).all()
    assert (made.near.ankle[:, 1] < made.hip[:, 1]).all()
    assert (made.ear[:, 0] > made.shoulder[:, 0]).all()
    assert made.hip[-1, 0] - made.hip[0, 0] == pytest.approx(100 * 119 / 60, abs=0.5)
    assert made.trunk_px == pytest.approx(160, abs=0.01)


def test_time_is_that_of_real_running():
    made, truth = runner(factor=8.0, fps=30, duration_s=16)
    np.testing.assert_allclose(made.times_s, truth.time_s)
    assert made.times_s[-1] == pytest.approx((16 - 1 / 30) / 8)


@FACINGS
def test_any_landmark_is_given_by_nearness(facing: str):
    made, _ = runner(facing=facing, roll_deg=5.0, level=5.0, duration_s=2)
    for leg, side in ((made.near, "near"), (made.far, "far")):
        for joint in ("hip", "knee", "ankle", "heel"):
            np.testing.assert_array_equal(made.joint(f"{side}_{joint}"), getattr(leg, joint))
        np.testing.assert_array_equal(made.joint(f"{side}_foot_index"), leg.toe)
    ears = (made.joint("near_ear") + made.joint("far_ear")) / 2
    np.testing.assert_allclose(ears, made.ear, atol=1e-9)
    # the elbow of that side hangs below its shoulder, and the nose is ahead of the ears
    np.testing.assert_allclose(
        made.joint("near_elbow"),
        made.points[:, INDEX[f"{facing}_elbow"]].astype(float) @ made.view.upright.T,
    )
    assert (made.joint("near_elbow")[:, 1] < made.joint("near_shoulder")[:, 1]).all()
    assert (made.joint("nose")[:, 0] > made.ear[:, 0]).all()
    part = slice(10, 20)
    np.testing.assert_array_equal(made.joint("far_wrist", part), made.joint("far_wrist")[part])


def test_all_33_landmarks_have_a_name_by_nearness_and_others_have_none():
    made, _ = runner(duration_s=1)
    parts = {name.replace("left_", "").replace("_left", "") for name in INDEX if "left" in name}
    names = ["nose", *(f"{side}_{part}" for side in ("near", "far") for part in parts)]
    assert len(names) == len(INDEX) == 33
    found = {INDEX[landmark_of(name, made.view)] for name in names}
    assert found == set(range(33))
    for name in ("left_elbow", "near_nose", "elbow", "near"):
        with pytest.raises(ValueError, match=f"no landmark is called '{name}'"):
            made.joint(name)


def test_the_body_does_not_copy_the_landmarks():
    info, found, _ = run_detections(duration_s=1)
    tracks = clean(found, info.times_s, info.width, info.height)
    assert build_body(tracks, View("right", info.width, info.height)).points is tracks.points
