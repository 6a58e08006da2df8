"""What errors of the pose network's hips and shoulders do, against a runner measured twice."""

import numpy as np
import pytest

from models.training.axis_errors import AxisErrors, describe_axis_errors
from posture.back.features import BACK, FEATURES, FRONT
from posture.back.places import PLACES
from posture.learned.joint_centres import FEATURES as LANDMARKS
from posture.learned.joint_centres import describe
from posture.pose import INDEX, middle

#: Pixels of one trunk length.
TRUNK = 200.0
#: By how much an end of the trunk is moved, trunk lengths.
BY = 0.001
#: Which end, by how much ahead and up; in the order of the stated errors.
MOVES = [("hip", BY, 0), ("shoulder", BY, 0), ("hip", 0, BY), ("shoulder", 0, BY)]
NAMES = ["hip ahead", "shoulder ahead", "hip up", "shoulder up"]
#: Heights of points of the skin, trunk lengths; beyond both ends, so that all places are read.
HEIGHTS = np.linspace(-0.6, 1.6, 4001)


def skin_behind(height):
    return 0.17 + 0.06 * np.cos(6.0 * height) - 0.05 * height


def skin_before(height):
    return 0.21 + 0.05 * np.sin(4.0 * height)


def runner():
    """Landmarks in a picture, the trunk upright in it, arms and legs somewhere."""
    rng = np.random.default_rng(8)
    own = rng.uniform([-0.5, -1.0], [0.5, 1.3], (33, 2))
    for end, height in (("hip", 0.0), ("shoulder", 1.0)):
        off = np.array([0.05, 0.02])
        own[INDEX[f"left_{end}"]] = np.array([0.0, height]) + off
        own[INDEX[f"right_{end}"]] = np.array([0.0, height]) - off
    return own


def measure(landmarks):
    """Features of the runner, and the lean of the trunk that the landmarks show, degrees."""
    hip, shoulder = (middle(landmarks[None], end)[0] for end in ("hip", "shoulder"))
    down = hip - shoulder
    length = np.linalg.norm(down)
    behind = np.array([down[1], -down[0]]) / length

    def read(x, places):
        beside = np.stack([x, HEIGHTS], axis=1) - shoulder
        at, off = beside @ down / length**2, beside @ behind / length
        order = np.argsort(at)
        return np.interp(places, at[order], off[order])

    edges = read(-skin_behind(HEIGHTS), PLACES[BACK]), -read(skin_before(HEIGHTS), PLACES[FRONT])
    picture = TRUNK * landmarks[None] * [1.0, -1.0] + 500.0
    marks = describe(picture, "right")[0]
    return np.concatenate([*edges, marks]), np.degrees(np.arctan2(-down[0], -down[1]))


@pytest.mark.parametrize(("number", "move"), list(enumerate(MOVES)), ids=NAMES)
def test_features_and_angles_move_as_stated(number, move):
    end, ahead, up = move
    landmarks = runner()
    mean, lean = measure(landmarks)
    for side in ("left", "right"):
        landmarks[INDEX[f"{side}_{end}"]] += [ahead, up]
    seen, leaning = measure(landmarks)
    stated = describe_axis_errors(mean, AxisErrors(BY, BY))
    assert stated.features.shape == (4, len(FEATURES))
    # slopes of the line are those between places 0.05 apart, less exact at both ends of it
    near, far = 0.05 * BY, 0.2 * BY
    inside = np.ones(len(FEATURES), bool)
    inside[[0, len(BACK) - 1, len(BACK), len(BACK) + len(FRONT) - 1]] = False
    off = seen - mean - stated.features[number]
    assert np.abs(off[inside]).max() < near
    assert np.abs(off).max() < far
    # tilt against the trunk turns against the trunk; lordosis has nothing to do with it
    assert stated.targets[number, 0] == pytest.approx(-(leaning - lean), abs=1e-4)
    assert stated.targets[number, 1] == 0.0


def test_the_middle_of_both_hips_stays_where_positions_count_from():
    """Else weights on it could undo anything, with features that no film shows."""
    errors = describe_axis_errors(measure(runner())[0], AxisErrors(0.02, 0.03)).features
    marks = dict(zip(LANDMARKS, errors[:, -len(LANDMARKS) :].T, strict=True))
    for end in ("hip", "shoulder"):
        for axis in "xy":
            both = marks[f"{end}_near_{axis}"] + marks[f"{end}_far_{axis}"]
            np.testing.assert_allclose(both, 0.0, atol=1e-12)


def test_errors_are_as_large_as_asked():
    mean = measure(runner())[0]
    small, large = (describe_axis_errors(mean, AxisErrors(*by)) for by in ((1, 1), (2, 3)))
    np.testing.assert_allclose(large.features, small.features * [[2], [2], [3], [3]])
    np.testing.assert_allclose(large.targets, small.targets * 2)
