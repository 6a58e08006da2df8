"""Ridge regressions on rows of several runners, some of whose features have known errors."""

import numpy as np
import pytest

from models.training.rows import Asked, InputErrors, Rows, fit_rows, solve

RUNNERS, EACH = 40, 3
WIDTH = 4


def names(runners=RUNNERS, each=EACH):
    return [f"runner_{i:02d}" for i in range(runners) for _ in range(each)]


def draw_rows(noise=0.0, seed=0):
    """Two targets; the first two features show the first one, the next two the second one."""
    rng = np.random.default_rng(seed)
    targets = rng.normal(0, [4.0, 6.0], (RUNNERS * EACH, 2))
    shown = np.repeat(targets, 2, axis=1) / [2.0, 2.0, 3.0, 3.0]
    return Rows(shown + rng.normal(0, noise, shown.shape), targets, names())


def every(**asked):
    return Asked(np.ones(WIDTH, bool), **asked)


def test_a_rule_is_found_and_estimates_what_it_says():
    rows = draw_rows()
    sd = rows.features.std(axis=0)
    weights, errors = fit_rows(rows, sd, every(), np.inf)
    np.testing.assert_allclose(rows.features / sd @ weights, rows.targets, atol=0.1)
    assert np.abs(errors).max() < 0.1


def test_all_rows_of_a_runner_are_left_out_together():
    """Each runner has a feature of his own: others teach nothing about it."""
    rng = np.random.default_rng(1)
    features = np.repeat(np.eye(8), EACH, axis=0)
    targets = np.repeat(rng.normal(0, 5.0, (8, 1)), EACH, axis=0)
    rows = Rows(features, targets, names(8))
    asked = Asked(np.ones(8, bool))
    weights, errors = fit_rows(rows, np.ones(8), asked, np.inf)
    np.testing.assert_allclose(errors, -targets)
    assert np.abs(features @ weights).max() > 0.5  # though what is fitted knows them


def test_only_columns_that_are_asked_for_have_weights():
    rows = draw_rows()
    asked = Asked(np.array([True, False, True, False]))
    weights, _ = fit_rows(rows, rows.features.std(axis=0), asked, np.inf)
    assert (weights[[1, 3]] == 0).all()
    np.testing.assert_allclose(
        np.abs(weights[[0, 2]]).max(axis=1), rows.targets.std(axis=0), rtol=0.05
    )


def test_known_errors_of_a_feature_have_little_effect():
    """Of two features that show a target alike, one may be off, by its SD; rows do not show it."""
    rows = draw_rows(noise=0.05)
    sd = rows.features.std(axis=0)
    off = np.array([[1.0, 0.0, 0.0, 0.0]]) * sd
    errors = InputErrors(off, np.zeros((1, 2)))
    plain, wary = (
        fit_rows(rows, sd, every(errors=known), np.inf)[0][:, 0] for known in (None, errors)
    )
    assert abs(off / sd @ plain) > 1.5  # degrees: half of all weight is there
    assert abs(off / sd @ wary) < 0.1
    # the other one says as much alone
    assert np.corrcoef(rows.features / sd @ wary, rows.targets[:, 0])[0, 1] > 0.99


def test_estimates_follow_errors_that_turn_the_targets():
    """An error that a further feature shows, and that the target must take on by twice as much."""
    rng = np.random.default_rng(4)
    rows = draw_rows(noise=0.3)
    features = np.column_stack([rows.features[:, :3], rng.normal(0, 1, len(rows.features))])
    rows = Rows(features, rows.targets, rows.runners)
    sd = features.std(axis=0)
    errors = InputErrors(np.array([[0.5, 0.5, 0.0, 1.0]]), np.array([[2.0, 0.0]]))
    wary = fit_rows(rows, sd, every(errors=errors), np.inf)[0]
    plain = fit_rows(rows, sd, every(), np.inf)[0]
    missed, unasked = (
        np.abs(errors.features / sd @ weights - errors.targets)[0] for weights in (wary, plain)
    )
    assert unasked[0] > 0.6
    assert missed[0] < 0.5 * unasked[0]


def test_noise_makes_estimates_small():
    rows = draw_rows(noise=1.5)
    errors = fit_rows(rows, rows.features.std(axis=0), every(), np.inf)[1]
    small = np.linalg.lstsq(rows.targets, errors + rows.targets)[0]
    assert 0.3 < np.diag(small).min() < np.diag(small).max() < 0.9


def test_gaps_count_as_usual_and_far_values_as_the_limit():
    rng = np.random.default_rng(5)
    shown = rng.normal(0, 1, (RUNNERS * EACH, 1))
    targets = 3.0 * np.clip(shown, -1.5, 1.5)
    missing = np.arange(len(shown)) % 10 == 0
    shown[missing] = np.nan
    rows = Rows(shown, targets, names())
    asked = Asked(np.ones(1, bool))
    weights, errors = fit_rows(rows, np.ones(1), asked, 1.5)
    assert weights[0, 0] == pytest.approx(3.0, rel=0.02)
    np.testing.assert_allclose(errors[missing], -targets[missing])
    np.testing.assert_allclose(errors[~missing], 0.0, atol=0.06)


def test_where_there_is_no_rule_little_is_believed():
    rng = np.random.default_rng(6)
    features, targets = (rng.normal(0, 1, (RUNNERS * EACH, wide)) for wide in (30, 1))
    asked = Asked(np.ones(30, bool))
    _, errors = fit_rows(Rows(features, targets, names()), np.ones(30), asked, np.inf)
    assert errors.std() < 1.1 * targets.std()  # no worse than to give the mean
    assert (errors + targets).std() < 0.2 * targets.std()


def test_a_ridge_makes_weights_smaller():
    square, product = np.diag([4.0, 1.0]), np.array([[8.0], [3.0]])
    np.testing.assert_allclose(solve(square, product, 0.0), [[2.0], [3.0]])
    np.testing.assert_allclose(solve(square, product, 1.0), [[8 / 5], [3 / 2]])
