"""The truth of a frame is what the posed body shows."""

import numpy as np
import pandas as pd
import pytest

from posture.synthetic.bodies.anatomy import (
    ASIS,
    MIDLINE,
    PSIS,
    measure_anatomy,
    measure_skin_lordosis,
)
from posture.synthetic.bodies.library import DEVELOPMENT, load_body
from posture.synthetic.bodies.skeleton import SEGMENT, SEGMENTS, pitch, place_segments
from posture.synthetic.motion.kinematics import compute_kinematics
from posture.synthetic.motion.plan import Plan
from posture.synthetic.motion.posing import Poses
from posture.synthetic.scene import posed_runner
from posture.synthetic.scene.truth import find_events, measure_truth, truth_of
from posture.utils.resources import sample_path


@pytest.fixture(scope="module")
def near_right(steady):
    return measure_truth(steady.body, steady.run, steady.poses, "right")


@pytest.fixture(scope="module")
def near_left(steady):
    return measure_truth(steady.body, steady.run, steady.poses, "left")


def shown(body, local):
    """Truth of one made-up pose, held for as many frames as are given."""
    frames = len(local)
    rotations, joints = place_segments(
        body.joints, local, np.tile(body.joint("pelvis"), (frames, 1))
    )
    down = np.ones(frames, bool)
    run = compute_kinematics(Plan(duration_s=2.0), np.linspace(0, 1, frames))
    poses = Poses(rotations, joints, {"right": down, "left": down}, np.zeros(frames))
    return measure_truth(body, run, poses, "right")


def still(frames):
    return np.tile(np.eye(3), (frames, len(SEGMENTS), 1, 1))


@pytest.mark.parametrize("name", ["dev_01", "dev_02", "dev_05"])
def test_a_body_at_rest_has_its_own_angles(name):
    body = load_body(name)
    rest = measure_anatomy(body)
    row = shown(body, still(2)).iloc[0]
    assert row["pelvic_tilt_deg"] == pytest.approx(rest.pelvic_tilt_deg, abs=1e-9)
    assert row["lumbar_lordosis_deg"] == pytest.approx(rest.lumbar_lordosis_deg, abs=1e-9)
    assert row["lumbar_lordosis_skin_deg"] == pytest.approx(rest.lumbar_lordosis_deg, abs=0.05)
    assert abs(row["trunk_lean_deg"]) < 6
    assert 0 <= row["knee_angle_near_deg"] < 8


def test_all_bodies_have_human_angles():
    rests = [measure_anatomy(load_body(name)) for name in DEVELOPMENT]
    tilt = np.array([rest.pelvic_tilt_deg for rest in rests])
    lordosis = np.array([rest.lumbar_lordosis_deg for rest in rests])
    assert tilt.min() > 0
    assert tilt.max() < 30
    assert lordosis.min() > 10
    assert lordosis.max() < 60
    assert lordosis.std() > 2


def test_landmarks_are_where_they_belong(body):
    asis, psis = body.vertices[list(ASIS)], body.vertices[list(PSIS)]
    for right, left in (asis, psis):
        np.testing.assert_allclose(right * [1, -1, 1], left, atol=0.004)
        assert right[1] < 0 < left[1]
    assert asis[:, 0].min() > psis[:, 0].max() + 0.1
    line = body.vertices[list(MIDLINE)]
    np.testing.assert_allclose(line[:, 1], 0, atol=0.003)
    assert (np.diff(line[:, 2]) > 0).all()
    assert line[:, 0].max() < asis[:, 0].min()


def test_skin_lordosis_of_an_arc_is_its_angle():
    """A circle that bends back by 40 degrees over the low back, and straight lines beyond."""
    lean = np.radians(np.interp(np.arange(31), [2, 16], [20.0, -20.0]))
    line = np.concatenate(
        [[[0, 0]], np.cumsum(np.column_stack([np.sin(lean), np.cos(lean)]), axis=0)]
    )
    assert measure_skin_lordosis(line[None])[0] == pytest.approx(40.0, abs=1.5)
    assert measure_skin_lordosis(1.7 * line[None])[0] == pytest.approx(40.0, abs=1.5)


def test_an_arch_of_the_lumbar_joints_is_lordosis_on_the_skin_too(body):
    local = still(3)
    for name, share in (("lumbar_low", 0.40), ("lumbar_high", 0.35), ("thorax_low", 0.25)):
        local[:, SEGMENT[name]] = pitch(-share * np.array([0.0, 10.0, -10.0]))
    table = shown(body, local)
    joints, skin = table["lumbar_lordosis_deg"], table["lumbar_lordosis_skin_deg"]
    np.testing.assert_allclose(joints - joints[0], [0, 10, -10], atol=1e-9)
    assert 5 < skin[1] - skin[0] < 14
    assert -14 < skin[2] - skin[0] < -5
    np.testing.assert_allclose(table["pelvic_tilt_deg"], table["pelvic_tilt_deg"][0])
    assert table["trunk_lean_deg"][1] < table["trunk_lean_deg"][0] < table["trunk_lean_deg"][2]


def test_the_whole_body_tipped_forward_leans_and_tilts_alike(body):
    local = still(2)
    local[1, SEGMENT["pelvis"]] = pitch(9.0)
    table = shown(body, local)
    for name in ("trunk_lean_deg", "pelvic_tilt_deg", "head_forward_deg"):
        assert table[name][1] - table[name][0] == pytest.approx(9.0, abs=1e-3)
    for name in ("lumbar_lordosis_deg", "hip_angle_near_deg", "knee_angle_far_deg"):
        assert table[name][1] == pytest.approx(table[name][0], abs=1e-3)
    skin = table["lumbar_lordosis_skin_deg"]
    assert skin[1] == pytest.approx(skin[0], abs=0.01)


def test_hip_and_knee_bend_with_a_positive_sign(body):
    local = still(2)
    local[1, SEGMENT["thigh_right"]] = pitch(-30.0)
    local[1, SEGMENT["shank_right"]] = pitch(50.0)
    table = shown(body, local)
    assert np.diff(table["hip_angle_near_deg"])[0] == pytest.approx(30.0, abs=0.1)
    assert np.diff(table["thigh_angle_near_deg"])[0] == pytest.approx(30.0, abs=0.1)
    assert np.diff(table["knee_angle_near_deg"])[0] == pytest.approx(50.0, abs=0.1)
    assert np.diff(table["hip_angle_far_deg"])[0] == pytest.approx(0.0, abs=1e-9)


def test_the_height_of_the_hip_and_a_pelvis_ahead_are_in_trunk_lengths(body):
    table = shown(body, still(2)).iloc[0]
    hip, shoulder, ankle = (
        (body.joint(f"{part}_right") + body.joint(f"{part}_left")) / 2
        for part in ("thigh", "upper_arm", "foot")
    )
    trunk = np.hypot(*(shoulder - hip)[[0, 2]])
    assert table["hip_height_trunk"] == pytest.approx(hip[2] / trunk, abs=1e-6)
    on_line = np.interp(hip[2], [ankle[2], shoulder[2]], [ankle[0], shoulder[0]])
    assert table["sway_back_trunk"] == pytest.approx((hip[0] - on_line) / trunk, abs=1e-3)
    # with the trunk and the standing leg tipped back from the hip, the pelvis is further ahead
    local = still(2)
    local[1, SEGMENT["thigh_right"]] = pitch(10.0)
    local[1, SEGMENT["lumbar_low"]] = pitch(-10.0)
    assert np.diff(shown(body, local)["sway_back_trunk"])[0] > 0.05


def test_near_and_far_change_places_with_the_camera(near_right, near_left):
    for name in ("hip_angle", "knee_angle", "thigh_angle"):
        np.testing.assert_array_equal(near_right[f"{name}_near_deg"], near_left[f"{name}_far_deg"])
        np.testing.assert_array_equal(near_right[f"{name}_far_deg"], near_left[f"{name}_near_deg"])
    np.testing.assert_array_equal(near_right["contact_near"], near_left["contact_far"])
    np.testing.assert_array_equal(near_right["trunk_lean_deg"], near_left["trunk_lean_deg"])
    apart = (near_right["phase"] - near_left["phase"]) % 1.0
    np.testing.assert_allclose(apart, 0.5, atol=1e-9)


def test_phase_and_contacts_begin_at_near_side_contact(near_left, steady):
    changes = np.diff(near_left["stride"])
    assert set(changes) == {0, 1}
    starts = near_left["time_s"].to_numpy()[1:][changes == 1]
    contacts = np.array(find_events(steady.run, "left")["contacts_near_s"])
    np.testing.assert_allclose(starts, contacts[-len(starts) :], atol=0.005)
    on = near_left["phase"] < steady.plan.duty_factor - 0.01
    assert near_left["contact_near"][on].all()
    assert not near_left["contact_near"][near_left["phase"] > steady.plan.duty_factor + 0.01].any()


def test_events_are_the_runs_inside_the_clip(steady):
    found = find_events(steady.run, "right")
    assert set(found) == {
        f"{what}_{label}_s" for what in ("contacts", "toe_offs") for label in ("near", "far")
    }
    stride = 120 / steady.plan.cadence_spm
    for name in found:
        np.testing.assert_allclose(np.diff(found[name]), stride, atol=2e-6)
    held = np.array(found["toe_offs_near_s"])[1:-1]
    before = np.array(found["contacts_near_s"])
    latest = np.array([before[before < off][-1] for off in held])
    np.testing.assert_allclose(held - latest, steady.plan.duty_factor * stride, atol=2e-6)
    assert min(found["contacts_near_s"]) >= steady.run.times[0]
    far = np.array(found["contacts_far_s"])[:2] - found["contacts_near_s"][0]
    assert np.abs(far % stride - stride / 2).max() < 1e-5


def test_a_new_column_is_one_function(steady, monkeypatch):
    monkeypatch.setattr(posed_runner, "TRUTHS", dict(posed_runner.TRUTHS))

    @truth_of("elbow_height_{side}_m")
    def measure_elbow_height(runner, seen):
        return runner.joint("forearm", seen)[:, 2]

    @truth_of("neck_height_m")
    def measure_neck_height(runner):
        return runner.poses.joints[:, SEGMENT["neck"], 2]

    table = measure_truth(steady.body, steady.run, steady.poses, "left")
    added = ["elbow_height_near_m", "elbow_height_far_m", "neck_height_m"]
    assert list(table.columns[-3:]) == added
    height = steady.poses.joints[:, :, 2]
    for name, segment in zip(added, ("forearm_left", "forearm_right", "neck"), strict=True):
        np.testing.assert_array_equal(table[name], height[:, SEGMENT[segment]])


def test_the_columns_of_the_samples_are_the_first_of_those_that_are_measured(near_right):
    kept = pd.read_parquet(sample_path("fresh_to_tired.truth.parquet"))
    first = near_right[list(kept.columns)]
    assert [name for name in near_right.columns if name in kept.columns] == list(kept.columns)
    assert list(first.dtypes) == list(kept.dtypes)
