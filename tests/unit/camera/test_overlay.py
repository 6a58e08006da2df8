"""Captions, logos, times and bars over the pictures of cameras that move, and that do not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from camera_scenes import HEIGHT, WIDTH, film, room, seen_by, wall

from posture.camera.overlay import find_bars
from posture.camera.pictures import read_pictures
from posture.camera.watch import watch_camera

SCENE = wall(2)


def write(image, text, at, size=1.0):
    """Write white letters with a black edge, as captions have."""
    for colour, width in ((0, 7), (255, 2)):
        cv2.putText(image, text, at, cv2.FONT_HERSHEY_DUPLEX, size, colour, width, cv2.LINE_AA)


def caption(image, _):
    write(image, "5:15/km easy", (110, 60), 1.2)


def logo(image, _):
    cv2.circle(image, (430, 35), 24, 255, -1)
    cv2.circle(image, (430, 35), 24, 0, 3)
    for turn in range(0, 360, 30):
        end = 430 + 18 * np.cos(np.radians(turn)), 35 + 18 * np.sin(np.radians(turn))
        cv2.line(image, (430, 35), (int(end[0]), int(end[1])), 0, 2)


def clock(image, seconds):
    write(image, f"2026-05-01 10:00:{int(seconds):02d}", (8, 258), 0.8)


def bars(image, _):
    image[:34], image[-34:] = 0, 0


OVERLAYS = pytest.mark.parametrize("overlay", [caption, logo, clock, bars])


def panning(overlay):
    """A camera that pans over a blurred wall, under something that does not move."""

    def see(seconds):
        start = int(120 * seconds)
        part = SCENE[100 : 100 + HEIGHT, start : start + WIDTH]
        # what is filmed is blurred by the camera's motion, and paler than the letters over it
        image = cv2.GaussianBlur(part, (0, 0), 2.0) // 3 + 80
        overlay(image, seconds)
        return image

    return see


@OVERLAYS
def test_a_camera_that_pans_under_it_is_followed(tmp_path, overlay):
    motion, pictures = watch_camera(film(tmp_path / "film.mp4", panning(overlay), 4.0, 20))
    assert motion.follows
    assert motion.readings is not None
    assert np.ptp(motion.shift[:, 0]) == pytest.approx(120 * 3.9 / WIDTH, rel=0.1)
    assert pictures


@OVERLAYS
def test_a_camera_that_stands_still_under_it_stands_still(tmp_path, overlay):
    def see(_):
        image = room(4)
        overlay(image, 0.0)
        return image

    motion, _ = watch_camera(film(tmp_path / "film.mp4", see, 2.5, 20))
    assert motion.stood
    assert not motion.turn_deg.any() or not motion.turned


def test_somebody_who_passes_a_camera_that_stands_still_moves_no_camera(tmp_path):
    """Not the runner, who is masked: the background covers more of the picture."""
    person = seen_by(room(7))[:200, :90]

    def see(seconds):
        image, left = room(4), int(30 + 90 * seconds)
        image[60:260, left : left + 90] = person
        return image

    motion, _ = watch_camera(film(tmp_path / "film.mp4", see, 2.5, 20))
    assert motion.stood


def test_bars_are_found_at_any_edge_and_a_dark_corner_is_none(tmp_path):
    def see(_):
        image = room(4)
        image[:, :60], image[:, -60:] = 0, 0
        image[200:, :100] = 5
        return image

    info = film(tmp_path / "film.mp4", see, 1.0)
    covered = find_bars(list(read_pictures(info, [0, 5])))
    assert (covered[:, :62] == 255).all()
    assert (covered[:, -62:] == 255).all()
    assert not covered[:, 80:-80].any()
    bare = film(tmp_path / "bare.mp4", lambda _: room(4), 1.0)
    assert find_bars(list(read_pictures(bare, [0, 5]))) is None
