from dataclasses import replace

import numpy as np
import pytest
from camera_scenes import film, lawn, room, seen_by

from posture.camera import PUT_UP_AGAIN_SD_DEG, Camera, read_camera
from posture.camera.camera import LEAST_LEVEL_DEG, choose_level_deg
from posture.camera.level import Level
from posture.pose import Detections

SURE = Level(4.0, 0.3, sure=True, uprights=1.0, horizontals=1.0)


def read(path, picture, **options) -> Camera:
    info = film(path, lambda _: picture, 2.0)
    return read_camera(info, Detections.empty(info.frames), **({"level": "auto"} | options))


def test_a_level_that_is_sure_is_taken_off(tmp_path):
    camera = read(tmp_path / "a.mp4", seen_by(room(), 4.0, 1.2))
    assert camera.level_deg == pytest.approx(4.0, abs=0.3)


def test_a_level_about_zero_is_left_alone(tmp_path):
    camera = read(tmp_path / "a.mp4", room())
    assert camera.level is not None
    assert camera.level_deg == 0.0


@pytest.mark.parametrize(
    ("option", "seen", "applied"),
    [
        ("auto", SURE, 4.0),
        ("none", SURE, 0.0),
        (1.5, SURE, 1.5),
        ("auto", None, 0.0),
        ("auto", replace(SURE, sure=False), 0.0),
        ("auto", replace(SURE, level_deg=LEAST_LEVEL_DEG / 2), 0.0),
    ],
)
def test_which_level_is_taken_off(option, seen, applied):
    assert choose_level_deg(option, seen) == applied
    if seen is None:
        assert Camera.still(option).level_deg == applied


def test_how_far_the_level_may_be_off_is_known(tmp_path):
    read_off = read(tmp_path / "a.mp4", seen_by(room(), 4.0, 1.2)).level_sd_deg
    left = read(tmp_path / "b.mp4", room()).level_sd_deg
    nothing = read(tmp_path / "c.mp4", np.full_like(lawn(), 128)).level_sd_deg
    assert read_off == pytest.approx(0.3)
    assert read_off < left < nothing
    assert nothing == pytest.approx(PUT_UP_AGAIN_SD_DEG / np.sqrt(2))
    assert Camera.still("none").level_sd_deg == nothing
    assert Camera.still(2.0).level_sd_deg == pytest.approx(0.3)


@pytest.mark.parametrize("level", ["auto", "none", 1.5])
def test_a_second_clip_gets_the_level_of_the_first_and_the_turn_between_them(tmp_path, level):
    first = read(tmp_path / "a.mp4", room(), others=[], level=level)
    second = read(tmp_path / "b.mp4", seen_by(room(), -2.0, 1.1), others=[first], level=level)
    assert second.change is not None
    assert second.change.turn_deg == pytest.approx(-2.0, abs=0.15)
    assert second.level_deg == pytest.approx(first.level_deg - 2.0, abs=0.15)
    assert second.change_sd_deg < 0.15


def test_another_room_is_not_matched_and_each_level_counts(tmp_path):
    first = read(tmp_path / "a.mp4", room(1), others=[])
    second = read(tmp_path / "b.mp4", seen_by(room(2), 3.0, 1.2), others=[first])
    assert second.change is None
    assert second.level_deg == pytest.approx(3.0, abs=0.3)
    assert 0.4 < second.change_sd_deg < PUT_UP_AGAIN_SD_DEG


def test_where_nothing_is_known_phones_are_assumed_to_differ(tmp_path):
    first = read(tmp_path / "a.mp4", room(1), others=[])
    second = read(tmp_path / "b.mp4", np.full_like(lawn(), 128), others=[first])
    assert (second.change, second.level) == (None, None)
    assert second.change_sd_deg == PUT_UP_AGAIN_SD_DEG


def test_a_run_of_one_clip_is_not_described(tmp_path):
    assert read(tmp_path / "a.mp4", room()).place is None


@pytest.mark.parametrize(
    ("level", "converging"),
    [
        (replace(SURE, converging_deg=3.0, converging_sd_deg=0.4), 3.0),
        (replace(SURE, converging_deg=3.0, converging_sd_deg=0.9), 0.0),
        (replace(SURE, converging_deg=0.5, converging_sd_deg=0.3), 0.0),
        (Level(0.0, 0.3, False, 3.0, 1.0, converging_deg=4.5, converging_sd_deg=0.4), 4.5),
        (Level(0.0, 0.3, False, 0.4, 1.0, converging_deg=4.5, converging_sd_deg=0.4), 0.0),
        (None, 0.0),
    ],
)
def test_how_uprights_converge_is_used_where_enough_of_them_say_so(level, converging):
    assert replace(Camera.still("auto"), level=level).converging_deg == converging
