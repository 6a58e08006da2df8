"""Bad input through the command line: one sentence, the documented exit code, nothing left."""

import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from pipeline_fakes import film, left_in, network, see
from typer.testing import CliRunner
from video_clips import write_clip, write_sound

from posture import pipeline, recording, writing
from posture.cli import app
from posture.pose import detect


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def told(result):
    """The only line of standard error, which must be a sentence and no traceback."""
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    assert "Traceback" not in result.output
    assert result.stdout == ""
    assert lines[0].startswith("posture: ")
    print(result.exit_code, lines[0])  # seen with pytest -s
    return lines[0]


def text(path):
    path.write_text("not a video at all\n" * 100)


def empty(path):
    path.touch()


def without_frames(path):
    import av

    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 128, 96, "yuv420p"
        container.start_encoding()


def sound(path):
    write_sound(path)


def truncated(path):
    write_clip(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def one_pixel(path):
    write_clip(path, codec="gif", pix_fmt="rgb8", size=(1, 1), make=lambda *_: PIXEL)


def folder(path):
    path.mkdir()


PIXEL = np.zeros((1, 1, 3), np.uint8)


@pytest.mark.parametrize(
    ("make", "name", "says"),
    [
        (text, "notes.mp4", "is not a video"),
        (empty, "empty.mp4", "0 bytes"),
        (without_frames, "nothing.mp4", "."),
        (sound, "song.m4a", "sound but no picture"),
        (truncated, "cut.mp4", "cut off"),
        (one_pixel, "dot.gif", "1×1 pixels"),
        (folder, "clips.mp4", "is a folder"),
        (lambda path: None, "missing.mp4", "does not exist"),
    ],
)
def test_what_is_no_video(tmp_path, make, name, says):
    path = tmp_path / name
    make(path)
    before = left_in(tmp_path)
    result = run("analyze", path, "--out", tmp_path / "runs" / "run")
    assert result.exit_code == 3
    line = told(result)
    assert says in line
    assert name in line
    assert left_in(tmp_path) == before


def test_the_end_of_a_cut_off_stream_is_missed_not_the_run(tmp_path):
    whole = film(tmp_path / "whole.mkv", 12.0)
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
    with network(see):
        result = run("analyze", cut, "--out", tmp_path / "run", "--no-video")
    assert result.exit_code == 0
    assert "cut.mkv is" in result.stderr
    assert "cut off" in result.stderr


class Nobody:
    """Workers that see nobody."""

    def __init__(self, *_):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def map(self, tasks, take):
        pass


def unseen(info):
    return detect(info, info.path, pool=Nobody)


@pytest.mark.parametrize(
    ("seen", "says"),
    [
        (unseen, "nobody was found"),
        (lambda info: see(info, gait="standing"), "does not run"),
        (lambda info: see(info, gait="walking"), "walks"),
        (lambda info: see(info, view="rear"), "not seen from the side"),
        (lambda info: see(info, trunk_px=12.0), "too small"),
    ],
)
def test_where_no_runner_can_be_measured(tmp_path, seen, says):
    clip = film(tmp_path / "clip.mp4", 8.0)
    with network(seen):
        result = run("analyze", clip, "--out", tmp_path / "run")
    assert result.exit_code == 4
    sentence, where = result.stderr.splitlines()
    print(sentence)
    assert says in sentence
    report = tmp_path / "run" / "report.html"
    assert where == f"report: {report}"
    assert says in report.read_text(encoding="utf-8")
    assert "annotated.mp4" not in left_in(tmp_path / "run")
    assert left_in(tmp_path) == ["clip.mp4", "run"]


def test_two_seconds_are_measured_but_not_compared(tmp_path):
    clip = film(tmp_path / "short.mp4", 2.4)
    with network(see):
        result = run("analyze", clip, "--out", tmp_path / "run", "--no-video")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "This clip: 0:02, 2 strides."
    assert any("2 strides are too few to compare" in line for line in lines)
    assert result.stdout.splitlines()[-1] == f"report: {tmp_path / 'run' / 'report.html'}"


def test_too_short_for_a_stride(tmp_path):
    clip = film(tmp_path / "short.mp4", 0.6)
    with network(see):
        result = run("analyze", clip, "--out", tmp_path / "run")
    assert result.exit_code == 4
    print(result.stderr)
    assert (tmp_path / "run" / "report.html").exists()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--early", "6-8", "--late", "1-3"), "must come before"),
        (("--late", "1:00-2:00"), "outside the video"),
        (("--early", "8-2"), "ends before it starts"),
        (("--early", "soon"), "is not a window"),
        (("--pain-onset", "99"), "outside the video"),
        (("--facing", "up"), "option facing"),
        (("--level", "steep"), "option level"),
        (("--speed-factor", "0"), "option speed_factor"),
        (("--grade", "nan"), "option grade"),
        (("--workers", "0"), "option workers"),
        (("--subject", "-1"), "option subject"),
    ],
)
def test_wrong_options_are_refused_before_any_work(tmp_path, options, says):
    clip = film(tmp_path / "clip.mp4", 10.0)
    with network(lambda info: pytest.fail("looked")):
        result = run("analyze", clip, "--out", tmp_path / "runs" / "run", *options)
    assert result.exit_code == 2
    assert says in told(result)
    assert left_in(tmp_path) == ["clip.mp4"]


def test_there_is_no_such_model(tmp_path):
    clip = film(tmp_path / "clip.mp4", 1.0)
    result = run("analyze", clip, "--model", "gigantic", "--out", tmp_path / "run")
    assert result.exit_code == 2
    assert "gigantic" in told(result)
    result = run("analyze", clip, "--model", tmp_path / "gone.task", "--out", tmp_path / "run")
    assert result.exit_code == 5
    assert "gone.task" in told(result)
    assert left_in(tmp_path) == ["clip.mp4"]


@pytest.mark.parametrize("where", ["clip.mp4/run", "clip.mp4/deep/run", "/proc/nowhere/run", "/"])
def test_a_folder_that_cannot_be_written(tmp_path, where):
    clip = film(tmp_path / "clip.mp4", 1.0)
    with network(lambda info: pytest.fail("looked")):
        result = run("analyze", clip, "--out", tmp_path / where)
    assert result.exit_code == 2
    assert "--out" in told(result)
    assert left_in(tmp_path) == ["clip.mp4"]


def test_a_disk_that_fails_while_writing(tmp_path):
    def fail(*_, **__):
        raise OSError(28, "No space left on device")

    clip = film(tmp_path / "clip.mp4", 4.0)
    with network(see) as patch:
        patch.setattr(writing, "write_data", fail)
        result = run("analyze", clip, "--out", tmp_path / "run")
    assert result.exit_code == 1
    line = told(result)
    assert "No space left" in line
    assert "fault of ours" not in line
    assert left_in(tmp_path) == ["clip.mp4"]


@pytest.mark.parametrize(("module", "step"), [(pipeline, "record"), (writing, "annotate")])
def test_ctrl_c(tmp_path, module, step):
    def stop(*_, **__):
        raise KeyboardInterrupt

    clip = film(tmp_path / "clip.mp4", 4.0)
    with network(see) as patch:
        patch.setattr(module, step, stop)
        result = run("analyze", clip, "--out", tmp_path / "runs" / "run")
    assert result.exit_code == 130
    assert "stopped" in told(result)
    assert left_in(tmp_path) == ["clip.mp4"]


def test_a_fault_of_ours_shows_its_traceback_only_when_asked(tmp_path):
    def fault(*_, **__):
        raise ZeroDivisionError("oh")

    clip = film(tmp_path / "clip.mp4", 4.0)
    with network(see) as patch:
        patch.setattr(recording, "measure_frames", fault)
        result = run("analyze", clip, "--out", tmp_path / "run")
        assert result.exit_code == 1
        assert "ZeroDivisionError: oh" in told(result)
        result = run("analyze", clip, "--out", tmp_path / "run", "--debug")
    assert result.exit_code == 1  # the same code, with the traceback before the sentence
    assert "Traceback" in result.stderr
    assert "in fault" in result.stderr
    assert left_in(tmp_path) == ["clip.mp4"]


def test_a_clip_of_uneven_clock_is_still_measured(tmp_path):
    ticks = [40 * i + (7 if i % 3 else 0) for i in range(250)]
    clip = write_clip(tmp_path / "uneven.mp4", ticks, Fraction(1, 1000), size=(320, 180))
    with network(see):
        result = run("analyze", clip, "--out", tmp_path / "run", "--no-video", "--quiet")
    assert (result.exit_code, result.output) == (0, "")


def test_two_videos_are_both_checked_first(tmp_path):
    clip = film(tmp_path / "clip.mp4", 1.0)
    with network(lambda info: pytest.fail("looked")):
        result = run("compare", clip, tmp_path / "gone.mp4", "--out", tmp_path / "run")
    assert result.exit_code == 3
    assert "gone.mp4" in told(result)
    assert left_in(tmp_path) == ["clip.mp4"]


def test_videos_that_overlap_are_refused_as_soon_as_that_is_known(tmp_path):
    clips = [film(tmp_path / f"{name}.mp4", 20.0) for name in "abc"]
    looked_at = []

    def look(info):
        looked_at.append(info.path.name)
        return see(info)

    with network(look):
        starts = ["--at", "0:00", "--at", "0:30", "--at", "0:40"]
        result = run("analyze", *clips, *starts, "--out", tmp_path / "run")
    assert result.exit_code == 2
    assert "begins at 0:40 of the run overlaps" in told(result)
    assert looked_at == ["a.mp4", "b.mp4"]
    assert not (tmp_path / "run").exists()


def test_a_traceback_never_reaches_the_terminal_of_the_true_program(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "posture", "analyze", str(tmp_path / "gone.mp4")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
