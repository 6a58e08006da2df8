"""Who is who from look to look, and who of them runs."""

from __future__ import annotations

import numpy as np
import pytest
from pose_scene import person

from posture.errors import UsageError
from posture.pose.subjects import (
    LEAST_SIGHTINGS,
    choose_runner,
    choose_standing,
    find_at,
    link_sightings,
)
from posture.pose.types import INDEX
from posture.settings.subject import Spot

STEP = 12  # frames from one look to the next


def runner(i: int, x: float, trunk: float = 60.0):
    return person((x, 300.0 + 3 * (-1) ** i), trunk, apart=70 * np.sin(2.1 * i))


def stander(i: int, x: float = 500.0, trunk: float = 90.0):
    return person((x + (i % 2), 320.0), trunk, apart=20.0)


def looks(*rows):
    return [(STEP * i, [p for p in people if p is not None]) for i, people in enumerate(rows)]


def hips(subject) -> list[float]:
    return [float(p.hip[0]) for p in subject.people]


def test_a_runner_beside_a_larger_standing_person():
    subjects = link_sightings(looks(*([stander(i), runner(i, 150)] for i in range(12))))
    assert len(subjects) == 2
    assert [subject.trunk for subject in subjects] == [90, 60]  # in order of appearance
    assert choose_runner(subjects, 12) == 1


@pytest.mark.parametrize("first", [0, 1])
def test_the_order_in_a_frame_does_not_matter(first):
    rows = []
    for i in range(12):
        people = [stander(i), runner(i, 150)]
        rows.append(people[::-1] if i % 3 == first else people)
    subjects = link_sightings(looks(*rows))
    assert [len(set(np.round(hips(s), -2))) for s in subjects] == [1, 1]
    assert subjects[choose_runner(subjects, 12)].trunk == 60


def test_a_runner_crosses_behind_somebody_and_stays_the_same():
    rows = []
    for i in range(15):
        x = 100 + 60 * i  # passes the one standing at 500 between the 6th and the 8th look
        hidden = abs(x - 500) < 50
        rows.append([stander(i), None if hidden else runner(i, x)])
    subjects = link_sightings(looks(*rows))
    assert len(subjects) == 2
    crossing = subjects[choose_runner(subjects, 15)]
    assert crossing.trunk == 60
    assert hips(crossing) == [100 + 60 * i for i in range(15) if abs(60 * i - 400) >= 50]


def test_two_who_pass_each_other_are_not_swapped():
    rows = [[runner(i, 100 + 50 * i), runner(i + 1, 700 - 50 * i)] for i in range(13)]
    right, left = link_sightings(looks(*rows))
    assert np.all(np.diff(hips(right)) == 50)
    assert np.all(np.diff(hips(left)) == -50)


def test_numbers_follow_the_first_appearance():
    rows = [[stander(i), *([runner(i, 150)] if i >= 4 else [])] for i in range(12)]
    rows[0] = []
    subjects = link_sightings(looks(*rows))
    assert [subject.frames[0] // STEP for subject in subjects] == [1, 4]
    assert choose_runner(subjects, 12) == 1


def test_who_stands_is_chosen_beside_a_runner_where_standing_is_asked_for():
    rows = [[stander(i, trunk=50.0), runner(i, 150, trunk=70.0)] for i in range(12)]
    subjects = link_sightings(looks(*rows))
    assert subjects[choose_standing(subjects, 12)].trunk == 50
    assert subjects[choose_runner(subjects, 12)].trunk == 70


def test_somebody_seen_for_a_moment_does_not_win():
    """A large passer-by with swinging legs, seen in two of forty looks."""
    rows = [
        [runner(i, 150), *([runner(i, 450, trunk=90)] if i in (20, 21) else [])] for i in range(40)
    ]
    subjects = link_sightings(looks(*rows))
    assert len(subjects) == 2
    assert choose_runner(subjects, 40) == 0


def test_a_single_sighting_is_nobody():
    rows = [[runner(i, 150), *([stander(i)] if i == 5 else [])] for i in range(8)]
    assert LEAST_SIGHTINGS == 2
    assert len(link_sightings(looks(*rows))) == 1


def test_of_few_looks_one_tells_who_is_beside_the_runner():
    beside = looks(
        [runner(0, 100)],
        [runner(1, 200), runner(1, 900, trunk=55)],
        [runner(2, 300), runner(2, 315), stander(2, 500, trunk=120)],
    )
    assert len(link_sightings(beside)) == 1
    # found twice in one place, and one much larger: no runner beside
    first, second = link_sightings(beside, few=True)
    two = looks(*([runner(i, 100 * i + 100), stander(i, 900)] for i in range(3)))
    assert len(link_sightings(two, few=True)) == 2
    assert hips(first) == pytest.approx([100, 200, 300], abs=20)
    assert hips(second) == [900]
    assert (first.is_numbered, second.is_numbered) == (True, False)


def test_a_small_person_in_the_background_is_not_taken_for_the_runner():
    """The runner is missed once, where a person a third as large is seen."""
    rows = [[runner(i, 150) if i != 5 else runner(i, 150, trunk=20)] for i in range(10)]
    (subject,) = link_sightings(looks(*rows))
    assert [frame // STEP for frame in subject.frames] == [0, 1, 2, 3, 4, 6, 7, 8, 9]


def test_a_runner_far_away_loses_against_a_near_one():
    rows = [[runner(i, 600, trunk=15), runner(i, 150, trunk=60)] for i in range(12)]
    subjects = link_sightings(looks(*rows))
    assert [subject.trunk for subject in subjects] == [15, 60]
    assert choose_runner(subjects, 12) == 1


def test_detections_without_a_trunk_are_left_out():
    flat, lost = person((300.0, 300.0), trunk=0.0), person((300.0, 300.0))
    lost.points[INDEX["left_hip"]] = np.nan
    (subject,) = link_sightings(looks(*([flat, runner(i, 150), lost] for i in range(4))))
    assert hips(subject) == [150] * 4


def test_nobody():
    assert link_sightings([]) == []
    assert link_sightings(looks([], [], [])) == []


def test_the_path_is_where_the_person_was():
    (subject,) = link_sightings(looks(*([runner(i, 100 + 10 * i)] for i in range(5))))
    path = subject.path()
    assert path.frames.tolist() == [0, 12, 24, 36, 48]
    assert path.at(18) == pytest.approx((115, 300, 60), abs=3)


def test_motion_is_the_swing_of_the_ankles_in_trunk_lengths():
    rows = [[person((100, 300), 50, apart=40 * (-1) ** i)] for i in range(10)]
    (subject,) = link_sightings(looks(*rows))
    assert subject.motion() == pytest.approx(0.8)
    (still,) = link_sightings(looks(*([stander(i)] for i in range(10))))
    assert still.motion() == 0


def test_runners_who_cross_are_not_joined_across_a_look_that_missed_one():
    # one runs to the right, seen in the first look and from the fourth on; one to the left
    right, left = (64, 194, 322, 460, 591), (None, 498, 328, 158, None)
    seen = [(True, False), (False, True), (False, True), (True, True), (True, False)]
    rows = [
        (
            runner(i, right[i]) if shown[0] else None,
            runner(i, left[i]) if shown[1] else None,
        )
        for i, shown in enumerate(seen)
    ]
    subjects = link_sightings(looks(*rows))
    assert [hips(subject) for subject in subjects] == [[498, 328, 158], [460, 591]]


@pytest.mark.parametrize("turned", [False, True])
def test_a_place_finds_the_same_person_in_whatever_order_they_were_found(turned):
    pairs = [[stander(i), runner(i, 150 + 4 * i)] for i in range(12)]
    subjects = link_sightings(looks(*(pair[::-1] if turned else pair for pair in pairs)))
    for frame in (0, 30, 130):
        run = find_at(subjects, Spot(frame, 150 + 4 * frame // STEP, 310))
        stand = find_at(subjects, Spot(frame, 480, 330))
        assert (run, stand) == ((1, 2) if turned else (2, 1))
    # a frame far outside of what is measured now, as where a window was asked for
    rows = [[runner(i, 150 + 3 * (i % 3)), stander(i)] for i in range(6)]
    (first, second) = link_sightings(looks(*rows))
    for frame in (-5000, 9000):
        assert find_at([first, second], Spot(frame, 152, 305)) == (1 if first.trunk == 60 else 2)
    with pytest.raises(UsageError, match="nobody was seen at 800,310 in frame 30"):
        find_at(subjects, Spot(30, 800, 310))
