import numpy as np
import pytest
from camera_scenes import lawn, room, seen_by, seen_from, wall

from posture.camera.level import Lines, estimate_level, find_lines
from posture.tracks.view import FOCAL_LENGTH

EVERYWHERE = np.full(room().shape, 255, np.uint8)


def covering(turn: float) -> float:
    """Zoom at which a turned picture leaves no corner empty."""
    angle = np.radians(abs(turn))
    return float(np.cos(angle) + np.sin(angle) * 16 / 9)


@pytest.mark.parametrize("turn", [-5.0, -2.0, 0.0, 1.0, 4.0])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_level_is_read_from_what_is_upright(turn: float, seed: int):
    picture = seen_by(room(seed), turn, covering(turn))
    found = estimate_level([(find_lines(picture, EVERYWHERE), 0.0)])
    assert found is not None
    assert found.level_deg == pytest.approx(turn, abs=0.3)
    assert found.sure


def test_turns_of_the_camera_between_pictures_are_taken_off():
    views = [
        (find_lines(seen_by(room(), turn, 1.2), EVERYWHERE), turn - 1.0) for turn in (1.0, 3.0, 4.0)
    ]
    assert estimate_level(views).level_deg == pytest.approx(1.0, abs=0.3)


def test_without_anything_straight_the_level_is_not_known():
    for seed in range(5):
        assert estimate_level([(find_lines(lawn(seed), EVERYWHERE), 0.0)]) is None


def test_lines_on_people_do_not_count():
    nobody_else = np.zeros_like(EVERYWHERE)
    assert estimate_level([(find_lines(room(), nobody_else), 0.0)]) is None


def lines(uprights=(), horizontals=()) -> Lines:
    """Lines of a tenth of the picture each: how far each is turned, and where it is across."""
    off = [(turn, turn - 90, x, 0.0) for turn, x in uprights]
    off += [(turn + 90, turn, 0.0, y) for turn, y in horizontals]
    table = np.array(off, float).reshape(-1, 4)
    table[:, :2] = (table[:, :2] + 90) % 180 - 90
    return Lines(table[:, 0], table[:, 1], np.full(len(table), 0.1), table[:, 2:])


PLACES = np.linspace(-0.9, 0.9, 7)


def test_leaning_posts_do_not_outvote_the_room():
    posts = [(-7.0, x) for x in (-0.2, -0.1, 0.0, 0.1, 0.2)]
    seen = lines([*posts, (2.0, -0.8), (2.0, 0.8)], [(2.0, y) for y in PLACES])
    found = estimate_level([(seen, 0.0)])
    assert found.level_deg == pytest.approx(2.0, abs=0.2)


def test_uprights_that_converge_are_level_in_the_middle():
    looking_up = lines([(1.0 + 5.0 * x, x) for x in PLACES], [(1.0, y) for y in PLACES])
    assert estimate_level([(looking_up, 0.0)]).level_deg == pytest.approx(1.0, abs=0.3)


def test_uprights_alone_are_an_offer():
    found = estimate_level([(lines([(3.0, x) for x in PLACES]), 0.0)])
    assert found.level_deg == pytest.approx(3.0, abs=0.3)
    assert not found.sure


def test_uprights_and_horizontals_that_disagree_are_not_sure():
    seen = lines([(4.0, x) for x in PLACES], [(-4.0, y) for y in PLACES])
    found = estimate_level([(seen, 0.0)])
    assert found is None or not found.sure


@pytest.mark.parametrize("pitch_deg", [-7.0, 0.0, 4.0, 8.0])
def test_how_uprights_converge_tells_a_camera_that_looks_down_or_up(pitch_deg):
    grey = seen_from(wall(2, 900), 0.0, pitch_deg, 1.0, (960, 540))
    level = estimate_level([(find_lines(grey, np.full(grey.shape, 255, np.uint8)), 0.0)])
    assert level.level_deg == pytest.approx(1.0, abs=0.4)
    # an upright at the picture's edge, half of the longer side from the middle
    true = np.degrees(np.arctan(0.5 / FOCAL_LENGTH * np.sin(np.radians(pitch_deg))))
    assert level.converging_sd_deg < 0.7
    assert level.converging_deg == pytest.approx(true, abs=2 * level.converging_sd_deg)


def test_two_posts_do_not_tell_how_uprights_converge():
    grey = np.full((540, 960), 128, np.uint8)
    grey[50:500, 470:474] = grey[50:500, 490:494] = 20
    grey[250:254, 100:800] = 20
    level = estimate_level([(find_lines(grey, np.full(grey.shape, 255, np.uint8)), 0.0)])
    assert level is not None
    assert level.converging_sd_deg > 0.7
