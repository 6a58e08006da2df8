"""Cuts are found by how much the picture changes, against the usual change there."""

from __future__ import annotations

import numpy as np
import pytest

from posture.pose.cuts import LEAST_CHANGE_LEVELS, find_cuts, make_thumbnail


def series(frames: int = 60, usual: float = 2.0, **cuts: float) -> np.ndarray:
    change = np.full(frames, usual)
    change[0] = np.nan
    for name, value in cuts.items():
        change[int(name.removeprefix("at"))] = value
    return change


def test_no_cut_in_a_steady_shot():
    assert find_cuts(series()).tolist() == []


def test_cuts_are_the_first_frames_of_the_new_shots():
    assert find_cuts(series(at20=18.0, at45=14.0)).tolist() == [20, 45]


def test_a_small_jump_in_a_still_picture_is_no_cut():
    assert find_cuts(series(usual=0.1, at20=LEAST_CHANGE_LEVELS - 0.1)).tolist() == []
    assert find_cuts(series(usual=0.1, at20=LEAST_CHANGE_LEVELS + 0.1)).tolist() == [20]


def test_a_camera_that_always_moves_much_makes_no_cuts():
    assert find_cuts(series(usual=12.0)).tolist() == []
    assert find_cuts(series(usual=12.0, at20=25.0)).tolist() == []
    assert find_cuts(series(usual=12.0, at20=40.0)).tolist() == [20]


def test_usual_is_what_is_near_in_time():
    change = np.r_[np.full(50, 2.0), np.full(50, 15.0)]
    change[[25, 75]] = 20.0
    cuts = find_cuts(change).tolist()
    assert 25 in cuts
    assert 75 not in cuts


def test_a_cut_right_at_an_end_is_found():
    assert find_cuts(series(frames=30, at1=20.0, at29=20.0)).tolist() == [1, 29]


@pytest.mark.parametrize("frames", [0, 1, 2])
def test_shortest_series(frames):
    assert find_cuts(np.full(frames, np.nan)).tolist() == []


def test_frames_that_are_missing_do_not_count_as_change():
    change = series(at20=18.0)
    change[[18, 19, 21]] = np.nan
    assert find_cuts(change).tolist() == [20]


def test_a_thumbnail_is_small_grey_and_keeps_the_mean():
    image = np.zeros((128, 256, 3), np.uint8)
    image[:, 128:] = 200
    small = make_thumbnail(image)
    assert small.shape == (64, 64)
    assert small.dtype == np.float32
    np.testing.assert_array_equal(small[:, :32], 0)
    np.testing.assert_array_equal(small[:, 32:], 200)


def test_thumbnails_see_a_shift_of_the_picture_but_hardly_the_noise():
    y, x = np.mgrid[:256, :256]
    image = np.repeat((64 + 40 * np.sin(x / 9) + 40 * np.sin(y / 7))[..., None], 3, 2)
    noise = np.random.default_rng(1).normal(0, 4, image.shape)
    still = np.abs(make_thumbnail(_u8(image)) - make_thumbnail(_u8(image + noise))).mean()
    moved = np.abs(
        make_thumbnail(_u8(image)) - make_thumbnail(_u8(np.roll(image, 28, axis=1)))
    ).mean()
    assert still < LEAST_CHANGE_LEVELS / 5
    assert moved > LEAST_CHANGE_LEVELS


def _u8(image: np.ndarray) -> np.ndarray:
    return np.clip(image, 0, 255).astype(np.uint8)
