"""A leg of two bones: lengths that stay, a knee that bends one way."""

import numpy as np
import pytest

from posture.synthetic.bodies.library import load_body
from posture.synthetic.motion import reach


def test_two_links_reach_the_ankle_with_their_own_lengths():
    body = load_body("dev_02")
    draw = np.random.default_rng(1)
    thigh_m, shank_m = reach.measure_leg(body, "left")
    hips = draw.normal(0, 1, (200, 3))
    way = draw.normal(0, 1, (200, 3)) * [1, 0.3, 1]
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    ankles = hips + way * draw.uniform(0.4, 0.99, (200, 1)) * (thigh_m + shank_m)
    ahead = np.cross(way, [0.0, 1.0, 0.0]) * -1
    upper, lower = reach.bend_leg(body, "left", hips, ankles, ahead)
    knees = hips + upper @ (body.joint("shank_left") - body.joint("thigh_left")).astype(float)
    reached = knees + lower @ (body.joint("foot_left") - body.joint("shank_left")).astype(float)
    np.testing.assert_allclose(reached, ankles, atol=1e-6)
    for turned in (upper, lower):
        np.testing.assert_allclose(np.linalg.det(turned), 1.0, atol=1e-9)
        unit = turned @ np.swapaxes(turned, 1, 2)
        np.testing.assert_allclose(unit, np.eye(3)[None] + 0 * unit, atol=1e-9)
    # the knee is on the side of `ahead`
    assert (np.sum((knees - (hips + ankles) / 2) * ahead, axis=1) > 0).all()


def test_an_ankle_out_of_reach_is_reached_for_with_a_leg_almost_straight(body):
    thigh_m, shank_m = reach.measure_leg(body, "right")
    hips = np.zeros((1, 3))
    ankles = np.array([[0.0, 0.0, -2.0]])
    upper, lower = reach.bend_leg(body, "right", hips, ankles, np.array([[1.0, 0.0, 0.0]]))
    knee = upper @ (body.joint("shank_right") - body.joint("thigh_right")).astype(float)
    end = knee + lower @ (body.joint("foot_right") - body.joint("shank_right")).astype(float)
    assert np.linalg.norm(end) == pytest.approx(0.9995 * (thigh_m + shank_m), rel=1e-6)


def test_a_stretched_leg_has_its_ankle_where_thigh_and_knee_bring_it():
    thigh, knee, none = np.array([0.0, 30.0, -20.0]), np.array([90.0, 60.0, 40.0]), np.zeros(3)
    ahead, below = reach.stretch_leg(thigh, knee, none, (0.4, 0.42))
    shank = np.radians(thigh - knee)
    np.testing.assert_allclose(
        ahead, 0.4 * np.sin(np.radians(thigh)) + 0.42 * np.sin(shank), atol=1e-3
    )
    np.testing.assert_allclose(
        below, 0.4 * np.cos(np.radians(thigh)) + 0.42 * np.cos(shank), atol=1e-3
    )
    # a track beside the hip makes the leg no longer, and the foot no lower
    aside = reach.stretch_leg(thigh, knee, none + 0.05, (0.4, 0.42))[1]
    assert (aside < below).all()


def test_a_knee_does_not_bend_backwards():
    ahead, below = reach.stretch_leg(np.zeros(1), np.array([-30.0]), np.zeros(1), (0.4, 0.4))
    bent = 2 * np.degrees(np.arccos(np.hypot(ahead, below) / 0.8))
    assert 6.0 <= bent < 8.0
