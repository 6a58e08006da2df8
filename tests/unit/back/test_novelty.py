"""Novelty: what of a line no back explains."""

from __future__ import annotations

import json

import numpy as np
import pytest
from shipped_models import ALL_WEIGHTS

from posture.back import PLACES
from posture.back.cloth import COVERED
from posture.back.novelty import FEWEST_PLACES, MOST_NOVELTY, BackShapes, back_shapes_from, novelty
from posture.utils.resources import model_file

COUNT = int(COVERED.sum())
#: Something of 6 cm on a trunk of half a metre.
PACK = 0.12 * np.exp(-(((PLACES - 0.85) / 0.08) ** 2))


def line(part: np.ndarray) -> np.ndarray:
    made = np.full(len(PLACES), 0.3)
    made[COVERED] = part
    return made


@pytest.fixture
def known():
    rng = np.random.default_rng(4)
    directions = np.linalg.qr(rng.normal(size=(COUNT, 2)))[0].T
    return BackShapes(rng.normal(0.2, 0.02, COUNT), directions)


def test_a_line_that_differs_as_backs_do_is_not_novel(known):
    part = known.mean + np.array([0.07, -0.05]) @ known.directions
    assert novelty(line(part), known) == pytest.approx(0.0, abs=1e-12)


def test_what_is_beyond_counts_as_its_root_mean_square(known):
    beyond = np.random.default_rng(5).normal(size=COUNT)
    beyond -= known.directions.T @ (known.directions @ beyond)
    beyond *= 0.03 / np.sqrt(np.mean(beyond**2))
    part = known.mean + 0.1 * known.directions[0] + beyond
    assert novelty(line(part), known) == pytest.approx(0.03)


def test_places_never_seen_say_nothing(known):
    part = known.mean + 0.1 * known.directions[1]
    part[: COUNT - FEWEST_PLACES] = np.nan
    assert novelty(line(part), known) == pytest.approx(0.0, abs=1e-12)
    part[-1] += 0.1
    assert novelty(line(part), known) > 0.005
    part[: COUNT - FEWEST_PLACES + 1] = np.nan
    assert novelty(line(part), known) == 0.0


@pytest.mark.parametrize("weights", ALL_WEIGHTS)
def test_what_ships_takes_no_pack_for_a_back(weights):
    table = json.loads(model_file(f"weights/{weights}/cloth.json").read_text(encoding="utf-8"))
    backs = back_shapes_from(table)
    assert backs.mean.shape == (COUNT,)
    np.testing.assert_allclose(backs.directions @ backs.directions.T, np.eye(3), atol=1e-4)
    for way in (-2.0, 0.0, 2.0):
        usual = backs.mean + way * 0.03 * backs.directions[0]
        assert novelty(line(usual), backs) < 0.001
        assert novelty(line(usual) + PACK, backs) > MOST_NOVELTY
    assert table["errors"]["largest_novelty"] < MOST_NOVELTY
