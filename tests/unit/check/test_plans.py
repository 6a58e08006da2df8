"""Which frames a longer look looks at."""

import dataclasses

import numpy as np
import pytest

from posture.check.plans import (
    GLANCES,
    LONGER,
    LONGER_THINNED,
    SEARCH_GAP,
    WATCHED,
    find_rows,
    is_watched,
    plan_longer,
    plan_looks,
    plan_more,
)
from posture.utils.resources import sample_path
from posture.video import probe


@pytest.fixture(scope="module")
def info():
    known = probe(sample_path("steady.mp4"))
    return dataclasses.replace(known, times_s=np.arange(900) / 30, duration_s=30.0)


def watched(info):
    plan = plan_looks(info)
    frames = np.flatnonzero(plan.asked)
    return [frames[part] for part in find_rows(plan) if is_watched(part)]


def test_legs_are_watched_twice_and_glances_fill_the_time_between(info):
    asked = np.flatnonzero(plan_looks(info).asked)
    assert len(asked) <= 110
    assert len(watched(info)) == len(WATCHED)
    for share in (*WATCHED, *GLANCES):
        assert np.abs(asked - share * info.frames).min() <= SEARCH_GAP


def test_in_a_short_film_no_glance_is_beside_what_is_watched(info):
    short = dataclasses.replace(info, times_s=np.arange(180) / 30, duration_s=6.0)
    parts = watched(short)
    asked = np.flatnonzero(plan_looks(short).asked)
    glances = np.setdiff1d(asked, np.concatenate(parts))
    assert glances.tolist() == [0, 1]


@pytest.mark.parametrize(("fps", "every"), [(25, 1), (30, 1), (48, 2), (59.94, 2), (120, 4)])
def test_of_a_fast_film_the_network_sees_one_frame_in_a_few_and_as_many_strides(info, fps, every):
    fast = dataclasses.replace(info, times_s=np.arange(round(30 * fps)) / fps, fps_median=fps)
    plan = plan_looks(fast)
    assert plan.every == every
    assert plan.looks <= 110
    for part in watched(fast):
        assert np.ptp(fast.times_s[part]) >= 1.4
        assert part[0] % SEARCH_GAP == part[-1] % every == 0
    assert plan_longer(plan, [40, 10], None, plan.every).every == every


def test_where_the_network_sees_one_frame_in_many_a_longer_look_reaches_farther(info):
    plan = plan_looks(info)
    whole, thinned, slow = (plan_longer(plan, [40, 10], None, every) for every in (1, 2, 4))
    assert (whole.looks, whole.frames) == (LONGER, LONGER)
    assert (thinned.looks, thinned.frames) == (LONGER_THINNED, 2 * LONGER_THINNED)
    assert (slow.looks, slow.frames) == (LONGER_THINNED, 4 * LONGER_THINNED)
    for longer in (whole, thinned, slow):
        assert len(longer.parts) == 1
        assert len(longer.chunks) == 2
        assert longer.chunks[0].start % SEARCH_GAP == 0


@pytest.mark.parametrize(("measured", "chosen"), [([40, 10], 0), ([10, 40], 1)])
def test_it_is_around_the_part_of_which_more_can_be_measured(info, measured, chosen):
    part = watched(info)[chosen]
    (longer,) = plan_longer(plan_looks(info), measured, None).parts
    assert longer.start <= part[0] < part[-1] < longer.stop


@pytest.mark.parametrize(("ratio", "chosen"), [(8.0, 0), (1 / 8, 1)])
def test_of_two_speeds_it_is_in_the_faster_part_and_away_from_the_other(info, ratio, chosen):
    parts = watched(info)
    (longer,) = plan_longer(plan_looks(info), [40, 40], ratio).parts
    assert longer.start <= parts[chosen][0] < longer.stop
    assert not longer.start <= parts[1 - chosen][len(parts[0]) // 2] < longer.stop


def test_where_nothing_can_be_measured_there_is_no_longer_look(info):
    assert plan_longer(plan_looks(info), [0, 0], None) is None


def test_more_parts_lie_apart_from_those_that_were_watched(info):
    plan = plan_looks(info)
    more = plan_more(info, plan)
    assert len(more.parts) == 2
    assert not (plan.asked & more.asked).sum() > len(more.parts) * 2
    short = dataclasses.replace(info, times_s=np.arange(60) / 30, duration_s=2.0)
    assert plan_more(short, plan_looks(short)) is None
