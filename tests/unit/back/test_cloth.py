"""Loose clothing: a linear score of the line's form, and the one that ships."""

from __future__ import annotations

import json

import numpy as np
import pytest
from shipped_models import ALL_WEIGHTS, LEARNED

from posture.back import PLACES
from posture.back.cloth import (
    COVERED,
    LOOSEST_BACK,
    Discriminant,
    discriminant_from,
    loose_clothing_score,
)
from posture.utils.resources import model_file

COUNT = int(COVERED.sum())
RNG = np.random.default_rng(8)
MEAN = RNG.normal(0, 0.02, COUNT)
KNOWN = Discriminant(MEAN - MEAN.mean(), RNG.normal(0, 10, COUNT), -2.0)


def lines(*parts: np.ndarray) -> np.ndarray:
    """Lines with these distances where it counts, and anything elsewhere."""
    made = RNG.normal(0.2, 0.1, (len(parts), len(PLACES)))
    made[:, COVERED] = parts
    return made


def test_the_usual_line_has_the_bias_at_any_distance_from_the_trunk():
    found = loose_clothing_score(lines(KNOWN.mean + 0.1, KNOWN.mean + 0.3), KNOWN)
    np.testing.assert_allclose(found, -2.0, atol=1e-9)


def test_each_departure_counts_with_its_weight():
    departure = RNG.normal(0, 0.03, COUNT)
    found = loose_clothing_score(lines(KNOWN.mean + 0.2 + departure), KNOWN)[0]
    assert found == pytest.approx(-2.0 + (departure - departure.mean()) @ KNOWN.weights)


def test_places_never_seen_count_as_usual_and_nothing_seen_is_nothing():
    part = KNOWN.mean + 0.2
    part[3:6] = np.nan
    found = loose_clothing_score(lines(part, np.full(COUNT, np.nan)), KNOWN)
    assert found[0] == pytest.approx(-2.0)
    assert np.isnan(found[1])


@pytest.mark.parametrize("weights", ALL_WEIGHTS)
def test_what_ships_fits_the_places_and_holds_its_usual_line_for_skin(weights):
    table = json.loads(model_file(f"weights/{weights}/cloth.json").read_text(encoding="utf-8"))
    skin = discriminant_from(table)
    assert skin.mean.shape == skin.weights.shape == (COUNT,)
    assert loose_clothing_score(lines(skin.mean + 0.2), skin)[0] == pytest.approx(skin.bias)
    assert skin.bias < LOOSEST_BACK
    assert table["errors"]["cloth_recognised"] > 0.6
    assert table["errors"]["skin_recognised"] > 0.9


def test_cloth_that_hangs_straight_over_the_hollow_looks_looser():
    usual = LEARNED.discriminant
    skin = usual.mean + 0.2
    seat = int(skin.argmax())  # cloth goes straight from the lower thorax to what juts out most
    cloth = skin.copy()
    cloth[: seat + 1] = np.maximum(skin[: seat + 1], np.linspace(skin[0], skin[seat], seat + 1))
    assert (cloth - skin).max() > 0.02
    loose = loose_clothing_score(lines(skin, cloth), usual)
    assert loose[1] > loose[0] + 1.0
