"""What a forecast counts, how it times the network, and how it says so."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from pipeline_fakes import film, left_in, network, see
from pose_scene import RUNNER, Figure, write_scene
from typer.testing import CliRunner

import posture
from posture import forecast as forecasts
from posture.cli import app
from posture.forecast import (
    DRAWING_S,
    FIXED_S,
    PAUSE_S,
    RECALL_S,
    TIMED_FRAMES,
    UNTIMED_FRAMES,
    Announcer,
    Forecast,
    Stopwatch,
    forecast,
    format_duration,
    plan_session,
)
from posture.pose.keeping import Keeper
from posture.pose.models.manifest import ModelFile
from posture.pose.pool import Pool
from posture.recording import DETECTING
from posture.session import build_pieces, build_single

FAKE = [sys.executable, str(Path(__file__).parents[1] / "fixtures" / "fake_worker.py")]
LONG = Forecast(
    162_000, 43_200, 23, 43_200, "heavy", 2, drawn=True, windows_given=False, per_second=36.0
)


class Clock:
    """Tells the time that a test sets."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """A video of 40 seconds at 25 frames a second."""
    return film(tmp_path_factory.mktemp("clips") / "run.mp4", 40.0)


def test_the_time_is_that_of_looking_drawing_and_the_rest():
    assert LONG.seconds == pytest.approx(FIXED_S + 43_200 / 36 + 43_200 * DRAWING_S)
    assert replace(LONG, drawn=False).seconds == pytest.approx(FIXED_S + 1200)
    assert replace(LONG, per_second=None).seconds is None


def test_one_line_says_how_many_how_how_long_and_what_is_shorter():
    assert LONG.describe() == (
        "162,000 frames, 43,200 of them in 23 parts measured with heavy, 2 cores: about "
        "25 minutes (shorter with --early and --late, --no-video, --model full, which is less "
        "exact)"
    )
    short = replace(
        LONG, measured=162_000, looks=81_000, model="lite", windows_given=True, drawn=False
    )
    assert short.describe() == (
        "162,000 frames, all of them measured with lite on 81,000, 2 cores: about 75 minutes"
    )
    unknown = replace(short, per_second=None, workers=1).describe()
    assert "81,000, 1 core: how long that takes is known once" in unknown


def test_what_was_seen_before_takes_no_looking():
    kept = replace(LONG, kept=43_200, per_second=None)
    assert kept.seconds == pytest.approx(FIXED_S + 43_200 * (RECALL_S + DRAWING_S))
    assert "2 cores, all seen before and kept: about 7 minutes (shorter with --no-video)" in (
        kept.describe()
    )
    half = replace(LONG, kept=21_600)
    assert half.seconds == pytest.approx(kept.seconds + 21_600 / 36 - 21_600 * RECALL_S)
    assert "2 cores, 21,600 of them seen before and kept: about" in half.describe()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(2, "10 seconds"), (44, "40 seconds"), (95, "2 minutes"), (7800, "2 h 10 min")],
)
def test_durations_in_words(seconds, words):
    assert format_duration(seconds) == words


def test_what_a_session_measures_is_counted(clip):
    whole = plan_session(build_single(clip, {}))
    assert (whole.frames, whole.measured, whole.parts) == (1000, 1000, 1)
    assert not whole.windows_given
    assert whole.drawn
    windows = {"early": "0-4", "late": "30-34", "workers": 3, "video": False}
    less = plan_session(build_single(clip, windows))
    assert 200 < less.measured < 700
    assert (less.parts, less.workers, less.drawn, less.windows_given) == (2, 3, False, True)
    pieces = plan_session(build_pieces([clip, clip], [0, 60], {}))
    assert (pieces.frames, pieces.measured, pieces.parts) == (2000, 2000, 2)


def test_the_stopwatch_leaves_out_the_first_frames_and_a_worker_that_starts_late():
    clock = Clock()
    watch = Stopwatch(clock)
    for done in range(1, 33):
        clock.now_s += 1 / 10
        watch.record(done)
    clock.now_s += 2.0  # the other worker starts
    watch.record(33)
    for done in range(34, 34 + UNTIMED_FRAMES):
        clock.now_s += 0.3
        watch.record(done)
    assert watch.measure_early() is None
    for done in range(34 + UNTIMED_FRAMES, 34 + UNTIMED_FRAMES + 2 * TIMED_FRAMES):
        clock.now_s += 1 / 20
        watch.record(done)
    assert watch.measure_early() == pytest.approx(20.0)
    assert watch.measure() == pytest.approx(20.0)
    assert PAUSE_S > 0.3


def test_a_short_video_before_a_long_one_is_not_timed_with_it():
    clock = Clock()
    watch = Stopwatch(clock)
    for done in [*range(500, 520), *range(1, 3 + UNTIMED_FRAMES + 2 * TIMED_FRAMES)]:
        clock.now_s += 1 / 20
        watch.record(done)
    assert watch.measure_early() == pytest.approx(20.0)


def test_a_machine_that_needs_half_a_second_for_a_frame_is_timed_too():
    clock = Clock()
    watch = Stopwatch(clock)
    for done in range(1, 2 + UNTIMED_FRAMES + 2 * TIMED_FRAMES):
        clock.now_s += 0.5
        watch.record(done)
    assert watch.measure() == watch.measure_early() == pytest.approx(2.0)


def test_a_stopwatch_that_saw_too_little_does_not_guess():
    clock = Clock()
    watch = Stopwatch(clock)
    assert watch.measure() is None
    for done in (1, 2, 3):
        clock.now_s += 0.1
        watch.record(done)
    assert watch.measure() is None
    assert watch.measure_early() is None


def test_it_is_announced_once_after_the_first_frames(monkeypatch):
    clock, lines, passed = Clock(), [], []
    monkeypatch.setattr(forecasts, "Stopwatch", lambda: Stopwatch(clock))
    tell = Announcer(LONG, lines.append, lambda *step: passed.append(step))
    tell("Fetching the heavy model", 5, 10)
    for done in range(1, 200):
        clock.now_s += 1 / 10
        tell(DETECTING, done, 43_200)
        if done < TIMED_FRAMES:
            assert not lines
    (line,) = lines
    assert "about 77 minutes" in line  # 43,200 / 10 and the drawing
    assert len(passed) == 200


@pytest.fixture
def tell(monkeypatch):
    """Announce what a session will take, of which the first frames of each video are kept.

    Keeping gives 4,000 frames in a second, and the network 20.
    """

    def told(planned: Forecast, videos: list[tuple[int, int]]) -> list[str]:
        clock, lines, recalled = Clock(), [], 0
        monkeypatch.setattr(forecasts, "Stopwatch", lambda: Stopwatch(clock))
        announcer = Announcer(planned, lines.append, None, lambda: recalled)
        for frames, kept in videos:
            for done in range(1, frames + 1):
                recalled += done <= kept
                clock.now_s += 1 / 4000 if done <= kept else 1 / 20
                announcer(DETECTING, done, frames)
            clock.now_s += 30.0
        return lines

    return told


def test_what_is_kept_is_not_timed(tell):
    planned = replace(LONG, frames=12_000, measured=12_000, kept=10_800, drawn=False)
    (line,) = tell(planned, [(12_000, 10_800)])
    assert replace(planned, per_second=20.0).describe() == line
    (line,) = tell(planned, [(10_800, 10_800), (1200, 0)])
    assert replace(planned, per_second=20.0).describe() == line


def test_a_session_that_is_wholly_kept_is_announced_too(tell):
    planned = replace(LONG, frames=12_000, measured=12_000, kept=12_000)
    (line,) = tell(planned, [(12_000, 12_000)])
    assert "all seen before and kept" in line


@pytest.fixture
def timed(monkeypatch, tmp_path):
    """A film, and a real worker with a made-up engine in place of the network."""
    model = ModelFile("heavy", Path("no.task"), "", "", "heavy")
    monkeypatch.setattr(forecasts, "resolve", lambda name, offline: model)
    pool = partial(Pool, command=[*FAKE, "--pause", "0.004"])
    monkeypatch.setattr(forecasts, "forecast", partial(forecast, pool=pool))
    info = write_scene(tmp_path / "film.mp4", [Figure(RUNNER, lambda i: 160, swing=12)], 300)
    return info.path


def test_a_dry_run_prints_the_line_and_writes_nothing(timed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = left_in(tmp_path)
    result = CliRunner().invoke(app, ["analyze", str(timed), "--dry-run", "--workers", "2"])
    assert (result.exit_code, result.stderr) == (0, "")
    (line,) = result.stdout.splitlines()
    assert line.startswith("300 frames, all of them measured with heavy, 2 cores: about 10 sec")
    assert left_in(tmp_path) == before


def test_a_dry_run_refuses_what_the_run_would_refuse(timed):
    for wrong in (["--sample", "often"], ["--early", "5:00-6:00"]):
        result = CliRunner().invoke(app, ["analyze", str(timed), "--dry-run", *wrong])
        assert result.exit_code == 2
        assert result.stdout == ""


def test_without_the_network_it_says_what_it_knows(clip):
    said = forecast(build_single(clip, {"model": "no-such-file.task"})).describe()
    assert said.startswith("1,000 frames, all of them measured with no-such-file.task")
    assert "how long that takes is known once" in said


def test_a_second_question_is_told_to_be_quick(timed, monkeypatch):
    """What is kept needs no worker to forecast it."""
    monkeypatch.setattr(Keeper, "count_frames", lambda self, tasks: 300)
    monkeypatch.setattr(forecasts, "forecast", forecast)  # whose workers would not start
    result = CliRunner().invoke(app, ["analyze", str(timed), "--dry-run", "--workers", "2"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert "2 cores, all seen before and kept: about 10 seconds" in result.stdout


def test_python_is_told_too(clip, tmp_path):
    """The fake network answers at once, so there is nothing to time and nothing is said."""
    lines: list[str] = []
    with network(see):
        posture.analyze(clip, out=tmp_path / "run", video=False, announce=lines.append)
    assert lines == []
