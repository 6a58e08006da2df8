"""Races and groups that were rendered: from what the network said, the whole of `detect`."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from kept_groups import Kept, read_group

from posture.pose import Detections
from posture.pose.types import middle

#: Nearer to each other than this, trunk lengths, the two are not told apart by their place.
APART_TRUNKS = 0.5
#: Length of a trunk in these films, pixels.
TRUNK_PX = 50.0
#: Frames in which each runner is in the picture, at least.
SEEN = 55

kept = cache(read_group)


def who(film: Kept, found: Detections) -> tuple[set[int], int]:
    """Who is in the frames that are kept, where the two are apart, and how many frames these are.

    0 is the runner of the scene, 1 the other one.
    """
    hips = middle(found.points, "hip").astype(float)
    off = np.hypot(*np.moveaxis(film.true_hips - hips[:, None], -1, 0)) / TRUNK_PX
    between = np.hypot(*(film.true_hips[:, 0] - film.true_hips[:, 1]).T) / TRUNK_PX
    clear = np.isfinite(hips[:, 0]) & (between > APART_TRUNKS)
    return set(off[clear].argmin(axis=1).tolist()), int(np.isfinite(hips[:, 0]).sum())


@pytest.mark.parametrize("name", ["crossing", "overtaking", "together"])
def test_the_chosen_runner_is_never_swapped(name: str):
    film = kept(name)
    found = film.detect()
    people, frames = who(film, found)
    assert len(people) == 1
    assert frames > 0.6 * SEEN
    assert len(found.people) == 2
    assert sum(person.measured for person in found.people) == 1


def test_of_two_who_cross_either_can_be_chosen():
    film = kept("crossing")
    chosen = [who(film, film.detect(subject)) for subject in (1, 2)]
    assert [len(people) for people, _ in chosen] == [1, 1]
    assert chosen[0][0] | chosen[1][0] == {0, 1}
    assert min(frames for _, frames in chosen) > 0.6 * SEEN


def test_the_tracker_alone_swaps_in_each_of_them():
    """Else the test above would show nothing."""
    for name in ("crossing", "overtaking", "together"):
        film = kept(name)
        alone = Detections.empty(film.info.frames)
        alone.points[:] = film.answers[0].points
        assert who(film, alone)[0] == {0, 1}


def test_a_race_of_two_lists_two():
    film = kept("overtake")
    found = film.detect()
    assert len(found.people) == 2
    (runner,) = (person for person in found.people if person.measured)
    assert (runner.number, runner.first, runner.last) == (1, 25, 147)
