"""A change of the motion within the stride is no change of the back, wherever a place is seen."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from shipped_models import LEARNED

from posture.back import PLACES
from posture.back.changes import find_known_places
from posture.back.features import BACK
from posture.back.swing import FEWEST_PLACES, find_swing

ALONG = PLACES[BACK]
COUNT = len(BACK)
STRIDES, FRAMES = 12, 24
#: What arms leave free in a third of the stride only, and what is free all the stride.
UPPER, LOW = ALONG < 0.6, ALONG > 0.7
CUT = SimpleNamespace(
    number=np.repeat(np.arange(STRIDES), FRAMES),
    phase=np.tile((np.arange(FRAMES) + 0.5) / FRAMES, STRIDES),
    steps=[None] * STRIDES,
)
LATE = CUT.number >= STRIDES // 2


def swing_of(shoulder: float, hip: float, at: float = 0.0):
    """The line while mid-shoulder and mid-hip swing at the stride's frequency."""
    wave = np.cos(2 * np.pi * (CUT.phase - at))
    return wave[:, None] * (shoulder * (1 - ALONG) + hip * ALONG)


def seen_in_a_third(first: float):
    """All of the low back, and the upper in a third of the stride from a phase on."""
    seen = np.ones((len(CUT.phase), COUNT), bool)
    seen[np.ix_((CUT.phase - first) % 1 > 1 / 3, UPPER)] = False
    return seen


@pytest.mark.parametrize("first", [0.0, 0.3, 0.75])
@pytest.mark.parametrize(("shoulder", "hip", "at"), [(0.05, 0.01, 0.1), (-0.03, 0.01, 0.4)])
def test_what_a_part_of_the_stride_takes_of_it_is_found(first, shoulder, hip, at):
    """Late, the shoulders and the hips swing otherwise, and the back itself is as it was."""
    line = np.where(LATE[:, None], swing_of(shoulder, hip, at), 0.0)
    seen = seen_in_a_third(first)
    found = find_swing(line, seen, CUT)
    inside = seen & LATE[:, None]
    adds = (line * inside).sum(axis=0) / inside.sum(axis=0)
    assert np.abs(adds[UPPER]).max() > 0.03 * abs(shoulder)
    np.testing.assert_allclose(found[LOW], 0.0, atol=1e-9)
    np.testing.assert_allclose(found[UPPER], adds[UPPER], atol=0.1 * abs(shoulder))


def test_a_motion_that_does_not_change_adds_nothing_nor_does_a_change_of_the_back():
    bent = LATE[:, None] * np.clip(0.9 - ALONG, 0, None) * 0.05
    seen = seen_in_a_third(0.2)
    np.testing.assert_allclose(find_swing(swing_of(0.05, 0.02) + bent, seen, CUT), 0, atol=1e-9)


def test_a_back_that_is_seen_all_the_stride_is_not_touched():
    line = LATE[:, None] * swing_of(0.05, 0.02)
    seen = np.ones((len(line), COUNT), bool)
    np.testing.assert_allclose(find_swing(line, seen, CUT), 0, atol=1e-9)


def test_nothing_is_found_where_too_little_is_seen_all_the_stride():
    line = LATE[:, None] * swing_of(0.05, 0.02)
    seen = np.zeros((len(line), COUNT), bool)
    seen[:, np.flatnonzero(LOW)[: FEWEST_PLACES - 1]] = True
    assert (find_swing(line, seen, CUT) == 0).all()
    few = SimpleNamespace(number=CUT.number[:24], phase=CUT.phase[:24], steps=[None])
    assert (find_swing(line[:24], seen[:24], few) == 0).all()


def test_the_arch_that_a_hand_at_the_rail_feigns_becomes_smaller_and_less_certain():
    """The near arm hides the upper back in two thirds of the stride; late, the shoulders swing
    otherwise.
    """
    seen = seen_in_a_third(0.75)
    line = LATE[:, None] * swing_of(0.05, 0.01, 0.9)
    known = find_known_places(seen, CUT)
    assert known[UPPER].all()
    feigned = np.array(
        [(line[:, j] * (seen[:, j] & LATE)).sum() / (seen[:, j] & LATE).sum() for j in range(COUNT)]
    )
    before = LEARNED.changes
    after = replace(before, swing=find_swing(line, seen, CUT)[None])
    wrong, left = (np.abs(feigned @ moments.solve(known)) for moments in (before, after))
    assert wrong[1] > 2.0
    assert (left < 0.35 * wrong).all()
    assert (after.lost_sd(known) > before.lost_sd(known)).all()
    # what all of the stride shows tells of a change as before
    assert (after.lost_sd(LOW) == before.lost_sd(LOW)).all()
