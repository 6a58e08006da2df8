"""`python -m models.training`: learn the weights of `models/weights/` anew on virtual runners."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from models.training.train import train
from posture.errors import PostureError, UsageError
from posture.pose.models.manifest import read_models, resolve


def main(
    work: Annotated[Path, typer.Option(help="Folder for the clips; those there are kept.")],
    out: Annotated[Path, typer.Option(help="Folder for the weights.")] = Path("models/weights"),
    network: Annotated[
        list[str] | None, typer.Option(help="Pose network to learn for; all of them if left out.")
    ] = None,
) -> None:
    """Learn joint centres, low back and clothing anew (some hours on 2 cores)."""
    try:
        if not out.is_dir():
            raise UsageError(f"there is no folder {out} to write the weights into; make it first")
        networks = {name: resolve(name).path for name in network or read_models()}
        found = train(work, networks, out, lambda line: typer.echo(line, err=True))
    except PostureError as error:
        typer.echo(f"{error}", err=True)
        raise SystemExit(2) from None
    for name, errors in found.items():
        for error, value in errors.items():
            typer.echo(f"{name} {error}: {value:.3g}")


if __name__ == "__main__":
    typer.run(main)
