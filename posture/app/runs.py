"""Runs: asked for, followed, shown, downloaded, noted upon and deleted."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from anyio.to_thread import run_sync
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Route

from posture.app.asked import list_fields, read_about, read_options
from posture.app.context import context_of, find_run, page, read_form
from posture.app.extras import LOOPS
from posture.app.films import name_for_download, show_set_up
from posture.app.histories import list_sessions
from posture.app.library import RESULT, find_inside
from posture.app.records import RunRecord
from posture.app.report_page import add_bar
from posture.errors import UsageError

REPORT = "report.html"

SHOWN = {
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".mp4": "video/mp4",
}
"""Files of a run that its report shows."""

DOWNLOADS = {
    "report_one_file.html": ("One page to send", ".html"),
    "annotated.mp4": ("Annotated clip", "-annotated.mp4"),
    "annotated_late.mp4": ("Annotated clip, late", "-annotated-late.mp4"),
    "summary.json": ("Numbers (JSON)", "-summary.json"),
    "strides.parquet": ("Strides (Parquet)", "-strides.parquet"),
    "strides.csv": ("Strides (CSV)", "-strides.csv"),
    "frames.csv": ("Frames (CSV)", "-frames.csv"),
}
"""Files of a run that are saved: name, what people call it, and how its saved name ends."""


async def ask(request: Request) -> Response:
    """Ask for a run: check what the form says, and let it wait."""
    context, form = context_of(request), await read_form(request)
    film = context.library.film(form.get("film", ""))
    if film is None:
        raise HTTPException(404)
    late = context.library.film(form.get("late_film", ""))
    duration_s = film.facts.get("duration_s")
    try:
        given = context.library.pace(film)
        name = given.name if given else ""
        options = read_options(form, duration_s, name, two_films=late is not None)
    except UsageError as error:
        said = str(error)
        return show_set_up(request, film, form, f"{said[0].upper()}{said[1:]}.")
    record = context.library.new_run(film, options, read_about(form), late)
    context.jobs.add(record)
    return RedirectResponse(f"/runs/{record.id}", 303)


def show_run(request: Request) -> Response:
    """Show a run: how far it is, or what was found and what can be done with it."""
    record, context = find_run(request), context_of(request)
    if request.query_params.get("part") == "word":
        return JSONResponse({"state": record.state})
    folder = context.library.run_folder(record.id)
    result = None if folder is None else folder / RESULT
    there = bool(context.library.sources(record))
    return page(
        request,
        "run_state" if request.query_params.get("part") == "state" else "run",
        run=record,
        film=context.library.film(record.film) if there else None,
        groups=list_fields(),
        values=record.options,
        progress=context.jobs.progress(record.id),
        has_report=result is not None and find_inside(result, REPORT) is not None,
        downloads=_list_downloads(result),
        sessions=len(list_sessions(context.library, record)),
        loops=LOOPS if there else {},
    )


async def cancel(request: Request) -> Response:
    """Stop a run; what was measured of it is kept, unless it was asked not to be."""
    record = find_run(request)
    await context_of(request).jobs.cancel(record.id)
    return RedirectResponse(f"/runs/{record.id}", 303)


async def start_again(request: Request) -> Response:
    """Let a run that was stopped or failed wait again."""
    record = find_run(request)
    if record.state in ("cancelled", "failed"):
        context_of(request).jobs.add(record)
    return RedirectResponse(f"/runs/{record.id}", 303)


async def note(request: Request) -> Response:
    """Keep what people note about a run."""
    about = read_about(await read_form(request))
    record = find_run(request)
    record.about = about
    context_of(request).library.save(record)
    return RedirectResponse(f"/runs/{record.id}", 303)


async def delete(request: Request) -> Response:
    """Delete a run, and the film's copy with what the network saw if asked."""
    form = await read_form(request)
    record, context = find_run(request), context_of(request)
    await context.jobs.cancel(record.id)
    with_film = form.get("with_film") == "on"
    await run_sync(lambda: context.library.delete_run(record.id, with_film=with_film))
    return RedirectResponse("/library", 303)


def show_report(request: Request) -> Response:
    """Show the report, or send a file that it shows."""
    record, name = find_run(request), request.path_params.get("name", "")
    path = _find_result(request, record, name or REPORT)
    if name:
        kind = SHOWN.get(path.suffix)
        if kind is None:
            raise HTTPException(404)
        return FileResponse(path, media_type=kind)
    links = [
        ("/library", "Library"),
        (f"/runs/{record.id}#again", "Ask again"),
        (f"/runs/{record.id}#downloads", "Downloads"),
        ("/", "New analysis"),
    ]
    html, policy = add_bar(path.read_text(encoding="utf-8"), links)
    return HTMLResponse(html, headers={"Content-Security-Policy": policy})


def download(request: Request) -> Response:
    """Send a file of a run to be saved."""
    record, name = find_run(request), request.path_params["name"]
    if name not in DOWNLOADS:
        raise HTTPException(404)
    path = _find_result(request, record, name)
    saved_as = name_for_download(record.film_name, DOWNLOADS[name][1])
    return FileResponse(path, filename=saved_as)


def _find_result(request: Request, record: RunRecord, name: str) -> Path:
    folder = context_of(request).library.run_folder(record.id)
    path = None
    if folder is not None and not (folder / RESULT).is_symlink():
        path = find_inside(folder / RESULT, name)
    if path is None:
        raise HTTPException(404)
    return path


def _list_downloads(result: Path | None) -> list[tuple[str, str, float]]:
    """List what can be saved: its name, what people call it, and megabytes."""
    found = []
    for name, (title, _) in DOWNLOADS.items():
        path = None if result is None else find_inside(result, name)
        if path is not None:
            with suppress(OSError):
                found.append((name, title, path.stat().st_size / 1e6))
    return found


ROUTES = [
    Route("/runs", ask, methods=["POST"]),
    Route("/runs/{id}", show_run),
    Route("/runs/{id}/cancel", cancel, methods=["POST"]),
    Route("/runs/{id}/start", start_again, methods=["POST"]),
    Route("/runs/{id}/about", note, methods=["POST"]),
    Route("/runs/{id}/delete", delete, methods=["POST"]),
    Route("/runs/{id}/report/", show_report),
    Route("/runs/{id}/report/{name:path}", show_report),
    Route("/runs/{id}/files/{name}", download),
]
