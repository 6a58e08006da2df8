"""`posture app` on the command line: wrong options and missing packages are one sentence."""

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from posture.cli import app


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--stop-after", "0"], "give minutes, more than 0"),
        (["--port", "70000"], "give a number from 1 to 65535"),
    ],
)
def test_wrong_options_are_said(tmp_path, words, said):
    result = CliRunner().invoke(app, ["app", "--no-browser", "--folder", str(tmp_path), *words])
    assert result.exit_code == 2
    assert said in result.output


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    words = ["app", "--no-browser", "--folder", str(tmp_path / "file" / "library")]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert "give another folder with --folder" in result.output


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_circle_of_links_is_no_folder(tmp_path):
    (tmp_path / "loop").symlink_to("loop")
    words = ["app", "--no-browser", "--folder", str(tmp_path / "loop")]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert result.output.count("\n") == 1
    assert "give another folder with --folder" in result.output


def test_the_sign_for_home_is_expanded_in_the_folder_of_the_library(tmp_path, monkeypatch):
    pytest.importorskip("uvicorn")
    from posture.app.serve import open_library

    monkeypatch.setenv("HOME", str(tmp_path))
    assert open_library(Path("~/runs")).folder == (tmp_path / "runs").resolve()


def test_without_the_extra_it_says_what_to_install(monkeypatch, tmp_path):
    for name in [name for name in sys.modules if name.startswith("posture.app.serve")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    result = CliRunner().invoke(app, ["app", "--no-browser", "--folder", str(tmp_path)])
    assert result.exit_code == 2
    assert "running-posture[app]" in result.output
