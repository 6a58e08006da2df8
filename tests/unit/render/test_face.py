from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from posture.render.face import FaceBlur
from posture.render.layout import Canvas, Layout
from posture.render.state import Timeline
from posture.results.run import Run

MakeRun = Callable[..., Run]
LAYOUT = Layout.fit(640, 480)
NOISE = np.random.default_rng(0).integers(0, 256, (480, 640, 3), dtype=np.uint8)


def blurred(run: Run, frame: int) -> tuple[FaceBlur, np.ndarray]:
    timeline = Timeline(run, LAYOUT)
    canvas = Canvas.of(NOISE, LAYOUT)
    blur = FaceBlur(timeline)
    blur.draw(canvas, timeline.state(frame, 0.0))
    return blur, canvas.picture


def test_the_face_is_blurred_and_nothing_else(make_run: MakeRun) -> None:
    blur, picture = blurred(make_run(), 0)
    assert blur.ellipses is not None
    x, y, a, b = blur.ellipses[0]
    rows, columns = np.mgrid[:480, :640]
    share = np.hypot((columns - x) / a, (rows - y) / b)
    changed = (picture != NOISE).any(axis=2)
    assert changed[share < 0.9].mean() > 0.99
    assert not changed[share > 1.1].any()
    inside = picture[share < 0.9].astype(float)
    assert inside.std() < 0.3 * NOISE.std()
    for landmark in ((325, 110), (309, 106), (311, 106)):
        assert share[landmark[1], landmark[0]] < 0.8
    assert share[150, 310] > 1  # the shoulder stays sharp


def test_a_head_that_is_lost_is_blurred_wider_between_its_places(make_run: MakeRun) -> None:
    measured = np.ones(60, bool)
    measured[20:40] = False
    run = make_run(measured=measured)
    run.poses["position"].loc[{"time": run.poses["time"][40:], "space": "x"}] += 100
    ellipses = FaceBlur(Timeline(run, LAYOUT)).ellipses
    assert ellipses is not None
    before, middle, after = ellipses[[19, 30, 40]]
    assert before[0] < middle[0] < after[0]
    # Wherever between its two places the head is, it is under the blur.
    assert middle[0] - middle[2] < before[0]
    assert middle[0] + middle[2] > after[0]
    assert middle[2] > 1.5 * before[2]


def test_after_the_last_sight_the_place_is_held_enlarged_and_given_up(make_run: MakeRun) -> None:
    run = make_run(np.arange(90) / 30, measured=np.arange(90) < 30)
    ellipses = FaceBlur(Timeline(run, LAYOUT)).ellipses
    assert ellipses is not None
    assert ellipses[43, :2] == pytest.approx(ellipses[29, :2])
    assert ellipses[43, 2] > 1.9 * ellipses[29, 2]
    assert (np.diff(ellipses[29:44, 2]) >= 0).all()
    assert np.isnan(ellipses[46:]).all()  # more than half a second later: nobody knows where
    _, picture = blurred(run, 60)
    assert picture.std() < 0.1 * NOISE.std()


def test_without_any_head_the_whole_picture_is_blurred(make_run: MakeRun) -> None:
    _, picture = blurred(make_run(measured=np.zeros(60, bool)), 0)
    assert picture.std() < 0.1 * NOISE.std()


def test_a_frame_the_run_does_not_know_is_blurred_as_a_whole(make_run: MakeRun) -> None:
    _, picture = blurred(make_run(), 1000)
    assert picture.std() < 0.1 * NOISE.std()


def test_a_head_outside_the_picture_is_no_error(make_run: MakeRun) -> None:
    _, picture = blurred(make_run(shift=(-2000, 0)), 0)
    assert np.array_equal(picture, NOISE)
