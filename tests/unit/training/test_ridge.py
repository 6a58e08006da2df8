"""Ridge regressions of level and motion: a rule that is put in comes out."""

import json
from dataclasses import replace

import numpy as np
import pytest

from models.training import ridge
from models.training.ridge import Example, fit, measure_move
from models.training.rows import Asked
from posture.learned.weights import build_model, predict

COUNT, FRAMES, STRIDE = 12, 180, 20
PHASE = 2 * np.pi * np.arange(FRAMES) / STRIDE
#: All features may have weights.
ALL = Asked(np.ones(COUNT, bool))


def made_up(runners: int, noise: float = 0.0, seed: int = 0) -> list[Example]:
    """Runners whose targets follow one feature's level each, and another one's motion.

    The features move within the stride, and drift over the clip.
    """
    rng = np.random.default_rng(seed)
    taken = []
    for i in range(runners):
        drift = np.linspace(-0.5, 0.5, FRAMES)[:, None] * rng.normal(0, 1, COUNT)
        usual = 3.0 + rng.normal(0, 2, COUNT) + drift
        motion = 0.7 * np.sin(PHASE[:, None] + rng.uniform(0, 6, COUNT))
        usual_true = np.stack([-5.0 + 2.0 * usual[:, 0], 1.0 - usual[:, 3]], axis=1)
        true = usual_true + np.stack([0.5 * motion[:, 1], -1.5 * motion[:, 0]], axis=1)
        off = rng.normal(0, noise, (1, 2)) + rng.normal(0, noise, (FRAMES, 2))
        taken.append(
            Example(
                runner=f"runner_{i:03d}",
                features=usual + motion,
                mean_features=usual,
                targets=true + off,
                mean_targets=usual_true + off,
                frames=np.arange(FRAMES),
            )
        )
    return taken


def test_a_rule_is_found_in_level_and_motion():
    found = fit(made_up(120), ALL)
    weights = found.level / found.level_sd[:, None]
    motion = found.motion / found.motion_sd[:, None]
    assert weights[0, 0] == pytest.approx(2.0, rel=0.08)
    assert weights[3, 1] == pytest.approx(-1.0, rel=0.08)
    weights[0, 0] = weights[3, 1] = 0.0
    assert np.abs(weights).max() < 0.06  # and nothing else
    assert motion[1, 0] == pytest.approx(0.5, rel=0.04)
    assert motion[0, 1] == pytest.approx(-1.5, rel=0.04)
    motion[1, 0] = motion[0, 1] = 0.0
    assert np.abs(motion).max() < 0.02
    np.testing.assert_allclose(found.bias, [1.0, -2.0], atol=0.8)


def test_errors_are_those_of_runners_left_out():
    examples = made_up(120)
    found = fit(examples, ALL)
    assert found.level_errors.shape == found.move_errors.shape == found.moves.shape == (120, 2)
    assert [part.shape for part in found.motion_errors] == [(FRAMES, 2)] * 120
    true = np.array([example.mean_targets.mean(axis=0) for example in examples])
    assert found.level_errors[:, 0].std() < 0.12 * true[:, 0].std()
    third = FRAMES // 3
    moves = [
        one.mean_targets[-third:].mean(0) - one.mean_targets[:third].mean(0) for one in examples
    ]
    np.testing.assert_allclose(found.moves, moves, atol=1e-9)
    assert np.concatenate(found.motion_errors).std() < 0.05


def test_levels_say_nothing_of_changes():
    found = fit(made_up(30), ALL)
    assert np.abs(found.moves).max() > 1.0
    np.testing.assert_array_equal(found.move_errors, -found.moves)


def test_a_runner_is_judged_without_having_been_learnt_from():
    examples = made_up(30)
    odd, off = examples[0], np.array([40.0, 0.0])
    examples[0] = replace(odd, targets=odd.targets + off, mean_targets=odd.mean_targets + off)
    errors = fit(examples, ALL).level_errors[:, 0]
    assert errors[0] < -28  # next to nothing of it is explained
    assert np.abs(errors[1:]).max() < 12


def test_all_clips_of_a_body_are_left_out_together():
    """One body alone shows a feature, and alone has targets that are not zero."""
    examples = []
    for i, one in enumerate(made_up(20)):
        of_body = i in (3, 11)
        usual, moving = one.mean_features, one.features
        if not of_body:
            usual[:, 5] = moving[:, 5] = np.nan
        examples.append(
            replace(
                one,
                runner="body" if of_body else one.runner,
                targets=moving[:, [5, 5]] if of_body else np.zeros((FRAMES, 2)),
                mean_targets=usual[:, [5, 5]] if of_body else np.zeros((FRAMES, 2)),
            )
        )
    found = fit(examples, ALL)
    for i in (3, 11):
        one = examples[i]
        motion = one.targets - one.mean_targets
        np.testing.assert_allclose(found.motion_errors[i], -motion, atol=1e-9)
    assert np.abs(found.motion[5]).max() > 0.01  # where they are not left out, it is learnt


def test_runners_who_hid_a_feature_all_along_do_not_change_what_it_stands_for():
    examples = made_up(80)
    whole = fit(examples, ALL)
    for example in examples[::4]:
        example.features[:, 0] = example.mean_features[:, 0] = np.nan
    found = fit(examples, ALL)
    seen = [one.mean_features[:, 0].mean() for i, one in enumerate(examples) if i % 4]
    assert found.mean[0] == pytest.approx(np.mean(seen))
    assert found.level_sd[0] == pytest.approx(np.std(seen), rel=1e-6)
    assert found.level_sd[0] == pytest.approx(whole.level_sd[0], rel=0.2)


def test_where_there_is_no_rule_little_is_believed():
    rng = np.random.default_rng(5)
    examples = []
    for one in made_up(40):
        usual = np.tile(rng.normal(0, 1, 2), (FRAMES, 1)) + rng.normal(0, 0.1, (FRAMES, 2))
        true = usual + rng.normal(0, 1, usual.shape)
        examples.append(replace(one, targets=true, mean_targets=usual))
    found = fit(examples, ALL)
    spread = np.std([one.targets.mean(axis=0) for one in examples])
    assert found.level_errors.std() < 1.25 * spread  # no worse than to give the mean
    assert np.abs(found.motion).max() < 0.05


def test_gaps_count_as_usual_and_a_feature_seldom_seen_for_nothing():
    examples = made_up(80)
    rng = np.random.default_rng(1)
    for example in examples:
        example.features[rng.random(FRAMES) < 0.2, 5] = np.nan
        example.features[:, 7] = example.mean_features[:, 7] = np.nan
    examples[0].features[:, 7] = 3.0 + np.sin(PHASE)
    examples[0].mean_features[:, 7] = 3.0 + PHASE / 100
    examples[1].mean_features[:, 7] = 5.0
    found = fit(examples, ALL)
    for weights in (found.level, found.motion):
        assert np.isfinite(weights).all()
        assert np.abs(weights[7]).max() < 0.3 * np.abs(weights).max()
    assert found.level[0, 0] / found.level_sd[0] == pytest.approx(2.0, rel=0.08)


def test_a_change_is_that_from_the_first_third_to_the_last():
    values = np.repeat([[1.0, 5.0], [9.0, 9.0], [4.0, 3.0]], 4, axis=0)
    values[[0, 9], 1] = np.nan
    np.testing.assert_allclose(measure_move(values), [3.0, -2.0])
    values[:4, 0] = np.nan
    np.testing.assert_array_equal(np.isnan(measure_move(values)), [True, False])


def test_what_is_written_predicts_as_what_was_fitted():
    found = fit(made_up(100), ALL)
    table = {"errors": {}} | ridge.make_table(found, ["a", "b"])
    model = build_model(json.loads(json.dumps(table)))
    assert model.at_most_sd == found.at_most_sd
    one = made_up(1, seed=77)[0]
    estimated = predict(one.features.T, np.arange(FRAMES) / 30, STRIDE / 30, model)
    inside = slice(STRIDE, -STRIDE)
    motion = (one.targets - one.mean_targets)[inside]
    for i, (name, near) in enumerate({"a": 0.6, "b": 0.25}.items()):
        said = estimated[name]
        np.testing.assert_allclose(said.whole[inside], one.targets[inside, i], atol=near)
        np.testing.assert_allclose(said.level[inside], one.mean_targets[inside, i], atol=near)
        np.testing.assert_allclose(said.motion[inside], motion[:, i], atol=0.15)
