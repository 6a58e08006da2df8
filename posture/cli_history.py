"""The command `posture history`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from posture.cli_options import Debug
from posture.console import report_errors, say

EXAMPLES_OF_HISTORY = """Examples:

posture history runs/2026-03-01 runs/2026-03-08 runs/2026-03-15

posture history runs/a runs/b --date 2026-03-01 --date 2026-03-08 --out runs/anna
"""


def show_history(
    runs: Annotated[
        list[Path],
        typer.Argument(
            help="Folders of finished runs of one runner.", metavar="RUN_DIR...", show_default=False
        ),
    ],
    date: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DAY",
            help="Day of each run, in their order, such as 2026-03-31; else it is read from "
            "about.json or the name of the folder or video.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for page and tables; a number is added if it exists."),
    ] = None,
    *,
    debug: Debug = False,
) -> None:
    """Show one runner over days: levels, changes and drift by date, and what changed for good."""
    with report_errors(debug):
        from posture.measures import KEY_MEASURES
        from posture.store import history
        from posture.store.page import describe

        found = history(runs, dates=date, out=out)
        for measure in KEY_MEASURES:
            say(describe(measure, found.results))
        for note in found.results.notes:
            say(f"warning: {note}", error=True)
        say(f"page: {found.path / 'history.html'}")
