"""The server: which address it listens at, who is let in, and when it ends."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from posture.app import extras, films, histories, lists, runs, side_by_side
from posture.app.context import Context, page
from posture.app.doors import Doors
from posture.app.events import Events
from posture.app.jobs import Jobs
from posture.app.library import Library
from posture.app.lists import NEWS
from posture.app.security import Attend, Guard
from posture.app.uploads import LARGEST_GB
from posture.errors import UsageError
from posture.utils.paths import expand_home

LOOPBACK = "127.0.0.1"

OWN_NAMES = (LOOPBACK, "localhost")
"""Names under which a browser of this machine finds it."""

BACKLOG = 64
"""Connections that may wait to be taken."""

IDLE_CHECK_S = 5.0
"""How often it is looked whether anything is still done, seconds."""

GRACE_S = 3
"""How long open connections may take when the server ends, seconds."""


@dataclass(frozen=True)
class Place:
    """Where a server listens.

    Attributes
    ----------
    listener
        The socket, bound.
    port
        Its port.
    addresses
        Names and port under which other machines find it; empty for loopback alone.
    """

    listener: socket.socket
    port: int
    addresses: tuple[str, ...]

    @property
    def hosts(self) -> frozenset[str]:
        """All names, with the port, under which requests are answered."""
        return frozenset({*(f"{name}:{self.port}" for name in OWN_NAMES), *self.addresses})


def take_place(*, share: bool = False, port: int = 0) -> Place:
    """Bind a socket: on loopback, or on all of this machine's addresses if it is to be shared.

    Parameters
    ----------
    share
        Whether other machines of the network may reach it.
    port
        Which; 0 takes one that is free, at random.

    Raises
    ------
    UsageError
        The port is taken.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.bind(("0.0.0.0" if share else LOOPBACK, port))
        listener.listen(BACKLOG)  # who comes before the server is ready waits
    except OSError as error:
        listener.close()
        raise UsageError(
            f"port {port} cannot be used ({error.strerror}); leave out --port"
        ) from None
    found = int(listener.getsockname()[1])
    own = _find_addresses() if share else []
    return Place(listener, found, tuple(f"{address}:{found}" for address in own))


def build(context: Context, hosts: frozenset[str], attend: Attend) -> ASGIApp:
    """Build the application: all pages, behind the guard."""

    @contextlib.asynccontextmanager
    async def live(app: Starlette) -> AsyncIterator[None]:
        context.jobs.start()
        yield
        await context.jobs.close()

    app = Starlette(
        routes=[
            *films.ROUTES,
            *runs.ROUTES,
            *extras.ROUTES,
            *histories.ROUTES,
            *lists.ROUTES,
            *side_by_side.ROUTES,
        ],
        lifespan=live,
        exception_handlers={HTTPException: _say_fault, 500: _say_own_fault},
    )
    app.state.context = context
    return Guard(app, context.doors, hosts, attend)


class Server(uvicorn.Server):
    """A server that closes open pages' streams of news when it ends, and ends when idle if asked.

    Parameters
    ----------
    place
        Where it listens.
    library
        What it shows.
    idle_s
        It ends when nothing was asked and nothing done for so long, seconds; None for never. A page
        that only listens does not count.
    largest
        Largest film that is taken, bytes.
    **jobs
        For tests: as `Jobs` takes them.
    """

    def __init__(
        self,
        place: Place,
        library: Library,
        idle_s: float | None = None,
        largest: int = round(LARGEST_GB * 1e9),
        **jobs: Any,
    ) -> None:
        self.place = place
        self.events = Events()
        self.doors = Doors(place.port, share=bool(place.addresses))
        work = Jobs(library, self.events, **jobs)
        self.context = Context(library, work, self.events, self.doors, largest, place.addresses)
        self._idle_s, self._touched_s, self._open = idle_s, time.monotonic(), 0
        app = build(self.context, place.hosts, self._attend)
        # nothing is logged: addresses, and the names of files in errors, are nobody's business
        super().__init__(
            uvicorn.Config(
                app,
                access_log=False,
                log_level="critical",
                log_config=None,
                server_header=False,
                timeout_graceful_shutdown=GRACE_S,
                ws="none",
            )
        )

    @property
    def address(self) -> str:
        """A new address that opens the page once."""
        return f"http://{LOOPBACK}:{self.place.port}/?token={self.doors.make_token()}"

    def run_here(self) -> None:
        """Serve until it is ended."""
        with contextlib.suppress(KeyboardInterrupt):
            self.run(sockets=[self.place.listener])

    async def main_loop(self) -> None:
        """Serve, and look now and then whether anybody is still there."""
        idle = asyncio.create_task(self._end_when_idle())
        try:
            await super().main_loop()
        finally:
            idle.cancel()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End: close the streams of news first, as open pages would hold the server."""
        self.events.close()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def _attend(self, path: str) -> Iterator[None]:
        """Count a request while it is answered, as an upload takes long; one for news is none."""
        counted = int(path != NEWS)
        self._touch()
        self._open += counted
        try:
            yield
        finally:
            self._open -= counted
            if counted:
                self._touch()

    def _touch(self) -> None:
        self._touched_s = time.monotonic()

    async def _end_when_idle(self) -> None:
        while self._idle_s is not None:
            await asyncio.sleep(min(IDLE_CHECK_S, self._idle_s))
            if self.context.jobs.busy or self._open:
                self._touch()
            elif time.monotonic() - self._touched_s > self._idle_s:
                self.should_exit = True


async def _say_fault(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    words = {403: "Only the browser of this machine may do that.", 404: "There is no such page."}
    return page(request, "fault", status, message=words.get(status, "That cannot be done."))


async def _say_own_fault(request: Request, error: Exception) -> Response:
    said = f"A fault of ours ({type(error).__name__}). Please report it."
    return page(request, "fault", 500, message=said)


def _find_addresses() -> list[str]:
    """Find the addresses of this machine in its networks; none is asked for, nothing is sent."""
    found: list[str] = []
    with contextlib.suppress(OSError):
        found += [
            str(a[4][0]) for a in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        ]
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # a made-up address (RFC 5737): only the route is chosen
        found.append(str(probe.getsockname()[0]))
    return [a for a in dict.fromkeys(found) if not a.startswith("127.")]


def open_library(folder: Path | None) -> Library:
    """Open the library, by default in the user's own data.

    Raises
    ------
    UsageError
        The folder cannot be made or used.
    """
    from platformdirs import user_data_path

    place = user_data_path("posture") / "library" if folder is None else expand_home(folder)
    try:
        return Library(place)
    except (OSError, RuntimeError) as error:  # the last one is a circle of links
        why = getattr(error, "strerror", None) or "it leads nowhere"
        raise UsageError(
            f"cannot write to {place} ({why}); give another folder with --folder"
        ) from error
