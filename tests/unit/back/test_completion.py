"""Places of the back that a run never shows: as the rest of the line says, and moving with it."""

from __future__ import annotations

import numpy as np
import pytest

from posture.back.completion import FEWEST_PLACES, complete_line
from posture.back.phases import FilledEdge
from posture.back.places import PLACES
from posture.back.shape_prior import build_shape_prior

RNG = np.random.default_rng(8)
MEAN = 0.15 + 0.05 * np.sin(4 * PLACES)
#: Backs differ by how far they stand out altogether, and by the hollow of the loin.
WAYS = np.stack([np.full(len(PLACES), 0.03), -0.04 * np.exp(-(((PLACES - 0.7) / 0.3) ** 2))])
PRIOR = build_shape_prior(MEAN, WAYS)
HIDDEN = (PLACES > 0.4) & (PLACES < 0.62)


def filled(values: np.ndarray) -> FilledEdge:
    return FilledEdge(
        values.astype(np.float32),
        values[:3].astype(float),
        np.isfinite(values),
        np.zeros(len(PLACES)),
    )


def test_a_hidden_part_is_where_the_rest_says_and_moves_with_it():
    amounts = RNG.normal(0, 1, (40, 2))
    true = MEAN + amounts @ WAYS
    seen = np.where(HIDDEN, np.nan, true)
    found = complete_line(filled(seen), PRIOR)
    np.testing.assert_allclose(found.values[:, HIDDEN], true[:, HIDDEN], atol=0.006)
    # a change of the back shows in the hidden part almost as large as it is
    slope = np.polyfit(true[:, HIDDEN].ravel(), found.values[:, HIDDEN].ravel(), 1)[0]
    assert slope == pytest.approx(1.0, abs=0.1)
    # what was seen stays, and so do the means of the strides
    np.testing.assert_array_equal(found.values[:, ~HIDDEN], seen[:, ~HIDDEN].astype(np.float32))
    assert np.isnan(found.by_stride[:, HIDDEN]).all()


def test_frames_without_a_line_stay_without_one():
    seen = np.where(HIDDEN, np.nan, np.tile(MEAN, (5, 1)))
    seen[2] = np.nan
    assert np.isnan(complete_line(filled(seen), PRIOR).values[2]).all()


def test_a_whole_line_and_one_of_few_places_are_left_alone():
    whole = filled(np.tile(MEAN, (4, 1)))
    assert complete_line(whole, PRIOR) is whole
    few = np.full((4, len(PLACES)), np.nan)
    few[:, : FEWEST_PLACES - 1] = 0.2
    assert np.isnan(complete_line(filled(few), PRIOR).values[:, FEWEST_PLACES:]).all()
