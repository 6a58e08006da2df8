"""Ridge regressions in two levels: a rule that is put in comes out."""

import json

import numpy as np
import pytest

from models.training import ridge
from models.training.ridge import Example, fit
from posture.learned.weights import build_model, predict

COUNT, FRAMES, STRIDE = 12, 180, 20
PHASE = 2 * np.pi * np.arange(FRAMES) / STRIDE


def made_up(runners: int, noise: float = 0.0, seed: int = 0) -> list[Example]:
    """Runners whose targets follow one feature's level each, and another one's motion.

    The features move within the stride, and drift over the clip.
    """
    rng = np.random.default_rng(seed)
    taken = []
    for _ in range(runners):
        drift = np.linspace(-0.5, 0.5, FRAMES)[:, None] * rng.normal(0, 1, COUNT)
        usual = 3.0 + rng.normal(0, 2, COUNT) + drift
        motion = 0.7 * np.sin(PHASE[:, None] + rng.uniform(0, 6, COUNT))
        usual_true = np.stack([-5.0 + 2.0 * usual[:, 0], 1.0 - usual[:, 3]], axis=1)
        true = usual_true + np.stack([0.5 * motion[:, 1], -1.5 * motion[:, 0]], axis=1)
        off = rng.normal(0, noise, (1, 2)) + rng.normal(0, noise, (FRAMES, 2))
        taken.append(
            Example(usual + motion, usual, true + off, usual_true + off, np.arange(FRAMES))
        )
    return taken


def postures(examples: list[Example]) -> list[np.ndarray]:
    """What moves when the posture changes: here the targets themselves."""
    return [one.mean_targets for one in examples]


@pytest.mark.parametrize("given_back", [False, True])
def test_a_rule_is_found_on_two_levels(given_back: bool):
    examples = made_up(120)
    found = fit(examples, postures=postures(examples) if given_back else None)
    level = found.level / found.level_sd[:, None]
    motion = found.motion / found.motion_sd[:, None]
    assert level[0, 0] == pytest.approx(2.0, rel=0.08)
    assert level[3, 1] == pytest.approx(-1.0, rel=0.08)
    assert motion[1, 0] == pytest.approx(0.5, rel=0.04)
    assert motion[0, 1] == pytest.approx(-1.5, rel=0.04)
    # and nothing else
    level[0, 0] = level[3, 1] = motion[1, 0] = motion[0, 1] = 0.0
    assert np.abs(level).max() < 0.06
    assert np.abs(motion).max() < 0.02
    np.testing.assert_allclose(found.bias, [1.0, -2.0], atol=0.8)


def test_errors_are_those_of_runners_left_out():
    examples = made_up(120)
    found = fit(examples)
    assert found.level_errors.shape == found.move_errors.shape == found.moves.shape == (120, 2)
    assert [part.shape for part in found.motion_errors] == [(FRAMES, 2)] * 120
    true = np.array([example.mean_targets.mean(axis=0) for example in examples])
    assert found.level_errors[:, 0].std() < 0.12 * true[:, 0].std()
    third = FRAMES // 3
    moves = [
        one.mean_targets[-third:].mean(0) - one.mean_targets[:third].mean(0) for one in examples
    ]
    np.testing.assert_allclose(found.moves, moves, atol=1e-9)
    assert found.move_errors[:, 0].std() < 0.12 * found.moves[:, 0].std()
    assert np.concatenate(found.motion_errors).std() < 0.05


def test_a_runner_is_judged_without_having_been_learnt_from():
    examples = made_up(30)
    odd = examples[0]
    off = np.array([40.0, 0.0])
    examples[0] = Example(
        odd.features, odd.mean_features, odd.targets + off, odd.mean_targets + off, odd.frames
    )
    errors = fit(examples).level_errors[:, 0]
    assert errors[0] < -33  # next to nothing of it is explained
    assert np.abs(errors[1:]).max() < 12


def test_moves_seen_with_noise_are_estimated_too_small_unless_asked_for_whole():
    rng = np.random.default_rng(9)
    examples = []
    for one in made_up(150):
        drift = np.linspace(-0.5, 0.5, FRAMES)[:, None] * rng.normal(0, 0.5, COUNT)
        examples.append(
            Example(
                one.features + drift,
                one.mean_features + drift,
                one.targets,
                one.mean_targets,
                one.frames,
            )
        )
    slopes = []
    for given_back in (False, True):
        found = fit(examples, postures=postures(examples) if given_back else None)
        estimated = found.moves + found.move_errors
        slopes.append((estimated * found.moves).sum(axis=0) / (found.moves**2).sum(axis=0))
    small, whole = slopes
    assert small.max() < 0.95
    assert (whole > small + 0.02).all()
    assert whole.max() < 1.03


def test_what_another_part_of_the_posture_takes_from_a_target_is_given_back():
    """Where the second target moves, the first is estimated too small: a feature follows both."""
    rng = np.random.default_rng(3)
    examples = []
    for one in made_up(150):
        drift = np.linspace(-0.5, 0.5, FRAMES)[:, None] * rng.normal(0, 0.5, COUNT)
        drift[:, 0] += 0.3 * (one.mean_targets[:, 1] - one.mean_targets[:, 1].mean())
        examples.append(
            Example(
                one.features + drift,
                one.mean_features + drift,
                one.targets,
                one.mean_targets,
                one.frames,
            )
        )
    taken = []
    for given in (None, postures(examples)):
        found = fit(examples, postures=given)
        taken.append(np.linalg.lstsq(found.moves, found.move_errors)[0][1, 0])
    assert taken[0] > 0.25
    assert abs(taken[1]) < 0.75 * taken[0]


def test_what_tells_runners_apart_is_not_what_tells_their_postures_apart():
    """A feature that goes with who runs, and another that goes with how he holds himself."""
    rng = np.random.default_rng(11)
    examples = []
    for one in made_up(150):
        usual = one.mean_features.copy()
        build = rng.normal(0, 2)
        drift = np.linspace(-0.5, 0.5, FRAMES) * rng.normal(0, 2)
        usual[:, 1] = build + rng.normal(0, 0.3)
        usual[:, 2] = rng.normal(0, 2) + drift
        true = np.stack([build + drift, usual[:, 3]], axis=1)
        motion = one.features - one.mean_features
        moving = true + motion[:, [1, 0]]
        examples.append(Example(usual + motion, usual, moving, true, one.frames))
    together, apart = fit(examples), fit(examples, postures=postures(examples))
    assert together.level is together.change
    for row, level, change in ((1, 1.0, None), (2, None, 1.0)):
        weights = apart.level[row, 0], apart.change[row, 0]
        for found, true in zip(weights, (level, change), strict=True):
            if true is not None:
                assert found / apart.level_sd[row] == pytest.approx(true, rel=0.12)
    assert apart.level_errors[:, 0].std() < 0.9 * together.level_errors[:, 0].std()
    assert apart.move_errors[:, 0].std() < 1.1 * together.move_errors[:, 0].std()
    table = ridge.make_table(apart, ["a", "b"])["targets"]
    assert list(table) == ["a", "b", "a_level", "b_level"]
    np.testing.assert_allclose(table["a"]["level"], apart.change[:, 0], atol=1e-6)
    np.testing.assert_allclose(table["a_level"]["level"], apart.level[:, 0], atol=1e-6)


def test_runners_who_hid_a_feature_all_along_do_not_change_what_it_stands_for():
    examples = made_up(80)
    whole = fit(examples)
    for example in examples[::4]:
        example.features[:, 0] = example.mean_features[:, 0] = np.nan
    found = fit(examples)
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
        examples.append(Example(one.features, one.mean_features, true, usual, one.frames))
    found = fit(examples)
    spread = np.std([one.targets.mean(axis=0) for one in examples])
    assert found.level_errors.std() < 1.25 * spread  # no worse than to give the mean
    assert np.abs(found.motion).max() < 0.05


def test_gaps_count_as_usual_and_a_feature_never_seen_for_nothing():
    examples = made_up(80)
    rng = np.random.default_rng(1)
    for example in examples:
        example.features[rng.random(FRAMES) < 0.2, 5] = np.nan
        example.features[:, 7] = example.mean_features[:, 7] = np.nan
    examples[0].features[:, 7], examples[0].mean_features[:, 7] = (
        3.0 + np.sin(PHASE),
        3.0 + PHASE / 100,
    )
    examples[1].mean_features[:, 7] = 5.0
    found = fit(examples)
    assert np.isfinite(found.level).all()
    assert np.isfinite(found.motion).all()
    assert found.level[0, 0] / found.level_sd[0] == pytest.approx(2.0, rel=0.08)


def test_what_is_written_predicts_as_what_was_fitted():
    examples = made_up(100)
    found = fit(examples)
    table = {"errors": {}} | ridge.make_table(found, ["a", "b"])
    model = build_model(json.loads(json.dumps(table)))
    assert list(model.targets) == ["a", "b"]
    one = made_up(1, seed=77)[0]
    estimated = predict(one.features.T, np.arange(FRAMES) / 30, STRIDE / 30, model)
    inside = slice(STRIDE, -STRIDE)
    np.testing.assert_allclose(estimated["a"][inside], one.targets[inside, 0], atol=0.6)
    np.testing.assert_allclose(estimated["b"][inside], one.targets[inside, 1], atol=0.25)
