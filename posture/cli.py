"""The command line: parse, call the API, print.

Whatever takes long to import is imported where it is needed, so that ``--help`` answers at once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from posture.cli_app import EXAMPLES_OF_APP, open_app
from posture.cli_batch import EXAMPLES_OF_BATCH, measure_batch
from posture.cli_cache import cache_app
from posture.cli_check import EXAMPLES_OF_CHECK, check
from posture.cli_clip import EXAMPLES_OF_CLIP, clip
from posture.cli_errors import run_app
from posture.cli_export import EXAMPLES_OF_EXPORT, export_run
from posture.cli_history import EXAMPLES_OF_HISTORY, show_history
from posture.cli_options import Debug, Quiet, with_options
from posture.console import (
    print_charts,
    print_forecast,
    print_outcome,
    report_errors,
    show_progress,
)
from posture.settings.option import OUTPUT, VIDEO
from posture.settings.options import Settings
from posture.utils.files import require_writable
from posture.utils.paths import expand_home
from posture.utils.streams import open_closed_streams, tolerate_lost_readers

app = typer.Typer(
    help="How does a runner's trunk and low back hold up from fresh to tired? "
    "Side-view video in, honest answer out. Nothing leaves this machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
models_app = typer.Typer(
    help="The pose models: which there are, get one, check one.", no_args_is_help=True
)
app.add_typer(models_app, name="models")
app.add_typer(cache_app, name="cache")

ALL = [option.name for option in Settings.options().values()]
OF_TWO_VIDEOS = [option.name for option in Settings.options().values() if option.two_videos]

Out = Annotated[
    Path | None,
    typer.Option(
        help="Folder for the results; a number is added if it exists.", rich_help_panel=OUTPUT
    ),
]
DryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run",
        help="Only say what would be measured and how long it would take.",
        rich_help_panel=OUTPUT,
    ),
]
ModelName = Annotated[str, typer.Argument(help="heavy, full or lite.")]

# one example a paragraph, because the help joins the lines of a paragraph
EXAMPLES_OF_ANALYZE = """Examples:

posture analyze run.mp4

posture analyze run.mp4 --early 6:00-7:00 --late 40:00-41:00

posture analyze run.mp4 --pain-onset 12:30 --pace watch.fit

posture analyze a.mp4 b.mp4 --at 0:00 --at 25:00 --out runs/sunday
"""
EXAMPLES_OF_COMPARE = """Examples:

posture compare fresh.mp4 tired.mp4

posture compare fresh.mp4 tired.mp4 --early 0:10-0:40 --late 50%-100%

posture compare fresh.mp4 tired.mp4 --speed early=3.1 --speed late=2.9
"""


def _print_version(asked: bool) -> None:
    if asked:
        import posture

        print(f"posture {posture.__version__}")
        raise typer.Exit


@app.callback()
def take_options_before_a_command(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version and exit.", callback=_print_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Accept options before a command; their callbacks do the work."""


@app.command(epilog=EXAMPLES_OF_ANALYZE)
@with_options(ALL)
def analyze(
    videos: Annotated[
        list[Path],
        typer.Argument(
            help="Video filmed from the side; or several of one run.", metavar="VIDEO..."
        ),
    ],
    out: Out = None,
    at: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TIME",
            help="For each of several videos: when in the run it begins.",
            rich_help_panel=VIDEO,
        ),
    ] = None,
    *,
    dry_run: DryRun = False,
    quiet: Quiet = False,
    debug: Debug = False,
    **options: Any,
) -> None:
    """Measure a video of a run, or several with --at, and compare early with late."""
    if len(videos) > 1 or at:
        options["at"] = at or []
    if dry_run:
        with report_errors(debug):
            print_forecast(videos, options)
    elif "at" in options:
        _run(lambda api, how: api.analyze_pieces(videos, **how), quiet, debug, out, options)
    else:
        _run(lambda api, how: api.analyze(videos[0], **how), quiet, debug, out, options)


@app.command(epilog=EXAMPLES_OF_COMPARE)
@with_options(OF_TWO_VIDEOS)
def compare(
    early_video: Annotated[
        Path, typer.Argument(help="Video file, filmed from the side.", show_default=False)
    ],
    late_video: Annotated[Path, typer.Argument(help="The same runner, later.", show_default=False)],
    out: Out = None,
    *,
    quiet: Quiet = False,
    debug: Debug = False,
    **options: Any,
) -> None:
    """Compare two videos of a runner: one early in the run, one late."""
    _run(lambda api, how: api.compare(early_video, late_video, **how), quiet, debug, out, options)


app.command(epilog=EXAMPLES_OF_CHECK)(check)


@app.command()
@with_options(["model"])
def demo(out: Out = None, *, quiet: Quiet = False, debug: Debug = False, **options: Any) -> None:
    """Do the whole job on a sample clip: a virtual runner whose lean and pelvic tilt grow."""
    from posture.utils.resources import sample_path

    clip, out = sample_path("fresh_to_tired.mp4"), out or Path("runs/demo")
    _run(lambda api, how: api.analyze(clip, **how), quiet, debug, out, options)


@app.command()
def plot(
    run_dir: Annotated[Path, typer.Argument(help="Folder of a finished run.", show_default=False)],
    measure: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Column of strides.parquet; repeatable."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="File for the drift, .png, .svg or .pdf; or a folder, for every chart. By default "
            "among the charts of the run."
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option("--format", metavar="png|svg|pdf", help="Instead of the file's name."),
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Draw charts again, from a saved run: the drift, or all of them into a folder."""
    with report_errors(debug):
        from posture.charts import plot as draw
        from posture.charts.files import is_folder
        from posture.results.run import load_run

        run = load_run(run_dir, poses=False)
        place = expand_home(out or run_dir / "charts" / f"drift.{kind or 'png'}")
        require_writable(run_dir if out is None else place if is_folder(place) else place.parent)
        print_charts(draw(run, measure or [], place, kind), place)


app.command(epilog=EXAMPLES_OF_CLIP)(clip)
app.command("app", epilog=EXAMPLES_OF_APP)(open_app)

app.command("export", epilog=EXAMPLES_OF_EXPORT)(export_run)
app.command("batch", epilog=EXAMPLES_OF_BATCH)(measure_batch)
app.command("history", epilog=EXAMPLES_OF_HISTORY)(show_history)


@app.command()
def info() -> None:
    """Print versions and places, for bug reports."""
    with report_errors(debug=False):
        from posture.pose.models.manifest import cache_dir
        from posture.results.provenance import versions

        found = versions() | {"models": str(cache_dir()), "platform": sys.platform}
        print(json.dumps(found, indent=2))


@models_app.command("list")
def models_list() -> None:
    """List the pose models and whether they are on this machine."""
    from rich.console import Console
    from rich.table import Table

    from posture.pose.models.manifest import list_models

    table = Table("model", "licence", "MB", "on this machine")
    for row in list_models():
        state = "yes" if row.verified else "damaged" if row.cached else "no"
        table.add_row(row.name, row.licence, f"{row.size / 1e6:.0f}", state)
    Console().print(table)


@models_app.command("fetch")
def models_fetch(name: ModelName = "heavy", debug: Debug = False) -> None:
    """Get a pose model onto this machine; afterwards nothing needs the network."""
    with report_errors(debug):
        from posture.pose.models.manifest import fetch

        print(fetch(name).path)


@models_app.command("verify")
def models_verify(name: ModelName = "heavy", debug: Debug = False) -> None:
    """Check that a pose model is on this machine and undamaged."""
    with report_errors(debug):
        from posture.pose.models.manifest import verify

        print(f"{verify(name).path}: undamaged")


def main() -> None:
    """Run the command line."""
    open_closed_streams()
    tolerate_lost_readers()
    sys.exit(run_app(app))


def _run(
    job: Callable[[Any, dict[str, Any]], Any],
    quiet: bool,
    debug: bool,
    out: Path | None,
    options: dict[str, Any],
) -> None:
    """Call the API with progress bars, then print the outcome and where it is."""
    with report_errors(debug):
        import posture

        with show_progress(quiet) as bars:
            shown = {"progress": bars, "announce": bars.announce} if bars else {}
            run = job(posture, {"out": out, **shown, **options})
        if not quiet:
            print_outcome(run)
