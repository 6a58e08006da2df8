"""The command `posture batch`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from posture.cli_options import Debug, Quiet, with_options
from posture.console import report_errors, say
from posture.errors import NoRunnerError
from posture.settings.option import MACHINE, OUTPUT
from posture.settings.options import Settings

if TYPE_CHECKING:
    from posture.cohort import Batch
    from posture.cohort.work import Outcome

EXAMPLES_OF_BATCH = """Examples:

posture batch videos --no-video

posture batch cohort.csv --out runs/cohort --jobs 4

posture batch cohort.csv --scheduler tcp://10.0.0.5:8786 --bids
"""
_FOR_ALL = [name for name in Settings.options() if name != "workers"]


@with_options(_FOR_ALL)
def measure_batch(
    source: Annotated[
        Path,
        typer.Argument(
            help="Folder with videos, or a table (CSV) with the column video and, as wanted, "
            "runner, date, condition, at and options such as early.",
            metavar="FOLDER|TABLE.csv",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the results; one of an earlier call is continued.",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    *,
    bids: Annotated[
        bool,
        typer.Option("--bids", help="Write a Motion-BIDS data set too.", rich_help_panel=OUTPUT),
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            help="Runs at the same time on this machine; one per core by default.",
            rich_help_panel=MACHINE,
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Of a Dask scheduler, tcp://HOST:PORT, whose workers see the same files.",
            rich_help_panel=MACHINE,
        ),
    ] = None,
    quiet: Quiet = False,
    debug: Debug = False,
    **options: Any,
) -> None:
    """Measure many runs side by side: one table, one page, each run with its own."""
    with report_errors(debug):
        from posture.cohort import batch

        with _progress(quiet) as shown:
            made = batch(
                source,
                out=out,
                scheduler=scheduler,
                jobs=jobs,
                bids=bids,
                options=options,
                **shown,
            )
        if not quiet:
            _say_all(made)
    if (made.runs["status"] == "failed").all():
        raise typer.Exit(NoRunnerError.exit_code)


def _say_all(made: Batch) -> None:
    """Say how many runs are measured, and where the page is."""
    failed = int((made.runs["status"] == "failed").sum())
    again = sum(one.status == "skipped" for one in made.outcomes)
    counts = [f"{len(made.runs) - failed} of {len(made.runs)} runs are measured"]
    counts += [f"{again} of them by an earlier call"] if again else []
    counts += [f"{failed} failed, see runs.csv"] if failed else []
    say("; ".join(counts))
    say(f"page: {made.path / 'index.html'}")


@contextmanager
def _progress(quiet: bool) -> Iterator[dict[str, Any]]:
    """Show bars for all and for each run on a terminal; elsewhere a line for each that ended."""
    if quiet:
        yield {}
        return
    if not sys.stderr.isatty():
        yield {"ended": _say_ended}
        return
    from posture.progress import RunBars

    with RunBars() as bars:

        def ended(outcome: Outcome, done: int, total: int) -> None:
            bars.end(outcome.name, done, total)
            if outcome.status == "failed":
                bars.announce(f"{outcome.name}: {outcome.reason}")

        yield {"ended": ended, "watch": bars.move}


def _say_ended(outcome: Outcome, done: int, total: int) -> None:
    what = {"done": "measured", "skipped": "measured before", "failed": outcome.reason}
    say(f"{done} of {total}, {outcome.name}: {what[outcome.status]}")
