"""People who are painted over, so that others are found."""

import numpy as np
import pytest

from posture.pose.hiding import hide_people
from posture.pose.outline import EMPTY_OUTLINE
from posture.pose.types import Person


def somebody(left, top, width, height):
    """A person whose landmarks fill a box, pixels."""
    share = np.random.default_rng(0).random((33, 2))
    points = np.array([left, top]) + share * np.array([width, height])
    return Person(points.astype(np.float32), np.ones(33, np.float32), EMPTY_OUTLINE)


def street(width, height):
    """A picture that is red on the left and blue on the right."""
    image = np.zeros((height, width, 3), np.uint8)
    image[:, : width // 2, 0] = 200
    image[:, width // 2 :, 2] = 200
    return image


@pytest.mark.parametrize("size", [(120, 80), (1920, 1080)], ids=["small", "large"])
def test_what_is_around_takes_the_place_of_a_person(size):
    image = street(*size)
    unit = size[1] / 80
    person = somebody(20 * unit, 20 * unit, 12 * unit, 40 * unit)
    image[int(20 * unit) : int(60 * unit), int(20 * unit) : int(32 * unit)] = 255  # white clothes
    painted = hide_people(image, [person])
    assert painted.shape == image.shape
    assert painted.dtype == np.uint8
    middle = painted[int(40 * unit), int(26 * unit)].astype(int)
    assert np.abs(middle - [200, 0, 0]).max() <= 25
    far = np.s_[:, int(90 * unit) :]
    np.testing.assert_array_equal(painted[far], image[far])


def test_the_picture_itself_is_left_as_it_was():
    image = street(120, 80)
    before = image.copy()
    hide_people(image, [somebody(20, 20, 12, 40)])
    np.testing.assert_array_equal(image, before)
