"""The queue, the library, the news for open pages, and the way in for a phone."""

from __future__ import annotations

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from posture.app.context import context_of, find_run, is_local, page, read_form
from posture.app.library import RESULT, STRIP, find_inside
from posture.app.records import ENDED
from posture.app.security import ENTRANCE, give_cookie

NEWS = "/events"
"""Where an open page listens for news."""

ENDED_SHOWN = 10
"""Ended runs that the queue still lists."""


def show_queue(request: Request) -> Response:
    """Show what is being measured, what waits, and what has ended lately."""
    context = context_of(request)
    open_runs = sorted(context.library.unfinished(), key=lambda one: one.state != "running")
    ended = [one for one in context.library.runs() if one.state in ENDED]
    ended.sort(key=lambda one: one.ended, reverse=True)
    return page(
        request,
        "queue_list" if request.query_params.get("part") == "list" else "queue",
        runs=open_runs,
        ended=ended[:ENDED_SHOWN],
        progress={one.id: context.jobs.progress(one.id) for one in open_runs},
    )


def show_library(request: Request) -> Response:
    """Show the runs in which some words are found."""
    words = request.query_params.get("q", "")[:200]
    return page(request, "library", runs=context_of(request).library.runs(words), words=words)


def show_thumbnail(request: Request) -> Response:
    """Send a small picture of a run: the clip's, else one of the film."""
    record, library = find_run(request), context_of(request).library
    folder, film = library.run_folder(record.id), library.film_folder(record.film)
    places = [
        (folder, f"{RESULT}/annotated.jpg"),
        (film, f"{STRIP}/5.jpg"),
        (film, f"{STRIP}/0.jpg"),
    ]
    for place, name in places:
        path = place and find_inside(place, name)
        if path:
            return FileResponse(path, media_type="image/jpeg")
    raise HTTPException(404)


async def listen(request: Request) -> Response:
    """Send news as long as the page is open."""
    news = context_of(request).events.listen()
    return StreamingResponse(news, media_type="text/event-stream")


async def enter(request: Request) -> Response:
    """Ask a phone for its code, or take it."""
    if request.method == "GET":
        return page(request, "enter")
    doors = context_of(request).doors
    session = doors.use_code((await read_form(request)).get("code", ""))
    if session is None:
        return page(request, "enter", 403, error="This is not the code, or it was used.")
    return give_cookie(RedirectResponse("/", 303), doors, session)


def show_phone(request: Request) -> Response:
    """Show this machine's user how to open the page on a phone."""
    context = context_of(request)
    if not is_local(request) or not context.addresses:
        raise HTTPException(404)
    return page(request, "phone", addresses=context.addresses, code=context.doors.code)


def send_static(request: Request) -> Response:
    """Send a file of the package."""
    path = find_inside(Path(__file__).parent / "static", request.path_params["name"])
    if path is None:
        raise HTTPException(404)
    kinds = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
    return FileResponse(path, media_type=kinds.get(path.suffix))


def send_icon(request: Request) -> Response:
    """Send the icon to who asks under its usual name, as browsers do for a report."""
    return FileResponse(Path(__file__).parent / "static" / "icon.svg", media_type="image/svg+xml")


ROUTES = [
    Route("/queue", show_queue),
    Route("/library", show_library),
    Route("/runs/{id}/thumbnail", show_thumbnail),
    Route(NEWS, listen),
    Route(ENTRANCE, enter, methods=["GET", "POST"]),
    Route("/phone", show_phone),
    Route("/static/{name}", send_static),
    Route("/favicon.ico", send_icon),
]
