"""What the command line prints: progress, the outcome, and errors as one sentence."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from posture.errors import INTERRUPTED, NoRunnerError, PostureError, Stopped
from posture.utils.files import require_writable
from posture.utils.memory_limit import ADVICE, is_out_of_memory
from posture.utils.named_file import take_file
from posture.utils.paths import shorten_words
from posture.utils.text import readable

if TYPE_CHECKING:
    from posture.progress import ProgressBars, ProgressLines
    from posture.results.run import Run


def print_outcome(run: Run) -> None:
    """Print the short answer and where the report is; warnings go to standard error."""
    from posture.report.course import pain_sentences
    from posture.report.coverage import what_was_measured
    from posture.report.facts import write_sentence
    from posture.results.answer import short_answer

    answer = short_answer(run.results)
    sentences = [line.text for line in (*answer.sentences, *answer.standing)]
    after = (*pain_sentences(run), answer.caveat, f"Next: {answer.next_step.text}")
    for line in (answer.windows, *sentences, *after):
        if line:
            say(line)
    for line in what_was_measured(run):
        say(line)
    for warning in run.results.quality.warnings:
        parts = (write_sentence(warning.message), write_sentence(warning.advice))
        say(f"warning: {' '.join(filter(None, parts))}", error=True)
    if run.path is not None:
        say(f"report: {run.path / 'report.html'}")
        page = run.path / "report_one_file.html"
        if page.is_file():
            say(f"to send: {page} ({page.stat().st_size / 1e6:.1f} MB)")


def print_charts(written: Sequence[Path], place: Path) -> None:
    """Print where charts were written: the one file, or their number and the folder."""
    if list(written) == [place]:
        say(f"chart: {place}")
    else:
        say(f"charts: {len(written)} in {place}")


def print_forecast(videos: list[Path], options: dict[str, Any]) -> None:
    """Print what an analysis would measure and how long it would take, and do not do it."""
    from posture.forecast import forecast
    from posture.session import build_pieces, build_single

    at = options.pop("at", None)
    session = build_single(videos[0], options) if at is None else build_pieces(videos, at, options)
    say(forecast(session).describe())


def print_check(video: Path, out: Path | None, options: dict[str, Any], *, as_json: bool) -> str:
    """Check a video, print what was found and write the page if asked; returns the verdict."""
    import json

    from posture.check import check_video, choose_model
    from posture.check.page import write_page
    from posture.check.text import describe
    from posture.settings.options import Settings
    from posture.video import probe_film

    if out is not None:
        out = take_file(out, (".html", ".htm"))
        require_writable(out.parent)
    settings = Settings.build(**options)
    info = probe_film(video)  # before a model is fetched for it
    checked = check_video(info, choose_model(settings), settings)
    if as_json:
        print(json.dumps(checked.check.to_json(), indent=2, ensure_ascii=False))
    else:
        for line in describe(checked.check):
            say(line)
    if out is not None:
        write_page(checked, out)
        say(f"page: {out}", error=as_json)
    return checked.check.verdict


def say(text: str, *, error: bool = False) -> None:
    """Print one line; names in it send no commands to the terminal and break no line."""
    print(readable(text), file=sys.stderr if error else sys.stdout)


@contextmanager
def show_progress(quiet: bool) -> Iterator[ProgressBars | ProgressLines | None]:
    """Show progress bars on a terminal, or lines of JSON where those are asked for; else nothing.

    The environment variable ``POSTURE_PROGRESS`` asks for them.
    """
    wants_lines = os.environ.get("POSTURE_PROGRESS") == "json"
    if quiet or not (wants_lines or sys.stderr.isatty()):
        yield None
        return
    from posture.progress import ProgressBars, ProgressLines

    if wants_lines:
        yield ProgressLines()
        return
    with ProgressBars() as bars:
        yield bars


def _show_debug_lines() -> None:
    """Print the package's own debug lines on standard error."""
    logger = logging.getLogger("posture")
    if not logger.handlers:
        shown = logging.StreamHandler()
        shown.setFormatter(logging.Formatter("debug: %(message)s"))
        logger.addHandler(shown)
    logger.setLevel(logging.DEBUG)


@contextmanager
def report_errors(debug: bool) -> Iterator[None]:
    """Turn an error into one sentence on standard error and its exit code."""
    if debug:
        _show_debug_lines()
    try:
        yield
    except PostureError as error:
        if debug:
            traceback.print_exc()
        say(f"posture: {shorten_words(str(error))}", error=True)
        if isinstance(error, NoRunnerError) and error.report is not None:
            say(f"report: {error.report}", error=True)
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt as stop:
        left = str(stop) if isinstance(stop, Stopped) else "nothing was written"
        say(f"posture: stopped; {left}", error=True)
        raise typer.Exit(INTERRUPTED) from None
    except Exception as fault:
        if debug:
            traceback.print_exc()
        if is_out_of_memory(fault):
            say(f"posture: there is not enough memory, and {ADVICE}", error=True)
            raise typer.Exit(PostureError.exit_code) from None
        say(
            f"posture: a fault of ours ({type(fault).__name__}: {shorten_words(str(fault))}); run "
            "again with --debug and report it",
            error=True,
        )
        raise typer.Exit(1) from None
