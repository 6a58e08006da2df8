"""One entry: a file with its own key and checksum, so that what is not whole is never taken."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from posture.utils.files import whole_file
from posture.utils.locks import lock
from posture.utils.paths import describe_special_file

MAGIC = b"posture kept 1\n"
"""What every entry begins with: name and version of the format."""

_CHECK = 32
"""Bytes of the checksum that follows it."""


class DamagedEntry(Exception):
    """A file is no whole entry, or one for another key."""


def write_entry(path: Path, key: bytes, content: bytes) -> int:
    """Write an entry whole or not at all, readable by its owner alone; returns its bytes.

    It is on the disk when this returns, so that it outlives a power cut.

    Raises
    ------
    OSError
        It could not be written.
    """
    body = len(key).to_bytes(4, "big") + key + content
    data = MAGIC + _checksum(body) + body
    write_private(path, data)
    return len(data)


def read_entry(path: Path, key: bytes) -> bytes:
    """Read the content of an entry.

    Raises
    ------
    OSError
        There is none, or it cannot be read.
    DamagedEntry
        It is cut off, changed, of another version, for another key, or something else altogether.
    """
    if kind := describe_special_file(path):
        raise DamagedEntry(kind)
    data = path.read_bytes()
    start = len(MAGIC) + _CHECK
    if not data.startswith(MAGIC):
        raise DamagedEntry("no entry of this version")
    body = data[start:]
    if len(data) < start + 4 or data[len(MAGIC) : start] != _checksum(body):
        raise DamagedEntry("damaged")
    size = int.from_bytes(body[:4], "big")
    if body[4 : 4 + size] != key:
        raise DamagedEntry("for another key")
    return body[4 + size :]


def peek_entry(path: Path, key: bytes, size: int = 8) -> bytes:
    """Read the first bytes of the content of an entry, without checking the rest.

    Raises
    ------
    OSError
        There is none, or it cannot be read.
    DamagedEntry
        It is of another version, for another key, or something else altogether.
    """
    if kind := describe_special_file(path):
        raise DamagedEntry(kind)
    before = len(MAGIC) + _CHECK
    with path.open("rb") as file:
        data = file.read(before + 4 + len(key) + size)
    head = len(key).to_bytes(4, "big") + key
    if not data.startswith(MAGIC) or not data[before:].startswith(head):
        raise DamagedEntry("for another key")
    return data[before + len(head) :]


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all.

    Raises
    ------
    OSError
        It could not be written.
    """
    with whole_file(path) as unfinished:
        # locked while it is written: what a dead process left is told from what is being made
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            lock(handle)
            file.write(data)
            file.flush()
            os.fsync(handle)


def _checksum(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()
