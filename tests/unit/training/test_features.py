"""Examples from clips that nobody filmed: landmarks are where the joints are, or beside them."""

import numpy as np
import pytest
from helpers_back import ANY_LINE, draw_edges

from models.training.features import make_back_example, make_centres_example
from posture.back import PLACES
from posture.back.features import BACK, FEATURES
from posture.back.geometry import SACRUM
from posture.learned.joint_centres import FEATURES as LANDMARKS
from posture.learned.weights import Model, Weights
from posture.pose import INDEX, STATIONS, Detections, middle
from posture.synthetic.bodies.skeleton import SEGMENT
from posture.synthetic.motion.kinematics import compute_kinematics
from posture.synthetic.motion.posing import pose
from posture.synthetic.scene.description import scene_from
from posture.synthetic.scene.stage import compute_shot_times
from posture.synthetic.scene.truth import measure_truth
from posture.tracks import clean, smooth
from posture.tracks.body import build_body
from posture.tracks.view import View, detect_facing
from posture.video import VideoInfo

JOINTS = {
    "shoulder": "upper_arm", "elbow": "forearm", "wrist": "hand", "hip": "thigh",
    "knee": "shank", "ankle": "foot", "foot_index": "toes",
}  # fmt: skip
SECONDS, FPS = 4.0, 30.0


def scene_of(side: str):
    return scene_from(
        {
            "seed": 4,
            "body": "dev_01",
            "film": {"fps": FPS, "duration_s": SECONDS},
            "camera": {"side": side, "distance_m": 4.0},
            "run": {"stride_sd": {}, "drifts": {"pelvic_tilt_deg": {"change": 6.0}}},
        },
        "unfilmed",
    )


def taken(scene) -> tuple[VideoInfo, Detections]:
    """Joints as the camera would see them, entered as landmarks; the head is a guess."""
    times = compute_shot_times(scene)
    joints = pose(scene.body, scene.plan, compute_kinematics(scene.plan, times)).joints
    count = len(times)
    seen = scene.camera.project(joints.reshape(-1, 3))[:, :2].reshape(count, -1, 2)
    points = np.tile(seen[:, [SEGMENT["head"]]], (1, 33, 1))
    for joint, segment in JOINTS.items():
        for end in ("left", "right"):
            points[:, INDEX[f"{end}_{joint}"]] = seen[:, SEGMENT[f"{segment}_{end}"]]
    ahead = 1.0 if scene.camera.side == "right" else -1.0
    for end in ("left", "right"):
        for finger in ("pinky", "index", "thumb"):
            points[:, INDEX[f"{end}_{finger}"]] = points[:, INDEX[f"{end}_wrist"]]
        heel = points[:, INDEX[f"{end}_ankle"]] + [-12.0 * ahead, 12.0]
        points[:, INDEX[f"{end}_heel"]] = heel
    points[:, INDEX["nose"], 0] += 25.0 * ahead
    info = VideoInfo(
        path="unfilmed.mp4", sha256="0" * 64, width=1280, height=720,
        times_s=times - times[0], duration_s=SECONDS, fps_median=FPS,
        variable_frame_rate=False, rotation_deg=0, codec="h264",
    )  # fmt: skip
    return info, Detections(
        points.astype(np.float32),
        np.ones((count, 33), np.float32),
        np.full((count, len(STATIONS), 2), 30.0),
        np.array([], np.intp),
        1,
    )


def still() -> Model:
    """Joint centres where the landmarks are."""
    zero, one = np.zeros(len(LANDMARKS)), np.ones(len(LANDMARKS))
    targets = {name: Weights(0.0, zero, zero) for name in ("hip", "shoulder")}
    return Model(zero, one, one, targets, {})


@pytest.mark.parametrize("side", ["left", "right"])
def test_landmarks_beside_the_joints_are_seen_to_be_so(side):
    scene = scene_of(side)
    info, found = taken(scene)
    example = make_centres_example(scene, info, found)
    assert example.runner == "dev_01"
    assert example.features.shape == (len(example.frames), len(LANDMARKS))
    assert len(example.frames) > 0.9 * info.frames
    inside = slice(10, -10)  # smoothing sees one side only at the ends
    assert np.abs(example.targets[inside]).max() < 0.009
    # now the network's hips are behind, square to the trunk
    trunk = middle(found.points, "shoulder") - middle(found.points, "hip")
    ahead = np.stack([-trunk[:, 1], trunk[:, 0]], axis=1) * (1 if side == "right" else -1)
    found.points[:, [INDEX["left_hip"], INDEX["right_hip"]]] -= 0.06 * ahead[:, None]
    beside = make_centres_example(scene, info, found)
    moved = beside.targets - example.targets
    np.testing.assert_allclose(moved[inside, 0], 0.06, atol=0.002)
    np.testing.assert_allclose(moved[inside, 1], 0.0, atol=0.004)


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_back_is_put_beside_the_truth_of_the_same_frames(side):
    scene = scene_of(side)
    info, found = taken(scene)
    tracks = smooth(clean(found, info.times_s, info.width, info.height), 1.0)
    runner = build_body(tracks, View(detect_facing(tracks), info.width, info.height))
    slope = np.tan(np.radians(20.0))
    draw_edges(found, runner, lambda p: 0.2 + slope * (p - 0.8), lambda p: 0.25 + 0 * p)
    seen = make_back_example(scene, info, found, still(), ANY_LINE)
    example = seen.example
    assert example.features.shape[1] == len(FEATURES)
    run = compute_kinematics(scene.plan, compute_shot_times(scene))
    real = measure_truth(scene.body, run, pose(scene.body, scene.plan, run), side)
    beside = (real["pelvic_tilt_deg"] - real["trunk_lean_deg"]).to_numpy()[example.frames]
    np.testing.assert_allclose(example.targets[:, 0], beside)
    np.testing.assert_allclose(
        example.targets[:, 1], real["lumbar_lordosis_deg"].to_numpy()[example.frames]
    )
    third = len(beside) // 3
    # the drift of the tilt is in the targets; its share of the lean comes off
    assert abs(beside[-third:].mean() - beside[:third].mean()) < 6.0
    # the edge is where it was drawn
    low = BACK[PLACES[BACK] > 0.7]  # higher up the hands swing by
    expected = 0.2 + slope * (PLACES - 0.8)
    columns = [FEATURES.index(f"back_{PLACES[j]:.2f}") for j in low]
    np.testing.assert_allclose(
        example.features[:, columns], np.tile(expected[low], (len(beside), 1)), atol=0.004
    )
    np.testing.assert_allclose(seen.line[low], expected[low], atol=0.004)
    np.testing.assert_allclose(seen.sacral_deg, 20.0, atol=0.5)
    assert np.nanmedian(seen.hollow_deg) == pytest.approx(0.0, abs=2.0)  # a straight edge
    assert PLACES[SACRUM].min() > 0.7
    assert len(seen.visible) == len(beside)
    move = seen.move
    assert move.known.shape == move.line.shape == move.body_line.shape == BACK.shape


def test_nobody_gives_no_example():
    scene = scene_of("right")
    info, found = taken(scene)
    found.points[:] = np.nan
    assert make_centres_example(scene, info, found) is None
    assert make_back_example(scene, info, found, still(), ANY_LINE) is None


def test_a_clip_shorter_than_two_strides_gives_no_example():
    scene = scene_of("right")
    info, found = taken(scene)
    found.points[30:] = np.nan
    assert make_centres_example(scene, info, found) is None
