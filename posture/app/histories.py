"""The history of a runner: what `posture history` says of all runs of theirs in the library."""

from __future__ import annotations

import re
import shutil

from anyio.to_thread import run_sync
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from posture.app.context import context_of, find_run, page
from posture.app.library import RESULT, Library, find_inside
from posture.app.records import RunRecord
from posture.app.report_page import add_bar
from posture.results.about import About, write_about

FOLDER, PAGE = "history", "history.html"
"""Where the history is written, in the folder of the run that it was asked from."""

_LINK = re.compile(r'<a href="(?:\.\./)+(?:([0-9a-f]{16})/)?result/report\.html">result</a>')


def list_sessions(library: Library, record: RunRecord) -> list[RunRecord]:
    """List the runs of a runner that a history can be made of: measured, with a day, by day.

    Parameters
    ----------
    library
        Where they are.
    record
        One of them; without the name of a runner there are none.
    """
    runner = record.about.runner.casefold()
    if not runner:
        return []
    return sorted(
        (
            one
            for one in library.runs()
            if one.state == "done" and one.about.date and one.about.runner.casefold() == runner
        ),
        key=lambda one: one.about.date,
    )


async def make_history(request: Request) -> Response:
    """Make the history of a run's runner anew, and show it."""
    record, context = find_run(request), context_of(request)
    out = (context.library.run_folder(record.id) or context.library.folder) / FOLDER
    command = await run_sync(_prepare, context.library, record)
    if len(command) < 2:
        said = "A history needs two runs of one runner at least, with their days in the notes"
        return page(request, "fault", 422, message=f"{said}.")
    await run_sync(lambda: shutil.rmtree(out, ignore_errors=True))
    outcome = await context.jobs.make(["history", *command, f"--out={out}"])
    if outcome.code:
        said = outcome.reason.replace(f"{context.library.folder}/", "")
        return page(request, "fault", 422, message=f"The history cannot be made: {said}.")
    return RedirectResponse(f"/runs/{record.id}/history/", 303)


def show_history(request: Request) -> Response:
    """Show the history that was made last."""
    record, context = find_run(request), context_of(request)
    folder = context.library.run_folder(record.id)
    path = folder and find_inside(folder, f"{FOLDER}/{PAGE}")
    if path is None:
        raise HTTPException(404)
    links = [("/library", "Library"), (f"/runs/{record.id}", "This run"), ("/", "New analysis")]
    text = _LINK.sub(
        lambda found: f'<a href="/runs/{found[1] or record.id}/report/">report</a>',
        path.read_text(encoding="utf-8"),
    )
    html, policy = add_bar(text, links)
    return HTMLResponse(html, headers={"Content-Security-Policy": policy})


def _prepare(library: Library, record: RunRecord) -> list[str]:
    """Write down who ran in each run, and name the runs with their days for the command line."""
    words = []
    for one in list_sessions(library, record):
        folder = library.run_folder(one.id)
        if folder is not None and (folder / RESULT).is_dir():
            about = one.about
            # what else is noted stays here: pages may be sent
            noted = About(runner=record.about.runner, date=about.date, condition=about.condition)
            write_about(folder / RESULT, noted)
            words += [str(folder / RESULT), f"--date={about.date}"]
    return words if len(words) > 2 else []


ROUTES = [
    Route("/runs/{id}/history", make_history, methods=["POST"]),
    Route("/runs/{id}/history/", show_history),
]
