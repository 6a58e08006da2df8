"""The test for a lasting step: how often it errs, what it sees, what it says of scatter."""

from __future__ import annotations

import numpy as np
import pytest

from posture.store.steps import find_step

ROUNDS = 300


def calls(rng, levels, sd, alpha=0.05):
    found = [find_step(levels + rng.normal(0, sd, len(levels)), 1.0, 16) for _ in range(ROUNDS)]
    return np.mean([one.p < alpha for one in found])


@pytest.mark.parametrize("sessions", [2, 6])
def test_at_most_five_percent_are_called_without_a_step(sessions):
    assert calls(np.random.default_rng(1), np.zeros(sessions), 1.0) < 0.05 + 0.025


def test_a_runner_who_varies_more_than_the_benchmark_is_judged_by_his_own_scatter():
    rng = np.random.default_rng(2)
    wild = find_step(np.array([0.0, 9, -8, 7, -9, 8, -7, 9]), 1.0, 16)
    assert wild.own_alone
    assert wild.sem > 6
    assert wild.p > 0.2
    assert calls(rng, np.zeros(8), 1.5, 0.05 / 3) < 0.12


def test_a_large_step_is_found_where_it_is():
    rng = np.random.default_rng(3)
    levels = np.array([0, 0, 0, 6.0, 6, 6])
    found = [find_step(levels + rng.normal(0, 1, 6), 1.0, 16) for _ in range(60)]
    assert np.mean([one.p < 0.05 / 3 for one in found]) > 0.95
    assert np.mean([one.before == 3 for one in found]) > 0.95
    held = [one.ci95[0] <= 6 <= one.ci95[1] for one in found]
    assert np.mean(held) > 0.85
    assert np.mean([one.size for one in found]) == pytest.approx(6, abs=0.3)


def test_the_smallest_step_is_the_one_that_is_just_called():
    quiet = np.array([0.1, -0.1, 0.1, -0.1, 0.1, -0.1])
    smallest = find_step(quiet, 1.0, 16).smallest
    raised = quiet + smallest * np.array([0, 0, 0, 1, 1, 1])
    assert find_step(raised * 1.1, 1.0, 16).p < 0.05 < find_step(raised * 0.9, 1.0, 16).p


def test_without_a_benchmark_four_sessions_are_needed():
    assert find_step(np.zeros(1), 1.0, 16) is None
    assert find_step(np.array([0.0, 1, 2]), None) is None
    found = find_step(np.array([0.0, 0.1, 5.0, 5.1]), None)
    assert (found.own_alone, found.dof, found.before) == (True, 2, 2)


def test_equal_sessions_have_no_step():
    assert find_step(np.full(4, 7.0), None).p == pytest.approx(1.0)
