"""What every engine gives."""

from __future__ import annotations

import numpy as np

from posture.pose.types import INDEX, KEYPOINTS, OTHER_SIDE, STATIONS, Person


def somebody() -> Person:
    rng = np.random.default_rng(5)
    return Person(
        rng.uniform(0, 300, (len(KEYPOINTS), 2)).astype(np.float32),
        rng.uniform(0, 1, len(KEYPOINTS)).astype(np.float32),
        rng.uniform(0, 40, (len(STATIONS), 2)).astype(np.float32),
        rng.uniform(0, 40, (len(STATIONS), 2)).astype(np.float32),
    )


def test_every_landmark_but_the_nose_has_one_on_the_other_side():
    for name, other in zip(KEYPOINTS, OTHER_SIDE, strict=True):
        turned = {"left": "right", "right": "left"}
        assert KEYPOINTS[other].split("_") == [turned.get(word, word) for word in name.split("_")]
    assert [i for i, other in enumerate(OTHER_SIDE) if i == other] == [INDEX["nose"]]


def test_in_a_mirror_the_left_ankle_is_the_right_one_and_the_outlines_sides_change_places():
    seen = somebody()
    mirrored = seen.mirror(320)
    left, right = INDEX["left_ankle"], INDEX["right_ankle"]
    x, y = seen.points[left]
    np.testing.assert_array_equal(mirrored.points[right], [np.float32(320) - x, y])
    assert mirrored.confidence[right] == seen.confidence[left]
    np.testing.assert_array_equal(mirrored.outline[:, 0], seen.outline[:, 1])
    np.testing.assert_array_equal(mirrored.outline[:, 1], seen.outline[:, 0])
    # behind the trunk stays behind it
    np.testing.assert_array_equal(mirrored.trunk_edge, seen.trunk_edge)


def test_a_mirror_changes_nothing_of_the_person_looked_at_and_twice_is_not_at_all():
    seen = somebody()
    twice = seen.mirror(320).mirror(320)
    same = somebody()
    for name in ("points", "confidence", "outline"):
        np.testing.assert_array_equal(getattr(seen, name), getattr(same, name))
        np.testing.assert_allclose(getattr(twice, name), getattr(seen, name), atol=1e-4)
