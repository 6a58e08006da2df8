"""The commands that show and remove what is kept."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from posture.cli import app
from posture.kept import Key, Store


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("POSTURE_CACHE", str(tmp_path / "kept"))
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path / "kept"


def run(*words: str) -> str:
    result = CliRunner().invoke(app, ["cache", *words])
    assert result.exit_code == 0
    return result.output


def keep() -> None:
    for i in range(3):
        Store().put(Key("ab" * 32, bytes([i])), bytes(400_000))
    Store().describe("ab" * 32, "sunday.mp4")


def test_where(folder):
    assert run("where") == f"{folder}\n"
    assert not folder.exists()


def test_list_shows_each_film_by_name_with_its_size():
    assert run("list").endswith("0.0 MB in all\n")
    keep()
    (line,) = [line for line in run("list").splitlines() if "sunday.mp4" in line]
    assert [word for word in line.split() if word.replace(".", "").isdigit()] == ["3", "1.2"]


def test_clear_removes_all_and_says_how_much(folder):
    keep()
    assert run("clear") == "1.2 MB removed\n"
    assert not folder.exists()
    assert run("clear") == "0.0 MB removed\n"
