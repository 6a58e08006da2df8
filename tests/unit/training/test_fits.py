"""Joint centres and low back, fitted on made-up clips whose lines follow their postures."""

from types import SimpleNamespace

import numpy as np
import pytest

from models.training.axis_errors import BETWEEN_FILMS, describe_axis_errors
from models.training.back_lines import BodyLines
from models.training.changes import Move
from models.training.fits import fit_back, fit_centres
from models.training.ridge import Example, fit
from models.training.rows import Asked
from posture.back.features import BACK, FEATURES, FRONT
from posture.back.places import PLACES
from posture.learned.joint_centres import FEATURES as LANDMARKS

CLIPS, FRAMES = 40, 60
RAMP = np.linspace(-0.5, 0.5, FRAMES)[:, None]
IS_BACK = np.arange(len(FEATURES)) < len(BACK)
IS_EDGE = np.arange(len(FEATURES)) < len(BACK) + len(FRONT)
#: By how much the line lies further behind for each degree of tilt and of lordosis: the buttocks
#: come up and out, the loin comes in.
SHAPES = 0.003 * np.stack(
    [np.exp(-(((PLACES - 1.0) / 0.15) ** 2)), -np.exp(-(((PLACES - 0.7) / 0.12) ** 2))]
)
#: Landmarks and belly, which in these clips tell levels without error.
ASIDE = np.random.default_rng(12).normal(0, 0.02, (2, int((~IS_BACK).sum())))
MEAN = np.random.default_rng(11).uniform(0.15, 0.3, len(FEATURES))


def draw_clip(rng: np.random.Generator, number: int) -> SimpleNamespace:
    """Features and angles, and what changes of both."""
    level, by = rng.normal(0, [5.0, 7.0]), rng.normal(0, [5.0, 6.0])
    usual_true = level + RAMP * by
    features = MEAN + usual_true @ np.hstack([SHAPES[:, BACK], ASIDE])
    off = 0.002 * rng.normal(0, 1, len(BACK))
    phase = np.arange(FRAMES)[:, None] + rng.uniform(0, 6, len(FEATURES))
    motion = 0.01 * np.sin(phase)
    name = f"runner_{number}"
    example = Example(
        name, features + motion, features, usual_true + 40.0 * motion[:, :2], usual_true,
        np.arange(FRAMES),
    )  # fmt: skip
    line = by @ SHAPES[:, BACK]
    move = Move(name, line + off, np.ones(len(BACK), bool), by, line, by)
    return SimpleNamespace(example=example, move=move)


def pose_bodies(count: int) -> BodyLines:
    angles = np.random.default_rng(7).normal(0, [5.0, 6.0], (count, 2))
    return BodyLines([f"body_{n}" for n in range(count)], angles @ SHAPES, angles)


@pytest.fixture(scope="module")
def backs():
    rng = np.random.default_rng(2)
    return [draw_clip(rng, n) for n in range(CLIPS)]


def test_levels_come_from_both_edges_and_not_from_landmarks(backs):
    found, _ = fit_back(backs, pose_bodies(80))
    assert (np.abs(found.level[IS_EDGE]).sum(axis=1) > 0).all()
    assert (found.level[~IS_EDGE] == 0).all()


def test_levels_are_less_moved_by_errors_of_the_axis_than_plain_ones(backs):
    found, _ = fit_back(backs, pose_bodies(80))
    examples = [one.example for one in backs]
    mean = np.mean([one.mean_features.mean(axis=0) for one in examples], axis=0)
    errors = describe_axis_errors(mean, BETWEEN_FILMS)

    def miss(fitted):
        shown = errors.features[:, IS_EDGE] / fitted.level_sd[IS_EDGE] @ fitted.level[IS_EDGE]
        return np.sqrt(((shown - errors.targets) ** 2).sum(axis=0))

    plain = fit(examples, Asked(IS_EDGE))
    assert (miss(found) < miss(plain)).all()


def test_changes_and_their_errors_on_runners_left_out_stand_beside(backs):
    found, changes = fit_back(backs, pose_bodies(80))
    true = np.array([one.move.angles for one in backs])
    np.testing.assert_array_equal(found.moves, true)
    assert np.abs(found.move_errors).mean() < 0.15 * np.abs(true).mean()
    weights = changes.solve(np.ones(len(BACK), bool))
    np.testing.assert_allclose(SHAPES[:, BACK] @ weights, np.eye(2), atol=0.12)


def test_joint_centres_have_one_level_a_run_and_use_all_landmarks():
    rng = np.random.default_rng(3)
    examples = []
    for n in range(30):
        usual = rng.normal(0, 0.1, len(LANDMARKS)) + RAMP * rng.normal(0, 0.05, len(LANDMARKS))
        motion = 0.05 * np.sin(np.arange(FRAMES)[:, None] + rng.uniform(0, 6, len(LANDMARKS)))
        rule = np.full((len(LANDMARKS), 2), [0.1, -0.2])
        examples.append(
            Example(
                f"runner_{n}",
                usual + motion,
                usual,
                (usual + motion) @ rule,
                usual @ rule,
                np.arange(FRAMES),
            )
        )
    fitted = fit_centres(examples)
    assert (np.abs(fitted.level).max(axis=1) > 0).all()
