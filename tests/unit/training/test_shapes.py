"""The forms of backs, from lines that are made up."""

import numpy as np
import pytest

from models.training.shapes import DIRECTIONS, fit_shapes
from posture.back import PLACES
from posture.back.cloth import COVERED
from posture.back.novelty import novelty

MEAN = 0.2 + 0.03 * np.sin(7 * PLACES)


def lines(count: int, seed: int = 0) -> np.ndarray:
    """Backs that differ along three waves, and by a little noise."""
    rng = np.random.default_rng(seed)
    waves = np.cos(np.pi * np.arange(3)[:, None] * PLACES)
    return MEAN + rng.normal(0, 0.03, (count, 3)) @ waves + rng.normal(0, 0.002, (count, 28))


def test_the_directions_are_those_in_which_the_lines_differ():
    backs, _ = fit_shapes(lines(60))
    assert backs.directions.shape == (DIRECTIONS, COVERED.sum())
    for wave in np.cos(np.pi * np.arange(3)[:, None] * PLACES)[:, COVERED]:
        left = wave - backs.directions.T @ (backs.directions @ wave)
        assert np.linalg.norm(left) < 0.1 * np.linalg.norm(wave)
    new = np.array([novelty(line, backs) for line in lines(50, seed=1)])
    assert new.max() < 0.004


def test_a_line_left_out_does_not_speak_for_itself():
    made = lines(30)
    made[0] += 0.1 * np.exp(-(((PLACES - 0.9) / 0.05) ** 2))
    backs, left = fit_shapes(made)
    assert left[0] > novelty(made[0], backs)
    assert left[0] == pytest.approx(novelty(made[0], fit_shapes(made[1:])[0]))
    assert left[0] > 3 * left[1:].max()


def test_lines_with_a_gap_are_left_out():
    made = lines(30)
    made[4, np.flatnonzero(COVERED)[2]] = np.nan
    backs, left = fit_shapes(made)
    assert len(left) == 29
    assert np.isfinite(backs.mean).all()
