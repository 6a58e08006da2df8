"""What all pages of one server share, and how they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse

from posture.app.doors import Doors
from posture.app.events import Events
from posture.app.jobs import Jobs
from posture.app.library import Library
from posture.app.records import Film, RunRecord
from posture.settings.times import format_time
from posture.utils.templates import make_environment

LONGEST_FORM = 100_000
"""Longest form that is read, bytes."""


def _make_environment() -> Environment:
    environment = make_environment("posture.app")
    environment.filters["clock"] = format_time
    return environment


@dataclass(frozen=True)
class Context:
    """One server.

    Attributes
    ----------
    library, jobs, events, doors
        Its parts.
    largest
        Largest film that is taken, bytes.
    addresses
        Where a phone finds it; empty where it is not shared.
    """

    library: Library
    jobs: Jobs
    events: Events
    doors: Doors
    largest: int
    addresses: tuple[str, ...] = ()
    environment: Environment = field(default_factory=_make_environment)


def context_of(request: Request) -> Context:
    """Return what the server of a request shares."""
    found: Context = request.app.state.context
    return found


def is_local(request: Request) -> bool:
    """Whether a request comes from a browser of this machine."""
    return bool(getattr(request.state, "local", False))


def page(request: Request, name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Write a page from its template."""
    context = context_of(request)
    known: Mapping[str, Any] = {
        "here": request.url.path,
        "local": is_local(request),
        "shared": bool(context.addresses),
        "error": "",
    }
    template = context.environment.get_template(f"{name}.html.jinja")
    return HTMLResponse(template.render({**known, **values}), status)


def find_film(request: Request) -> Film:
    """Find the film that an address names; 404 if there is none."""
    film = context_of(request).library.film(request.path_params["id"])
    if film is None:
        raise HTTPException(404)
    return film


def find_run(request: Request) -> RunRecord:
    """Find the run that an address names; 404 if there is none."""
    record = context_of(request).library.run(request.path_params["id"])
    if record is None:
        raise HTTPException(404)
    return record


async def read_form(request: Request) -> dict[str, str]:
    """Read the texts of a form; 413 if it is longer than any of ours."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > LONGEST_FORM:
        raise HTTPException(413)
    async with request.form(max_files=0, max_fields=100) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}
