"""Carry out a batch: read the table, measure what is not yet, write tables and page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from posture.cohort.bids import write_bids
from posture.cohort.gather import (
    Found,
    describe_columns,
    load_found,
    tabulate_measures,
    tabulate_runs,
    tabulate_strides,
)
from posture.cohort.page import write_page
from posture.cohort.request import read_requests
from posture.cohort.spread import Measure, Watch, spread
from posture.cohort.work import Outcome, measure_request
from posture.errors import OutputError, Stopped, UsageError
from posture.utils.files import make_folders, whole_file
from posture.utils.paths import expand_home, is_there, shorten
from posture.utils.text import storable

#: Folder of the runs within that of the batch.
RUNS = "runs"
#: Without it, a folder that is not empty is not taken for one of an earlier call.
TABLE = "runs.csv"

Ended = Callable[[Outcome, int, int], None]
"""Called for each run that ended: what became of it, how many have ended, how many there are."""


@dataclass(frozen=True, eq=False, repr=False)
class Batch:
    """A batch as users hold it in Python.

    Attributes
    ----------
    measures, strides, runs
        The tables.
    outcomes
        What became of each run in this call, in the order of the table.
    path
        Its folder.
    """

    measures: pd.DataFrame
    strides: pd.DataFrame
    runs: pd.DataFrame
    outcomes: list[Outcome]
    path: Path


def batch(
    source: str | Path,
    *,
    out: str | Path | None = None,
    scheduler: str | None = None,
    jobs: int | None = None,
    bids: bool = False,
    ended: Ended | None = None,
    watch: Watch | None = None,
    measure: Measure = measure_request,
    options: Mapping[str, object] | None = None,
) -> Batch:
    """Measure many runs side by side and put them into one table and one page.

    What an earlier call measured with the same videos and options is not measured again. A video
    that cannot be measured is named with its reason, and stops no other.

    Parameters
    ----------
    source
        A folder with videos, or a table (CSV) with the column ``video`` and, as wanted, ``runner``,
        ``date``, ``condition``, ``at`` and options such as ``early``.
    out
        Folder for the results, ``runs/<name of the source>`` by default; one that an earlier call
        made is continued.
    scheduler
        Address of a Dask scheduler, ``tcp://...``; processes of this machine by default.
    jobs
        Processes on this machine; one for each core by default.
    bids
        Write a Motion-BIDS data set too.
    ended, watch
        Called when a run ended, and when one got further.
    measure
        What a worker does with a request.
    options
        Options for all runs, by their names in Python.

    Raises
    ------
    UsageError
        The table or an option is wrong, Dask is missing, or the folder holds something else.
    OutputError
        Tables or page cannot be written.
    Stopped
        Ctrl-C; runs that are measured stay.
    """
    source = expand_home(source)
    requests = read_requests(source, options)
    folder = expand_home(out) if out is not None else Path("runs", source.stem or "batch")
    runs, title = _prepare(folder), storable(source.stem or source.name)
    outcomes: dict[str, Outcome] = {}
    done = spread(
        requests, str(runs.absolute()), jobs=jobs, scheduler=scheduler, watch=watch, measure=measure
    )
    with _saying_what_stays(outcomes, len(requests), runs):
        _collect(done, outcomes, len(requests), ended)
        ordered = [outcomes[request.name] for request in requests]
        return _write(load_found(requests, ordered, runs), folder, title, ordered, bids=bids)


def _collect(
    done: Iterator[Outcome], outcomes: dict[str, Outcome], total: int, ended: Ended | None
) -> None:
    """Take what became of each run under its name as it ends."""
    for outcome in done:
        outcomes[outcome.name] = outcome
        if ended is not None:
            ended(outcome, len(outcomes), total)


@contextmanager
def _saying_what_stays(outcomes: Mapping[str, Outcome], total: int, runs: Path) -> Iterator[None]:
    """Let Ctrl-C say how many runs are measured and where they stay."""
    try:
        yield
    except KeyboardInterrupt as stop:
        measured = sum(one.status != "failed" for one in outcomes.values())
        raise Stopped(
            f"{measured} of {total} runs are measured and stay in {shorten(runs)}: the same call "
            "goes on from there"
        ) from stop


def _prepare(folder: Path) -> Path:
    """Make the folder of the runs, or find it; marks the batch as one to be continued."""
    if (
        is_there(folder)
        and folder.is_dir()
        and any(folder.iterdir())
        and not (folder / TABLE).is_file()
    ):
        raise UsageError(
            f"{folder} holds something that no batch left there; give another folder with --out"
        )
    try:
        runs = folder / RUNS
        make_folders(runs, [])
        (folder / TABLE).touch()
    except OSError as error:
        raise UsageError(
            f"cannot write to {shorten(folder)} ({error.strerror}); give another folder with --out"
        ) from error
    return runs


def _write(
    found: list[Found], folder: Path, title: str, outcomes: list[Outcome], *, bids: bool
) -> Batch:
    measures, strides, runs = (
        tabulate_measures(found),
        tabulate_strides(found),
        tabulate_runs(found),
    )
    known = [str(name) for name in dict.fromkeys(measures["measure"].dropna())]
    try:
        for name, table in (("measures", measures), ("runs", runs)):
            with whole_file(folder / f"{name}.csv") as part:
                table.to_csv(part, index=False)
        with whole_file(folder / "dictionary.csv") as part:
            describe_columns(known).to_csv(part, index=False)
        for name, table in (("measures", measures), ("strides", strides)):
            with whole_file(folder / f"{name}.parquet") as part:
                table.to_parquet(part, index=False)
        write_page(found, folder, folder, title)
        if bids:
            write_bids(found, folder / RUNS, folder / "bids")
    except OSError as error:
        raise OutputError(f"{folder} cannot be written ({error.strerror or error})") from error
    return Batch(measures, strides, runs, outcomes, folder)
