"""What is made of a run when it is asked for, and kept: loops of strides, charts as files."""

from __future__ import annotations

import shutil
from pathlib import Path

from anyio.to_thread import run_sync
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from posture.app.context import context_of, find_run, page
from posture.app.films import name_for_download
from posture.app.library import EXTRAS, RESULT

LOOPS = {"side-by-side": "Early beside late", "ghost": "Late over early"}
"""Clips, by the flag of `posture clip`."""

CHARTS = "charts"
"""All charts as pictures; the report draws its own, so that runs are measured without them."""


async def make_loop(request: Request) -> Response:
    """Make a loop of strides if there is none yet, and send it to be saved."""
    record, kind, context = find_run(request), request.path_params["kind"], context_of(request)
    folder, sources = context.library.run_folder(record.id), context.library.sources(record)
    if kind not in LOOPS or folder is None or not sources or record.state != "done":
        raise HTTPException(404)
    made = folder / EXTRAS / f"{kind}.mp4"
    if not made.is_file():
        (folder / EXTRAS).mkdir(exist_ok=True)
        words = ["clip", str(folder / RESULT), f"--{kind}", "--out", str(made)]
        videos = [f"--video={source}" for source in sources]
        outcome = await context.jobs.make([*words, *videos])
        if outcome.code or not made.is_file():
            return _refuse(request, "This clip", outcome.reason, folder)
    return FileResponse(made, filename=name_for_download(record.film_name, f"-{kind}.mp4"))


async def make_charts(request: Request) -> Response:
    """Draw all charts if that was not done yet, and send them in one file to be saved."""
    record, context = find_run(request), context_of(request)
    folder = context.library.run_folder(record.id)
    if folder is None or record.state != "done":
        raise HTTPException(404)
    made, drawn = folder / EXTRAS / f"{CHARTS}.zip", folder / EXTRAS / CHARTS
    if not made.is_file():
        (folder / EXTRAS).mkdir(exist_ok=True)
        outcome = await context.jobs.make(["plot", str(folder / RESULT), "--out", str(drawn)])
        if outcome.code or not drawn.is_dir():
            return _refuse(request, "The charts", outcome.reason, folder)
        await run_sync(_pack, drawn, made)
    return FileResponse(made, filename=name_for_download(record.film_name, f"-{CHARTS}.zip"))


def _pack(drawn: Path, made: Path) -> None:
    """Put the files of a folder into one, whole or not at all, and remove the folder."""
    unfinished = shutil.make_archive(str(made.with_suffix(".part")), "zip", drawn)
    Path(unfinished).replace(made)
    shutil.rmtree(drawn, ignore_errors=True)


def _refuse(request: Request, what: str, why: str, folder: Path) -> Response:
    said = why.replace(f"{folder}/", "")
    return page(request, "fault", 422, message=f"{what} cannot be made: {said}.")


ROUTES = [
    Route("/runs/{id}/loops/{kind}", make_loop, methods=["POST"]),
    Route("/runs/{id}/charts", make_charts, methods=["POST"]),
]
