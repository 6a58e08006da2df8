"""Where entries are kept, and how many."""

from __future__ import annotations

from pathlib import Path

import pytest

from posture.errors import UsageError
from posture.kept import kept_dir
from posture.kept.places import read_limit


def test_the_users_cache_unless_another_folder_is_named(monkeypatch, own_cache):
    assert kept_dir() == own_cache  # as every test has it
    monkeypatch.setenv("POSTURE_CACHE", "~/elsewhere")
    assert kept_dir() == Path.home() / "elsewhere"
    monkeypatch.delenv("POSTURE_CACHE")
    assert kept_dir().name == "kept"
    assert "posture" in kept_dir().parts


def test_five_gigabytes_unless_another_limit_is_set(monkeypatch):
    assert read_limit() == 5_000_000_000
    monkeypatch.setenv("POSTURE_CACHE_GB", "0.5")
    assert read_limit() == 500_000_000
    monkeypatch.setenv("POSTURE_CACHE_GB", "0")
    assert read_limit() == 0


@pytest.mark.parametrize("text", ["much", "-1", "nan", "inf"])
def test_a_limit_that_is_none(monkeypatch, text):
    monkeypatch.setenv("POSTURE_CACHE_GB", text)
    with pytest.raises(UsageError, match="POSTURE_CACHE_GB"):
        read_limit()
