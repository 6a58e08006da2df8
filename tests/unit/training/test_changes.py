"""Changes learnt from posed bodies, and from how films show them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.training.back_lines import BodyLines
from models.training.changes import Move, fit_changes, leave_out, measure_slope
from posture.back.features import BACK
from posture.back.places import PLACES

COUNT = len(BACK)
EVERYWHERE = np.ones(COUNT, bool)
#: By how much each degree of tilt less lean, and of lordosis, moves the line.
SHAPES = 0.004 * np.stack(
    [np.exp(-(((PLACES - 1.0) / 0.15) ** 2)), -np.exp(-(((PLACES - 0.7) / 0.12) ** 2))]
)


def bodies(count: int = 120) -> BodyLines:
    angles = np.random.default_rng(7).normal(0, [5.0, 6.0], (count, 2))
    return BodyLines([f"body_{n}" for n in range(count)], angles @ SHAPES, angles)


def films(count: int = 60, noise: float = 0.0, seen: float = 1.0) -> list[Move]:
    """Clips whose line is read with an error, and which show only a share of each change."""
    rng = np.random.default_rng(3)
    moves = []
    for n in range(count):
        angles = rng.normal(0, [5.0, 6.0])
        line = angles @ SHAPES[:, BACK]
        read = seen * line + rng.normal(0, noise, COUNT)
        moves.append(Move(f"body_{n % 20}", read, EVERYWHERE, angles, line, angles))
    return moves


def estimate(changes, known=EVERYWHERE) -> np.ndarray:
    """What a degree of tilt, and one of lordosis, is estimated as."""
    return SHAPES[:, BACK] @ changes.solve(known)


def test_what_is_read_exactly_is_estimated_exactly():
    np.testing.assert_allclose(estimate(fit_changes(films(), bodies())), np.eye(2), atol=0.06)


def test_a_share_of_the_change_that_films_lose_is_given_back():
    changes = fit_changes(films(seen=0.7), bodies())
    np.testing.assert_allclose(0.7 * estimate(changes), np.eye(2), atol=0.1)


def test_the_worse_films_are_read_the_less_is_estimated():
    sizes = [np.diag(estimate(fit_changes(films(noise=n), bodies()))) for n in (0.0, 0.01, 0.05)]
    assert (np.diff(sizes, axis=0) < 0).all()


def test_a_direction_in_which_reading_errs_has_little_say():
    slope = PLACES[BACK] - PLACES[BACK].mean()
    rng = np.random.default_rng(4)
    tilted = [
        replace(one, line=one.line + rng.normal(0, 0.05) * slope) for one in films(noise=0.001)
    ]
    plain, robust = (
        fit_changes(moves, bodies()).solve(EVERYWHERE) for moves in (films(noise=0.001), tilted)
    )
    assert (np.abs(slope @ robust) < 0.5 * np.abs(slope @ plain) + 0.3).all()


def test_lean_that_is_measured_wrongly_with_the_line_is_taken_off():
    """Where the axis turns, the line and the tilt against it turn together."""
    rng = np.random.default_rng(5)
    along = PLACES[BACK]
    moves = []
    for one in films(noise=0.0005):
        turned = rng.normal(0, 2.0)
        line = one.line + np.radians(turned) * along
        moves.append(replace(one, line=line, angles=one.angles + np.array([turned, 0.0])))
    weights = fit_changes(moves, bodies()).solve(EVERYWHERE)
    np.testing.assert_allclose(np.radians(1.0) * along @ weights, [1.0, 0.0], atol=0.25)


def test_each_runner_is_estimated_without_their_clips():
    moves = films(noise=0.001)
    true = np.array([one.angles for one in moves])
    assert np.abs(leave_out(moves, bodies()) - true).mean() < 0.8
    # the only runner whose line goes the other way is not learnt from when estimated
    odd = [
        replace(one, line=-one.line, body_line=-one.body_line) if one.runner == "body_3" else one
        for one in moves
    ]
    estimated = leave_out(odd, bodies())
    theirs = np.array([one.runner == "body_3" for one in odd])
    assert (estimated[theirs] * true[theirs]).sum() < 0


def test_by_the_slope_a_true_change_is_told_in_full_however_badly_films_are_read():
    moves = films(noise=0.02, count=600)
    true = np.array([one.angles for one in moves])
    slope = measure_slope(true[:400], leave_out(moves[:400], bodies()))
    assert (slope < 0.9).all()
    changes = replace(fit_changes(moves[:400], bodies()), slope=slope)
    told = np.array([one.line for one in moves[400:]]) @ changes.solve(EVERYWHERE)
    np.testing.assert_allclose(measure_slope(true[400:], told), 1.0, atol=0.1)


def test_the_slope_is_what_is_told_for_each_degree():
    true = np.array([[4.0, 0.0], [0.0, 5.0], [2.0, -3.0]])
    np.testing.assert_allclose(
        measure_slope(true, true * [0.9, 0.7] + [[0, 1], [1, 0], [-2, 0]]), [0.9 - 4 / 20, 0.7]
    )


@pytest.mark.parametrize("gap", [slice(0, 6), slice(10, 12)])
def test_places_that_some_films_do_not_show_are_learnt_from_the_others(gap):
    moves = films(noise=0.001)
    known = EVERYWHERE.copy()
    known[gap] = False
    some = [
        replace(one, known=known, line=np.where(known, one.line, np.nan)) if n % 3 else one
        for n, one in enumerate(moves)
    ]
    changes = fit_changes(some, bodies())
    assert np.isfinite(changes.square).all()
    assert np.linalg.eigvalsh(changes.square).min() > 0
    np.testing.assert_allclose(estimate(changes, known), np.eye(2), atol=0.2)
