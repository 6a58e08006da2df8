import numpy as np
import pytest
from camera_scenes import described, room, seen_by

from posture.camera.follow import Corners
from posture.camera.registration import (
    UNCHANGED,
    CameraChange,
    estimate_change,
    fit_similarity,
    register,
)

MOVES = [(0.5, 1.0, (0.01, 0.0)), (3.0, 1.1, (0.0, 0.05)), (-5.0, 0.95, (0.1, -0.02))]


@pytest.mark.parametrize(("turn", "zoom", "shift"), MOVES)
def test_a_camera_that_was_put_up_differently_is_measured(turn, zoom, shift):
    found = register(described(room()), described(seen_by(room(), turn, zoom, shift)))
    assert found is not None
    assert found.turn_deg == pytest.approx(turn, abs=0.15)
    assert found.turn_sd_deg < 0.15
    assert found.zoom == pytest.approx(zoom, abs=0.005)
    assert found.shift == pytest.approx(shift, abs=0.003)


@pytest.mark.parametrize(("turn", "zoom", "shift"), MOVES[:2])
def test_corners_are_followed_from_picture_to_picture(turn, zoom, shift):
    first, second = room(), seen_by(room(), turn, zoom, shift)
    everywhere = np.full(first.shape, 255, np.uint8)
    corners = Corners.find(first, everywhere)
    guess = CameraChange(turn * 0.8, 0.1, zoom, shift)
    found = corners.follow(second, everywhere, guess)
    assert found is not None
    assert found.turn_deg == pytest.approx(turn, abs=0.1)
    still = corners.follow(first, everywhere, UNCHANGED)
    assert still is not None
    assert (still.turn_deg, still.zoom) == pytest.approx((0.0, 1.0), abs=1e-3)


def test_another_place_is_not_recognised():
    assert register(described(room(seed=1)), described(room(seed=2))) is None
    everywhere = np.full(room().shape, 255, np.uint8)
    assert (
        Corners.find(room(seed=1), everywhere).follow(room(seed=2), everywhere, UNCHANGED) is None
    )


def test_a_blank_wall_shows_nothing():
    wall = np.full((270, 480), 180, np.uint8)
    assert register(described(wall), described(wall)) is None
    corners = Corners.find(wall, np.full(wall.shape, 255, np.uint8))
    assert corners.follow(wall, np.full(wall.shape, 255, np.uint8), UNCHANGED) is None


def test_a_similarity_is_fitted_exactly():
    points = np.random.default_rng(1).normal(size=(20, 2)) * 100
    made = CameraChange(2.0, 0.0, 1.05, (0.02, -0.01))
    turn, zoom, shift, misses = fit_similarity(points, points @ made.matrix.T + [8.0, -4.0])
    assert (turn, zoom) == pytest.approx((2.0, 1.05))
    assert shift == pytest.approx([8.0, -4.0])
    assert np.abs(misses).max() < 1e-9


def test_the_error_grows_where_places_are_inexact():
    rng = np.random.default_rng(2)
    points = rng.uniform(-400, 400, (60, 2))
    sds = [
        estimate_change(points, points + rng.normal(0, noise, points.shape), 960).turn_sd_deg
        for noise in (0.1, 1.5)
    ]
    assert sds[0] < 0.06 < sds[1]


def test_few_or_crowded_places_are_not_believed():
    rng = np.random.default_rng(3)
    assert estimate_change(*[rng.uniform(-400, 400, (8, 2))] * 2, 960) is None
    crowded = rng.uniform(0, 20, (60, 2))
    assert estimate_change(crowded, crowded, 960) is None


def test_changes_are_joined():
    a, b = CameraChange(2.0, 0.3, 1.1, (0.05, 0.0)), CameraChange(-1.0, 0.4, 0.9, (0.0, 0.02))
    joined = a.then(b)
    assert (joined.turn_deg, joined.turn_sd_deg) == pytest.approx((1.0, 0.5))
    assert joined.zoom == pytest.approx(0.99)
    point = np.array([0.3, -0.1])
    by_steps = b.matrix @ (a.matrix @ point + a.shift) + b.shift
    assert joined.matrix @ point + joined.shift == pytest.approx(by_steps)
