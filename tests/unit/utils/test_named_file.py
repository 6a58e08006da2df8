"""A file to be written: its name is checked, and nothing of another kind is lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from posture.errors import UsageError
from posture.utils.files import whole_file
from posture.utils.named_file import LONGEST_FILE, take_file


def test_a_new_file_and_one_of_the_kind_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.PNG"
    assert take_file(path, (".png",)) == path
    path.touch()
    assert take_file(str(path), (".png",)) == path


def test_the_sign_for_home_is_expanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert take_file("~/a.png", (".png",)) == tmp_path / "a.png"


def test_the_longest_name_can_be_written(tmp_path: Path) -> None:
    name = "x" * (LONGEST_FILE - 4) + ".png"
    with whole_file(take_file(tmp_path / name, (".png",))) as part:
        part.touch()
    for longer in (f"x{name}", "ä" * (LONGEST_FILE // 2) + ".png"):  # fewer letters, more bytes
        with pytest.raises(
            UsageError, match=f"too long for a file; .* at most {LONGEST_FILE} bytes"
        ):
            take_file(tmp_path / longer, (".png",))


@pytest.mark.skipif(os.name == "nt", reason="pipes and links of Unix")
@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("folder.png", "is a folder"),
        ("pipe.png", "is a pipe"),
        ("loop.png", "cannot write to"),
        ("film.mp4", "is there already and is no .png file"),
        ("film.mp4/a.png", "cannot write to"),
        ("", "is a folder"),
        ("a/" * 3000 + "b.png", "cannot write to"),
        ("a\0b.png", "cannot write to"),
    ],
)
def test_other_things_are_refused_in_one_sentence(tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "folder.png").mkdir()
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "loop.png").symlink_to("loop.png")
    (tmp_path / "film.mp4").write_bytes(b"film")
    with pytest.raises(UsageError, match=says) as caught:
        take_file(tmp_path / name, (".png",))
    assert len(str(caught.value)) < 500
    assert (tmp_path / "film.mp4").read_bytes() == b"film"
