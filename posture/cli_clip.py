"""The command that makes a clip from a saved run."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from posture.cli_options import Debug, Quiet
from posture.console import report_errors, say, show_progress
from posture.utils.files import require_writable
from posture.utils.paths import expand_home

EXAMPLES_OF_CLIP = """Examples:

posture clip runs/run --side-by-side

posture clip runs/run --ghost --slow 8 --out ghost.mp4

posture clip runs/run --stride 12-14 --crop --video ~/Videos/run.mp4
"""


def clip(
    run_dir: Annotated[Path, typer.Argument(help="Folder of a finished run.", show_default=False)],
    side_by_side: Annotated[
        bool,
        typer.Option("--side-by-side", help="A usual early beside a usual late stride, as a loop."),
    ] = False,
    ghost: Annotated[
        bool, typer.Option("--ghost", help="The late over the early one, hip on hip.")
    ] = False,
    stride: Annotated[
        str | None, typer.Option(metavar="N[-M]", help="One stride or several, annotated.")
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="The stride at a time; of two videos early=TIME or late=TIME.",
        ),
    ] = None,
    slow: Annotated[
        float | None,
        typer.Option(metavar="X", help="Times slower than life; a loop plays 4 times slower."),
    ] = None,
    crop: Annotated[
        bool, typer.Option("--crop", help="Follow the runner; alone, through the whole video.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            help="File to write, .mp4. By default a new one in the current folder; only a clip "
            "of posture is replaced.",
        ),
    ] = None,
    video: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Where the run's video is now; repeatable."),
    ] = None,
    *,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Make a clip from a saved run and its video: early against late, or some strides."""
    with report_errors(debug):
        from posture.render.make import Wanted, make_clip
        from posture.results.run import load_run

        wanted = Wanted(side_by_side, ghost, stride, at, slow, crop)
        require_writable(expand_home(out).parent if out is not None else Path())
        with show_progress(quiet) as progress:
            report = partial(progress, "Drawing the clip") if progress else None
            written = make_clip(load_run(run_dir), wanted, out, video or [], report)
        say(f"clip: {written}")
