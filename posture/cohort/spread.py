"""Spread the runs of a batch over processes, with Dask: of this machine, or of a cluster."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from posture.cohort.request import Request
from posture.cohort.work import Outcome, Report, measure_request
from posture.errors import UsageError

Measure = Callable[[Request, str, Report | None], Outcome]
Watch = Callable[[str, str, int, int], None]
"""Called with the name of a run, its stage, the work done and the work in all."""

#: Under which workers tell how far they are.
TOPIC = "posture-batch"
#: Seconds between two messages of a worker about one stage.
EVERY_S = 1.0
#: How often a run is begun when its worker is lost; then it counts as failed. A cluster that is
#: already there has a limit of its own.
ATTEMPTS = 3
#: Seconds in which a scheduler must answer.
PATIENCE_S = 15


def spread(
    requests: Sequence[Request],
    out: str,
    *,
    jobs: int | None = None,
    scheduler: str | None = None,
    watch: Watch | None = None,
    measure: Measure = measure_request,
) -> Iterator[Outcome]:
    """Measure runs side by side and yield what became of each, in the order in which they end.

    Parameters
    ----------
    requests
        The runs.
    out
        Folder of the runs, as every worker sees it.
    jobs
        Processes on this machine; by default one for each core, at most as many as runs.
    scheduler
        Address of a running Dask scheduler; its workers do the work.
    watch
        Told how far each run is.
    measure
        What a worker does.

    Raises
    ------
    UsageError
        Dask is not installed, or the scheduler does not answer.
    """
    distributed = _require_dask()
    with _connect(distributed, scheduler, _count_jobs(jobs, len(requests))) as client:
        if watch is not None:
            client.subscribe_topic(TOPIC, lambda event: watch(*event[1]))
        futures = {
            client.submit(
                _work, measure, request, out, key=f"posture-{request.name}", retries=0, pure=False
            ): request
            for request in requests
        }
        for future in distributed.as_completed(list(futures), loop=client.loop):
            yield _result(future, futures[future])


def _work(measure: Measure, request: Request, out: str) -> Outcome:
    """Measure one run in a worker, which tells how far it is."""
    from distributed import get_worker

    worker = get_worker()
    last_stage, last_s = "", 0.0

    def report(stage: str, done: int, total: int) -> None:
        nonlocal last_stage, last_s
        now_s = time.monotonic()
        if stage == last_stage and done < total and now_s - last_s < EVERY_S:
            return
        last_stage, last_s = stage, now_s
        worker.log_event(TOPIC, (request.name, stage, done, total))

    return measure(request, out, report)


def _result(future: Any, request: Request) -> Outcome:
    error = future.exception()
    if error is None:
        outcome: Outcome = future.result()
        return outcome
    lost = type(error).__name__ == "KilledWorker"
    reason = (
        f"its process was lost {error.allowed_failures + 1} times; there may be too little memory "
        "for so many jobs"
        if lost
        else f"a fault of ours ({type(error).__name__}: {error})"
    )
    return Outcome(request.name, "failed", " ".join(reason.split()), 1)


def _count_jobs(jobs: int | None, runs: int) -> int:
    if jobs is not None and jobs < 1:
        raise UsageError("--jobs counts processes; give 1 or more")
    return min(jobs or os.cpu_count() or 1, max(runs, 1))


def _require_dask() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise UsageError(
            "batch needs the package dask: pip install 'running-posture[batch]'"
        ) from error
    return distributed


@contextmanager
def _connect(distributed: Any, scheduler: str | None, jobs: int) -> Iterator[Any]:
    """Connect to a scheduler, or start processes that only this machine can reach."""
    import dask

    settings = {
        "distributed.scheduler.allowed-failures": ATTEMPTS - 1,
        "distributed.worker.daemon": False,
    }
    with dask.config.set(settings):
        if scheduler is not None:
            try:
                client = distributed.Client(scheduler, timeout=PATIENCE_S, set_as_default=False)
            except (OSError, TimeoutError, ValueError) as error:
                raise UsageError(f"no Dask scheduler answers at {scheduler}") from error
            with client:
                yield client
            return
        cluster = distributed.LocalCluster(
            n_workers=jobs,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            worker_dashboard_address="127.0.0.1:0",
            memory_limit=0,
            silence_logs=logging.CRITICAL,
        )
        with cluster, distributed.Client(cluster, set_as_default=False) as client:
            yield client
