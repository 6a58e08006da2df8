"""The films of `make invariance`: what is changed is what their name says, and nothing else."""

import numpy as np
import pytest
from benchmarks.invariance import made, pictures, variants
from benchmarks.invariance.clips import Box, Clip, find_clips
from benchmarks.invariance.variants import VARIANTS

from posture.video import VideoWriter, probe, read_frames

WIDTH, HEIGHT = 320, 240
DOTS = np.array([[160.0, 60.0], [110.0, 120.0], [200.0, 170.0]])
BOX = Box(left=100.0, top=40.0, right=220.0, bottom=190.0, height=140.0)


def dots(places=DOTS) -> np.ndarray:
    """Dark, with a bright round dot at each place, in a colour of its own channel."""
    image = np.full((HEIGHT, WIDTH, 3), 20, np.uint8)
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    for channel, (cx, cy) in enumerate(places):
        dot = 220 * np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * 4.0**2))
        image[..., channel] = np.maximum(image[..., channel], dot.astype(np.uint8))
    return image


def find_dots(image: np.ndarray) -> np.ndarray:
    """Centre of each channel's dot: its bright pixels, weighted."""
    found = []
    for channel in range(3):
        weight = np.clip(image[..., channel].astype(float) - 60, 0, None)
        y, x = np.mgrid[: image.shape[0], : image.shape[1]]
        found.append(((x * weight).sum() / weight.sum(), (y * weight).sum() / weight.sum()))
    return np.array(found)


def changed(name: str, image: np.ndarray, amount: float = 1.0, box: Box = BOX) -> np.ndarray:
    make = VARIANTS[name].make
    return make(image, amount, 0, box)


@pytest.mark.parametrize("degrees", [2, -2, 4, -4])
def test_a_turn_is_about_the_middle_and_clockwise_where_positive(degrees):
    sign = "plus" if degrees > 0 else "minus"
    found = find_dots(changed(f"turned_{sign}_{abs(degrees)}", dots()))
    # by hand: y points down, so the usual matrix of a turn is clockwise in the picture
    turn = np.radians(degrees)
    middle = np.array([(WIDTH - 1) / 2, (HEIGHT - 1) / 2])
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    assert found == pytest.approx((DOTS - middle) @ matrix.T + middle, abs=0.05)


def test_a_clockwise_turn_tips_a_plumb_line_to_the_right():
    bottom, top = np.array([160.0, 200.0]), np.array([160.0, 50.0])
    matrix = pictures.turn_matrix(WIDTH, HEIGHT, 4.0)
    low, high = pictures.moved(matrix, np.array([bottom, top]))
    assert np.degrees(np.arctan2(high[0] - low[0], low[1] - high[1])) == pytest.approx(4.0)


def test_the_edges_of_a_turned_or_shifted_picture_are_filled():
    white = np.full((HEIGHT, WIDTH, 3), 200, np.uint8)
    for name in ("turned_plus_4", "shifted", "late_zoomed"):
        assert changed(name, white).min() == 200


def test_mirrored_swaps_left_and_right():
    found = find_dots(changed("mirrored", dots()))
    assert found == pytest.approx(np.column_stack([WIDTH - 1 - DOTS[:, 0], DOTS[:, 1]]), abs=0.05)


@pytest.mark.parametrize(("name", "factor"), [("size_60", 0.6), ("size_140", 1.4)])
def test_the_size_is_that_of_the_name(name, factor):
    image = changed(name, dots())
    assert image.shape == (round(HEIGHT * factor), round(WIDTH * factor), 3)
    # middles of pixels, as the formula of a scaled picture has them
    assert find_dots(image) == pytest.approx((DOTS + 0.5) * factor - 0.5, abs=0.1)


def test_darker_is_half_and_noise_has_its_size_and_no_mean():
    image = np.full((HEIGHT, WIDTH, 3), 100, np.uint8)
    assert np.all(changed("darker", image) == 50)
    noise = changed("noisier", image).astype(float) - 100
    assert noise.std() == pytest.approx(8.0, rel=0.02)
    assert abs(noise.mean()) < 0.1
    again = changed("noisier", image)
    assert np.array_equal(again.astype(float) - 100, noise)
    assert not np.array_equal(VARIANTS["noisier"].make(image, 1.0, 1, BOX), again)


def test_out_of_focus_spreads_a_point_by_its_deviation():
    image = np.zeros((101, 101, 3), np.uint8)
    image[:, 50] = 255  # a line: of a point, rounding to whole values would leave little
    line = changed("late_defocused", image)[50, :, 0].astype(float)
    x = np.arange(101)
    spread = np.sqrt((line * (x - 50) ** 2).sum() / line.sum())
    assert spread == pytest.approx(variants.DEFOCUS_PX, rel=0.05)
    assert np.array_equal(changed("late_defocused", image, 0.0), image)


def test_a_shift_goes_where_there_is_room():
    # the box is left of the middle, and has more room below than above
    right, down = variants.choose_shift(Box(20, 30, 120, 180, 140), WIDTH, HEIGHT)
    assert (right, down) == (32.0, 24.0)
    right, down = variants.choose_shift(Box(200, 100, 300, 230, 120), WIDTH, HEIGHT)
    assert (right, down) == (-32.0, -24.0)
    # with hardly any room the feet stay in the picture
    _, down = variants.choose_shift(Box(100, 4, 200, 225, 200), WIDTH, HEIGHT)
    assert down == pytest.approx(240 - 225 - 0.02 * 240)
    # as much room on both sides: to the right; 50 pixels below, 40 above: down
    assert find_dots(changed("shifted", dots())) == pytest.approx(
        DOTS + np.array([32, 24]), abs=0.05
    )


@pytest.mark.parametrize("box", [BOX, Box(5, 2, 80, 150, 140), Box(0, 30, 319, 235, 190)])
def test_zooming_keeps_head_and_feet_in_the_picture(box):
    factor, about = variants.choose_zoom(box, WIDTH, HEIGHT)
    corners = np.array([[box.left, box.top], [box.right, box.bottom]])
    moved = pictures.moved(pictures.zoom_matrix(factor, about), corners)
    assert moved[0, 1] >= 0
    assert moved[1, 1] <= HEIGHT
    assert np.ptp(moved[:, 1]) == pytest.approx(factor * np.ptp(corners[:, 1]))
    assert factor == pytest.approx(min(1.2, 0.98 * HEIGHT / (box.bottom - box.top)))


def test_the_crop_holds_the_whole_way_and_is_a_body_and_a_half_high():
    box = Box(left=400, top=250, right=900, bottom=480, height=200)
    left, top, right, bottom = variants.crop_window(box, 1280, 720)
    assert bottom - top == pytest.approx(1.5 * 200, abs=2)
    assert (top + bottom) / 2 == pytest.approx((250 + 480) / 2, abs=2)
    assert left <= 400
    assert right >= 900
    image = np.zeros((720, 1280, 3), np.uint8)
    assert VARIANTS["cropped"].make(image, 1.0, 0, box).shape == (bottom - top, right - left, 3)
    # a runner who fills the picture leaves nothing to crop
    assert variants.crop_window(Box(0, 0, 1280, 720, 700), 1280, 720) == (0, 0, 1280, 720)


def test_what_sets_in_is_not_there_in_the_first_third_and_whole_in_the_last():
    times = np.linspace(0, 6, 61)
    amounts = VARIANTS["late_turned"].amounts(times)
    assert np.all(amounts[times <= 2.0] == 0)
    assert np.all(amounts[times >= 4.0] == 1)
    assert np.interp(3.0, times, amounts) == pytest.approx(0.5)
    assert np.all(VARIANTS["turned_plus_2"].amounts(times) == 1)
    image = dots()
    for name in ("late_turned", "late_zoomed", "late_shifted", "late_darker", "late_defocused"):
        assert np.abs(changed(name, image, 0.0).astype(int) - image).max() <= 1, name


def walker(index: int) -> np.ndarray:
    """A grey dot that is ahead by as many pixels as frames, over a fine dark pattern."""
    dot = dots(np.repeat(DOTS[:1] + np.array([[index, 0]]), 3, axis=0))
    pattern = np.random.default_rng(1).integers(0, 30, (HEIGHT, WIDTH, 1), np.uint8)
    return np.maximum(dot, pattern)


@pytest.fixture
def clip(tmp_path, monkeypatch):
    """A clip of 40 frames that come at uneven times: a grey dot walks over a fine pattern."""
    monkeypatch.setattr(made, "FILMS", tmp_path / "films")
    path = tmp_path / "walk.mp4"
    times = np.cumsum(np.where(np.arange(40) % 3, 0.05, 0.075))
    with VideoWriter(path, WIDTH, HEIGHT, crf=4) as writer:
        for index, time_s in enumerate(times):
            writer.write(walker(index), time_s)
    return Clip("walk", path, 4, 40)


def walked(info):
    """How far the first dot has walked in each frame of a film, pixels."""
    return [find_dots(frame.image)[0, 0] - DOTS[0, 0] for frame in read_frames(info)]


def test_a_film_keeps_frames_and_true_times(clip):
    film = probe(made.make_film(clip, VARIANTS["itself"], BOX))
    assert film.frames == 36
    own = clip.info.times_s[4:]
    assert film.times_s == pytest.approx(own - own[0], abs=2e-5)
    assert walked(film) == pytest.approx(np.arange(4, 40), abs=0.1)
    assert made.first_time_s(clip, VARIANTS["itself"]) == 0


def test_half_the_rate_is_every_second_frame_at_its_own_time(clip):
    film = probe(made.make_film(clip, VARIANTS["half_rate"], BOX))
    assert walked(film) == pytest.approx(np.arange(4, 40, 2), abs=0.1)
    own = clip.info.times_s[4:40:2]
    assert film.times_s == pytest.approx(own - own[0], abs=2e-5)


def test_the_first_second_is_cut_off(clip):
    variant = VARIANTS["first_second_off"]
    film = probe(made.make_film(clip, variant, BOX))
    own = clip.info.times_s[4:] - clip.info.times_s[4]
    first = int(np.flatnonzero(own >= 1.0)[0])
    assert made.first_time_s(clip, variant) == pytest.approx(own[first])
    assert walked(film) == pytest.approx(np.arange(4 + first, 40), abs=0.1)


def test_a_film_is_made_once_and_again_when_it_would_be_another(clip):
    film = made.make_film(clip, VARIANTS["shifted"], BOX)
    when = film.stat().st_mtime_ns
    assert made.make_film(clip, VARIANTS["shifted"], BOX).stat().st_mtime_ns == when
    other = Box(left=200.0, top=40.0, right=300.0, bottom=190.0, height=140.0)
    assert made.make_film(clip, VARIANTS["shifted"], other).stat().st_mtime_ns > when
    assert made.stamp(clip, VARIANTS["mirrored"], BOX) == made.stamp(
        clip, VARIANTS["mirrored"], other
    )


def test_hard_compression_costs_detail_and_sets_in_late(clip):
    def frames(name):
        film = probe(made.make_film(clip, VARIANTS[name], BOX))
        return np.array([frame.image for frame in read_frames(film)], int)

    itself = frames("itself")
    hard, late = (
        np.abs(frames(name) - itself).mean(axis=(1, 2, 3))
        for name in ("compressed", "late_compressed")
    )
    assert hard.min() > 2
    assert late[:12].max() < 0.1 * hard[:12].min()
    assert late[-10:] == pytest.approx(hard[-10:], rel=0.25)
    assert sorted(made.FILMS.glob(".*")) == []


def test_clips_of_an_absent_folder_are_none(tmp_path, clip):
    assert list(find_clips(tmp_path / "nowhere")) == []
    (found,) = find_clips(clip.path.parent)
    assert (found.name, found.start, found.stop) == ("walk", 0, 40)
