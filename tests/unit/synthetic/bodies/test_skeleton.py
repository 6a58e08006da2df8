"""Forward kinematics and skinning: every angle has one right answer."""

import numpy as np
import pytest

from posture.synthetic.bodies.skeleton import (
    PARENTS,
    SEGMENT,
    SEGMENTS,
    pitch,
    place_segments,
    roll,
    yaw,
)
from posture.synthetic.bodies.skinning import skin

FORWARD, LEFT, UP = np.eye(3)


def still(frames: int = 1) -> np.ndarray:
    return np.tile(np.eye(3), (frames, len(SEGMENTS), 1, 1))


def test_parents_come_first():
    for name, parent in PARENTS.items():
        assert parent is None or SEGMENT[parent] < SEGMENT[name]
    assert PARENTS["upper_arm_left"] == "clavicle_left"
    assert PARENTS["thigh_right"] == "pelvis"


def test_signs_of_the_turns():
    np.testing.assert_allclose(pitch(90) @ UP, FORWARD, atol=1e-12)
    np.testing.assert_allclose(roll(90) @ UP, -LEFT, atol=1e-12)
    np.testing.assert_allclose(yaw(90) @ -LEFT, FORWARD, atol=1e-12)
    many = pitch(np.array([[0.0, 30.0, -45.0]]))
    assert many.shape == (1, 3, 3, 3)
    np.testing.assert_allclose(
        many @ np.swapaxes(many, -1, -2), np.eye(3)[None, None] + 0 * many, atol=1e-12
    )
    np.testing.assert_allclose(np.linalg.det(many), 1.0)


def test_at_rest_the_joints_stay_where_they_are(body):
    rotations, joints = place_segments(body.joints, still(2), np.tile(body.joint("pelvis"), (2, 1)))
    np.testing.assert_allclose(joints, np.tile(body.joints, (2, 1, 1)), atol=1e-6)
    np.testing.assert_allclose(rotations, still(2))


def test_an_elbow_bent_by_90_degrees_brings_the_hand_forward(body):
    local = still()
    local[:, SEGMENT["forearm_right"]] = pitch(-90.0)
    _, joints = place_segments(body.joints, local, body.joint("pelvis")[None])
    hand, elbow = joints[0, SEGMENT["hand_right"]], joints[0, SEGMENT["forearm_right"]]
    was = (body.joint("hand_right") - body.joint("forearm_right")).astype(float)
    np.testing.assert_allclose(elbow, body.joint("forearm_right"), atol=1e-6)
    np.testing.assert_allclose(hand - elbow, [-was[2], was[1], was[0]], atol=1e-6)
    assert hand[0] - elbow[0] > 0.2
    np.testing.assert_allclose(joints[0, SEGMENT["hand_left"]], body.joint("hand_left"), atol=1e-6)


def test_turns_add_up_along_the_chain(body):
    local = still()
    local[:, SEGMENT["pelvis"]] = pitch(10.0)
    local[:, SEGMENT["lumbar_low"]] = pitch(-4.0)
    local[:, SEGMENT["thorax"]] = pitch(15.0)
    rotations, joints = place_segments(body.joints, local, np.array([[1.0, 2.0, 3.0]]))
    np.testing.assert_allclose(rotations[0, SEGMENT["head"]], pitch(21.0), atol=1e-12)
    np.testing.assert_allclose(rotations[0, SEGMENT["thigh_left"]], pitch(10.0), atol=1e-12)
    np.testing.assert_allclose(joints[0, SEGMENT["pelvis"]], [1, 2, 3])
    for name, parent in PARENTS.items():
        if parent is not None:
            bone = joints[0, SEGMENT[name]] - joints[0, SEGMENT[parent]]
            rest = body.joint(name) - body.joint(parent)
            assert np.linalg.norm(bone) == pytest.approx(np.linalg.norm(rest), abs=1e-6)


def test_skin_turned_as_one_is_turned_exactly(body):
    whole = yaw(30.0) @ pitch(20.0)
    local = still()
    local[:, SEGMENT["pelvis"]] = whole
    origin = np.array([0.3, -0.2, 1.1])
    rotations, joints = place_segments(body.joints, local, origin[None])
    shape = body.shape
    posed = skin(
        body.vertices, shape.bones, shape.weights, body.joints,
        rotations[0].astype(np.float32), joints[0].astype(np.float32),
    )  # fmt: skip
    wanted = (body.vertices - body.joint("pelvis")) @ whole.T + origin
    np.testing.assert_allclose(posed, wanted, atol=3e-6)


def test_skin_between_two_segments_is_their_mean():
    vertices = np.array([[0.0, 0.0, 1.0]] * 3, np.float32)
    bones = np.array([[0, 1]] * 3, np.uint8)
    weights = np.array([[1, 0], [0, 1], [0.5, 0.5]], np.float32)
    rest = np.zeros((2, 3), np.float32)
    rotations = np.stack([np.eye(3), pitch(90.0)]).astype(np.float32)
    posed = skin(vertices, bones, weights, rest, rotations, rest)
    np.testing.assert_allclose(posed, [[0, 0, 1], [1, 0, 0], [0.5, 0, 0.5]], atol=1e-6)
