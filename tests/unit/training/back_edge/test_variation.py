"""Strips that are varied stay strips, and stay what they were made from."""

from __future__ import annotations

import numpy as np

from models.training.back_edge.variation import vary
from posture.pose.back_edge import DEPTHS
from posture.pose.types import STATIONS

SIZE = (len(STATIONS), len(DEPTHS))


def strips(count: int) -> tuple[np.ndarray, np.ndarray]:
    colours = np.full((count, *SIZE, 3), 60, np.uint8)
    colours[:, :, :30] = 190, 80, 120
    return colours, np.full((count, 3, *SIZE), 50, np.int8)


def test_the_same_numbers_give_the_same_strips_and_nothing_given_is_changed():
    colours, body = strips(20)
    before = colours.copy(), body.copy()
    once, again = (vary(colours, body, np.random.default_rng(4)) for _ in range(2))
    for one, other in zip(once, again, strict=True):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(colours, before[0])
    np.testing.assert_array_equal(body, before[1])
    assert once[0].dtype == np.uint8
    assert once[0].shape == colours.shape


def test_edges_stay_where_they_are():
    colours, body = strips(60)
    varied, _ = vary(colours, body, np.random.default_rng(5))
    left, right = varied[:, :, :26].mean(axis=(1, 2)), varied[:, :, 34:].mean(axis=(1, 2))
    apart = np.abs(left - right).max(axis=1)
    assert (apart > 8).mean() > 0.9
    step = np.abs(np.diff(varied.astype(float).mean(axis=1), axis=1)).sum(axis=2)
    clear = apart > 40
    assert (np.abs(step[clear].argmax(axis=1) - 29) <= 2).mean() > 0.9


def test_now_and_then_a_mark_of_the_body_is_missing():
    colours, body = strips(400)
    _, marks = vary(colours, body, np.random.default_rng(6))
    missing = (marks == 0).all(axis=(2, 3)).mean(axis=0)
    assert (missing > 0.04).all()
    assert (missing < 0.25).all()
