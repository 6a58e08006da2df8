"""`posture app` on the command line: wrong options and missing packages are one sentence."""

import sys

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


def test_without_the_extra_it_says_what_to_install(monkeypatch, tmp_path):
    for name in [name for name in sys.modules if name.startswith("posture.app.serve")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    result = CliRunner().invoke(app, ["app", "--no-browser", "--folder", str(tmp_path)])
    assert result.exit_code == 2
    assert "running-posture[app]" in result.output
