"""How much a swinging foot lacks to clear the ground."""

import numpy as np
import pytest

from posture.synthetic.motion.clearance import CLEAR_M, EASE_M, find_missing_height

SWING = np.linspace(0, 1, 201)[1:-1]


@pytest.mark.parametrize("eased", [False, True])
def test_a_foot_well_above_the_ground_needs_nothing(eased):
    high = 0.1 * np.sin(np.pi * SWING)
    assert (find_missing_height(high, np.zeros(199), eased=eased) == 0).all()


@pytest.mark.parametrize("eased", [False, True])
def test_a_foot_on_the_ground_is_brought_above_it(eased):
    missing = find_missing_height(np.zeros(199), np.zeros(199), eased=eased)
    assert CLEAR_M <= missing.max() <= CLEAR_M + EASE_M


def test_an_eased_limit_sets_in_without_a_kink():
    """A foot that comes down at a constant speed is stopped over a while."""
    z = 0.06 - 0.1 * SWING
    bends = [
        np.abs(np.diff(z + find_missing_height(z, np.zeros(199), eased=e), 2))[20:-20].max()
        for e in (False, True)
    ]
    assert bends[1] < bends[0] / 10
