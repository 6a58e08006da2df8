"""Joint centres from landmarks: geometry of the description, and what the weights do."""

import json
from dataclasses import replace

import numpy as np
import pytest

from posture.measures.angles import trunk_lean
from posture.pose import INDEX
from posture.resources import centres_path
from posture.tracks import Body, Leg, Tracks, centres
from posture.tracks.centres import FEATURES, Model, Shift, describe, shifts, stride_mean

RNG = np.random.default_rng(4)


def picture(frames: int = 40) -> np.ndarray:
    """Random landmarks around a trunk of 100 pixels, y down, that leans to the right."""
    points = RNG.normal([300, 200], 20, (frames, 33, 2))
    for joint, place in (("hip", (300, 250)), ("shoulder", (317, 152))):
        for side, aside in (("left", 3.0), ("right", -3.0)):
            points[:, INDEX[f"{side}_{joint}"]] = np.array(place) + aside
    return points


def model(**changes: Shift) -> Model:
    zero, one = np.zeros(len(FEATURES)), np.ones(len(FEATURES))
    still = Shift(0.0, zero, zero)
    return replace(Model(zero, one, one, still, still), **changes)


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


def test_the_mean_over_a_stride_takes_its_beat_away():
    times = np.arange(0, 6, 1 / 50)
    beat = np.sin(2 * np.pi * times / 0.7)
    mean = stride_mean(3.0 + beat, times, 0.7)
    assert np.abs(mean - 3.0).max() < 0.03
    drift = stride_mean(times + beat, times, 0.7)
    inside = (times > 0.4) & (times < 5.6)
    np.testing.assert_allclose(drift[inside], times[inside], atol=0.04)


def test_gaps_are_left_out_of_the_mean_and_nothing_seen_is_nan():
    times = np.arange(0, 3, 0.02)
    values = np.full((len(times), 2), 5.0)
    values[10:40, 0] = np.nan
    values[:, 1] = np.nan
    mean = stride_mean(values, times, 0.7)
    assert np.allclose(mean[:, 0], 5.0)
    assert np.isnan(mean[:, 1]).all()


def test_a_stretch_shorter_than_a_stride_has_one_mean():
    times = np.arange(0, 0.5, 0.02)
    mean = stride_mean(times.copy(), times, 0.7)
    assert np.ptp(mean) < 0.08
    assert mean.mean() == pytest.approx(times.mean(), abs=0.08)


def test_level_and_motion_are_weighed_apart_and_limited():
    times = np.arange(0, 7, 1 / 50)
    seen = np.zeros((len(times), len(FEATURES)))
    seen[:, 0] = 2.0 + np.sin(2 * np.pi * times / 0.7)
    only = np.eye(len(FEATURES))[0]
    moved = shifts(seen.T, times, 0.7, model(hip=Shift(0.01, 0.03 * only, 0.05 * only)))["hip"]
    expected = 0.01 + 0.03 * 2.0 + 0.05 * np.sin(2 * np.pi * times / 0.7)
    np.testing.assert_allclose(moved, expected, atol=0.003)
    wild = shifts(50 * seen.T, times, 0.7, model(hip=Shift(0.01, 0.03 * only, 0 * only)))["hip"]
    assert wild.max() == pytest.approx(0.01 + 0.03 * centres.UNLIKELY_SD)


def test_what_is_not_seen_leaves_the_average():
    times = np.arange(0, 2, 1 / 50)
    seen = np.full((len(times), len(FEATURES)), np.nan)
    weights = np.ones(len(FEATURES))
    moved = shifts(seen.T, times, 0.7, model(shoulder=Shift(-0.02, weights, weights)))
    assert np.allclose(moved["shoulder"], -0.02)
    assert np.allclose(moved["hip"], 0.0)


def test_the_shipped_weights_fit_the_features():
    table = json.loads(centres_path().read_text(encoding="utf-8"))
    assert tuple(table["features"]) == FEATURES
    shipped = centres.learnt()
    for array in (shipped.mean, shipped.hip.level, shipped.hip.motion, shipped.shoulder.level):
        assert array.shape == (len(FEATURES),)
        assert np.isfinite(array).all()
    # the network's hip lies ahead of the joints, by a few hundredths of the trunk
    assert -0.09 < shipped.hip.bias < -0.02
    assert abs(shipped.shoulder.bias) < 0.03


def test_joints_move_square_to_the_trunk_and_the_legs_go_with_the_hip(monkeypatch):
    frames = 50
    points = np.tile(picture(1), (frames, 1, 1))
    still = np.zeros((frames, 2))
    hip, shoulder = still, still + np.array([0.0, 100.0])  # upright, x ahead, y up
    leg = Leg(
        hip,
        hip - np.array([0.0, 40.0]),
        hip - np.array([0.0, 80.0]),
        hip - np.array([3.0, 85.0]),
        hip - np.array([-9.0, 85.0]),
    )
    body = Body(
        times_s=np.arange(frames) / 50,
        stretches=[slice(0, frames)],
        hip=hip,
        shoulder=shoulder,
        ear=shoulder,
        near=leg,
        far=leg,
        trunk_px=100.0,
    )
    tracks = Tracks(points, body.times_s, body.stretches, np.full(frames, "", object))
    zero = np.zeros(len(FEATURES))
    moved_by = model(hip=Shift(-0.05, zero, zero), shoulder=Shift(0.01, zero, zero))
    monkeypatch.setattr(centres, "learnt", lambda: moved_by)
    moved = centres.to_joint_centres(body, tracks, "right", 0.7)
    np.testing.assert_allclose(moved.hip, hip + np.array([-5.0, 0.0]), atol=1e-9)
    np.testing.assert_allclose(moved.shoulder, shoulder + np.array([1.0, 0.0]), atol=1e-9)
    for side in (moved.near, moved.far):
        np.testing.assert_allclose(side.hip, leg.hip + np.array([-5.0, 0.0]), atol=1e-9)
        np.testing.assert_array_equal(side.knee, leg.knee)
    # the trunk leans by so much more: 6 of 100 ahead
    np.testing.assert_allclose(trunk_lean(moved), np.degrees(np.arctan2(6, 100)), atol=1e-6)
