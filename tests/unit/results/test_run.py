import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from helpers_run import make_run
from pipeline_fakes import left_in

from posture.errors import OutputError, UsageError, VideoError
from posture.results import run as run_module
from posture.results.run import load_run, new_folder, write_data
from posture.results.types import SCHEMA_VERSION


def test_tables_written_in_parts_are_read_back_whole(saved, monkeypatch, tmp_path):
    monkeypatch.setattr(run_module, "ROWS", 100)
    parts = tmp_path / "parts"
    parts.mkdir()
    run = make_run()
    write_data(run, parts)
    assert len(run.frames) > 300
    for folder in (saved, parts):
        pd.testing.assert_frame_equal(load_run(folder).frames, run.frames, check_dtype=False)
    whole = load_run(saved).frames
    pd.testing.assert_frame_equal(load_run(parts).frames, whole)
    assert whole["stride"].dtype == "Int64"


def test_landmarks_need_not_be_read(saved):
    assert load_run(saved, poses=False).poses.sizes == {}
    assert load_run(saved).poses.sizes["space"] == 2


def test_not_a_number_is_refused_in_the_summary(tmp_path):
    run = make_run()
    run.summary["cadence_spm"] = float("nan")
    with pytest.raises(ValueError, match="JSON"):
        write_data(run, tmp_path)


def newer(folder):
    summary = json.loads((folder / "summary.json").read_text())
    summary["schema_version"] = SCHEMA_VERSION + 1
    (folder / "summary.json").write_text(json.dumps(summary))


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (newer, "newer version"),
        (lambda folder: (folder / "summary.json").unlink(), "not the folder of a finished run"),
        (lambda folder: (folder / "summary.json").write_text("{"), "not the folder"),
        (lambda folder: (folder / "summary.json").write_text("[]"), "expected object, got array"),
        (lambda folder: (folder / "summary.json").write_bytes(b"\xff\xfe"), "not the folder"),
        (lambda folder: (folder / "frames.parquet").write_bytes(b"PAR1 no"), "not the folder"),
        (lambda folder: (folder / "strides.parquet").unlink(), "not the folder"),
        (lambda folder: (folder / "poses.nc").write_bytes(b"no"), "not the folder"),
    ],
)
def test_what_is_no_run_is_wrong_usage(saved, harm, says):
    harm(saved)
    with pytest.raises(UsageError, match=says):
        load_run(saved)


def test_a_folder_appears_whole_at_the_end(tmp_path):
    with new_folder(tmp_path / "a" / "b" / "run") as folder:
        (folder.work / "x").write_text("1")
        assert not (tmp_path / "a" / "b" / "run").exists()
    assert folder.path == tmp_path / "a" / "b" / "run"
    assert (folder.path / "x").read_text() == "1"
    assert left_in(folder.path.parent) == ["run"]
    assert folder.path.stat().st_mode & 0o777 == 0o755


def test_a_name_taken_meanwhile_gets_a_number(tmp_path):
    with new_folder(tmp_path / "run") as first, new_folder(tmp_path / "run") as second:
        (first.work / "x").write_text("first")
        (second.work / "x").write_text("second")
    assert (second.path.name, first.path.name) == ("run", "run-2")
    assert (second.path / "x").read_text() == "second"
    assert (first.path / "x").read_text() == "first"


def test_a_name_taken_in_the_last_moment_gets_a_number(tmp_path, monkeypatch):
    real = Path.exists
    with new_folder(tmp_path / "run") as folder:
        (tmp_path / "run").mkdir()
        (tmp_path / "run" / "mine").touch()
        monkeypatch.setattr(Path, "exists", lambda self: self.name != "run" and real(self))
    monkeypatch.undo()
    assert folder.path.name == "run-2"
    assert left_in(tmp_path / "run") == ["mine"]


@pytest.mark.parametrize("error", [RuntimeError("x"), KeyboardInterrupt(), SystemExit(3)])
def test_on_any_exception_nothing_is_left(tmp_path, error):
    def make():
        with new_folder(tmp_path / "a" / "run") as folder:
            (folder.work / "x").touch()
            raise error

    with pytest.raises(type(error)):
        make()
    assert left_in(tmp_path) == []


def test_a_folder_that_holds_something_else_stays(tmp_path):
    def make():
        with new_folder(tmp_path / "a" / "run"):
            (tmp_path / "a" / "mine").touch()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        make()
    assert left_in(tmp_path / "a") == ["mine"]


@pytest.mark.parametrize("code", [28, 5, None])
def test_errors_of_the_disk_are_told(tmp_path, code):
    error = OSError(code, "no space") if code else OSError("it broke")
    with (
        pytest.raises(OutputError, match="earlier results are untouched"),
        new_folder(tmp_path / "run"),
    ):
        raise error
    assert left_in(tmp_path) == []


def test_errors_with_words_of_their_own_keep_them(tmp_path):
    with pytest.raises(VideoError, match=r"^unreadable$"), new_folder(tmp_path / "run"):
        raise VideoError("unreadable")


def test_a_dot_is_the_folder_one_is_in(tmp_path, monkeypatch):
    inside = tmp_path / "inside"
    inside.mkdir()
    monkeypatch.chdir(inside)
    with new_folder(Path()) as folder:
        pass
    assert folder.path == tmp_path / "inside-2"


def test_where_nothing_can_be_made(tmp_path):
    (tmp_path / "file").touch()
    for wanted in (tmp_path / "file" / "run", tmp_path / "file" / "deep" / "run", Path("/")):
        with pytest.raises(UsageError, match="--out"), new_folder(wanted):
            pytest.fail("made")
    assert left_in(tmp_path) == ["file"]


def test_a_figure_of_a_measure(saved):
    figure = load_run(saved).plot_drift("trunk_lean_deg")
    assert figure.axes
    with pytest.raises(UsageError, match="wingspan"):
        make_run().plot_drift("wingspan")


def test_landmarks_keep_their_values(saved):
    np.testing.assert_array_equal(load_run(saved).poses["position"], make_run().poses["position"])
