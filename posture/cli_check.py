"""The command `posture check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from posture.cli_options import Debug, with_options
from posture.console import print_check, report_errors
from posture.errors import NoRunnerError
from posture.settings.option import OUTPUT

EXAMPLES_OF_CHECK = """Examples:

posture check run.mp4

posture check run.mp4 --out check.html

posture check run.mp4 --json
"""


@with_options(["facing", "level", "speed_factor", "subject", "model", "workers"])
def check(
    video: Annotated[
        Path,
        typer.Argument(help="Video filmed from the side.", metavar="VIDEO", show_default=False),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            help="Write a page with the frames that show each point, such as check.html.",
            metavar="FILE",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON.", rich_help_panel=OUTPUT)
    ] = False,
    debug: Debug = False,
    **options: Any,
) -> None:
    """Say in seconds whether a video can be measured, what it costs, and how to film better."""
    with report_errors(debug):
        verdict = print_check(video, out, options, as_json=as_json)
    if verdict == "fail":
        raise typer.Exit(NoRunnerError.exit_code)
