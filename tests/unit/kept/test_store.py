"""Entries are whole or not there; a disk that fails and others' files harm none."""

from __future__ import annotations

import errno
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from posture.kept import Key, Store
from posture.kept import store as store_module

FILM = "ab" * 32
KEY = Key(FILM, b"model, plan")
needs_unix = pytest.mark.skipif(os.name == "nt", reason="modes and locks of Unix")


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path / "a" / "kept", limit=1_000_000)


def only_entry(store: Store) -> Path:
    (path,) = store.folder.rglob("*.seen")
    return path


def test_what_was_put_is_got_and_nothing_else(store):
    assert store.get(KEY) is None
    assert store.put(KEY, b"seen")
    assert store.get(KEY) == b"seen"
    assert store.get(Key(FILM, b"model, another plan")) is None
    assert store.get(Key("cd" * 32, KEY.text)) is None
    assert store.put(KEY, b"again")
    assert store.get(KEY) == b"again"
    assert Store(store.folder).get(KEY) == b"again"


def test_the_first_bytes_are_read_without_the_rest(store):
    assert store.peek(KEY) is None
    store.put(KEY, b"a long content")
    assert store.peek(KEY) == b"a long c"
    path = only_entry(store)
    path.rename(store._path(Key(FILM, b"another")))
    assert store.peek(Key(FILM, b"another")) is None
    path.mkdir()
    assert store.peek(KEY) is None


@needs_unix
def test_the_owner_alone_can_read_it(store):
    store.put(KEY, b"seen")
    store.describe(FILM, "run.mp4")
    path = only_entry(store)
    assert path.stat().st_mode & 0o777 == 0o600
    assert (path.parent / "film.json").stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert store.folder.stat().st_mode & 0o777 == 0o700


def damage(kind: str, data: bytes) -> bytes:
    if kind == "empty":
        return b""
    if kind == "foreign":
        return b"PK\x03\x04" + data
    if kind == "older":
        return data.replace(b"posture kept 1", b"posture kept 0")
    if kind == "longer":
        return data + b"\0"
    half = len(data) // 2
    if kind == "truncated":
        return data[:half]
    return data[:half] + bytes([data[half] ^ 1]) + data[half + 1 :]


@pytest.mark.parametrize("kind", ["empty", "foreign", "older", "longer", "truncated", "flipped"])
def test_a_damaged_entry_is_none(store, caplog, kind):
    store.put(KEY, b"seen" * 100)
    path = only_entry(store)
    path.write_bytes(damage(kind, path.read_bytes()))
    with caplog.at_level(logging.DEBUG, "posture"):
        assert store.get(KEY) is None
    assert {record.levelno for record in caplog.records} == {logging.DEBUG}
    assert store.put(KEY, b"anew")
    assert store.get(KEY) == b"anew"


def test_every_cut_and_every_flipped_byte_is_seen(store):
    store.put(KEY, b"seen")
    path = only_entry(store)
    data = path.read_bytes()
    for i in range(len(data)):
        for broken in (data[:i], data[:i] + bytes([data[i] ^ 0x20]) + data[i + 1 :]):
            path.write_bytes(broken)
            assert store.get(KEY) is None


def test_an_entry_under_anothers_name_is_none(store):
    other = Key(FILM, b"model, another plan")
    store.put(KEY, b"seen")
    mine = only_entry(store)
    store.put(other, b"others'")
    (theirs,) = set(store.folder.rglob("*.seen")) - {mine}
    theirs.replace(mine)
    assert store.get(KEY) is None


def test_a_folder_under_an_entrys_name_is_none(store):
    store.put(KEY, b"seen")
    path = only_entry(store)
    path.unlink()
    path.mkdir()
    assert store.get(KEY) is None
    assert not store.put(KEY, b"seen")


def test_what_was_not_used_for_longest_goes_first(tmp_path):
    store = Store(tmp_path, limit=6000)
    keys = [Key(FILM, bytes([i])) for i in range(5)]
    for i, key in enumerate(keys):
        store.put(key, bytes(1000))
        for path in tmp_path.rglob("*.seen"):
            if path.stat().st_mtime > 1000:
                os.utime(path, (i, i))
    assert store.get(keys[0]) is not None  # now it was used last
    assert store.put(Key("cd" * 32, b""), bytes(1000))
    found = [store.get(key) is not None for key in keys]
    assert found == [True, False, False, True, True]  # to nine tenths of the limit
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.seen")) <= 6000


def test_another_process_counts_towards_the_limit(tmp_path):
    first, second = Store(tmp_path, limit=6000), Store(tmp_path, limit=6000)
    for i in range(12):
        assert (first, second)[i % 2].put(Key(FILM, bytes([i])), bytes(1000))
    # each notices the other's no later than when its own would fill the limit
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.seen")) <= 2 * 6000
    assert Store(tmp_path, limit=6000).put(Key(FILM, b"more"), bytes(1000))
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.seen")) <= 6000


def test_nothing_is_kept_that_is_larger_than_the_limit(tmp_path):
    store = Store(tmp_path / "kept", limit=0)
    assert not store.put(KEY, b"seen")
    assert list((tmp_path / "kept").rglob("*.seen")) == []


def test_room_is_left_on_the_disk(store, monkeypatch):
    free = store_module.shutil.disk_usage(store.folder.parents[1])._replace(free=500_000_200)
    monkeypatch.setattr(store_module.shutil, "disk_usage", lambda folder: free)
    assert store.put(KEY, bytes(50))
    assert not store.put(KEY, bytes(200))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO, errno.EDQUOT])
def test_a_disk_that_fails(store, monkeypatch, caplog, number):
    store.put(KEY, b"before")

    def fail(handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with caplog.at_level(logging.DEBUG, "posture"):
        assert not store.put(KEY, b"seen")
    assert os.strerror(number) in caplog.text
    assert store.get(KEY) == b"before"
    assert [path.name for path in store.folder.rglob("*.part")] == []


@needs_unix
@pytest.mark.skipif(os.name != "nt" and os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_to(store):
    store.put(KEY, b"seen")
    (film,) = store.folder.iterdir()
    for folder, mode in ((film, 0o500), (store.folder, 0o500)):
        folder.chmod(mode)
    try:
        assert store.get(KEY) == b"seen"
        assert not store.put(Key("cd" * 32, b""), b"seen")
        store.describe(FILM, "run.mp4")
        store.clear_unfinished()
    finally:
        for folder in (store.folder, film):
            folder.chmod(0o700)


def test_a_file_where_the_folder_should_be(tmp_path):
    (tmp_path / "kept").write_text("mine")
    store = Store(tmp_path / "kept")
    assert not store.put(KEY, b"seen")
    assert store.get(KEY) is None
    assert (store.films(), store.clear()) == ([], 0)
    assert (tmp_path / "kept").read_text() == "mine"


def test_films_are_listed_by_the_name_they_were_last_seen_under(store):
    store.describe(FILM, "a.mp4")  # nothing of it is kept
    assert store.films() == []
    for i in range(3):
        store.put(Key(FILM, bytes([i])), bytes(100))
    store.put(Key("cd" * 32, b""), bytes(100))
    store.describe(FILM, "a.mp4")
    store.describe(FILM, "b.mp4")
    for path in (store.folder / FILM[:32]).iterdir():
        os.utime(path, (1, 1))
    unknown, named = store.films()
    assert (unknown.name, unknown.entries) == ("?", 1)
    assert (named.name, named.entries, named.used_s) == ("b.mp4", 3, 1.0)
    assert named.size == sum(p.stat().st_size for p in (store.folder / FILM[:32]).glob("*.seen"))


def test_clearing_removes_what_is_ours_alone(store):
    store.put(KEY, b"seen")
    store.describe(FILM, "run.mp4")
    size = only_entry(store).stat().st_size
    (store.folder / "holiday.jpg").write_text("mine")
    (store.folder / ("0" * 32)).mkdir()
    (store.folder / ("0" * 32) / "notes.txt").write_text("mine")
    assert store.clear() == size
    left = sorted(path.name for path in store.folder.rglob("*"))
    assert left == ["0" * 32, "holiday.jpg", "notes.txt"]
    assert store.put(KEY, b"seen")


def test_clearing_an_empty_store_removes_its_folder(store):
    store.put(KEY, b"seen")
    store.clear()
    assert not store.folder.exists()
    assert store.clear() == 0


@needs_unix
def test_what_a_killed_process_was_writing_is_removed_and_what_a_live_one_writes_is_not(store):
    """A process of its own writes an entry and hangs in the middle."""
    program = (
        "import os, time, sys; from pathlib import Path; from posture.kept import Key, Store\n"
        "os.fsync = lambda handle: (print('now', flush=True), time.sleep(60))\n"
        f"Store(Path({str(store.folder)!r})).put(Key({FILM!r}, b'x'), b'seen')"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert len(list(store.folder.rglob("*.part"))) == 1
        store.clear_unfinished()
        assert len(list(store.folder.rglob("*.part"))) == 1
        process.kill()
        process.wait()
    store.clear_unfinished()
    assert not list(store.folder.rglob("*"))


def test_what_is_kept_of_one_film_is_removed_and_nothing_else(store):
    other = Key("cd" * 32, KEY.text)
    for key in (KEY, other):
        store.put(key, b"seen")
        store.describe(key.film, "run.mp4")
    stranger = store.folder / FILM[:32] / "notes.txt"
    stranger.write_text("of somebody else")
    assert store.forget(FILM) > 0
    assert (store.get(KEY), store.get(other)) == (None, b"seen")
    assert stranger.read_text() == "of somebody else"
    assert store.forget(FILM) == 0
    assert store.forget("../" * 12) == 0
    assert store.get(other) == b"seen"
