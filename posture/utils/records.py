"""Small JSON files of one type each beside a folder: written whole, read if they can be."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from posture.utils.files import whole_file
from posture.utils.paths import describe_special_file

Record = TypeVar("Record", bound=Struct)


def write_record(path: Path, record: Struct) -> None:
    """Write a record whole or not at all.

    Raises
    ------
    OSError
        It could not be written.
    """
    with whole_file(path) as unfinished:
        unfinished.write_bytes(msgspec.json.format(msgspec.json.encode(record)) + b"\n")


def read_record(path: Path, kind: type[Record]) -> Record | None:
    """Read a record; None where there is none, a damaged one, or a pipe that would never end."""
    try:
        if describe_special_file(path):
            return None
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, ValueError, RecursionError):
        return None
