from __future__ import annotations

import numpy as np
import pytest

from posture.charts import style
from posture.render import palette
from posture.render.layout import Canvas, Layout
from posture.render.text import _CACHED_STRINGS, _make_stamp, draw_text, measure_text, shorten

SIZES = [(1280, 720), (720, 1280), (1920, 1080), (1080, 1920), (360, 636), (3840, 2160), (641, 361)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_picture_and_strip_fit_and_are_never_enlarged(width: int, height: int) -> None:
    layout = Layout.fit(width, height)
    assert layout.width * (layout.height + layout.strip) <= 640_000 * 1.01
    assert layout.width <= width
    assert layout.height <= height
    assert layout.width % 2 == layout.height % 2 == layout.strip % 2 == 0
    assert layout.width / layout.height == pytest.approx(width / height, rel=0.01)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_text_is_readable_on_a_phone(width: int, height: int) -> None:
    layout = Layout.fit(width, height)
    assert layout.text >= 0.03 * min(layout.width, layout.height)
    assert layout.text * 390 / layout.width >= 10.5


def test_a_frame_that_fits_is_copied_unchanged() -> None:
    frame = np.random.default_rng(0).integers(0, 256, (480, 640, 3), dtype=np.uint8)
    canvas = Canvas.of(frame, Layout.fit(640, 480))
    assert np.array_equal(canvas.picture, frame)
    canvas.picture[:] = 0
    assert frame.any()


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (3840, 2160), (1080, 1920)])
def test_scaling_keeps_brightness_and_place(width: int, height: int) -> None:
    layout = Layout.fit(width, height)
    frame = np.zeros((height, width, 3), np.uint8)
    x, y = int(0.7 * width), int(0.3 * height)
    frame[y - 20 : y + 20, x - 20 : x + 20] = 200
    picture = Canvas.of(frame, layout).picture
    rows, columns = np.nonzero(picture[..., 0] > 100)
    assert columns.mean() + 0.5 == pytest.approx(x * layout.scale_x, abs=0.6)
    assert rows.mean() + 0.5 == pytest.approx(y * layout.scale_y, abs=0.6)
    assert picture.mean() == pytest.approx(frame.mean(), rel=0.03)


def test_segments_have_the_colours_of_the_charts() -> None:
    for name, colour in palette.SEGMENTS.items():
        assert "#{:02X}{:02X}{:02X}".format(*colour) == style.COLOURS[name].upper()


def test_text_has_its_colour_place_and_a_degree_sign() -> None:
    image = np.zeros((60, 200, 3), np.uint8)
    draw_text(image, "6.3°", (50, 40), 24, colour=(250, 200, 10), bold=True)
    rows, columns = np.nonzero(image.max(axis=2))
    assert image.reshape(-1, 3).max(axis=0).tolist() == [250, 200, 10]
    assert columns.min() >= 50
    assert columns.max() <= 50 + measure_text("6.3°", 24, bold=True) + 1
    assert rows.min() >= 20
    assert rows.max() <= 41
    # The degree sign: something in the last fifth, and only in the upper half.
    sign = rows[columns > columns.max() - 5]
    assert sign.max() < 33


def test_text_beyond_the_edge_is_cut_off() -> None:
    image = np.zeros((30, 40, 3), np.uint8)
    draw_text(image, "wide text", (25, 20), 20)
    draw_text(image, "wide text", (-300, 20), 20)
    assert image[:, 25:].any()
    assert not image[:, :20].any()


def test_outlined_text_can_be_read_on_white() -> None:
    image = np.full((40, 60, 3), 255, np.uint8)
    draw_text(image, "8", (20, 30), 24, outline=True)
    assert image.min() < 40


def test_shortened_text_fits() -> None:
    assert shorten("short", 20, 500) == "short"
    cut = shorten("a reason that is far too long", 20, 120)
    assert cut.endswith("…")
    assert measure_text(cut, 20) <= 120


def test_the_cache_of_strings_does_not_grow_with_the_video() -> None:
    image = np.zeros((30, 90, 3), np.uint8)
    for tenth in range(_CACHED_STRINGS + 50):
        draw_text(image, f"{tenth / 10:.1f}", (2, 20), 10)
    assert _make_stamp.cache_info().currsize <= _CACHED_STRINGS
