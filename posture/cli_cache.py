"""The commands ``posture cache ...``: what is kept of films, where, and how to remove it."""

from __future__ import annotations

import typer

from posture.console import report_errors

cache_app = typer.Typer(
    help="What the pose network saw in films, kept for the next time: landmarks and outlines, no "
    "pictures.",
    no_args_is_help=True,
)


@cache_app.command("list")
def cache_list() -> None:
    """List the films of which something is kept, the one used last first."""
    with report_errors(debug=False):
        from datetime import datetime

        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        from posture.kept import Store
        from posture.utils.text import readable

        films = Store().films()
        table = Table("film", "chunks", "MB", "last used")
        for film in films:
            used = datetime.fromtimestamp(film.used_s).strftime("%Y-%m-%d %H:%M")
            name = Text(readable(film.name))  # brackets in it are no commands to the table
            table.add_row(name, str(film.entries), f"{film.size / 1e6:.1f}", used)
        Console().print(table)
        print(f"{sum(film.size for film in films) / 1e6:.1f} MB in all")


@cache_app.command("clear")
def cache_clear() -> None:
    """Remove all that is kept; the next analysis of a film looks at every frame again."""
    with report_errors(debug=False):
        from posture.kept import Store

        print(f"{Store().clear() / 1e6:.1f} MB removed")


@cache_app.command("where")
def cache_where() -> None:
    """Print the folder; the environment variable POSTURE_CACHE names another one."""
    with report_errors(debug=False):
        from posture.kept import kept_dir

        print(kept_dir())
