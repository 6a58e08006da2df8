"""Films: taken in, shown, looked at, weighed and removed."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from anyio.to_thread import run_sync
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from posture.app.asked import list_fields
from posture.app.context import Context, context_of, find_film, is_local, page, read_form
from posture.app.library import find_inside, reduce_name
from posture.app.records import Film, make_id
from posture.app.uploads import RefusedUpload, receive, require_room
from posture.errors import UsageError
from posture.utils.paths import PACE_ENDINGS, expand_home
from posture.utils.text import file_name, join_words, stored_name

PATH_INSTEAD = "give its path instead, and it is not copied"
"""What to do with a film that there is no room for."""

LARGEST_PACE_BYTES = 200_000_000
"""Largest pace file that is taken, as `posture.pace` reads it."""

ASIDE = ("pictures", "check", "people", "pace")
"""Parts of a film's page that are written anew when more is known."""


async def show_new(request: Request) -> Response:
    """Show the page on which a new analysis begins."""
    context = context_of(request)
    films = await run_sync(context.library.films)
    return page(request, "new", films=films[:8], largest_gb=context.largest / 1e9)


async def take_upload(request: Request) -> Response:
    """Take a film that the browser sends as the body of a request."""
    context = context_of(request)
    name = reduce_name(unquote(request.headers.get("x-file-name", "")))
    film, place = context.library.new_film(file_name(name))
    film.file = name
    try:
        length = request.headers.get("content-length")
        size = require_room(length, place, context.largest, PATH_INSTEAD)
        await receive(request.stream(), place / name, size)
    except (RefusedUpload, ClientDisconnect) as error:
        context.library.delete_film(film.id)
        status = error.status if isinstance(error, RefusedUpload) else 400
        return JSONResponse({"error": str(error)}, status)
    except BaseException:  # also where the server ends meanwhile
        context.library.delete_film(film.id)
        raise
    context.jobs.look(film)
    return JSONResponse({"id": film.id}, 201)


async def take_path(request: Request) -> Response:
    """Take a film of this machine where it is, without a copy; only from this machine itself."""
    context = context_of(request)
    if not is_local(request):
        raise HTTPException(403)
    text = (await read_form(request)).get("path", "").strip().strip("\"'")
    path = expand_home(text)
    reason = "" if path.is_absolute() else "give the whole path of the film, from / on"
    with suppress(OSError, ValueError):
        if not reason and not path.is_file():
            reason = "there is no such file on this machine"
    if reason:
        films = context.library.films()[:8]
        values = {"films": films, "largest_gb": context.largest / 1e9, "path": text}
        return page(request, "new", 422, error=f"{reason[0].upper()}{reason[1:]}.", **values)
    film, _ = context.library.new_film(file_name(path))
    film.path = str(path.resolve())
    context.jobs.look(film)
    return RedirectResponse(f"/films/{film.id}", 303)


async def take_pace(request: Request) -> Response:
    """Take the pace file of a film, which the browser sends as the body of a request."""
    context, film = context_of(request), find_film(request)
    place = context.library.film_folder(film.id)
    name = reduce_name(unquote(request.headers.get("x-file-name", "")), PACE_ENDINGS, "")
    if place is None:
        raise HTTPException(404)
    arrived = place / f".{make_id()}.part"
    try:
        if not name.endswith(PACE_ENDINGS):
            raise RefusedUpload(415, f"give one of {join_words(PACE_ENDINGS)}")
        length = request.headers.get("content-length")
        size = require_room(length, place, LARGEST_PACE_BYTES, "cut it to the run")
        await receive(request.stream(), arrived, size)
        await run_sync(context.library.keep_pace, arrived, name)
    except (RefusedUpload, ClientDisconnect) as error:
        status = error.status if isinstance(error, RefusedUpload) else 400
        return JSONResponse({"error": str(error)}, status)
    return JSONResponse({"name": name}, 201)


def show_film(request: Request) -> Response:
    """Show a film with all that is set for its analysis, or one part of that page."""
    film = find_film(request)
    part = request.query_params.get("part", "")
    if part == "state":
        return JSONResponse({"state": film.state})
    if part in ASIDE:
        return page(request, f"film_{part}", film=film, **_facts_of_pace(request, film))
    return show_set_up(request, film, {})


def show_set_up(request: Request, film: Film, values: dict[str, str], error: str = "") -> Response:
    """Show the page on which an analysis is set, with what was given before."""
    films = context_of(request).library.films()
    return page(
        request,
        "film",
        422 if error else 200,
        film=film,
        groups=list_fields(),
        values=values,
        error=error,
        there=context_of(request).library.source(film) is not None,
        others=[one for one in films if one.state == "ready" and one.id != film.id],
        **_facts_of_pace(request, film),
    )


def _facts_of_pace(request: Request, film: Film) -> dict[str, Any]:
    given = context_of(request).library.pace(film)
    return {"pace": given and given.name, "pace_endings": PACE_ENDINGS}


def show_picture(request: Request) -> Response:
    """Send one of a film's pictures."""
    film, kind = find_film(request), request.path_params["kind"]
    place = context_of(request).library.film_folder(film.id)
    path = place and find_inside(place, f"{kind}/{request.path_params['number']}.jpg")
    if path is None:
        raise HTTPException(404)
    return FileResponse(path, media_type="image/jpeg")


def weigh(request: Request) -> Response:
    """Say what windows would be worth."""
    from posture.app.worth import weigh_windows  # slow to load, and only needed here

    film = find_film(request)
    duration_s = film.facts.get("duration_s")
    if duration_s is None:
        return JSONResponse({"error": "The film is still being read."})
    try:
        worth = weigh_windows(dict(request.query_params), duration_s, film.check)
    except UsageError as error:
        return JSONResponse({"error": str(error)})
    return JSONResponse({"early": worth.early, "late": worth.late, "sentences": worth.sentences})


async def delete_film(request: Request) -> Response:
    """Remove a film that no run needs."""
    film, context = find_film(request), context_of(request)
    await context.jobs.forget(film.id)
    await run_sync(_delete_if_unused, context, film)
    return RedirectResponse("/", 303)


def _delete_if_unused(context: Context, film: Film) -> None:
    if not any(film.id in one.films for one in context.library.runs()):
        context.library.delete_film(film.id)


def name_for_download(film_name: str, ending: str) -> str:
    """Make the name of a file that is saved from a page: that of the film, with an ending."""
    stem = Path(stored_name(film_name)).stem or "film"
    return reduce_name(f"{stem}.mp4").removesuffix(".mp4") + ending


ROUTES = [
    Route("/", show_new),
    Route("/films", take_upload, methods=["POST"]),
    Route("/films/path", take_path, methods=["POST"]),
    Route("/films/{id}", show_film),
    Route("/films/{id}/{kind}/{number:int}", show_picture),
    Route("/films/{id}/worth", weigh),
    Route("/films/{id}/pace", take_pace, methods=["POST"]),
    Route("/films/{id}/delete", delete_film, methods=["POST"]),
]
