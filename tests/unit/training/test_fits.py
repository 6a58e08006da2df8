"""Joint centres and low back, fitted on made-up clips whose lines follow their postures."""

import numpy as np
import pytest

from models.training.axis_errors import WITHIN_A_FILM, describe_axis_errors
from models.training.back_lines import BodyLines
from models.training.fits import FREE_FROM, fit_back, fit_centres
from models.training.ridge import Example, fit
from models.training.rows import Asked
from posture.back.features import BACK, FEATURES, FRONT
from posture.back.places import PLACES
from posture.learned.joint_centres import FEATURES as LANDMARKS

CLIPS, FRAMES = 40, 60
RAMP = np.linspace(-0.5, 0.5, FRAMES)[:, None]
IS_BACK = np.arange(len(FEATURES)) < len(BACK)
#: By how much the line lies further behind for each degree of tilt and of lordosis: the buttocks
#: come up and out, the loin comes in.
SHAPES = 0.003 * np.stack(
    [np.exp(-(((PLACES - 1.0) / 0.15) ** 2)), -np.exp(-(((PLACES - 0.7) / 0.12) ** 2))]
)
#: Landmarks and belly, which in these clips tell all changes without error.
ASIDE = np.random.default_rng(12).normal(0, 0.02, (2, int((~IS_BACK).sum())))
MEAN = np.random.default_rng(11).uniform(0.15, 0.3, len(FEATURES))


def draw_clip(rng: np.random.Generator, number: int) -> Example:
    """Features and angles of which both levels and changes follow `SHAPES` and `ASIDE`."""
    level, by = rng.normal(0, [5.0, 7.0]), rng.normal(0, [5.0, 6.0])
    usual_true = level + RAMP * by
    features = MEAN + usual_true @ np.hstack([SHAPES[:, BACK], ASIDE])
    # edges are read with errors that change from early to late
    off = np.where(IS_BACK, 0.002, 0.0) * rng.normal(0, 1, len(FEATURES))
    features = features + RAMP * off
    phase = np.arange(FRAMES)[:, None] + rng.uniform(0, 6, len(FEATURES))
    motion = 0.01 * np.sin(phase)
    true = usual_true + 40.0 * motion[:, :2]
    name = f"runner_{number}"
    return Example(name, features + motion, features, true, usual_true, np.arange(FRAMES))


def pose_bodies(count: int) -> BodyLines:
    angles = np.random.default_rng(7).normal(0, [5.0, 6.0], (count, 2))
    return BodyLines([f"body_{n}" for n in range(count)], angles @ SHAPES, angles)


@pytest.fixture(scope="module")
def examples():
    rng = np.random.default_rng(2)
    return [draw_clip(rng, n) for n in range(CLIPS)]


@pytest.fixture(scope="module")
def found(examples):
    return fit_back(examples, pose_bodies(80))


def test_changes_come_from_the_line_of_the_back_alone(found):
    free = IS_BACK.copy()
    free[: len(BACK)] = PLACES[BACK] > FREE_FROM
    assert (found.change[~free] == 0).all()
    assert (found.change[free] != 0).all()
    # levels from both edges, and not from landmarks
    edges = np.arange(len(FEATURES)) < len(BACK) + len(FRONT)
    assert (np.abs(found.level[edges]).sum(axis=1) > 0).all()
    assert (found.level[~edges] == 0).all()


def test_changes_are_nearly_blind_to_errors_of_the_axis(examples, found):
    mean = np.mean([one.mean_features.mean(axis=0) for one in examples], axis=0)
    errors = describe_axis_errors(mean, WITHIN_A_FILM)

    def miss(fitted):
        shown = errors.features[:, IS_BACK] / fitted.level_sd[IS_BACK] @ fitted.change[IS_BACK]
        return np.sqrt(((shown - errors.targets) ** 2).sum(axis=0))

    plain = fit(examples, Asked(np.ones(len(FEATURES), bool)), Asked(IS_BACK))
    assert (miss(found) < 0.6 * miss(plain)).all()


def test_changes_are_learnt_from_bodies_and_levels_from_films(examples, found):
    """Bodies whose lines say the opposite turn the weights of changes, and nothing else."""
    bodies = pose_bodies(80)
    opposite = BodyLines(bodies.runners, -bodies.lines, bodies.angles)
    against = fit_back(examples, opposite)
    assert (np.sum(against.change * found.change, axis=0) < 0).all()
    np.testing.assert_array_equal(against.level, found.level)
    np.testing.assert_array_equal(against.motion, found.motion)


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
    assert fitted.change is None
    np.testing.assert_array_equal(fitted.move_errors, -fitted.moves)
    assert (fitted.level[:, 0] > 0).mean() > 0.8
    assert (fitted.level[:, 1] < 0).mean() > 0.8
    np.testing.assert_allclose(fitted.motion[:, 0] / fitted.motion_sd, 0.1, rtol=0.1)
