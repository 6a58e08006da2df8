"""Cameras that pan, go along or sway: their level, picture by picture."""

from __future__ import annotations

import numpy as np
import pytest
from camera_scenes import HEIGHT, WIDTH, film, seen_from, wall

from posture.camera import along
from posture.camera.along import Steps, follow_camera, must_be_followed, settle_levels
from posture.camera.level import Level
from posture.camera.pictures import read_pictures
from posture.camera.watch import watch_camera

SIZE = (WIDTH, HEIGHT)


def swaying(seconds):
    """Roll of a hand, degrees."""
    return 1.5 * np.sin(2 * np.pi * 0.9 * seconds) + 0.8 * np.sin(2 * np.pi * 0.23 * seconds)


def off(motion, info, roll):
    """How far the level of each frame is off, against the mean of all, degrees."""
    found = motion.turn_of_frames(info.frames)
    true = roll(np.asarray(info.times_s))
    return found - (true - true.mean())


@pytest.fixture(scope="module")
def panned(tmp_path_factory):
    """A camera that looks down, pans by 40 degrees and sways."""
    scene = wall(3)
    path = tmp_path_factory.mktemp("pan") / "film.mp4"

    def see(seconds):
        return seen_from(scene, -20.0 + 6.0 * seconds, 6.0, swaying(seconds), SIZE)

    return film(path, see, 6.6, fps=20)


def test_a_panning_camera_that_looks_down_has_its_level_in_every_frame(panned):
    motion, _ = watch_camera(panned)
    assert motion.follows
    assert motion.readings is not None
    assert motion.readings >= 3
    error = off(motion, panned, swaying)
    assert np.sqrt((error**2).mean()) < 0.5
    assert np.sqrt((error**2).mean()) < motion.turn_sd_deg.mean()
    true = swaying(panned.times_s)
    assert np.std(true) > 1.1  # which would be left without


def test_turns_of_the_background_alone_are_not_the_level(panned):
    """Else the test above would show nothing: it turns by 40 sin(6) degrees in all."""
    steps = follow_camera(panned, None, None)
    added = np.r_[0.0, np.cumsum(steps.turn_deg)]
    true = swaying(panned.times_s[np.asarray(steps.frames, int)])
    drift = (added - added[0]) - (true - true[0])
    assert abs(drift[-1]) == pytest.approx(40.0 * np.sin(np.radians(6.0)), abs=0.5)


def test_a_frame_that_cannot_be_decoded_makes_two_steps_unknown_and_moves_no_other(
    panned, monkeypatch
):
    whole = follow_camera(panned, None, None)
    lost = 20

    def with_a_gap(info, frames, points=None, hidden=None):
        return (
            one for one in read_pictures(info, frames, points, hidden) if one.frame != frames[lost]
        )

    monkeypatch.setattr(along, "read_pictures", with_a_gap)
    left = follow_camera(panned, None, None)
    np.testing.assert_array_equal(left.frames, whole.frames)
    assert np.flatnonzero(np.isnan(left.turn_deg)).tolist() == [lost - 1, lost]
    known = np.isfinite(left.turn_deg)
    np.testing.assert_allclose(left.turn_deg[known], whole.turn_deg[known], atol=0.1)


def test_a_camera_in_a_hand_is_followed_though_it_does_not_pan(tmp_path):
    scene = wall(4)
    info = film(
        tmp_path / "film.mp4", lambda s: seen_from(scene, 0.5 * s, 2.0, swaying(s), SIZE), 4.0, 20
    )
    motion, _ = watch_camera(info)
    assert not motion.follows
    assert np.abs(off(motion, info, swaying)).max() < 0.5
    assert motion.turned


def steps(count, turn, pan=0.0, levels=None):
    turns = np.broadcast_to(np.asarray(turn, float), count - 1).copy()
    pans = np.column_stack([np.full(count - 1, pan), np.zeros(count - 1)])
    return Steps(np.arange(count), turns, pans, levels or {})


def read(level):
    return Level(level, 0.3, sure=True, uprights=1.0, horizontals=1.0)


def test_readings_tell_the_share_of_the_pan_that_is_no_level():
    levels = {place: read(0.0) for place in range(0, 100, 10)}
    motion = settle_levels(steps(100, 0.1, pan=0.02, levels=levels))
    assert np.abs(motion.turn_deg).max() < 0.3  # 10 degrees were added up
    assert motion.turn_sd_deg.max() < 0.6


def test_without_readings_swaying_is_taken_off_and_what_adds_up_is_not_believed():
    seconds = np.arange(200) / 10
    sway = swaying(seconds)
    motion = settle_levels(steps(200, np.diff(sway) + 0.08, pan=0.02))
    assert motion.readings == 0
    assert motion.turned
    assert np.ptp(motion.turn_deg - sway) < 4.0  # 16 degrees were added up
    assert np.corrcoef(motion.turn_deg, sway)[0, 1] > 0.8
    known = settle_levels(steps(200, 0.0, levels={0: read(0.0), 199: read(0.0)}))
    assert motion.turn_sd_deg.mean() > 1.5 * known.turn_sd_deg.mean()


def test_across_a_cut_nothing_is_added_up():
    turns = np.zeros(99)
    turns[49] = np.nan
    levels = {place: read(-2.0 if place < 50 else 3.0) for place in range(0, 100, 10)}
    motion = settle_levels(steps(100, turns, levels=levels))
    assert motion.turn_deg[80] - motion.turn_deg[20] == pytest.approx(5.0, abs=0.6)
    assert must_be_followed(motion) is False


def test_a_gap_between_two_stretches_is_no_step(panned):
    asked = np.ones(panned.frames, bool)
    asked[40:90] = False
    found = follow_camera(panned, None, asked)
    across = np.flatnonzero(np.diff(found.frames) > 10)
    assert len(across) == 1
    assert np.isnan(found.turn_deg[across]).all()
    assert np.isfinite(np.delete(found.turn_deg, across)).all()


def test_a_film_that_shows_nothing_is_not_followed(tmp_path):
    grey = np.full((HEIGHT, WIDTH), 128, np.uint8)
    info = film(tmp_path / "film.mp4", lambda _: grey, 2.0)
    assert follow_camera(info, None, None) is None
