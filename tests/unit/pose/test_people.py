"""Races and groups: whose frames are whose. People are stick figures with colours, one in front of
another, and a tracker that goes over to the nearer one where they meet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from case_clips import read_case
from kept_detections import FOLDER
from shipped_models import LEARNED
from stick_runner import run_detections

from posture.pose import Person
from posture.pose.colours import COLOURS, compare_colours, describe_colours
from posture.pose.identity import SURELY_OTHER, Identified, identify
from posture.pose.people import AROUND, _average_next
from posture.pose.subjects import Subject, link_sightings
from posture.pose.types import INDEX, middle
from posture.recording import measure
from posture.settings import Settings

FPS = 60.0
SECONDS = 5.0
FRAMES = round(FPS * SECONDS)
NONE = np.array([], np.intp)
#: RGB of three shirts.
RED, BLUE, YELLOW = (200, 40, 50), (50, 60, 190), (220, 200, 60)

Way = Callable[[np.ndarray], np.ndarray]


def person_at(hip: tuple[float, float], trunk: float = 80.0) -> Person:
    points = np.tile(np.array(hip, np.float32), (33, 1))
    points[[INDEX["left_shoulder"], INDEX["right_shoulder"]], 1] -= trunk
    return Person(points, np.ones(33, np.float32), np.full((48, 2), np.nan, np.float32))


def shirt(rgb: tuple[int, int, int], light: float = 1.0, seed: int = 0) -> np.ndarray:
    """Colours of a trunk with a shirt of one colour, in some light, as the picture shows them."""
    rng = np.random.default_rng(seed)
    image = np.clip(light * np.array(rgb) + rng.normal(0, 8, (200, 200, 3)), 0, 255)
    return describe_colours(image.astype(np.uint8), person_at((100, 140)))


def runner(way: Way, trunk_px: float, cadence: float, seed: int = 0) -> np.ndarray:
    """Landmarks of one runner whose mid-hip moves along a way, ``(frames, 33, 2)``."""
    _, found, _ = run_detections(
        duration_s=SECONDS, fps=FPS, cadence=cadence, trunk_px=trunk_px, noise_px=1.0, seed=seed
    )
    points = found.points.copy()
    points[..., 0] += (way(np.arange(FRAMES)) - middle(points, "hip")[:, 0])[:, None]
    return points


def race(
    ways: list[Way],
    shirts: list[tuple[int, int, int]],
    trunks: list[float],
    first: int,
    *,
    light: bool = False,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What a tracker follows that begins with one of them and takes whoever covers that one.

    Returns
    -------
    (points, colours, true)
        Of whom was tracked, and who that was, frame by frame. The larger is nearer.
    """
    people = [
        runner(way, trunk, 165 + 12 * i, seed=i)
        for i, (way, trunk) in enumerate(zip(ways, trunks, strict=True))
    ]
    hips = np.array([middle(points, "hip")[:, 0] for points in people])
    points = np.empty((FRAMES, 33, 2), np.float32)
    colours = np.empty((FRAMES, COLOURS), np.float32)
    true = np.empty(FRAMES, int)
    now = first
    for i in range(FRAMES):
        covering = [
            k
            for k in range(len(people))
            if trunks[k] > trunks[now] and abs(hips[k, i] - hips[now, i]) < 0.35 * trunks[now]
        ]
        if covering:
            now = covering[0]
        points[i], true[i] = people[now][i], now
        shade = 1.0 - 0.25 * (light and i > FRAMES // 2)
        colours[i] = shirt(shirts[now], shade, seed=i)
    return points, colours, true


def sight(ways: list[Way], trunks: list[float]) -> list[Subject]:
    """Who is seen of a race in single frames, a half second apart."""
    sightings = [
        (
            i,
            [
                person_at((float(way(np.array(i))), 300.0), t)
                for way, t in zip(ways, trunks, strict=True)
            ],
        )
        for i in range(0, FRAMES, 15)
    ]
    return link_sightings(sightings)


def measured(seen: Identified, points: np.ndarray, true: np.ndarray) -> set[int]:
    """Who is in the frames that are kept."""
    kept = ~seen.others & np.isfinite(points[:, 0, 0])
    return set(true[kept].tolist())


def test_colours_tell_shirts_and_bear_light():
    assert compare_colours(shirt(RED), shirt(RED, 0.75)) < 0.3
    assert compare_colours(shirt(RED), shirt(RED, seed=5)) < 0.1
    for one, other in ((RED, BLUE), (RED, YELLOW), (BLUE, YELLOW)):
        assert compare_colours(shirt(one), shirt(other)) > 0.5
    assert np.isnan(compare_colours(np.array([], np.float32), shirt(RED)))


def test_a_trunk_out_of_the_picture_has_no_colours():
    image = np.zeros((100, 100, 3), np.uint8)
    assert describe_colours(image, person_at((500, 500))).size == 0
    assert describe_colours(image, person_at((np.nan, 50))).size == 0
    assert describe_colours(image, None).size == 0


@pytest.mark.parametrize("light", [False, True])
def test_crossing(light: bool):
    # one goes to the right, a nearer one to the left; they meet in the middle
    ways: list[Way] = [lambda i: 100 + 3.2 * i, lambda i: 1100 - 3.2 * i]
    points, colours, true = race(ways, [RED, BLUE], [80, 95], first=0, light=light)
    assert set(true) == {0, 1}
    seen = identify(points, colours, NONE, [], None)
    assert len(measured(seen, points, true)) == 1
    assert sum(person.measured for person in seen.people) == 1
    assert len(seen.people) == 2


@pytest.mark.parametrize("first", [0, 1])
def test_overtaking(first: int):
    # the nearer one comes from behind and passes slowly
    ways: list[Way] = [lambda i: 300 + 2.0 * i, lambda i: 120 + 3.4 * i]
    points, colours, true = race(ways, [RED, YELLOW], [80, 90], first=first)
    seen = identify(points, colours, NONE, [], None)
    assert len(measured(seen, points, true)) == 1
    if first == 0:
        assert set(true) == {0, 1}
        assert len(seen.people) == 2
        # whom most frames show is measured; of the other no frame is
        main = int(np.bincount(true).argmax())
        assert measured(seen, points, true) == {main}


@pytest.mark.parametrize("chosen", [0, 1])
def test_the_number_that_chooses_somebody_is_theirs_in_the_list(chosen: int):
    ways: list[Way] = [lambda i: 100 + 3.2 * i, lambda i: 1100 - 3.2 * i]
    points, colours, true = race(ways, [RED, BLUE], [80, 95], first=0)
    hips = middle(points, "hip")
    points[..., 1] += (300.0 - hips[:, 1])[:, None]
    subjects = sight(ways, [80, 95])
    assert len(subjects) == 2
    seen = identify(points, colours, NONE, subjects, subjects[chosen])
    assert [person.number for person in seen.people] == [1, 2]
    assert [person.measured for person in seen.people] == [chosen == 0, chosen == 1]
    assert measured(seen, points, true) == {chosen}


def test_who_is_seen_while_the_tracker_is_with_another_is_no_third_person():
    ways: list[Way] = [lambda i: 100 + 3.2 * i, lambda i: 1100 - 3.2 * i]
    points, colours, _ = race(ways, [RED, BLUE], [80, 95], first=0)
    points[..., 1] += (300.0 - middle(points, "hip")[:, 1])[:, None]
    for runner in (None, sight(ways, [80, 95])[0]):
        subjects = sight(ways, [80, 95]) if runner is None else [runner]
        seen = identify(points, colours, NONE, subjects, runner)
        assert len(seen.people) == 2
        assert sum(person.measured for person in seen.people) == 1


def test_running_together():
    # three side by side who fall back and catch up: each covers another now and then
    def waving(base: float, phase: float) -> Way:
        return lambda i: base + 2.0 * i + 60 * np.sin(2 * np.pi * i / 240 + phase)

    ways = [waving(200, 0.0), waving(200, 2.1), waving(200, 4.2)]
    points, colours, true = race(ways, [RED, BLUE, YELLOW], [75, 85, 95], first=0)
    assert set(true) == {0, 1, 2}
    seen = identify(points, colours, NONE, [], None)
    assert len(measured(seen, points, true)) == 1
    assert len(seen.people) >= 2


def test_one_runner_in_changing_light_stays_one():
    points, colours, _ = race([lambda i: 300 + 2.0 * i], [RED], [80], first=0, light=True)
    points[100:110] = np.nan  # not found for a moment
    colours[100:110] = np.nan
    seen = identify(points, colours, NONE, [], None)
    assert not seen.others.any()
    assert len(seen.people) == 1
    assert seen.people[0].measured
    assert (seen.people[0].first, seen.people[0].last) == (0, FRAMES - 1)


def test_without_colours_nobody_is_thrown_out():
    points, colours, _ = race([lambda i: 300 + 2.0 * i], [RED], [80], first=0)
    points[150:, :, 0] += 400
    seen = identify(points, np.full_like(colours, np.nan), NONE, [], None)
    assert not seen.others.any()


def test_nobody_has_no_box():
    nothing = np.full((20, 33, 2), np.nan, np.float32)
    seen = identify(nothing, np.full((20, COLOURS), np.nan, np.float32), NONE, [], None)
    assert seen.people == ()
    assert not seen.others.any()


def test_in_the_race_that_was_filmed_the_nearer_runner_is_measured():
    info, found = read_case("overtake")
    with np.load(Path(FOLDER) / "overtake.colours.npz") as kept:
        colours = kept["colours"].astype(np.float32)
    seen = identify(found.points, colours, found.cuts, [], None)
    (runner_seen,) = (person for person in seen.people if person.measured)
    # the nearer one comes into sight at frame 30 of what was tracked, and leaves at 150
    assert (runner_seen.first, runner_seen.last) == (30, 150)
    assert seen.others[:30].all()
    assert seen.others[156:].all()
    assert len(seen.people) >= 2
    assert all(np.isfinite(person.box).all() for person in seen.people)
    for index in np.flatnonzero(seen.others):
        found.put(int(index), None)
    made = measure(info, found, Settings.build(), LEARNED)
    used = made.strides[made.strides["rejected"] == ""]
    assert len(used) == 2
    # two strides of one pass do not tell whether the film was played at its own speed
    assert (used["cadence_spm"].between(174, 180) | used["cadence_spm"].isna()).all()
    assert SURELY_OTHER > 0.3


def test_averages_of_neighbouring_frames_leave_out_what_is_not_known():
    colours = np.arange(24.0, dtype=np.float32)[:, None] * np.ones(24, np.float32)
    colours[3] = np.nan
    colours[10:18] = np.nan
    means = _average_next(colours)
    assert len(means) == len(colours) - AROUND + 1
    for start, mean in enumerate(means):
        window = colours[start : start + AROUND]
        known = window[np.isfinite(window).all(axis=1)]
        expected = known.mean(axis=0) if len(known) else np.full(24, np.nan)
        np.testing.assert_array_equal(mean, expected)
