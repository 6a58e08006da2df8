"""From the picture to the runner's own frame and back, and where the runner is seen."""

from __future__ import annotations

import numpy as np
import pytest

from posture.tracks.view import FOCAL_LENGTH, View


def test_forward_and_up_in_the_picture():
    right, left = View("right", 640, 480), View("left", 640, 480)
    ahead_and_up = np.array([[3.0, -4.0]])  # of the picture, y down
    np.testing.assert_allclose(right.from_picture(ahead_and_up), [[3.0, 4.0]])
    np.testing.assert_allclose(left.from_picture(ahead_and_up), [[-3.0, 4.0]])
    assert (right.far_side, left.far_side) == ("left", "right")


@pytest.mark.parametrize("facing", ["left", "right"])
@pytest.mark.parametrize("level", [-6.0, 8.0])
def test_a_plumb_line_stands_upright(facing: str, level: float):
    lean = np.radians(level)
    plumb = np.array([[np.sin(lean), -np.cos(lean)]])  # its top leans to the right
    view = View(facing, 640, 480, level)
    np.testing.assert_allclose(view.from_picture(plumb), [[0.0, 1.0]], atol=1e-12)


@pytest.mark.parametrize("facing", ["left", "right"])
def test_the_way_back_leads_to_the_same_pixels(facing: str):
    view = View(facing, 640, 480, -7.0)
    points = np.random.default_rng(0).normal(300, 100, (5, 33, 2))
    np.testing.assert_allclose(view.to_picture(view.from_picture(points)), points, atol=1e-9)


def test_slow_motion_has_less_seconds_of_running():
    played = np.array([0.0, 8.0])
    np.testing.assert_allclose(View("right", 64, 48, 0.0, 8.0).to_real_seconds(played), [0.0, 1.0])


@pytest.mark.parametrize(("facing", "sign"), [("right", 1.0), ("left", -1.0)])
def test_yaw_grows_ahead_of_the_middle_of_the_picture(facing: str, sign: float):
    view = View(facing, 640, 480)
    x = np.array([320.0, 320.0 + sign * 640 * FOCAL_LENGTH, 320.0 - sign * 640 * FOCAL_LENGTH])
    seen = view.from_picture(np.stack([x, np.full(3, 100.0)], axis=1))
    np.testing.assert_allclose(view.measure_yaw_deg(seen), [0.0, 45.0, -45.0], atol=1e-9)


def test_the_longer_side_of_the_picture_makes_the_angle():
    points = np.array([[100.0, 0.0]])
    lying, standing = View("right", 640, 480), View("right", 480, 640)
    assert lying.measure_yaw_deg(points)[0] == pytest.approx(
        np.degrees(np.arctan(-220 / (640 * FOCAL_LENGTH)))
    )
    assert standing.measure_yaw_deg(points)[0] == pytest.approx(
        np.degrees(np.arctan(-140 / (640 * FOCAL_LENGTH)))
    )


def test_size_is_a_share_of_the_height():
    lower, upper = np.zeros((1, 2)), np.array([[30.0, 40.0]])
    assert View("right", 640, 200).measure_share_of_height(lower, upper) == pytest.approx(0.25)
