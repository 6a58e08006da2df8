"""A file or a folder appears whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pipeline_fakes import left_in

from posture.errors import OutputError, UsageError, VideoError
from posture.utils import files
from posture.utils.files import (
    new_folder,
    require_space,
    require_writable,
    whole_file,
    whole_files,
)
from posture.utils.paths import LONGEST_NAME


def test_the_file_appears_when_the_block_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with whole_file(path) as unfinished:
        unfinished.write_text("whole")
        assert not path.exists()
        assert unfinished.parent == tmp_path
        assert unfinished.name.startswith(".a.txt.")
    assert path.read_text() == "whole"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt, ValueError])
def test_an_error_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, error: type[BaseException]
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")

    def write_half() -> None:
        with whole_file(path) as unfinished:
            unfinished.write_text("half")
            raise error

    with pytest.raises(error):
        write_half()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_in_the_way_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.mkdir()
    with pytest.raises(OSError, match=r"a\.txt"), whole_file(path) as unfinished:
        unfinished.write_text("new")
    assert list(tmp_path.iterdir()) == [path]
    assert path.is_dir()


def test_nothing_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), whole_file(tmp_path / "a.txt"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_two_writers_do_not_meet(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with whole_file(path) as first, whole_file(path) as second:
        first.write_text("first")
        second.write_text("second")
        assert first != second
    assert path.read_text() == "first"  # it ended last
    assert list(tmp_path.iterdir()) == [path]


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


@pytest.mark.parametrize("wanted", [".", "..", "./.", "../inside", "/", "a" * 256, "a\0b", "loop"])
def test_what_is_no_name_for_a_new_folder_is_refused(tmp_path, monkeypatch, wanted):
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "loop").symlink_to("loop")
    monkeypatch.chdir(inside)
    with pytest.raises(UsageError, match="--out"), new_folder(Path(wanted)):
        pytest.fail("made")
    assert [path.name for path in tmp_path.rglob("*")] == ["inside", "loop"]


def test_the_sign_for_home_is_expanded(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    with new_folder(Path("~/deep/run")) as folder:
        pass
    assert folder.path == tmp_path / "home" / "deep" / "run"


def test_the_longest_name_leaves_room_for_a_number(tmp_path):
    for _ in range(3):
        with new_folder(tmp_path / ("ä" * (LONGEST_NAME // 2))):
            pass
    assert len(list(tmp_path.iterdir())) == 3


def test_where_nothing_can_be_made(tmp_path):
    (tmp_path / "file").touch()
    for wanted in (tmp_path / "file" / "run", tmp_path / "file" / "deep" / "run", Path("/")):
        with pytest.raises(UsageError, match="--out"), new_folder(wanted):
            pytest.fail("made")
    assert left_in(tmp_path) == ["file"]


@pytest.mark.skipif(os.name == "nt", reason="locks of Unix")
def test_what_a_killed_process_left_is_cleared_and_what_another_writes_is_not(tmp_path):
    program = (
        "from pathlib import Path; from posture.utils.files import new_folder\n"
        f"with new_folder(Path({str(tmp_path / 'run')!r})) as folder:\n"
        "    (folder.work / 'half').touch(); print(folder.work, flush=True); input()"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", program], **pipes) as process:
        work = Path(process.stdout.readline().strip())
        assert work.parent == tmp_path
        with new_folder(tmp_path / "another"):
            assert work.is_dir()
        process.kill()
        process.wait()
    assert work.is_dir()
    (tmp_path / ".posture-notes").mkdir()  # not ours
    with new_folder(tmp_path / "third"):
        assert not work.exists()
    assert left_in(tmp_path) == [".posture-notes", "another", "third"]


@pytest.mark.skipif(os.name == "nt", reason="locks of Unix")
def test_a_folder_that_is_taken_for_abandoned_before_it_is_locked_is_made_again(
    tmp_path, monkeypatch
):
    removed = []

    def lock_late(handle: int, *, wait: bool) -> bool:
        if not removed:
            (left,) = tmp_path.iterdir()
            left.rmdir()
            removed.append(left)
        return True

    monkeypatch.setattr(files, "lock", lock_late)
    with new_folder(tmp_path / "run") as folder:
        assert folder.work.is_dir()
        assert folder.work != removed[0]
    assert left_in(tmp_path) == ["run"]


def test_several_files_appear_together_and_replace_earlier_ones(tmp_path):
    (tmp_path / "a").write_text("old")
    with whole_files(tmp_path) as work:
        (work / "a").write_text("new")
        (work / "b").write_text("new")
        assert (tmp_path / "a").read_text() == "old"
        assert not (tmp_path / "b").exists()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a": "new", "b": "new"}


def test_of_several_files_none_is_left_on_an_exception(tmp_path):
    def stop() -> None:
        with whole_files(tmp_path / "deep" / "er") as work:
            (work / "a").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()
    assert list(tmp_path.iterdir()) == []


def test_asking_whether_a_folder_can_be_written_to_leaves_nothing(tmp_path):
    require_writable(tmp_path / "deep" / "er")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=r"cannot write to .*file/x.* --out"):
        require_writable(tmp_path / "file" / "x")


def test_a_file_that_cannot_grow_so_large_is_told_before_it_is_written(tmp_path):
    require_space(tmp_path, 1000)
    with pytest.raises(OSError, match=r"(?i)space|large|not supported"):
        require_space(tmp_path, 1 << 60)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_deep_below_is_made_and_removed(tmp_path):
    deep = tmp_path / Path(*["a"] * 1500)
    require_writable(deep)
    assert list(tmp_path.iterdir()) == []
    require_writable(deep)
