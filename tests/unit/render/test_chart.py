from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from msgspec import structs

from posture.render.chart import RunningChart
from posture.render.layout import Canvas, Layout
from posture.render.palette import DARK, EARLY, LATE, TRUNK, WARNING
from posture.render.state import Timeline
from posture.results.run import Run
from posture.results.types import Segment, SegmentPair

MakeRun = Callable[..., Run]
LAYOUT = Layout.fit(1280, 720, most_pixels=2_000_000)
BLANK = np.zeros((720, 1280, 3), np.uint8)


def strip_at(run: Run, frame: int) -> tuple[RunningChart, np.ndarray]:
    timeline = Timeline(run, LAYOUT)
    chart = RunningChart(run, timeline, LAYOUT)
    canvas = Canvas.of(BLANK, LAYOUT)
    chart.draw(canvas, timeline.state(frame, 0.0))
    return chart, canvas.strip


def cursor_x(strip: np.ndarray) -> float:
    plot = strip[70:135].astype(int).min(axis=2)
    return float(np.flatnonzero((plot > 240).mean(axis=0) > 0.7).mean())


def test_the_cursor_moves_in_proportion_to_time(make_run: MakeRun) -> None:
    times = np.cumsum(np.random.default_rng(1).uniform(0.01, 0.1, 80))
    times -= times[0]
    run = make_run(times)
    frames = [2, 20, 40, 60, 77]
    places = [cursor_x(strip_at(run, frame)[1]) for frame in frames]
    slope, _ = np.polyfit(times[frames], places, 1)
    expected = places[0] + slope * (times[frames] - times[2])
    assert places == pytest.approx(expected, abs=1.0)
    chart = strip_at(run, 0)[0]
    assert slope * times[-1] == pytest.approx(chart.x_at(times[-1]) - chart.x_at(0), rel=0.01)


def test_windows_are_shaded_where_they_are(make_run: MakeRun) -> None:
    chart, strip = strip_at(make_run(), 30)
    for colour, start, end in ((EARLY, 0.1, 0.3), (LATE, 0.7, 0.9)):
        tint = 0.6 * np.array(colour) + 0.4 * np.array(DARK)
        shaded = (np.abs(strip[70:130] - tint).max(axis=2) < 6).mean(axis=0)
        on = np.flatnonzero(shaded > 0.5)
        length = 59 / 30
        assert on.min() == pytest.approx(chart.x_at(start * length), abs=2)
        assert on.max() == pytest.approx(chart.x_at(end * length), abs=2)


def test_the_stride_that_is_on_is_marked_at_its_place(make_run: MakeRun) -> None:
    dots = []
    for frame in (3, 57):  # first and last stride: 5° and 8°
        _, strip = strip_at(make_run(), frame)
        on = np.abs(strip[70:].astype(int) - TRUNK).max(axis=2) < 12
        rows, columns = np.nonzero(on)
        dots.append((columns.mean(), rows.mean()))
    assert dots[1][0] - dots[0][0] > 900
    assert dots[1][1] < dots[0][1] - 20


def test_the_reason_is_written_when_a_frame_is_not_measured(make_run: MakeRun) -> None:
    measured = np.arange(60) < 30
    for frame, said in ((10, False), (40, True)):
        _, strip = strip_at(make_run(measured=measured), frame)
        heading = np.abs(strip[:60].astype(int) - WARNING).max(axis=2) < 12
        assert (heading.sum() > 300) == said


def test_rejected_strides_are_not_drawn(make_run: MakeRun) -> None:
    run = make_run()
    run.strides.loc[:, "rejected"] = "too short"
    _, strip = strip_at(run, 30)
    assert not (np.abs(strip[70:].astype(int) - TRUNK).max(axis=2) < 12).any()


def without_windows(run: Run) -> Run:
    nothing = SegmentPair(early=Segment(), late=Segment())
    return replace(run, results=structs.replace(run.results, segments=nothing))


def test_the_line_is_broken_where_strides_are_missing(make_run: MakeRun) -> None:
    whole = make_run()
    whole = without_windows(whole)
    parted = make_run()
    parted = without_windows(parted)
    parted.strides.loc[4:6, "trunk_lean_deg"] = np.nan
    chart, full = strip_at(whole, 0)
    _, gap = strip_at(parted, 0)
    x = round(chart.x_at(0.55 * 59 / 30))
    assert (full[70:135, x].max(axis=1) > 120).any()
    assert not (gap[70:135, x].max(axis=1) > 120).any()


def test_a_chart_without_strides_says_so(make_run: MakeRun) -> None:
    run = make_run()
    empty = Run(run.frames, run.strides.iloc[:0], without_windows(run).results, run.poses)
    _, strip = strip_at(empty, 0)
    assert (strip[70:135, 500:800].max(axis=2) > 120).sum() > 100


def test_points_stay_inside_the_chart(make_run: MakeRun) -> None:
    chart, _ = strip_at(make_run(), 0)
    assert chart.x_at(-5) == chart.x_at(0)
    assert chart.x_at(1e9) < LAYOUT.width
