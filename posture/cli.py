"""The command line: parse, call the API, print."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from posture.errors import NoRunnerError, PostureError, UsageError
from posture.report.findings import headline

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

#: Exit code after Ctrl-C, as shells have it.
INTERRUPTED = 130

Video = Annotated[
    Path, typer.Argument(help="Video file, filmed from the side.", show_default=False)
]
Out = Annotated[
    Path | None, typer.Option(help="Folder for the results; a number is added if it exists.")
]
Early = Annotated[
    str | None, typer.Option(metavar="WINDOW", help="Early window, 6:00-7:00 or 0%-20%.")
]
Late = Annotated[str | None, typer.Option(metavar="WINDOW", help="Late window.")]
Pain = Annotated[str | None, typer.Option("--pain-onset", metavar="TIME", help="When pain began.")]
Facing = Annotated[str, typer.Option(help="Which way the runner faces: auto, left or right.")]
Level = Annotated[
    str,
    typer.Option(
        metavar="auto|none|DEGREES",
        help="How far the top of a plumb line leans to the right in the picture.",
    ),
]
Speed = Annotated[
    str, typer.Option(metavar="auto|X", help="How many times slower than life the clip plays.")
]
Pace = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="Speed over time: .gpx, .tcx or .fit of a watch, or .csv."),
]
PaceOffset = Annotated[
    float,
    typer.Option(metavar="SECONDS", help="Where in the pace file the video begins."),
]
RunSpeed = Annotated[
    list[str] | None,
    typer.Option("--speed", metavar="M/S", help="Or by window: early=3.1, then late=2.9."),
]
Grade = Annotated[
    list[str] | None,
    typer.Option(metavar="PERCENT", help="Slope of the treadmill; or by window, as for speed."),
]
Smallest = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=VALUE",
        help="Smallest change of a measure that counts, such as trunk_lean_deg=1.5; repeatable.",
    ),
]
Model = Annotated[str, typer.Option(metavar="heavy|full|lite|PATH", help="Pose model.")]
Workers = Annotated[int | None, typer.Option(help="Processes; one per core by default.")]
Subject = Annotated[
    str, typer.Option(metavar="auto|N", help="Who is measured, in order of appearance.")
]
NoVideo = Annotated[bool, typer.Option("--no-video", help="Write no annotated clip.")]
Csv = Annotated[bool, typer.Option("--csv", help="Write the tables as CSV too.")]
Blur = Annotated[bool, typer.Option("--blur-face", help="Blur the runner's face in the clip.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]


@app.command()
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
        typer.Option(metavar="TIME", help="For each of several videos: when in the run it begins."),
    ] = None,
    early: Early = None,
    late: Late = None,
    pain_onset: Pain = None,
    facing: Facing = "auto",
    level: Level = "auto",
    speed_factor: Speed = "auto",
    pace: Pace = None,
    pace_offset: PaceOffset = 0.0,
    speed: RunSpeed = None,
    grade: Grade = None,
    smallest: Smallest = None,
    model: Model = "heavy",
    workers: Workers = None,
    subject: Subject = "auto",
    no_video: NoVideo = False,
    csv: Csv = False,
    blur_face: Blur = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Measure a video of a run, or several with --at, and compare early with late."""
    options = _options(locals())
    if len(videos) > 1 or at:
        _run(
            lambda api, progress: api.analyze_pieces(
                videos, at=at or [], out=out, progress=progress, **options
            ),
            quiet,
            debug,
        )
        return
    _run(
        lambda api, progress: api.analyze(videos[0], out=out, progress=progress, **options),
        quiet,
        debug,
    )


@app.command()
def compare(
    early_video: Video,
    late_video: Annotated[Path, typer.Argument(help="The same runner, later.", show_default=False)],
    out: Out = None,
    early: Early = None,
    late: Late = None,
    facing: Facing = "auto",
    level: Level = "auto",
    speed_factor: Speed = "auto",
    speed: RunSpeed = None,
    grade: Grade = None,
    smallest: Smallest = None,
    model: Model = "heavy",
    workers: Workers = None,
    subject: Subject = "auto",
    no_video: NoVideo = False,
    csv: Csv = False,
    blur_face: Blur = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Compare two videos of a runner: one early in the run, one late."""
    options = _options(locals())
    _run(
        lambda api, progress: api.compare(
            early_video, late_video, out=out, progress=progress, **options
        ),
        quiet,
        debug,
    )


@app.command()
def demo(
    out: Out = None, model: Model = "heavy", quiet: Quiet = False, debug: Debug = False
) -> None:
    """Do the whole job on a sample clip: a virtual runner whose lean and pelvic tilt grow."""
    from posture.utils.resources import sample_path

    clip = sample_path("fresh_to_tired.mp4")
    _run(
        lambda api, progress: api.analyze(
            clip, out=out or Path("runs/demo"), progress=progress, model=model
        ),
        quiet,
        debug,
    )


@app.command()
def plot(
    run_dir: Annotated[Path, typer.Argument(help="Folder of a finished run.", show_default=False)],
    measure: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Column of strides.parquet; repeatable."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="File for the drift, .png or .svg; or a folder, for every chart."),
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--format", metavar="png|svg", help="Instead of the file's name.")
    ] = None,
    debug: Debug = False,
) -> None:
    """Draw charts again, from a saved run: the drift, or all of them into a folder."""
    with _told(debug):
        from posture.charts import plot as draw
        from posture.charts.files import is_folder
        from posture.results.run import load_run

        run = load_run(run_dir, poses=False)
        place = out or run_dir / f"drift.{kind or 'png'}"
        _require_writable(place if is_folder(place) else place.parent)
        print(draw(run, measure or [], place, kind))


@app.command()
def info() -> None:
    """Print versions and places, for bug reports."""
    with _told(debug=False):
        from posture.conclude import versions
        from posture.pose.models.manifest import cache_dir

        found = versions() | {"models": str(cache_dir()), "platform": sys.platform}
        print(json.dumps(found, indent=2))


@models_app.command("list")
def models_list() -> None:
    """List the pose models and whether they are on this machine."""
    from posture.pose.models.manifest import listing

    table = Table("model", "licence", "MB", "on this machine")
    for row in listing():
        state = "yes" if row.verified else "damaged" if row.cached else "no"
        table.add_row(row.name, row.licence, f"{row.size / 1e6:.0f}", state)
    Console().print(table)


@models_app.command("fetch")
def models_fetch(
    name: Annotated[str, typer.Argument(help="heavy, full or lite.")] = "heavy",
    debug: Debug = False,
) -> None:
    """Get a pose model onto this machine; afterwards nothing needs the network."""
    with _told(debug):
        from posture.pose.models.manifest import fetch

        print(fetch(name).path)


@models_app.command("verify")
def models_verify(
    name: Annotated[str, typer.Argument(help="heavy, full or lite.")] = "heavy",
    debug: Debug = False,
) -> None:
    """Check that a pose model is on this machine and undamaged."""
    with _told(debug):
        from posture.pose.models.manifest import verify

        print(f"{verify(name).path}: undamaged")


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):  # a console without a minus sign must not end a run
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    app()


def _options(given: dict[str, Any]) -> dict[str, Any]:
    """Options of the API from those of the command line."""
    apart = {"videos", "early_video", "late_video", "at", "out", "no_video", "quiet", "debug"}
    return {k: v for k, v in given.items() if k not in apart} | {"video": not given["no_video"]}


def _require_writable(folder: Path) -> None:
    """Raise `UsageError` if no file can be made in a folder, which is made if it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise UsageError(
            f"cannot write to {folder} ({error.strerror}); give another file with --out"
        ) from error


def _run(job: Callable[[Any, Any], Any], quiet: bool, debug: bool) -> None:
    """Do a job with progress, say what came out and where it is."""
    with _told(debug):
        import posture

        with _bar(quiet) as progress:
            run = job(posture, progress)
        if not quiet:
            print(headline(run))
            for warning in run.results.quality.warnings:
                print(f"warning: {warning.message} ({warning.advice})", file=sys.stderr)
            print(f"report: {run.path / 'report.html'}")


@contextmanager
def _bar(quiet: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    """Progress bars on a terminal; elsewhere nothing."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield tell


@contextmanager
def _told(debug: bool) -> Iterator[None]:
    """Turn an error into one sentence and its exit code."""
    try:
        yield
    except PostureError as error:
        if debug:
            traceback.print_exc()
        print(f"posture: {error}", file=sys.stderr)
        if isinstance(error, NoRunnerError) and error.report is not None:
            print(f"report: {error.report}", file=sys.stderr)
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        print("posture: stopped; nothing was written", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
    except Exception as fault:
        if debug:
            traceback.print_exc()
        print(
            f"posture: a fault of ours ({type(fault).__name__}: {fault}); run again with --debug "
            "and report it",
            file=sys.stderr,
        )
        raise typer.Exit(1) from None
