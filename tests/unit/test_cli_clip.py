import re
import shutil

import pytest
from pipeline_fakes import film, network, see
from typer.testing import CliRunner
from video_clips import write_clip

import posture
from posture.cli import app
from posture.video import probe


def run(*arguments):
    return CliRunner().invoke(app, ["clip", *(str(argument) for argument in arguments)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A video with its run below it, and nothing else."""
    place = tmp_path_factory.mktemp("clips")
    clip = film(place / "run.mp4", 10.0)
    with network(see):
        posture.analyze(clip, out=place / "runs" / "run", video=False)
    return place


def test_it_says_where_it_wrote(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(folder / "runs" / "run", "--stride", "3", "--slow", 2, "--crop")
    assert (result.exit_code, result.stdout) == (0, "clip: run-stride-3.mp4\n")
    assert probe(tmp_path / "run-stride-3.mp4").frames > 10
    result = run(folder / "runs" / "run", "--side-by-side", "--out", tmp_path / "both.mp4")
    assert (result.exit_code, result.stdout) == (0, f"clip: {tmp_path / 'both.mp4'}\n")


def test_another_film_is_not_replaced(folder, tmp_path):
    other = write_clip(tmp_path / "other.mp4", range(5))
    before = other.read_bytes()
    result = run(folder / "runs" / "run", "--stride", "3", "--out", other)
    assert result.exit_code == 2
    assert result.stderr == (
        "posture: other.mp4 is there already and is no clip that posture made; give another name "
        "with --out\n"
    )
    assert other.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ((), 2, "choose one of --side-by-side, --ghost, --stride N-M and --at TIME"),
        (("--ghost", "--at", "3"), 2, "choose one of"),
        (("--ghost",), 2, "too small in the picture for a ghost"),
        (("--stride", "200"), 2, "no stride 200; its strides are 1 to"),
        (("--at", "0:30"), 2, "0:30 lies outside of run.mp4, which is 0:10 long"),
        (("--stride", "3", "--slow", "0"), 2, "cannot play 0 times slower"),
        (("--stride", "3", "--out", "a.gif"), 2, "written as .mp4"),
        (("--stride", "3", "--out", "/proc/nowhere/a.mp4"), 2, "--out"),
        (("--stride", "3", "--video", "nowhere.mp4"), 3, "nowhere.mp4 does not exist"),
    ],
)
def test_errors_are_one_sentence(folder, tmp_path, monkeypatch, arguments, code, says):
    monkeypatch.chdir(tmp_path)
    result = run(folder / "runs" / "run", *arguments)
    assert result.exit_code == code, result.stderr
    assert re.fullmatch(r"posture: [^\n]+\n", result.stderr)
    assert says in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_video_that_has_moved_is_a_file_that_cannot_be_read(folder, tmp_path):
    moved = shutil.copytree(folder / "runs" / "run", tmp_path / "a" / "b" / "run")
    result = run(moved, "--side-by-side", "--out", tmp_path / "both.mp4")
    assert result.exit_code == 3
    assert result.stderr == (
        "posture: the video run.mp4 of this run was not found; say with --video where it is\n"
    )
    found = run(
        moved, "--side-by-side", "--out", tmp_path / "both.mp4", "--video", folder / "run.mp4"
    )
    assert found.exit_code == 0
