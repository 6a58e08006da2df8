"""What the scores of a few strides say of clothing over the low back."""

import numpy as np
import pytest

from posture.check.cloth import is_doubtful, is_same_runner, may_hang
from posture.pose import INDEX, Detections


@pytest.mark.parametrize(
    ("scores", "hangs", "doubtful"),
    [
        ((), False, False),
        ((-9.0, -9.5), False, False),  # tight
        ((-2.6, -2.3), False, True),  # tight or a hoodie: more strides must tell
        ((-2.7, -2.4, -2.0, -2.3), False, True),  # tight after all, as more of them say the same
        ((-2.6, -2.3, -3.8, 0.4), True, False),  # a hoodie
        ((-7.0, -3.5), True, False),  # it moves
        ((9.2, 9.1), True, False),  # a loose top
    ],
)
def test_cloth_moves_or_looks_like_cloth(scores, hangs, doubtful):
    assert may_hang(scores) == hangs
    assert is_doubtful(scores) == doubtful


def seen_at(x: float, trunk: float, people: int) -> Detections:
    """Somebody whose mid-hip is at a place, in some frames with others."""
    found = Detections.empty(5)
    found.points[:3] = (x, 300.0)
    found.points[:3, [INDEX["left_shoulder"], INDEX["right_shoulder"]], 1] -= trunk
    found.most_at_once = people
    return found


@pytest.mark.parametrize(
    ("x", "trunk", "people", "same"),
    [
        (360.0, 104.0, 2, True),  # drifts on the belt
        (400.0, 100.0, 2, False),  # beside it
        (300.0, 80.0, 2, False),  # on the next treadmill, farther away
        (900.0, 60.0, 1, True),  # alone: passes, or the camera moves
        (np.nan, 100.0, 2, False),  # not seen
    ],
)
def test_among_others_the_runner_is_known_by_place_and_size(x, trunk, people, same):
    parts = [seen_at(300.0, 100.0, people), seen_at(310.0, 100.0, people)]
    assert is_same_runner(parts, seen_at(x, trunk, people)) == same
