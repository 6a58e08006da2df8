"""`python -m models.training`: learn the weights of `models/` anew on virtual runners."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from models.training.train import train
from posture.errors import PostureError, UsageError
from posture.pose.models.manifest import resolve


def main(
    work: Annotated[Path, typer.Option(help="Folder for the clips; those there are kept.")],
    out: Annotated[Path, typer.Option(help="Folder for the weights.")] = Path("models"),
) -> None:
    """Learn joint centres, low back and clothing anew (about an hour on 2 cores)."""
    try:
        if not out.is_dir():
            raise UsageError(f"there is no folder {out} to write the weights into; make it first")
        errors = train(work, resolve("heavy").path, out, lambda line: typer.echo(line, err=True))
    except PostureError as error:
        typer.echo(f"{error}", err=True)
        raise SystemExit(2) from None
    for name, value in errors.items():
        typer.echo(f"{name}: {value:.3g}")


if __name__ == "__main__":
    typer.run(main)
