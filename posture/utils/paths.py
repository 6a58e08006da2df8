"""Names and paths that come from users: checked, expanded, and made harmless to print."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from platformdirs import user_cache_path

from posture.utils.text import readable

LONGEST_NAME = 255 - len(".posture-12345678-9999")
"""Longest name of a folder, bytes: file systems take 255, and a number may be added to it."""

VIDEO_ENDINGS = (".mp4", ".mov", ".m4v", ".mkv", ".avi", ".webm", ".mts", ".mpg", ".mpeg")
"""Endings of the names of videos: what a folder is searched for, and what a copy may keep."""

PACE_ENDINGS = (".gpx", ".tcx", ".fit", ".csv")
"""Endings of the names of files of a watch, or tables, that say the pace."""

LONGEST_SHOWN = 200
"""Longest text of a user's that a message repeats, characters."""

_LONG_WORD = re.compile(rf"\S{{{LONGEST_SHOWN + 101},}}")
"""Word without a space that is longer than a path is."""


def describe_special_file(path: Path) -> str:
    """Say what a path is if it is neither file nor folder, such as ``"a pipe"``; else ``""``.

    Opening a pipe waits until somebody writes into it, and a device may never end.

    Raises
    ------
    OSError, ValueError
        If there is no such path, or its name is impossible.
    """
    mode = path.stat().st_mode
    kinds = {
        "a pipe": stat.S_ISFIFO(mode),
        "a device": stat.S_ISCHR(mode) or stat.S_ISBLK(mode),
        "a socket": stat.S_ISSOCK(mode),
    }
    return next((name for name, is_it in kinds.items() if is_it), "")


def is_there(path: Path) -> bool:
    """Say whether there is such a file or folder; not where the name is impossible.

    `Path.exists` raises where the name is too long, or the folder may not be looked into.
    """
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def expand_home(path: str | Path) -> Path:
    """Replace ``~`` at the beginning by the user's home; an unknown home stays as it is."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


def find_cache(variable: str, name: str) -> Path:
    """Find a folder of the program's cache: where an environment variable says, else the user's."""
    own = os.environ.get(variable)
    return expand_home(own) if own else user_cache_path("posture") / name


def make_folder_name(names: list[str]) -> str:
    """Make the name of a folder out of names of files, which may be long or nothing but dots.

    Parameters
    ----------
    names
        Of the files, without their endings.

    Returns
    -------
    str
        The names joined by dashes, each cut to its share of `LONGEST_NAME`; without dots at its
        ends, which would hide the folder or lead out of it, without dashes at its beginning, and
        never empty.
    """
    room = (LONGEST_NAME - (len(names) - 1)) // len(names)
    parts = [
        cut_bytes(name.lstrip(".- ").rstrip(". ") or "video", room).rstrip(". ") for name in names
    ]
    return "-".join(parts)


def cut_bytes(name: str, most: int) -> str:
    """Cut a name to so many bytes, between two characters."""
    while len(os.fsencode(name)) > most:
        name = name[:-1]
    return name


def shorten(text: object) -> str:
    """Return a text of a user's as a message repeats it: on one line, cut to the length of one."""
    shown = readable(str(text))
    return shown if len(shown) <= LONGEST_SHOWN else f"{shown[: LONGEST_SHOWN - 1]}…"


def shorten_words(text: str) -> str:
    """Cut words in a message that are longer than a path is; their ends stay."""
    return _LONG_WORD.sub(lambda word: f"{word[0][:LONGEST_SHOWN]}…{word[0][-50:]}", text)
