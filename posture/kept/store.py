"""A folder of entries, with a folder a film in it and a limit; what goes wrong harms nobody."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from posture.kept.entry import DamagedEntry, peek_entry, read_entry, write_entry, write_private
from posture.kept.places import kept_dir, read_limit
from posture.utils.locks import locked_if_abandoned
from posture.utils.paths import describe_special_file

LEAST_FREE_BYTES = 500_000_000
"""Room that is left on the disk for others; where there is less, nothing is kept."""

SHARE_AFTER_CLEARING = 0.9
"""Share of the limit that is left when room is made, so that it is not made for every entry."""

_FILM = re.compile(r"[0-9a-f]{32}")
_ENTRY = re.compile(r"[0-9a-f]{32}\.seen")
_PART = re.compile(r"\.([0-9a-f]{32}\.seen|film\.json)\.[0-9a-f]+\.part")
_ABOUT = "film.json"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Key:
    """What an entry is for.

    Attributes
    ----------
    film
        Checksum of the video, hexadecimal.
    text
        All else that decides its content.
    """

    film: str
    text: bytes

    @property
    def whole(self) -> bytes:
        """Both, as the entry holds it."""
        return self.film.encode() + b"\n" + self.text


@dataclass(frozen=True)
class KeptFilm:
    """What is kept of one film.

    Attributes
    ----------
    name
        The file's name when it was last measured, without its folder; ``"?"`` if not known.
    entries, size
        How many, and their bytes.
    used_s
        When one was last used, seconds since 1970.
    """

    name: str
    entries: int
    size: int
    used_s: float


class Store:
    """Entries in the user's cache.

    Nothing is raised when reading or writing fails: then nothing was kept, and a debug line says
    why.

    Parameters
    ----------
    folder
        Where; `kept_dir` by default. It is made when the first entry is written.
    limit
        Most bytes; `read_limit` by default.
    """

    def __init__(self, folder: Path | None = None, limit: int | None = None) -> None:
        self.folder = kept_dir() if folder is None else folder
        self._limit = read_limit() if limit is None else limit
        self._size: int | None = None

    def get(self, key: Key) -> bytes | None:
        """Return what is kept for a key, or None."""
        path = self._path(key)
        try:
            content = read_entry(path, key.whole)
        except FileNotFoundError:
            return None
        except (OSError, DamagedEntry) as fault:
            _log.debug("%s is not used: %s", path, fault)
            return None
        with suppress(OSError):
            os.utime(path)  # used now
        return content

    def peek(self, key: Key) -> bytes | None:
        """Return the first bytes of what is kept for a key, or None; it may be damaged."""
        try:
            return peek_entry(self._path(key), key.whole)
        except (OSError, DamagedEntry):
            return None

    def put(self, key: Key, content: bytes) -> bool:
        """Keep something for a key, and make room for it; returns whether that worked."""
        path = self._path(key)
        size = len(content) + len(key.whole)
        try:
            self._make_folder(path.parent)
            if size > self._limit or shutil.disk_usage(self.folder).free < LEAST_FREE_BYTES + size:
                _log.debug("%s is not kept: there is no room", path)
                _remove_if_empty(path.parent)
                return False
            self._make_room(size)
            self._size = (self._size or 0) + write_entry(path, key.whole, content)
        except OSError as fault:
            _log.debug("%s is not kept: %s", path, fault)
            _remove_if_empty(path.parent)
            return False
        return True

    def describe(self, film: str, name: str) -> None:
        """Note a film's file name, for `films`; only where something of it is kept."""
        about = self.folder / film[:32] / _ABOUT
        text = json.dumps({"name": name}).encode()
        with suppress(OSError):
            if about.parent.is_dir() and (not about.exists() or about.read_bytes() != text):
                write_private(about, text)

    def films(self) -> list[KeptFilm]:
        """List what is kept, the film used last first."""
        found = []
        for folder in self._film_folders():
            stats = [stat for _, stat in _entries(folder)]
            if stats:
                size, used_s = sum(s.st_size for s in stats), max(s.st_mtime for s in stats)
                found.append(KeptFilm(_read_name(folder), len(stats), size, used_s))
        return sorted(found, key=lambda film: film.used_s, reverse=True)

    def clear(self) -> int:
        """Remove all entries, and nothing else; returns their bytes."""
        freed = 0
        for folder in self._film_folders():
            for path, stat in _entries(folder):
                freed += stat.st_size if _remove(path) else 0
        self.clear_unfinished()
        self._size = None
        with suppress(OSError):
            self.folder.rmdir()
        return freed

    def forget(self, film: str) -> int:
        """Remove what is kept of one film, by its checksum; returns the bytes."""
        folder = self.folder / film[:32]
        if not _FILM.fullmatch(folder.name):
            return 0
        freed = sum(stat.st_size for path, stat in _entries(folder) if _remove(path))
        _remove_if_empty(folder)
        self._size = None
        return freed

    def clear_unfinished(self) -> None:
        """Remove what processes left that ended while they wrote, and folders without entries."""
        for folder in self._film_folders():
            for path in _list(folder):
                if _PART.fullmatch(path.name):
                    with locked_if_abandoned(path) as abandoned:
                        if abandoned:
                            _remove(path)
            _remove_if_empty(folder)

    def _path(self, key: Key) -> Path:
        name = hashlib.sha256(key.whole).hexdigest()
        return self.folder / key.film[:32] / f"{name[:32]}.seen"

    def _make_folder(self, film: Path) -> None:
        """Make a film's folder, and all that is made, for the owner alone."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        for folder in (self.folder, film):
            folder.mkdir(mode=0o700, exist_ok=True)

    def _film_folders(self) -> list[Path]:
        return [path for path in _list(self.folder) if _FILM.fullmatch(path.name)]

    def _make_room(self, size: int) -> None:
        """Remove what was not used for longest, if an entry of some bytes would not fit."""
        if self._size is not None and self._size + size <= self._limit:
            return
        found = [entry for folder in self._film_folders() for entry in _entries(folder)]
        found.sort(key=lambda entry: entry[1].st_mtime)
        self._size = sum(stat.st_size for _, stat in found)
        if self._size + size <= self._limit:
            return
        for path, stat in found:
            if self._size + size <= self._limit * SHARE_AFTER_CLEARING:
                break
            if _remove(path):
                self._size -= stat.st_size
                _remove_if_empty(path.parent)


def _list(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _entries(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    for path in _list(folder):
        if _ENTRY.fullmatch(path.name):
            with suppress(OSError):  # another process has just removed it
                yield path, path.stat()


def _remove(path: Path) -> bool:
    with suppress(OSError):
        path.unlink()
        return True
    return False


def _remove_if_empty(folder: Path) -> None:
    """Remove a film's folder in which nothing but its name is left."""
    if [path.name for path in _list(folder)] in ([], [_ABOUT]):
        _remove(folder / _ABOUT)
        with suppress(OSError):  # another process has just written there
            folder.rmdir()


def _read_name(folder: Path) -> str:
    try:
        if describe_special_file(folder / _ABOUT):
            return "?"
        return str(json.loads((folder / _ABOUT).read_text(encoding="utf-8"))["name"])
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return "?"
