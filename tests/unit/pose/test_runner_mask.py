"""The mask follows its path and leaves nobody else in the picture."""

from __future__ import annotations

import numpy as np
import pytest

from posture.pose.runner_mask import (
    VISIBLE_ABOVE_TRUNKS,
    VISIBLE_ASIDE_TRUNKS,
    VISIBLE_BELOW_TRUNKS,
    RunnerMask,
)


def path(*places: tuple[int, float, float, float]) -> RunnerMask:
    frames, x, y, trunks = zip(*places, strict=True)
    return RunnerMask(
        np.array(frames, np.intp), np.stack([x, y], 1).astype(float), np.array(trunks, float)
    )


WALK = path((10, 100, 50, 20), (20, 120, 60, 30), (40, 110, 60, 30))


@pytest.mark.parametrize(
    ("frame", "place"),
    [
        (10, (100, 50, 20)),
        (15, (110, 55, 25)),
        (20, (120, 60, 30)),
        (30, (115, 60, 30)),
        (0, (80, 40, 20)),  # carried back with the first speed; the size stays
        (50, (105, 60, 30)),  # carried on with the last speed
    ],
)
def test_places_between_and_beyond_the_sightings(frame, place):
    assert WALK.at(frame) == pytest.approx(place)


def test_one_sighting_is_a_place_that_stays():
    once = path((7, 100, 50, 20))
    assert [once.at(frame) for frame in (0, 7, 99)] == [(100, 50, 20)] * 3


def test_only_the_surroundings_of_the_person_are_lit():
    image = np.random.default_rng(0).integers(0, 100, (200, 300, 3), np.uint8)
    trunk = 20.0
    lit = path((0, 150, 100, trunk)).apply(image, 0)
    seen = (lit == image).all(axis=2)
    left, right = 150 - int(VISIBLE_ASIDE_TRUNKS * trunk), 150 + int(VISIBLE_ASIDE_TRUNKS * trunk)
    top, bottom = 100 - int(VISIBLE_ABOVE_TRUNKS * trunk), 100 + int(VISIBLE_BELOW_TRUNKS * trunk)
    assert seen[top:bottom, left:right].all()
    seen[top:bottom, left:right] = False
    assert not seen.any()
    assert set(np.unique(lit[:top])) == {127}


def test_the_picture_itself_is_left_as_it_was():
    image = np.zeros((100, 100, 3), np.uint8)
    path((0, 50, 50, 5)).apply(image, 0)
    assert not image.any()


@pytest.mark.parametrize("x", [-1000.0, 0.0, 299.0, 5000.0])
def test_a_person_at_or_beyond_the_edge(x):
    image = np.zeros((200, 300, 3), np.uint8)
    lit = path((0, x, 100, 20)).apply(image, 0)
    assert lit.shape == image.shape
    columns = np.flatnonzero((lit == 0).all(axis=(0, 2)) | (lit[100] == 0).all(axis=1))
    wanted = [c for c in range(300) if x - 40 <= c < x + 40]
    assert columns.tolist() == wanted
