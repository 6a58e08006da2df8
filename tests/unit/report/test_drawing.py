import re

import numpy as np
import pytest

from posture.report.drawing import Plot, round_values


def test_a_curve_stands_where_its_values_are_and_is_broken_at_gaps():
    plot = Plot((0.0, 10.0), (-1.0, 1.0))
    plot.curve(np.arange(5.0), np.array([1.0, 0.0, np.nan, -1.0, 0.0]), "trend")
    (path,) = re.findall(r'class="line trend" d="([^"]+)"', plot.write("x"))
    # the inner drawing is 1000 by 1000, with zero at the top
    assert path == "M0 0L100 500M300 1000L400 500"


def test_a_band_goes_there_and_back():
    plot = Plot((0.0, 1.0), (0.0, 1.0))
    plot.band(np.array([0.0, 1.0]), np.zeros(2), np.ones(2), "band")
    assert 'd="M0 1000L1000 1000L1000 0L0 0Z"' in plot.write("x")


def test_dots_are_caps_of_lines_without_length():
    plot = Plot((0.0, 1.0), (0.0, 1.0))
    plot.dots(np.array([0.5]), np.array([0.25]), "early")
    assert 'class="dots early" d="M500 750h0"' in plot.write("x")


def test_nothing_to_draw_leaves_nothing():
    plot = Plot((0.0, 1.0), (0.0, 1.0))
    plot.dots(np.empty(0), np.empty(0), "early")
    plot.curve(np.array([0.0]), np.array([np.nan]), "trend")
    assert "<path" not in plot.write("x")


def test_texts_are_escaped_and_turn_round_near_the_right_edge():
    plot = Plot((0.0, 1.0), (0.0, 1.0))
    plot.upright(0.9, "pain", "<b>")
    plot.upright(0.1, "onset", "here")
    text = plot.write('a "b"')
    assert "&lt;b&gt;" in text
    assert 'aria-label="a &#34;b&#34;"' in text
    assert text.count('text-anchor="end"') == text.count('text-anchor="start"') == 1


@pytest.mark.parametrize(
    ("span", "values"),
    [((0.0, 10.0), [0, 5, 10]), ((-3.2, 4.9), [-2, 0, 2, 4]), ((0.11, 0.29), [0.15, 0.2, 0.25])],
)
def test_ticks_are_round_and_few(span, values):
    found = round_values(span, 4)
    assert len(found) <= 5
    if span != (0.11, 0.29):
        assert found == values
    else:
        assert all(low < value < high for value in found for low, high in [span])
