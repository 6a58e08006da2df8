"""Joint centres from landmarks: geometry of the description, and what the weights do."""

import json

import numpy as np
import pytest
from shipped_models import ALL_WEIGHTS

from posture.learned.joint_centres import FEATURES, describe, to_joint_centres
from posture.learned.weights import Model, Weights, build_model
from posture.pose import INDEX
from posture.tracks import Body, Leg, View
from posture.tracks.angles import trunk_lean
from posture.utils.resources import model_file

RNG = np.random.default_rng(4)


def picture(frames: int = 40) -> np.ndarray:
    """Random landmarks around a trunk of 100 pixels, y down, that leans to the right."""
    points = RNG.normal([300, 200], 20, (frames, 33, 2))
    for joint, place in (("hip", (300, 250)), ("shoulder", (317, 152))):
        for side, aside in (("left", 3.0), ("right", -3.0)):
            points[:, INDEX[f"{side}_{joint}"]] = np.array(place) + aside
    return points


def model(hip: float, shoulder: float) -> Model:
    """Nothing but what is always so."""
    zero, one = np.zeros(len(FEATURES)), np.ones(len(FEATURES))
    targets = {"hip": Weights(hip, zero, zero), "shoulder": Weights(shoulder, zero, zero)}
    return Model(zero, one, one, targets, {})


def test_the_description_does_not_depend_on_level_size_or_place():
    points = picture()
    turn = np.radians(7.0)
    rotated = points @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    np.testing.assert_allclose(
        describe(2.5 * rotated + [50, -80], "right"), describe(points, "right"), atol=1e-6
    )


def test_a_mirrored_runner_with_sides_exchanged_is_described_alike():
    points = picture()
    mirrored = points * [-1.0, 1.0] + [640.0, 0.0]
    exchanged = mirrored.copy()
    for name, i in INDEX.items():
        if name.startswith("left_"):
            j = INDEX[name.replace("left_", "right_")]
            exchanged[:, [i, j]] = mirrored[:, [j, i]]
    np.testing.assert_allclose(describe(exchanged, "left"), describe(points, "right"), atol=1e-6)


def test_ahead_is_to_the_front_and_up_along_the_trunk():
    points = picture(1)
    hip, shoulder = np.array([300.0, 250.0]), np.array([317.0, 152.0])
    along = shoulder - hip
    square = np.array([-along[1], along[0]])  # y down: to the right of an upright trunk
    points[0, INDEX["right_ear"]] = hip + 1.3 * along + 0.2 * square
    seen = dict(zip(FEATURES, describe(points, "right")[0], strict=True))
    assert seen["ear_near_x"] == pytest.approx(0.2, abs=1e-6)
    assert seen["ear_near_y"] == pytest.approx(1.3, abs=1e-6)
    assert seen["shoulder_near_y"] == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize("weights", ALL_WEIGHTS)
def test_the_shipped_weights_fit_the_features(weights):
    table = json.loads(model_file(f"weights/{weights}/centres.json").read_text(encoding="utf-8"))
    assert tuple(table["features"]) == FEATURES
    shipped = build_model(table)
    hip, shoulder = shipped.targets["hip"], shipped.targets["shoulder"]
    for array in (shipped.mean, hip.level, hip.motion, shoulder.level, shoulder.motion):
        assert array.shape == (len(FEATURES),)
        assert np.isfinite(array).all()
    # the network's hip lies ahead of the joints, by a few hundredths of the trunk
    assert -0.09 < hip.bias < -0.02
    assert abs(shoulder.bias) < 0.03


def upright(points: np.ndarray) -> Body:
    """A body whose trunk stands upright, 100 pixels long, with these landmarks."""
    frames = len(points)
    still = np.zeros((frames, 2))
    hip, shoulder = still, still + np.array([0.0, 100.0])  # upright, x ahead, y up
    leg = Leg(
        hip,
        hip - np.array([0.0, 40.0]),
        hip - np.array([0.0, 80.0]),
        hip - np.array([3.0, 85.0]),
        hip - np.array([-9.0, 85.0]),
    )
    return Body(
        view=View("right", 640, 480),
        points=points,
        times_s=np.arange(frames) / 50,
        stretches=[slice(0, frames)],
        hip=hip,
        shoulder=shoulder,
        ear=shoulder,
        near=leg,
        far=leg,
        trunk_px=100.0,
    )


def test_joints_move_square_to_the_trunk_and_the_legs_go_with_the_hip():
    frames = 50
    body = upright(np.tile(picture(1), (frames, 1, 1)))
    hip, shoulder, leg = body.hip, body.shoulder, body.near
    moved = to_joint_centres(body, 0.7, model(-0.05, 0.01))
    np.testing.assert_allclose(moved.hip, hip + np.array([-5.0, 0.0]), atol=1e-9)
    np.testing.assert_allclose(moved.shoulder, shoulder + np.array([1.0, 0.0]), atol=1e-9)
    for side in (moved.near, moved.far):
        np.testing.assert_allclose(side.hip, leg.hip + np.array([-5.0, 0.0]), atol=1e-9)
        np.testing.assert_array_equal(side.knee, leg.knee)
    # the trunk leans by so much more: 6 of 100 ahead
    np.testing.assert_allclose(trunk_lean(moved), np.degrees(np.arctan2(6, 100)), atol=1e-6)
    assert moved.lean_shift_deg == pytest.approx(np.degrees(np.arctan2(6, 100)))


def test_arms_that_are_held_otherwise_late_turn_no_trunk():
    """The level of the joint centres is one constant a run; the motion within the stride is not."""
    frames, stride = 400, 40
    column = FEATURES.index("elbow_near_x")
    weights = np.zeros(len(FEATURES))
    weights[column] = 0.2
    zero, one = np.zeros(len(FEATURES)), np.ones(len(FEATURES))
    learned = Model(
        zero,
        one,
        one,
        {"hip": Weights(0.0, zero, zero), "shoulder": Weights(0.0, weights, weights)},
        {},
    )
    points = np.tile(picture(1), (frames, 1, 1))
    beat = 6.0 * np.sin(2 * np.pi * np.arange(frames) / stride)
    points[:, INDEX["right_elbow"], 0] += beat + np.where(np.arange(frames) < frames / 2, 0.0, 30.0)
    lean = trunk_lean(to_joint_centres(upright(points), stride / 50, learned))
    early, late = lean[2 * stride : 4 * stride], lean[-4 * stride : -2 * stride]
    assert late.mean() - early.mean() == pytest.approx(0.0, abs=0.01)
    assert np.ptp(early) == pytest.approx(np.ptp(late), rel=0.05)
    assert np.ptp(late) > 1.0
