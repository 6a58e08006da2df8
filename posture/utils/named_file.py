"""The file that a user names for something that is written, checked before the work."""

from __future__ import annotations

import os
from pathlib import Path

from posture.errors import UsageError
from posture.utils.paths import describe_special_file, expand_home, shorten

LONGEST_FILE = 255 - len("..12345678.part")
"""Longest name of a file that is written, bytes: it has a longer one until it is whole."""


def take_file(wanted: str | Path, endings: tuple[str, ...]) -> Path:
    """Return the path of a file to be written, with ``~`` expanded.

    A file that is there is replaced, but only one of the same kind: a slip of the keyboard must not
    cost a film.

    Parameters
    ----------
    wanted
        What the user wrote.
    endings
        Of files of the kind, with their dots.

    Raises
    ------
    UsageError
        It is no name for a file, or something else is there.
    """
    path, shown = expand_home(wanted), shorten(wanted)
    if len(os.fsencode(path.name)) > LONGEST_FILE:
        raise UsageError(
            f"the name {shorten(path.name)!r} is too long for a file; give one of at most "
            f"{LONGEST_FILE} bytes (a plain letter is one) with --out"
        )
    try:
        kind = "a folder" if path.is_dir() else describe_special_file(path)
    except FileNotFoundError:
        return path
    except (OSError, ValueError) as error:  # too long, a loop of links, below a file
        why = getattr(error, "strerror", None) or "it is no name"
        raise UsageError(f"cannot write to {shown!r} ({why}); give another --out") from error
    if kind:
        raise UsageError(f"{shown!r} is {kind}; give the name of a file with --out")
    if path.suffix.lower() not in endings:
        raise UsageError(
            f"{shown!r} is there already and is no {' or '.join(endings)} file; give a name of "
            "its own with --out"
        )
    return path
