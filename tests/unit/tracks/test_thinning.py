"""Films of which the network looked at a part of the frames: cleaned as films of that rate."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from stick_runner import run_detections

from posture.pose import INDEX, Detections
from posture.tracks.clean import NOBODY, smooth
from posture.tracks.parts import NOT_ASKED
from posture.tracks.thinning import clean_looked


@pytest.fixture(scope="module")
def film():
    return run_detections(duration_s=6.0, fps=120.0)


def cleaned(film, every: int, points=None, asked=None):
    info, found, _ = film
    names = ("points", "confidence", "outline", "trunk_edge")
    parts = [getattr(found, name).copy() for name in names]
    parts[0] = parts[0] if points is None else points.copy()
    for values in parts:
        values[np.arange(info.frames) % every > 0] = np.nan
    less = Detections(*parts[:3], asked=asked, every=every, trunk_edge=parts[3])
    less.fill_between(info.times_s)
    never = np.zeros(info.frames, bool)
    return clean_looked(less, info.times_s, info.width, info.height, never)


@pytest.mark.parametrize("every", [1, 2, 3, 4])
def test_frames_between_lie_where_the_runner_was(film, every):
    info, found, _ = film
    tracks = cleaned(film, every)
    last = (info.frames - 1) // every * every
    inside = slice(4 * every, last - 4 * every)
    apart = np.abs(tracks.points[inside] - found.points[inside])
    assert np.nanmax(apart) < 0.02 * tracks.trunk_px
    assert (tracks.reason[: last + 1] == "").all()
    assert tracks.stretches == [slice(0, last + 1)]
    assert tracks.every == every


def test_between_two_looks_a_point_is_seen_if_it_was_in_both(film):
    _, found, _ = film
    leapt = found.points.copy()
    toe = INDEX["left_foot_index"]
    leapt[100, toe] -= (0.0, 90.0)
    tracks = cleaned(film, 2, leapt)
    unseen = np.flatnonzero(~tracks.seen[20:300, toe]) + 20
    assert unseen.tolist() == [99, 100, 101]
    assert tracks.seen[20:300, INDEX["right_foot_index"]].all()


def test_sides_mixed_up_in_some_frames_leave_no_leg_in_the_middle(film):
    info, found, _ = film
    mixed = found.points.copy()
    left, right = INDEX["left_ankle"], INDEX["right_ankle"]
    swapped = np.isin(np.arange(info.frames) // 2 % 40, [10, 11])  # two looks at a time
    legs = [i for name, i in INDEX.items() if name.split("_")[-1] in ("knee", "ankle", "heel")]
    legs += [INDEX["left_foot_index"], INDEX["right_foot_index"]]
    lefts = [i for i in legs if i % 2]  # left landmarks have odd numbers
    rights = [i + 1 for i in lefts]
    mixed[np.ix_(swapped, lefts)], mixed[np.ix_(swapped, rights)] = (
        found.points[np.ix_(swapped, rights)],
        found.points[np.ix_(swapped, lefts)],
    )
    tracks = cleaned(film, 2, points=mixed)
    for ankle in (left, right):
        apart = np.abs(tracks.points[8:-8, ankle] - found.points[8:-8, ankle])
        assert np.nanmax(apart) < 0.1 * tracks.trunk_px


def test_nothing_is_interpolated_across_a_gap(film):
    info, found, _ = film
    asked = np.ones(info.frames, bool)
    asked[300:500] = False
    hidden = found.points.copy()
    hidden[300:500] = np.nan
    tracks = cleaned(film, 3, points=hidden, asked=asked)
    assert np.isnan(tracks.points[300:500]).all()
    assert (tracks.reason[300:500] == NOT_ASKED).all()
    assert all(s.stop <= 300 or s.start >= 500 for s in tracks.stretches)
    assert len(tracks.stretches) == 2


def test_frames_beside_one_without_a_runner_are_not_measured(film):
    hidden = film[1].points.copy()
    hidden[400:480] = np.nan
    tracks = cleaned(film, 4, points=hidden)
    assert (tracks.reason[397:480] == NOBODY).all()
    assert (tracks.reason[:397] == "").all()


def test_feet_are_filtered_as_in_a_film_of_that_rate(film):
    """At 120 frames a second 12 Hz are let through, at 30 looks a second they are noise."""
    tracks = cleaned(film, 4)
    heel, shaken = INDEX["left_heel"], tracks.points.copy()
    shaken[:, heel, 1] += np.sin(2 * np.pi * 12 * tracks.times_s).astype(np.float32)

    def let_through(every: int) -> float:
        plain, with_shake = (
            smooth(replace(tracks, points=points, every=every), 1.0).points[60:-60, heel, 1]
            for points in (tracks.points, shaken)
        )
        return float(np.std(with_shake - plain) * np.sqrt(2))

    assert let_through(4) < 0.75 * let_through(1)
