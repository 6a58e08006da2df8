"""`python -m posture.synthetic`: render scenes, make bodies anew."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from posture.errors import PostureError, UsageError

app = typer.Typer(
    help="A virtual runner with exact truth.", no_args_is_help=True, add_completion=False
)


@app.command()
def render(
    scenes: Annotated[list[Path], typer.Argument(metavar="SCENE.toml...")],
    out: Annotated[Path, typer.Option(help="Folder for the clips and their truth.")],
) -> None:
    """Film scenes: NAME.mp4, NAME.truth.parquet and NAME.events.json each."""
    from posture.synthetic.scene.description import load_scene
    from posture.synthetic.scene.stage import render as film

    with Progress(console=Console(stderr=True), transient=True) as bar:
        for path in scenes:
            scene = load_scene(path)
            task = bar.add_task(scene.name, total=None)
            clip = film(scene, out, lambda done, all_: bar.update(task, completed=done, total=all_))  # noqa: B023
            bar.remove_task(task)
            typer.echo(clip)


@app.command()
def bodies(
    out: Annotated[Path, typer.Option(help="Folder for the bodies.")],
) -> None:
    """Make the named bodies anew (needs Anny and PyTorch; takes two minutes the first time)."""
    from posture.synthetic.bodies.make import make_bodies

    make_bodies(out)


def _run() -> None:
    try:
        app()
    except ModuleNotFoundError as error:
        if error.name not in ("anny", "numba", "torch"):
            raise
        raise UsageError(
            f"{error.name} is not installed: install posture with its extra 'synthetic'"
        ) from error


def main() -> None:
    """Run the command; an error is one sentence and exit code 2."""
    try:
        _run()
    except PostureError as error:
        typer.echo(f"{error}", err=True)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
