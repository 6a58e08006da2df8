"""A film of which the network looked at every second frame says the same as one of every frame."""

from __future__ import annotations

import numpy as np
import pytest
from shipped_models import LEARNED
from stick_runner import run_detections

from posture.pose import Detections
from posture.pose.between import _BLOCK, fill_landmarks, fill_lines
from posture.recording import measure
from posture.settings import Settings

pytestmark = pytest.mark.usefixtures("landmarks_are_joints")


@pytest.fixture(scope="module")
def film():
    return run_detections(duration_s=8.0, fps=120.0, lean_deg=lambda s: 6 + 0.5 * s)


def look_at_every(film, every: int) -> Detections:
    """Forget what a thinned network does not see, and fill it in."""
    info, found, _ = film
    names = ("points", "confidence", "outline", "trunk_edge")
    parts = [getattr(found, name).copy() for name in names]
    for values in parts:
        values[np.arange(info.frames) % every > 0] = np.nan
    less = Detections(*parts[:3], every=every, trunk_edge=parts[3])
    less.fill_between(info.times_s)
    return less


@pytest.mark.parametrize("every", [2, 3, 4])
def test_frames_between_lie_where_the_runner_was(film, every):
    info, found, _ = film
    less = look_at_every(film, every)
    last = (info.frames - 1) // every * every
    inside = slice(4 * every, last - 4 * every)  # splines swing out a little at their ends
    trunk_px = 160.0
    assert np.abs(less.points[inside] - found.points[inside]).max() < 0.02 * trunk_px
    assert np.isfinite(less.points[: last + 1]).all()
    assert np.isnan(less.points[last + 1 :]).all()
    np.testing.assert_array_equal(less.points[::every], found.points[::every])


def test_long_films_are_filled_in_blocks_without_a_seam():
    times_s = np.arange(5 * _BLOCK) / 60
    wave = np.sin(2 * np.pi * 2.5 * times_s)
    whole = np.tile(wave[:, None, None], (1, 33, 2)).astype(np.float32)
    points = whole.copy()
    points[1::2] = np.nan
    fill_landmarks(points, 2, times_s, np.array([], np.intp))
    assert np.abs(points[10:-10] - whole[10:-10]).max() < 1e-3


def test_nothing_is_filled_across_a_gap_or_a_cut():
    times_s = np.arange(60) / 60
    points = np.ones((60, 33, 2), np.float32)
    points[np.arange(60) % 2 > 0] = np.nan
    points[20:30] = np.nan
    fill_landmarks(points, 2, times_s, np.array([40]))
    missing = np.isnan(points[:, 0, 0])
    assert np.flatnonzero(missing).tolist() == [*range(19, 30), 39, 59]


def test_few_frames_are_joined_by_straight_lines():
    points = np.full((5, 33, 2), np.nan, np.float32)
    points[0], points[2], points[4] = 0.0, 2.0, 0.0
    fill_landmarks(points, 2, np.arange(5) / 60, np.array([], np.intp))
    np.testing.assert_allclose(points[:, 7, 1], [0, 1, 2, 1, 0])


def test_outlines_are_joined_by_straight_lines_and_keep_their_gaps():
    values = np.full((7, 2), np.nan, np.float16)
    values[0], values[3], values[6] = (0.0, 1.0), (3.0, 1.0), (6.0, np.nan)
    fill_lines(values, 3)
    np.testing.assert_allclose(values[:, 0], range(7))
    assert np.isnan(values[4:, 1]).all()
    assert (values[:4, 1] == 1).all()


def test_a_run_measures_the_same(film):
    info, found, _ = film
    whole = measure(info, found, Settings.build(), LEARNED)
    half = measure(info, look_at_every(film, 2), Settings.build(), LEARNED)
    assert (whole.every, half.every) == (1, 2)
    assert len(half.frames) == len(whole.frames) == info.frames
    assert len(half.strides) == len(whole.strides)
    for name, limit in (("start_s", 0.004), ("trunk_lean_deg", 0.1), ("contact_time_near_s", 0.01)):
        assert np.abs(half.strides[name] - whole.strides[name]).max() < limit, name
