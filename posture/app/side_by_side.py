"""Two runs of the library beside one another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from posture.app.context import context_of, page
from posture.app.library import RESULT, Library
from posture.app.records import RunRecord
from posture.errors import UsageError


@dataclass(frozen=True)
class Beside:
    """One measure of two runs, as text; empty where a run does not have it.

    Attributes
    ----------
    title
        Of the measure.
    one, other
        Early, late, change and verdict of each.
    """

    title: str
    one: tuple[str, str, str, str]
    other: tuple[str, str, str, str]


def show_two(request: Request) -> Response:
    """Show two runs beside one another, or let them be chosen."""
    library = context_of(request).library
    runs = [run for run in library.runs() if run.state == "done"]
    chosen = [library.run(request.query_params.get(name, "")) for name in ("one", "other")]
    one, other = (run if run is not None and run.state == "done" else None for run in chosen)
    rows: list[Beside] = []
    error = ""
    if one is not None and other is not None:
        try:
            rows = compare_runs(library, one, other)
        except UsageError:
            error = "The numbers of one of these runs cannot be read."
    return page(request, "two", runs=runs, one=one, other=other, rows=rows, error=error)


def compare_runs(library: Library, one: RunRecord, other: RunRecord) -> list[Beside]:
    """List the measures of two runs.

    Raises
    ------
    UsageError
        The results of one of them cannot be read.
    """
    first, second = (_read_rows(library, run) for run in (one, other))
    empty = ("", "", "", "")
    titles = [*first, *(title for title in second if title not in first)]
    return [Beside(title, first.get(title, empty), second.get(title, empty)) for title in titles]


def _read_rows(library: Library, record: RunRecord) -> dict[str, tuple[str, str, str, str]]:
    from posture.measures import KEY_MEASURES  # slow to load, as the next two are
    from posture.report.changes import levels, main_rows
    from posture.results.run import load_run

    run = load_run((library.run_folder(record.id) or Path()) / RESULT, poses=False)
    rows = {
        row.title: (row.early, row.late, f"{row.change} {row.pace}".strip(), row.verdict)
        for row in main_rows(run)
    }
    if not any(early for early, _, _, _ in rows.values()):
        for level in levels(run, KEY_MEASURES):  # of a clip in which nothing is compared
            if level.title in rows:
                rows[level.title] = (level.mean, "", "", rows[level.title][3])
    return rows


ROUTES = [Route("/compare", show_two)]
