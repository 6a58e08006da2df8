"""The command `posture app`: the local page in a browser."""

from __future__ import annotations

import sys
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from posture.cli_options import Debug
from posture.console import report_errors, say
from posture.errors import UsageError

EXAMPLES_OF_APP = """Examples:

posture app

posture app --folder ~/running --stop-after 30

posture app --share

posture app --shortcut
"""


def open_app(
    folder: Annotated[
        Path | None,
        typer.Option(
            help="Where videos, runs and notes are kept; by default in the user's own data.",
            show_default=False,
        ),
    ] = None,
    share: Annotated[
        bool,
        typer.Option(
            "--share",
            help="Also let machines of the same network in, such as a phone, with a code that "
            "works once. What is sent is not encrypted.",
        ),
    ] = False,
    stop_after: Annotated[
        float | None,
        typer.Option(
            metavar="MINUTES", help="End when nothing was asked and nothing done for so long."
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(help="Port; by default one that is free, at random.", show_default=False),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Only print the address.", show_default=False)
    ] = False,
    shortcut: Annotated[
        bool, typer.Option("--shortcut", help="Put an icon on the desktop that does this, and end.")
    ] = False,
    *,
    debug: Debug = False,
) -> None:
    """Open a page of this machine in the browser: analyses, reports and a library of runs."""
    with report_errors(debug):
        if stop_after is not None and not 0 < stop_after < 1e6:
            raise UsageError("option --stop-after: give minutes, more than 0")
        if port is not None and not 0 < port < 65536:
            raise UsageError("option --port: give a number from 1 to 65535")
        if shortcut:
            from posture.app.shortcut import write_shortcut

            words = [] if folder is None else ["--folder", str(folder.resolve())]
            say(f"icon: {write_shortcut(words)}")
            return
        _serve(folder, share, stop_after, port or 0, not no_browser)


def _serve(
    folder: Path | None, share: bool, stop_after: float | None, port: int, browser: bool
) -> None:
    """Serve until it is ended, or open the page of the server that already runs."""
    try:
        from posture.app.serve import Server, open_library, take_place
    except ImportError as error:
        raise UsageError(
            f"posture app needs more packages ({error.name} is missing): install the extra, "
            "running-posture[app]"
        ) from None
    from posture.app.instance import alone, knock

    library = open_library(folder)
    running = knock(library.folder)
    if running is not None:
        say(f"posture already runs, as it was started; it is at {running}")
        _open(running, browser)
        return
    idle_s = None if stop_after is None else 60 * stop_after
    server = Server(take_place(share=share, port=port), library, idle_s)
    with alone(library.folder, server.place.port, server.doors.key):
        address = server.address
        say(f"posture is at {address}")
        say("The address opens one browser, once. Ctrl-C ends it; nothing is lost.")
        for other in server.place.addresses:
            say(f"On a phone: http://{other}/ with the code {server.doors.code}")
        _open(address, browser)
        server.run_here()


def _open(address: str, browser: bool) -> None:
    sys.stdout.flush()  # a program that started this one reads the address
    if browser:
        with suppress(webbrowser.Error):
            webbrowser.open(address)
