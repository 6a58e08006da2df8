"""Who ran, when and how: a small file beside the results of a run."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from msgspec import Struct, structs

from posture.errors import UsageError
from posture.utils.paths import shorten
from posture.utils.records import read_record, write_record

#: Name of the file in a run's folder.
ABOUT = "about.json"
#: A day within the name of a folder or file.
_DAY = re.compile(r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")


class About(Struct, frozen=True, kw_only=True):
    """What people say about a run; all of it may be empty.

    Attributes
    ----------
    runner
        Name or number of the runner.
    date
        Day of the run, ``YYYY-MM-DD``.
    condition
        How it was run, such as shoes, a treadmill, before or after something.
    distance
        How far.
    note
        Anything else.
    """

    runner: str = ""
    date: str = ""
    condition: str = ""
    distance: str = ""
    note: str = ""


def read_about(folder: Path) -> About:
    """Read what is said about a run; empty where nothing is, or where it is damaged.

    A day that is none is left out: the file is for people to change.
    """
    about = read_record(folder / ABOUT, About) or About()
    try:
        return structs.replace(about, date=parse_date(about.date)) if about.date else about
    except UsageError:
        return structs.replace(about, date="")


def write_about(folder: Path, about: About) -> None:
    """Write what is said about a run into its folder.

    Raises
    ------
    OSError
        It cannot be written.
    """
    write_record(folder / ABOUT, about)


def parse_date(text: str) -> str:
    """Read a day, ``YYYY-MM-DD`` or ``YYYYMMDD``, and return it as ``YYYY-MM-DD``.

    Raises
    ------
    UsageError
        It is no day.
    """
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise UsageError(f'"{shorten(text)}" is no day; write it as 2026-03-31') from None


def find_date(name: str) -> str:
    """Find a day in the name of a folder or file; empty where there is none."""
    for found in _DAY.finditer(name):
        try:
            return date(*map(int, found.groups())).isoformat()
        except ValueError:
            continue
    return ""
