"""Changes of the angles from changes of the line, whichever places are seen."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from shipped_models import ALL_WEIGHTS

from posture.back import PLACES, load_learned_models
from posture.back.changes import (
    FEWEST_PHASES,
    PHASES,
    Changes,
    ShownChange,
    find_known_places,
    use_known_places,
)
from posture.back.features import BACK

COUNT = len(BACK)
#: How lines change with the two angles: two bends at different places.
BENDS = np.stack([np.clip(PLACES[BACK] - at, 0, None) for at in (0.9, 0.6)]) * 0.017


def moments(noise: float) -> Changes:
    """Of angles that change by 6 degrees (SD), independently, and lines read with an error."""
    angles = 36.0 * np.eye(2)
    square = BENDS.T @ angles @ BENDS + noise**2 * np.eye(COUNT)
    return Changes(square, BENDS.T @ angles)


def test_a_line_that_is_read_exactly_gives_the_angles():
    weights = moments(1e-5).solve(np.ones(COUNT, bool))
    np.testing.assert_allclose(BENDS @ weights, np.eye(2), atol=0.01)


@pytest.mark.parametrize("hidden", [slice(0, 8), slice(6, 12), slice(14, 16)])
def test_places_that_are_not_known_have_no_weight_and_the_others_make_up_for_them(hidden):
    known = np.ones(COUNT, bool)
    known[hidden] = False
    weights = moments(1e-5).solve(known)
    assert (weights[~known] == 0).all()
    np.testing.assert_allclose(BENDS @ weights, np.eye(2), atol=0.02)


def test_the_larger_the_error_the_smaller_the_change_that_is_told():
    known = np.ones(COUNT, bool)
    told = [np.diag(BENDS @ moments(noise).solve(known)) for noise in (0.001, 0.01, 0.1)]
    assert (np.diff(told, axis=0) < 0).all()
    assert (np.array(told) > 0).all()


def test_what_is_told_too_little_on_average_is_made_up_for():
    known = np.ones(COUNT, bool)
    plain = moments(0.02)
    slope = np.diag(BENDS @ plain.solve(known))
    assert (slope < 0.95).all()
    weights = Changes(plain.square, plain.product, slope).solve(known)
    np.testing.assert_allclose(np.diag(BENDS @ weights), 1.0)


def test_nothing_known_says_nothing():
    assert (moments(0.01).solve(np.zeros(COUNT, bool)) == 0).all()


@pytest.mark.parametrize("hidden", [slice(0, 4), slice(2, 15), slice(0, 20), slice(0, COUNT)])
def test_what_hidden_places_alone_would_show_is_what_is_missing_without_them(hidden):
    """Of 20,000 runs that bend at two places, read with an error, and estimated without some."""
    noise, rng = 0.01, np.random.default_rng(5)
    of_runs, known = moments(noise), np.ones(COUNT, bool)
    known[hidden] = False
    true = rng.normal(0, 6.0, (20_000, 2))
    lines = true @ BENDS + rng.normal(0, noise, (len(true), COUNT))
    with_all, without = (lines @ of_runs.solve(places) for places in (known | True, known))
    lost = of_runs.lost_sd(known)
    away = np.sqrt(np.mean((with_all - without) ** 2, axis=0))
    np.testing.assert_allclose(away, lost, rtol=0.03, atol=1e-6)
    # and the error grows by just that
    mse_all, mse = (np.mean((found - true) ** 2, axis=0) for found in (with_all, without))
    np.testing.assert_allclose(mse, mse_all + lost**2, rtol=0.03)


def test_a_back_of_which_all_is_seen_has_lost_nothing_and_less_of_it_never_less():
    known = np.ones(COUNT, bool)
    lost = []
    for place in range(COUNT):
        lost.append(moments(0.01).lost_sd(known))
        known[place] = False
    assert (lost[0] == 0).all()
    assert (np.diff(lost, axis=0) >= -1e-6).all()


@pytest.mark.parametrize("network", ALL_WEIGHTS)
def test_an_arm_before_the_waist_costs_less_than_one_before_all_above_the_sacrum(network):
    """Degrees of tilt and arch: the first widens intervals a little, the second is too much."""
    of_runs, places = load_learned_models(network).changes, PLACES[BACK]
    waist, above = (
        of_runs.lost_sd(~hidden) for hidden in ((places > 0.55) & (places < 0.75), places < 0.93)
    )
    assert (waist < (0.6, 1.0)).all()
    assert (above > (1.6, 2.8)).all()


def strides_of(count: int) -> SimpleNamespace:
    """So many strides of 24 frames each."""
    number = np.repeat(np.arange(count), 24)
    phase = np.tile(np.arange(24) / 24, count)
    return SimpleNamespace(number=number, phase=phase, steps=[None] * count)


def test_a_place_is_known_if_each_third_of_the_strides_shows_it_at_the_same_phases():
    cut = strides_of(9)
    early = cut.number < 3
    seen = np.ones((len(cut.number), COUNT), bool)
    late_only, other_phases, few, enough, seldom = range(3, 8)
    seen[early, late_only] = False
    seen[:, other_phases] = np.where(early, cut.phase < 0.5, cut.phase >= 0.5)
    seen[:, few] = cut.phase < (FEWEST_PHASES - 1) / PHASES
    seen[:, enough] = cut.phase < FEWEST_PHASES / PHASES
    seen[:, seldom] = cut.number % 3 > 2  # in no stride
    known = find_known_places(seen, cut)
    assert known.shape == (COUNT,)
    assert known[3:8].tolist() == [False, False, False, True, False]
    assert np.delete(known, [3, 4, 5, 7]).all()


@pytest.mark.parametrize("strides", [0, 1, 2])
def test_a_run_of_few_strides_has_known_places_too(strides):
    cut = strides_of(strides)
    seen = np.ones((24 * strides, COUNT), bool)
    assert find_known_places(seen, cut).all()


@pytest.mark.parametrize("network", ALL_WEIGHTS)
def test_what_ships_tells_bends_apart_and_uses_only_places_that_are_known(network):
    learned = load_learned_models(network)
    known = np.ones(COUNT, bool)
    known[:7] = False
    model = use_known_places(learned.angles, learned.changes, known)
    for name in ("tilt", "lordosis"):
        level = model.targets[name].level
        assert (level[:7] == 0).all()
        assert (level[COUNT:] == 0).all()
        assert (level[7:COUNT] != 0).all()
        assert (model.targets[name].motion == learned.angles.targets[name].motion).all()
        assert model.targets[f"{name}_level"] is learned.angles.targets[name]
    assert np.linalg.eigvalsh(learned.changes.square).min() > 0


def test_other_places_move_the_angles_by_what_their_weights_differ():
    rng = np.random.default_rng(3)
    known, other = np.arange(COUNT) != 2, np.arange(COUNT) != 9
    line = rng.normal(0, 0.01, (6, COUNT)).astype(np.float32)
    line[4] = np.nan
    shown = ShownChange(line, line, np.ones_like(line, bool), known, moments(0.003))
    by = shown.move_to(other, shown.moments)
    assert by.shape == (6, 2)
    assert np.isnan(by[4]).all()
    np.testing.assert_allclose(
        by[0],
        line[0] @ shown.moments.solve(other) - line[0] @ shown.moments.solve(known),
        rtol=1e-3,
    )
    assert (shown.move_to(known, shown.moments)[0] == 0).all()
