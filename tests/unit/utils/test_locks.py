"""A lock is held as long as the process, and no longer."""

from __future__ import annotations

import os

import pytest

from posture.utils.locks import lock, locked_if_abandoned

pytestmark = pytest.mark.skipif(os.name == "nt", reason="locks of Unix")


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_lock_is_seen_by_others_until_it_is_closed(tmp_path, kind):
    path = tmp_path / "x"
    path.touch() if kind == "file" else path.mkdir()
    handle = os.open(path, os.O_RDONLY)
    with locked_if_abandoned(path) as abandoned:
        assert abandoned
        assert not lock(handle)
    assert lock(handle)
    with locked_if_abandoned(path) as abandoned:
        assert not abandoned
    os.close(handle)
    with locked_if_abandoned(path) as abandoned:
        assert abandoned


def test_what_is_not_there_is_not_abandoned(tmp_path):
    with locked_if_abandoned(tmp_path / "x") as abandoned:
        assert not abandoned


def test_where_there_are_no_locks_nothing_is_abandoned(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError("no locks here")

    monkeypatch.setattr("fcntl.flock", fail)
    with locked_if_abandoned(tmp_path) as abandoned:
        assert not abandoned
