"""What users name is checked, expanded and shortened."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from posture.utils.paths import (
    LONGEST_NAME,
    LONGEST_SHOWN,
    describe_special_file,
    expand_home,
    find_cache,
    make_folder_name,
    shorten,
    shorten_words,
)


@pytest.mark.parametrize(
    ("names", "folder"),
    [
        (["run"], "run"),
        (["fresh", "tired"], "fresh-tired"),
        ([".hidden"], "hidden"),
        (["..", "a"], "video-a"),
        (["."], "video"),
        ([" . "], "video"),
    ],
)
def test_a_folder_is_called_like_the_videos(names: list[str], folder: str) -> None:
    assert make_folder_name(names) == folder


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("letter", ["a", "ä", "走", "\udce4"])
def test_long_names_share_the_room(tmp_path: Path, letter: str, count: int) -> None:
    name = make_folder_name([f"{number}{letter * 250}" for number in range(count)])
    assert LONGEST_NAME - 4 * count <= len(os.fsencode(name)) <= LONGEST_NAME
    assert all(str(number) in name for number in range(count))
    (tmp_path / name).mkdir()


def test_pipes_and_devices_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").touch()
    assert describe_special_file(tmp_path / "pipe") == "a pipe"
    assert describe_special_file(Path(os.devnull)) == "a device"
    assert describe_special_file(tmp_path / "file") == ""
    with pytest.raises(FileNotFoundError):
        describe_special_file(tmp_path / "missing")


def test_an_unknown_home_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/someone")
    assert expand_home("~/x") == Path("/home/someone/x")
    assert expand_home("~nobody-has-this-name/x") == Path("~nobody-has-this-name/x")


def test_long_texts_are_cut() -> None:
    assert shorten("short") == "short"
    assert len(shorten("9" * 5000)) == LONGEST_SHOWN
    assert shorten("a\nb\x1b[31m") == r"a\nb\x1b[31m"


def test_a_cache_is_where_the_variable_says_else_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/someone")
    monkeypatch.setenv("SOME_CACHE", "~/elsewhere")
    assert find_cache("SOME_CACHE", "kept") == Path("/home/someone/elsewhere")
    monkeypatch.setenv("SOME_CACHE", "~nobody-has-this-name/x")
    assert find_cache("SOME_CACHE", "kept") == Path("~nobody-has-this-name/x")
    monkeypatch.delenv("SOME_CACHE")
    assert find_cache("SOME_CACHE", "kept").parts[-2:] == ("posture", "kept")


def test_a_folder_is_not_taken_for_an_option():
    names = ("-a", "--out", ".-", "a-b")
    assert [make_folder_name([name]) for name in names] == ["a", "out", "video", "a-b"]


def test_long_words_of_a_message_keep_their_ends():
    assert shorten_words("a path/of/some.mp4 is no film") == "a path/of/some.mp4 is no film"
    cut = shorten_words(f"{'x' * 70_000}.mp4 is no film")
    assert len(cut) < 300
    assert cut.endswith("xx.mp4 is no film")
