from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from msgspec import structs

from posture.render.back import BackLine
from posture.render.layout import Canvas, Layout
from posture.render.lean import LeanArc
from posture.render.numbers import BackNumbers
from posture.render.painter import Painter
from posture.render.palette import BACK, FAR_LEG, GREY, NEAR_LEG, TRUNK, WHITE
from posture.render.state import Timeline
from posture.render.status_box import StatusBox
from posture.results.run import Run

MakeRun = Callable[..., Run]
LAYOUT = Layout.fit(640, 480)
BLANK = np.full((480, 640, 3), 90, np.uint8)


def places(run: Run) -> np.ndarray:
    """The back line as it is in the run, pixels of the file."""
    return run.poses["back_line"].to_numpy()[0].copy()


def is_colour(image: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    return np.abs(image.astype(int) - colour).max(axis=-1) < 12


def line_drawn(run: Run) -> np.ndarray:
    timeline = Timeline(run, LAYOUT)
    canvas = Canvas.of(BLANK, LAYOUT)
    BackLine(timeline, LAYOUT).draw(canvas, timeline.state(0, 0.0))
    return canvas.picture


def numbers(run: Run) -> tuple[Timeline, BackNumbers, LeanArc, StatusBox]:
    timeline = Timeline(run, LAYOUT)
    lean = LeanArc(LAYOUT)
    status_box = StatusBox(timeline, LAYOUT)
    return timeline, BackNumbers(timeline, LAYOUT, lean, status_box.box), lean, status_box


def numbers_drawn(run: Run) -> np.ndarray:
    timeline, shown, _, _ = numbers(run)
    canvas = Canvas.of(BLANK, LAYOUT)
    shown.draw(canvas, timeline.state(0, 0.0))
    return canvas.picture


def test_the_line_lies_on_the_places(make_run: MakeRun) -> None:
    run = make_run(back=True)
    picture, line = line_drawn(run), places(run)
    for y in (150, 180, 207, 240, 270):
        on = np.flatnonzero(is_colour(picture[y], BACK))
        assert on.mean() == pytest.approx(np.interp(y, line[:, 1], line[:, 0]), abs=0.8)
    rows = np.flatnonzero(is_colour(picture, BACK).any(axis=1))
    assert rows.min() == pytest.approx(140, abs=2)
    assert rows.max() == pytest.approx(275, abs=2)


def test_the_line_breaks_where_an_arm_is(make_run: MakeRun) -> None:
    run = make_run(back=True)
    line = places(run)
    run.poses["back_line"][0, 10:18] = np.nan
    picture = line_drawn(run)
    hidden = slice(int(line[9, 1]) + 4, int(line[18, 1]) - 3)
    assert np.array_equal(picture[hidden], BLANK[hidden])
    assert is_colour(picture[160], BACK).any()
    assert is_colour(picture[255], BACK).any()


def test_a_lone_place_is_no_line(make_run: MakeRun) -> None:
    run = make_run(back=True)
    run.poses["back_line"][0, [*range(10), *range(11, 28)]] = np.nan
    assert np.array_equal(line_drawn(run), BLANK)


def test_the_line_is_faint_while_the_low_back_is_hidden(make_run: MakeRun) -> None:
    run = make_run(back=True)
    bright = line_drawn(run)
    run.frames["back_visible"] = False
    faint = line_drawn(run)
    assert not is_colour(faint, BACK).any()
    off = np.abs(bright.astype(int) - 90).max()
    assert 0.3 * off < np.abs(faint.astype(int) - 90).max() < 0.5 * off
    assert np.array_equal((faint != BLANK).any(axis=2), (bright != BLANK).any(axis=2))


def test_the_line_is_scaled_with_the_picture(make_run: MakeRun) -> None:
    run = make_run(back=True)
    line = places(run)
    run.poses["position"] *= 3  # the same runner filmed at 1920 × 1440
    run.poses["back_line"] *= 3
    layout = Layout.fit(1920, 1440)
    state = Timeline(run, layout).state(0, 0.0)
    np.testing.assert_allclose(
        state.back_line, 3 * line * (layout.scale_x, layout.scale_y), rtol=1e-5
    )


def test_the_line_of_a_run_is_not_copied(make_run: MakeRun) -> None:
    run = make_run(back=True)
    timeline = Timeline(run, LAYOUT)
    assert np.shares_memory(timeline._back, run.poses["back_line"].to_numpy())


def test_swapped_axes_are_put_in_order(make_run: MakeRun) -> None:
    run = make_run(back=True)
    turned = Run(run.frames, run.strides, run.results, run.poses.sel(space=["y", "x"]))
    assert np.array_equal(line_drawn(turned), line_drawn(run))


def test_an_old_run_shows_nothing_of_the_back(make_run: MakeRun) -> None:
    run = make_run()
    assert np.array_equal(line_drawn(run), BLANK)
    assert np.array_equal(numbers_drawn(run), BLANK)
    image = Painter(run, LAYOUT).paint(BLANK, 0, 0.0)
    assert not is_colour(image, BACK).any()


def test_a_frame_the_run_does_not_know_has_no_back(make_run: MakeRun) -> None:
    state = Timeline(make_run(back=True), LAYOUT).state(1000, 40.0)
    assert state.back_line is None
    assert np.isnan(state.pelvic_tilt_deg)


def test_the_painter_draws_line_and_numbers(make_run: MakeRun) -> None:
    run = make_run(back=True)
    image = Painter(run, LAYOUT).paint(BLANK, 0, 0.0)
    timeline, shown, _, _ = numbers(run)
    left, top, right, bottom = np.rint(shown.box(timeline.state(0, 0.0))).astype(int)
    assert is_colour(image[140:276, 265:295], BACK).sum() > 200
    assert is_colour(image[top:bottom, left:right], BACK).sum() > 30


def test_the_numbers_are_those_of_the_frame(make_run: MakeRun) -> None:
    run = make_run(back=True)
    before = numbers_drawn(run)
    assert is_colour(before, BACK).sum() > 30
    run.frames.loc[0, "lumbar_lordosis_deg"] = 58.6
    timeline, shown, _, _ = numbers(run)
    _, top, _, bottom = shown.box(timeline.state(0, 0.0))
    rows = np.flatnonzero((numbers_drawn(run) != before).any(axis=(1, 2)))
    assert (top + bottom) / 2 - 2 <= rows.min() < rows.max() <= bottom + 2  # the row of the arch


def test_the_numbers_are_grey_while_the_low_back_is_hidden(make_run: MakeRun) -> None:
    run = make_run(back=True)
    run.frames["back_visible"] = False
    picture = numbers_drawn(run)
    assert is_colour(picture, GREY).sum() > 60
    assert not is_colour(picture, BACK).any()
    assert not is_colour(picture, WHITE).any()


def test_there_is_no_number_where_nothing_was_measured(make_run: MakeRun) -> None:
    run = make_run(back=True)
    run.frames.loc[0, "pelvic_tilt_deg"] = np.nan
    assert np.array_equal(numbers_drawn(run), BLANK)


@pytest.mark.parametrize("facing", ["right", "left"])
@pytest.mark.parametrize(
    "shift", [(0, 0), (-250, -90), (250, -90), (-220, 60), (230, 60), (-60, -100), (0, 60)]
)
def test_the_numbers_cover_nothing(
    make_run: MakeRun, facing: str, shift: tuple[float, float]
) -> None:
    run = make_run(back=True, facing=facing, shift=shift)
    timeline, shown, lean, status_box = numbers(run)
    state = timeline.state(0, 0.0)
    left, top, right, bottom = box = shown.box(state)
    assert 0 <= left < right <= 640
    assert 0 <= top < bottom <= 480
    for other in (status_box.box, lean.number_box(state)):
        assert right <= other[0] or left >= other[2] or bottom <= other[1] or top >= other[3], box
    for x, y in state.points.values():
        assert not (left < x < right and top < y < bottom)


def test_the_numbers_keep_to_one_place_in_a_picture_that_is_passed_through(
    make_run: MakeRun,
) -> None:
    run = make_run(back=True)
    passing = np.linspace(-280, 280, 60)
    run.poses["position"][:, 0] += passing[:, None, None]
    timeline, shown, lean, status_box = numbers(run)
    find_boxes = [shown.box(timeline.state(frame, 0.0)) for frame in range(60)]
    covered = 0
    for frame, (left, top, right, bottom) in enumerate(find_boxes):
        state = timeline.state(frame, 0.0)
        for other in (status_box.box, lean.number_box(state)):
            covered += left < other[2] and right > other[0] and top < other[3] and bottom > other[1]
        covered += any(left < x < right and top < y < bottom for x, y in state.points.values())
    assert covered == 0


# Machado, Oliveira and Fernandes 2009, severity 1.0: linear RGB as a dichromat sees it.
BLINDNESS = {
    "protan": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "deutan": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "tritan": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
}


@pytest.mark.parametrize("kind", BLINDNESS)
def test_the_line_can_be_told_from_the_others_without_full_colour_vision(kind: str) -> None:
    def seen(colour: tuple[int, int, int]) -> np.ndarray:
        linear = (np.array(colour) / 255) ** 2.2
        return 255 * np.clip(np.array(BLINDNESS[kind]) @ linear, 0, 1) ** (1 / 2.2)

    for other in (TRUNK, NEAR_LEG, FAR_LEG):
        assert np.linalg.norm(seen(BACK) - seen(other)) > 60


def test_no_line_where_the_low_back_is_refused(make_run: MakeRun) -> None:
    run = make_run(back=True)
    back = structs.replace(run.results.back, measured=False)
    refused = replace(run, results=structs.replace(run.results, back=back))
    assert Timeline(refused, LAYOUT).state(0, 0.0).back_line is None
    assert not is_colour(
        Painter(refused, LAYOUT).paint(BLANK, 0, 0.0)[140:276, 265:295], BACK
    ).any()


def test_no_numbers_outside_of_strides(make_run: MakeRun) -> None:
    run = make_run(back=True)
    run.frames["stride"] = pd.array([pd.NA] * len(run.frames), dtype="Int64")
    timeline, shown, _, _ = numbers(run)
    assert shown.box(timeline.state(0, 0.0)) is None
    image = Painter(run, LAYOUT).paint(BLANK, 0, 0.0)
    assert not is_colour(image[:480, :260], TRUNK).any()  # the lean's number stands there
