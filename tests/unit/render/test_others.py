"""Everybody but the runner is made unrecognisable, whether the network saw them or not."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np

from posture.render.crop import Cutter
from posture.render.films import Film
from posture.render.layout import Canvas, Layout
from posture.render.others import OthersBlur, make_coarse
from posture.render.painter import prepare_painter
from posture.render.state import Timeline
from posture.results.run import Run

MakeRun = Callable[..., Run]
LAYOUT = Layout.fit(640, 480)
NOISE = np.random.default_rng(0).integers(0, 256, (480, 640, 3), dtype=np.uint8)


def blurred(run: Run, frame: int) -> tuple[Timeline, np.ndarray]:
    timeline = Timeline(run, LAYOUT)
    canvas = Canvas.of(NOISE, LAYOUT)
    OthersBlur(timeline).draw(canvas, timeline.state(frame, 0.0))
    return timeline, canvas.picture


def test_the_runner_stays_sharp_and_nothing_else(make_run: MakeRun) -> None:
    timeline, picture = blurred(make_run(), 0)
    changed = (picture != NOISE).any(axis=2)
    points = np.array(list(timeline.state(0, 0.0).points.values()))
    for x, y in points.round().astype(int):
        assert not changed[max(y - 5, 0) : y + 6, max(x - 5, 0) : x + 6].any()
    rows, columns = np.mgrid[:480, :640]
    low, high = points.min(axis=0), points.max(axis=0)
    across = np.maximum(low[0] - columns, columns - high[0])
    along = np.maximum(low[1] - rows, rows - high[1])
    far = np.maximum(across, along) > 0.5 * timeline.trunk_px
    assert far.mean() > 0.3
    assert changed[far].mean() > 0.99
    assert picture[far].astype(float).std() < 0.15 * NOISE.std()


def test_where_the_runner_is_not_located_all_is_blurred(make_run: MakeRun) -> None:
    measured = np.ones(60, bool)
    measured[20:40] = False
    for run, frame in ((make_run(measured=measured), 30), (make_run(), 1000)):
        assert blurred(run, frame)[1].std() < 0.1 * NOISE.std()


def test_a_person_four_times_as_near_is_seven_cells_wide() -> None:
    trunk_px = 100.0
    face = np.kron(np.indices((50, 50)).sum(axis=0) % 2, np.ones((4, 4)))  # 200 pixels, 0.5 trunk
    picture = np.repeat((255 * face)[:, :, None], 3, axis=2).astype(np.uint8)
    coarse = make_coarse(picture, 0.3 * trunk_px)
    assert coarse.shape == picture.shape
    assert coarse.std() < 0.05 * picture.std()


def test_clips_and_crops_do_it_if_asked(make_run: MakeRun) -> None:
    run = make_run(np.arange(60) / 30)
    info = SimpleNamespace(width=640, height=480)
    plain, hidden = (prepare_painter(info, run, blur_others=asked) for asked in (False, True))
    changed = (plain.paint(NOISE, 3, 0.1) != hidden.paint(NOISE, 3, 0.1)).any(axis=2)
    assert changed[:40, :40].mean() > 0.9
    cutter = Cutter(Film(0, info, run), blur_others=True)  # type: ignore[arg-type]
    assert [type(blur) for blur in cutter.blurs] == [OthersBlur]
