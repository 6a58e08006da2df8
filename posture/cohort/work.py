"""Measure one run of a batch: what a worker does, whatever is wrong with the video."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from posture.api import analyze, analyze_pieces
from posture.cohort.request import Request
from posture.errors import PostureError, VideoError
from posture.results.about import write_about
from posture.utils.files import whole_file
from posture.utils.paths import describe_special_file, is_there, shorten
from posture.utils.text import stored_name

#: File in a run's folder that says what it was made from.
MADE_FROM = "batch.json"

Status = Literal["done", "skipped", "failed"]
Report = Callable[[str, int, int], None]
"""Called with the stage's name, the work done and the work in all."""


@dataclass(frozen=True)
class Outcome:
    """What became of one run.

    Attributes
    ----------
    name
        As of its request.
    status
        Measured now, measured before with the same video and options, or not measured.
    reason
        Why it is not measured, one sentence; else empty.
    code
        Exit code that `posture analyze` would have had.
    seconds
        How long it took.
    """

    name: str
    status: Status
    reason: str = ""
    code: int = 0
    seconds: float = 0.0


def measure_request(request: Request, out: str, report: Report | None = None) -> Outcome:
    """Measure one run into ``out/<name>``, or find that this was done before.

    Parameters
    ----------
    request
        What is asked.
    out
        Folder of the runs; what an earlier call left under the same name is replaced.
    report
        Called with the progress.
    """
    began = time.monotonic()
    outcome = _measure(request, Path(out), report)
    return replace(outcome, seconds=round(time.monotonic() - began, 1))


def _measure(request: Request, out: Path, report: Report | None) -> Outcome:
    if request.problem:
        return Outcome(request.name, "failed", request.problem, 2)
    folder = out / request.name
    try:
        key = make_key(request)
        if _made_from(folder) == key:
            return Outcome(request.name, "skipped")
        if folder.is_dir() and (folder / "summary.json").is_file():
            shutil.rmtree(folder)
        options: dict[str, Any] = {"workers": 1, **request.options}
        if request.at or len(request.videos) > 1:
            analyze_pieces(
                request.videos, at=list(request.at), out=folder, progress=report, **options
            )
        else:
            analyze(request.videos[0], out=folder, progress=report, **options)
        write_about(folder, request.about)
        with whole_file(folder / MADE_FROM) as unfinished:
            unfinished.write_text(json.dumps({"key": key}) + "\n", encoding="utf-8")
    except PostureError as error:
        return Outcome(request.name, "failed", _clean(error, request), error.exit_code)
    except Exception as fault:
        said = f"a fault of ours ({type(fault).__name__}: {fault})"
        return Outcome(request.name, "failed", _clean(said, request), 1)
    return Outcome(request.name, "done")


def make_key(request: Request) -> str:
    """Make the key of a run: content of its files, options, version of the program.

    Raises
    ------
    VideoError
        A video cannot be read.
    """
    digest = hashlib.sha256()
    for video in request.videos:
        name = stored_name(video)
        try:
            if kind := describe_special_file(Path(video)):
                raise VideoError(f"{name} is {kind}, not a video file")
            with Path(video).open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        except OSError as error:
            raise VideoError(f"{name} cannot be read ({error.strerror})") from error
        except ValueError as error:
            raise VideoError(f"{name} is no name of a file") from error
    options = {name: _content(value) for name, value in request.options.items()}
    asked = [list(request.at), options, version("running-posture")]
    digest.update(json.dumps(asked, sort_keys=True, default=str).encode())
    return digest.hexdigest()


def _content(value: object) -> object:
    """Let a file that an option names count by its content."""
    path = Path(value) if isinstance(value, str) else None
    if path is None or not path.is_absolute() or not is_there(path) or not path.is_file():
        return value
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _made_from(folder: Path) -> str | None:
    try:
        key = json.loads((folder / MADE_FROM).read_text(encoding="utf-8"))["key"]
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return key if isinstance(key, str) and (folder / "summary.json").is_file() else None


def _clean(error: object, request: Request) -> str:
    """Write a reason on one line and without folders of this machine."""
    text = " ".join(str(error).split())
    for video in request.videos:
        text = text.replace(f"{Path(video).parent}/", "").replace(f"{Path(video).parent}\\", "")
    return shorten(text) if len(text) > 400 else text
