"""What is asked for each run of a batch: read from a table or a folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from posture.errors import UsageError
from posture.results.about import About, find_date, parse_date
from posture.settings.options import Settings
from posture.utils.paths import VIDEO_ENDINGS, is_there, make_folder_name, shorten
from posture.utils.text import storable

#: Columns that are no options.
OWN = ("video", "runner", "date", "condition", "at")
#: Options whose value may be the path of a file, which may be relative to the table.
FILES = ("pace", "standing", "model")
#: Between several videos of one run, and between their times.
BETWEEN = ";"
#: Options that the batch itself sets.
NOT_FOR_A_ROW = ("workers",)


@dataclass(frozen=True)
class Request:
    """One run of a batch.

    Attributes
    ----------
    name
        Of its folder among the runs.
    videos
        Whole paths; several are pieces of one run, each with its time in `at`.
    at
        When in the run each piece begins; empty for one video.
    about
        Runner, day, condition.
    options
        Options by name, as texts.
    problem
        What is wrong with the row, one sentence; else empty.
    """

    name: str
    videos: tuple[str, ...]
    at: tuple[str, ...] = ()
    about: About = field(default_factory=About)
    options: Mapping[str, object] = field(default_factory=dict)
    problem: str = ""


def read_requests(source: Path, options: Mapping[str, object] | None = None) -> list[Request]:
    """Read what is to be measured.

    Parameters
    ----------
    source
        A table with a column ``video`` (CSV), or a folder with videos. In a folder the runner is
        the name of the folder that the video is in, if that is not the folder itself.
    options
        Options for all rows; a cell of the table goes before them.

    Raises
    ------
    UsageError
        There is no such file or folder, it names no video, or a column is none. What is wrong with
        a single row is kept with its request.
    """
    given = {name: value for name, value in (options or {}).items() if value not in (None, [])}
    if is_there(source) and source.is_dir():
        rows = list(_rows_of_folder(source))
        base = source
    elif is_there(source) and source.is_file():
        rows = _rows_of_table(source)
        base = source.parent
    else:
        raise UsageError(f"{source} is neither a folder nor a table")
    if not rows:
        raise UsageError(f"{source} names no video")
    requests, taken = [], set[str]()
    for row in rows:
        request = _build(row, base, given, taken)
        taken.add(request.name)
        requests.append(request)
    return requests


def _rows_of_folder(folder: Path) -> Iterable[dict[str, str]]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix.lower() in VIDEO_ENDINGS and path.is_file() and not hidden:
            runner = "" if path.parent == folder else storable(path.parent.name)
            yield {"video": str(path.relative_to(folder)), "runner": runner}


def _rows_of_table(path: Path) -> list[dict[str, str]]:
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, skipinitialspace=True)
    except (ValueError, OSError) as error:
        raise UsageError(
            f"{path} cannot be read as a table of comma-separated values in UTF-8"
        ) from error
    columns = [str(name).strip().lower().replace("-", "_") for name in table.columns]
    known = [*OWN, *(name for name in Settings.options() if name not in NOT_FOR_A_ROW)]
    if len(set(columns)) < len(columns):
        raise UsageError(f"{path} has a column twice; give each once")
    if "video" not in columns:
        raise UsageError(f"{path} has no column video")
    for name in columns:
        if name not in known:
            raise UsageError(f'{path} has a column "{shorten(name)}"; known are {", ".join(known)}')
    table.columns = pd.Index(columns)
    return [
        {str(key): str(value).strip() for key, value in row.items()}
        for row in table.to_dict("records")
    ]


def _build(
    row: Mapping[str, str], base: Path, given: Mapping[str, object], taken: set[str]
) -> Request:
    videos = tuple(str((base / one.strip()).absolute()) for one in row["video"].split(BETWEEN))
    at = tuple(one.strip() for one in row.get("at", "").split(BETWEEN) if one.strip())
    stems = [Path(video).stem for video in videos]
    day, problem = row.get("date", ""), ""
    try:
        day = parse_date(day) if day else find_date(stems[0])
        options = {**given, **_read_options(row, base)}
        Settings.build(**options)
    except UsageError as error:
        problem, options = str(error), dict(given)
    if not row["video"]:
        problem = "the row names no video"
    about = About(runner=row.get("runner", ""), date=day, condition=row.get("condition", ""))
    in_name = [text for text in (about.runner, about.condition) if text]
    if about.date and about.date not in stems[0]:
        in_name.append(about.date)
    name = make_folder_name(
        [part.replace("/", "-").replace("\\", "-") for part in (*in_name, *stems)]
    )
    return Request(_free(storable(name), taken), videos, at, about, options, problem)


def _read_options(row: Mapping[str, str], base: Path) -> dict[str, object]:
    options: dict[str, object] = {}
    for name, described in Settings.options().items():
        text = row.get(name, "") if name not in OWN else ""
        if not text:
            continue
        if described.written is bool:
            options[name] = _read_switch(name, text)
        elif described.repeatable:
            options[name] = [one.strip() for one in text.split(BETWEEN)]
        elif name in FILES and is_there(base / text) and (base / text).is_file():
            options[name] = str((base / text).absolute())
        else:
            options[name] = text
    return options


def _read_switch(name: str, text: str) -> bool:
    if text.lower() in ("yes", "true", "1"):
        return True
    if text.lower() in ("no", "false", "0"):
        return False
    raise UsageError(f'option {name}: "{text}" is neither yes nor no')


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free
