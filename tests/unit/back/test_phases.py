"""Edges over the phases of the stride: gaps are closed without taking sides."""

from __future__ import annotations

import numpy as np
import pytest

from posture.back.phases import SLACK, fill_phases

STRIDES, FRAMES, COLUMNS = 60, 40, 5
STRIDE = np.repeat(np.arange(STRIDES), FRAMES)
PHASE = np.tile((np.arange(FRAMES) + 0.5) / FRAMES, STRIDES)


def usual(phase: np.ndarray) -> np.ndarray:
    """Distance behind the trunk over the stride, ``(frames, places)``; its mean is 0.2."""
    place = np.arange(COLUMNS)
    return 0.2 + 0.02 * np.sin(2 * np.pi * phase[:, None] + place)


def run(drift: float = 0.0, noise: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """A run without gaps, and the true level of each stride."""
    level = np.linspace(-drift / 2, drift / 2, STRIDES)
    edge = usual(PHASE) + level[STRIDE, None]
    return edge + np.random.default_rng(3).normal(0, noise, edge.shape), 0.2 + level


def filled(edge: np.ndarray):
    return fill_phases(edge, STRIDE, PHASE, STRIDES)


def test_what_is_seen_stays_as_it_is():
    edge, level = run(noise=0.001)
    made = filled(edge)
    np.testing.assert_array_equal(made.values, edge.astype(np.float32))
    assert made.seen.all()
    np.testing.assert_allclose(made.scatter, 0.001, rtol=0.15)
    np.testing.assert_allclose(made.by_stride, np.tile(level, (COLUMNS, 1)).T, atol=0.0015)


@pytest.mark.parametrize("drift", [-0.03, 0.0, 0.03])
def test_early_and_late_are_compared_over_the_same_phases(drift: float):
    edge, level = run(drift, noise=0.001)
    early = STRIDES // 2 > STRIDE
    # the first place is highest where it is hidden early, and lowest where it is hidden late
    hidden = np.where(early, (PHASE > 0.1) & (PHASE < 0.3), (PHASE > 0.6) & (PHASE < 0.8))
    seen = np.where(hidden[:, None], np.nan, edge)
    made = filled(seen)
    third = STRIDES // 3
    change = made.by_stride[-third:].mean(axis=0) - made.by_stride[:third].mean(axis=0)
    true = level[-third:].mean() - level[:third].mean()
    np.testing.assert_allclose(change, true, atol=0.0015)
    # which means of what is seen are not
    naive = [
        np.nanmean(seen[np.isin(STRIDE, part)][:, 0])
        for part in (np.arange(third), np.arange(STRIDES - third, STRIDES))
    ]
    assert abs(naive[1] - naive[0] - true) > 0.006
    assert np.isfinite(made.values).all()
    np.testing.assert_allclose(made.values, run(drift)[0], atol=0.006)
    np.testing.assert_array_equal(made.seen[:, 0], ~hidden)


def test_a_drift_is_kept():
    edge, level = run(drift=0.05)
    made = filled(edge)
    inside = slice(3, -3)
    expected = np.tile(level, (COLUMNS, 1)).T[inside]
    np.testing.assert_allclose(made.by_stride[inside], expected, atol=0.0005)


def test_what_juts_out_is_filled_in_sooner_than_what_lies_within():
    edge, _ = run()
    off = 1.5 * SLACK
    at = (STRIDE == 30) & (PHASE > 0.4) & (PHASE < 0.6)
    for sign in (1.0, -1.0):
        wrong = edge.copy()
        wrong[at, 2] += sign * off
        made = filled(wrong)
        assert not made.seen[at, 2].any()
        assert made.seen[:, [0, 1, 3, 4]].all()
        np.testing.assert_allclose(made.values[at, 2], edge[at, 2], atol=0.001)


def test_the_sides_of_outliers_differ():
    edge, _ = run(noise=0.004)
    scatter = filled(edge).scatter[2]
    at = np.flatnonzero(STRIDE == 30)[20]
    clean = run()[0][at, 2]
    for sign, dropped in ((1.0, True), (-1.0, False)):
        wrong = edge.copy()
        wrong[at, 2] = clean + sign * (3.5 * scatter + SLACK)
        assert filled(wrong).seen[at, 2] == (not dropped)


def test_a_stride_that_hides_a_place_takes_the_level_of_its_neighbours():
    edge, level = run(drift=0.03)
    gone = np.isin(STRIDE, (30, 31))
    edge[gone, 1] = np.nan
    made = filled(edge)
    assert not made.seen[gone, 1].any()
    np.testing.assert_allclose(made.by_stride[[30, 31], 1], level[[30, 31]], atol=0.001)
    np.testing.assert_allclose(made.values[gone], run(drift=0.03)[0][gone], atol=0.002)


def test_places_never_seen_stay_missing_and_so_do_frames_outside_strides():
    edge, _ = run()
    edge[:, 3] = np.nan
    stride = STRIDE.copy()
    stride[:FRAMES] = -1
    made = fill_phases(edge, stride, PHASE, STRIDES)
    assert np.isnan(made.values[:, 3]).all()
    assert np.isnan(made.by_stride[:, 3]).all()
    assert np.isnan(made.scatter[3])
    assert np.isnan(made.values[:FRAMES]).all()
    assert not made.seen[:FRAMES].any()
    others = [0, 1, 2, 4]
    assert np.isfinite(made.values[FRAMES:][:, others]).all()


def test_no_stride_at_all_gives_nothing():
    nowhere = np.full(50, -1)
    made = fill_phases(np.full((50, COLUMNS), 0.2), nowhere, np.full(50, np.nan), 0)
    assert np.isnan(made.values).all()
    assert made.by_stride.shape == (0, COLUMNS)
    assert not made.seen.any()
