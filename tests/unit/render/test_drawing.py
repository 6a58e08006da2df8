from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from helpers_run import reread

from posture.render.layout import Canvas, Layout
from posture.render.lean import Gravity, LeanArc, format_degrees
from posture.render.painter import Painter
from posture.render.palette import EARLY, FAR_LEG, LATE, NEAR_LEG, TRUNK
from posture.render.skeleton import Skeleton, find_leg
from posture.render.state import Timeline
from posture.render.status_box import StatusBox, format_clock, format_speed
from posture.results.run import Run

MakeRun = Callable[..., Run]
LAYOUT = Layout.fit(640, 480)
BLANK = np.full((480, 640, 3), 90, np.uint8)
HIP, SHOULDER = np.array([300.0, 250.0]), np.array([310.0, 150.0])


def is_colour(image: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    return np.abs(image.astype(int) - colour).max(axis=-1) < 12


def drawn(make: Callable[[Timeline], object], run: Run, layout: Layout = LAYOUT) -> np.ndarray:
    timeline = Timeline(run, layout)
    canvas = Canvas.of(BLANK, LAYOUT)
    make(timeline).draw(canvas, timeline.state(0, 0.0))  # type: ignore[attr-defined]
    return canvas.picture


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_trunk_line_is_where_the_trunk_is(make_run: MakeRun, share: float) -> None:
    picture = drawn(lambda t: Skeleton(t, LAYOUT), make_run())
    x, y = np.rint(HIP + share * (SHOULDER - HIP)).astype(int)
    assert is_colour(picture[y, x], TRUNK)
    on = np.flatnonzero(is_colour(picture[y], TRUNK))
    assert on.mean() == pytest.approx((HIP + share * (SHOULDER - HIP))[0], abs=0.6)
    assert np.array_equal(picture[y, x + 15], BLANK[0, 0])


def test_lines_scale_with_the_picture(make_run: MakeRun) -> None:
    run = make_run()
    run.poses["position"] *= 3  # the same runner filmed at 1920 × 1440
    layout = Layout.fit(1920, 1440)
    timeline = Timeline(run, layout)
    canvas = Canvas.of(np.zeros((1440, 1920, 3), np.uint8), layout)
    Skeleton(timeline, layout).draw(canvas, timeline.state(0, 0.0))
    middle = 3 * (HIP + SHOULDER) / 2 * (layout.scale_x, layout.scale_y)
    x, y = np.rint(middle).astype(int)
    assert is_colour(canvas.picture[y, x], TRUNK)


@pytest.mark.parametrize(("near", "near_x", "far_x"), [("right", 340, 270), ("left", 270, 340)])
def test_near_leg_is_bright_and_wider(
    make_run: MakeRun, near: str, near_x: int, far_x: int
) -> None:
    row = drawn(lambda t: Skeleton(t, LAYOUT), make_run(facing=near))[355]
    bright = np.flatnonzero(is_colour(row, NEAR_LEG))
    dim = np.flatnonzero(is_colour(row, FAR_LEG))
    assert bright.mean() == pytest.approx(near_x, abs=0.6)
    assert dim.mean() == pytest.approx(far_x, abs=0.6)
    assert len(bright) > len(dim) > 0


def test_legs_begin_at_the_hip_that_the_lean_is_measured_from(make_run: MakeRun) -> None:
    run = make_run(lean_deg=15.0)  # by the landmarks it is 5.7
    state = Timeline(run, LAYOUT).state(0, 0.0)
    hip = state.points["mid_hip"]
    assert abs(hip[0] - HIP[0]) > 10
    for side in ("left", "right"):
        bones = find_leg(state, side)
        assert bones[0] == [hip, state.points[f"{side}_knee"]]
        assert len(bones) == 4


def test_a_missing_landmark_leaves_out_its_limb_only(make_run: MakeRun) -> None:
    run = make_run()
    run.poses["position"].loc[{"keypoint": "right_ankle"}] = np.nan
    picture = drawn(lambda t: Skeleton(t, LAYOUT), run)
    assert is_colour(picture[285, 321], NEAR_LEG)  # thigh
    assert not is_colour(picture[355], NEAR_LEG).any()  # shank


@pytest.mark.parametrize("tilt", [0.0, 10.0, -10.0])
def test_the_vertical_goes_through_mid_hip_along_gravity(make_run: MakeRun, tilt: float) -> None:
    run = make_run(level_deg=tilt, lean_deg=5.7 - tilt)  # the trunk stays where it is
    picture = drawn(lambda t: Gravity(LAYOUT), run)
    rows, columns = np.nonzero(picture.min(axis=2) > 150)
    slope, at_hip = np.polyfit(HIP[1] - rows, columns, 1)
    assert at_hip == pytest.approx(HIP[0], abs=1)
    assert np.degrees(np.arctan(slope)) == pytest.approx(tilt, abs=0.6)
    assert rows.min() < SHOULDER[1] < HIP[1] < rows.max()


def test_the_arc_lies_between_vertical_and_trunk(make_run: MakeRun) -> None:
    picture = drawn(lambda t: LeanArc(LAYOUT), make_run())
    row = picture[int(HIP[1] - 60)]
    tinted = np.flatnonzero((row != BLANK[0, 0]).any(axis=1))
    assert tinted.min() == pytest.approx(300, abs=1)
    assert tinted.max() == pytest.approx(306, abs=1)


@pytest.mark.parametrize(("facing", "behind"), [("right", -1), ("left", 1)])
def test_the_number_stands_behind_the_runner(make_run: MakeRun, facing: str, behind: int) -> None:
    picture = drawn(lambda t: LeanArc(LAYOUT), make_run(facing=facing))
    away = np.ones(640, bool)
    away[260:360] = False
    columns = np.flatnonzero(is_colour(picture, TRUNK).any(axis=0) & away)
    assert len(columns) > 10
    assert (np.sign(columns - 310) == behind).all()


def test_the_number_stays_in_the_picture(make_run: MakeRun) -> None:
    picture = drawn(lambda t: LeanArc(LAYOUT), make_run(shift=(-290, -140)))
    assert is_colour(picture[:, :150], TRUNK).sum() > 100


def test_nothing_is_drawn_on_the_runner_when_not_measured(make_run: MakeRun) -> None:
    run = make_run(measured=np.zeros(60, bool))
    for make in (
        lambda t: Skeleton(t, LAYOUT),
        lambda t: Gravity(LAYOUT),
        lambda t: LeanArc(LAYOUT),
    ):
        assert np.array_equal(drawn(make, run), BLANK)


def test_angles_are_written_with_a_true_minus() -> None:
    assert [format_degrees(v) for v in (6.34, -1.25, -0.04, 12.0)] == [
        "6.3°",
        "−1.2°",
        "0.0°",
        "12.0°",
    ]


def test_times_are_written_for_people() -> None:
    assert [format_clock(v) for v in (0, 12.46, 59.99, 61.3, 3725.0)] == [
        "0:00.0", "0:12.4", "0:59.9", "1:01.3", "1:02:05.0",
    ]  # fmt: skip
    assert format_clock(0.3) == "0:00.3"


def test_slow_motion_is_named() -> None:
    assert [format_speed(v) for v in (1.0, 2.4, 8.0, 0.5)] == [
        "", "×2.4 slow motion", "×8 slow motion", "×2 time lapse",
    ]  # fmt: skip


@pytest.mark.parametrize("shift", [(0, 0), (-250, -90), (250, -90), (-250, 60)])
def test_the_status_box_does_not_cover_the_runner(
    make_run: MakeRun, shift: tuple[float, float]
) -> None:
    run = make_run(shift=shift)
    timeline = Timeline(run, LAYOUT)
    left, top, right, bottom = StatusBox(timeline, LAYOUT).box
    x0, y0, x1, y1 = timeline.find_boxes()[0]
    assert 0 <= left < right <= 640
    assert 0 <= top < bottom <= 480
    assert right < x0 or left > x1 or bottom < y0 or top > y1


@pytest.mark.parametrize(("frame", "colour"), [(10, EARLY), (30, None), (48, LATE)])
def test_the_badge_shows_in_its_window_only(
    make_run: MakeRun, frame: int, colour: tuple[int, int, int] | None
) -> None:
    timeline = Timeline(make_run(), LAYOUT)
    status_box = StatusBox(timeline, LAYOUT)
    canvas = Canvas.of(BLANK, LAYOUT)
    status_box.draw(canvas, timeline.state(frame, frame / 30))
    for segment in (EARLY, LATE):
        assert (is_colour(canvas.picture, segment).sum() > 500) == (segment == colour)


def test_no_badge_where_nothing_is_compared(make_run: MakeRun) -> None:
    run = make_run()
    for measure in run.summary["measures"].values():
        measure["change"] = None
    alone = reread(run)
    timeline = Timeline(alone, LAYOUT)
    assert timeline.windows == {}
    image = Painter(alone, LAYOUT).paint(BLANK, 10, 10 / 30)
    for segment in (EARLY, LATE):
        assert not is_colour(image, segment).any()


def test_a_frame_the_run_does_not_know_is_shown_without_marks(make_run: MakeRun) -> None:
    painter = Painter(make_run(), LAYOUT)
    image = painter.paint(BLANK, 1000, 40.0)
    assert np.array_equal(image[150:480, 250:400], BLANK[150:480, 250:400])


@pytest.mark.parametrize("facing", ["right", "left"])
@pytest.mark.parametrize("level_deg", [None, 3.0])
def test_the_trunk_is_drawn_at_the_lean_that_was_measured(
    make_run: MakeRun, facing: str, level_deg: float | None
) -> None:
    run = make_run(lean_deg=15.0, facing=facing, level_deg=level_deg)
    timeline = Timeline(run, LAYOUT)
    state = timeline.state(3, 0.1)
    (x, y), (low_x, low_y) = state.middle("shoulder"), state.middle("hip")
    forward = -1 if facing == "left" else 1
    in_picture = np.degrees(np.arctan2(x - low_x, low_y - y))
    assert in_picture == pytest.approx(timeline.view.level_deg + forward * 15.0, abs=1e-4)
    assert timeline.view.level_deg == (level_deg or 0.0)
