"""The command `posture export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from posture.cli_options import Debug
from posture.console import report_errors, say

EXAMPLES_OF_EXPORT = """Examples:

posture export runs/run --to c3d --trunk-length 0.52

posture export runs/run --to trc --out markers.trc

posture export runs/run --to csv
"""


def export_run(
    run_dir: Annotated[Path, typer.Argument(help="Folder of a finished run.", show_default=False)],
    to: Annotated[
        str,
        typer.Option(
            metavar="csv|trc|mot|c3d|movement|nwb",
            help="csv: a folder of plain tables; trc and mot: OpenSim; c3d: motion capture; "
            "movement: netCDF for that library; nwb: Neurodata Without Borders.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            help="File to write, or folder for csv. By default export.ENDING in the run's folder."
        ),
    ] = None,
    trunk_length: Annotated[
        float | None,
        typer.Option(
            metavar="METRES",
            help="Mid-shoulder to mid-hip of the runner: positions become millimetres instead of "
            "pixels.",
        ),
    ] = None,
    *,
    debug: Debug = False,
) -> None:
    """Write a finished run in the form of another program."""
    with report_errors(debug):
        from posture.exchange import export

        written = export(run_dir, to, out, trunk_length=trunk_length)
        say(f"written: {written}")
