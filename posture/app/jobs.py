"""The queue: one run after the other, each the command line as a process of its own."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from posture.app.asked import to_flags
from posture.app.child import Child, Outcome
from posture.app.events import Events
from posture.app.library import RESULT, Library
from posture.app.progress import JobProgress
from posture.app.records import Film, RunRecord, now
from posture.errors import INTERRUPTED, NoRunnerError

PROGRAM = (sys.executable, "-P", "-m", "posture")
"""The command line."""

EXAMINE = (sys.executable, "-P", "-m", "posture.app.examine")
"""What looks at a film."""

NEWS_EVERY_S = 0.25
"""Least time between two news of one job, seconds."""


class Jobs:
    """Measures the runs of a library that wait for it, and looks at its films.

    A run that was under way when the server ended waits again when it is started anew; what the
    network saw is kept, so that little is done twice.

    Parameters
    ----------
    library
        Where runs and films are.
    events
        Who hears of changes.
    program, examine
        What is run; for tests.
    """

    def __init__(
        self,
        library: Library,
        events: Events,
        program: Sequence[str] = PROGRAM,
        examine: Sequence[str] = EXAMINE,
    ) -> None:
        self._library, self._events = library, events
        self._program, self._examine = list(program), list(examine)
        self._waiting: asyncio.Queue[str] = asyncio.Queue()
        self._unknown: asyncio.Queue[str] = asyncio.Queue()
        self._children: dict[str, Child] = {}
        self._cancelled: set[str] = set()
        self._again: set[str] = set()
        self._progress: dict[str, JobProgress] = {}
        self._closing = False
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def busy(self) -> bool:
        """Whether anything is done or waits."""
        return bool(self._children or self._waiting.qsize() or self._unknown.qsize())

    def progress(self, run_id: str) -> JobProgress:
        """Return how far a run is; nothing is done yet for one that is not under way."""
        return self._progress.get(run_id, JobProgress())

    def start(self) -> None:
        """Begin to work, with what an earlier server left."""
        self._library.clear_unfinished()
        for record in self._library.unfinished():
            record.state = "waiting"
            self.add(record)
        for film in reversed(self._library.films()):
            if film.state in ("looking", "checking"):
                self.look(film)
        self._tasks = [
            asyncio.create_task(self._work(self._waiting, self._measure)),
            asyncio.create_task(self._work(self._unknown, self._look)),
        ]

    async def close(self) -> None:
        """Stop what is under way; it waits for the next start."""
        self._closing = True
        await asyncio.gather(*(child.stop() for child in list(self._children.values())))
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task

    def add(self, record: RunRecord) -> None:
        """Let a run wait to be measured."""
        record.state, record.reason, record.ended = "waiting", "", ""
        self._save(record)
        self._cancelled.discard(record.id)
        self._waiting.put_nowait(record.id)

    def look(self, film: Film) -> None:
        """Let a film be looked at."""
        self._save(film)
        self._unknown.put_nowait(film.id)

    async def cancel(self, run_id: str) -> None:
        """Stop a run, or let it wait no longer; nothing happens to one that has ended."""
        record = self._library.run(run_id)
        if record is None or record.state not in ("waiting", "running"):
            return
        self._cancelled.add(run_id)
        child = self._children.get(run_id)
        if child is not None:
            await child.stop()
        else:
            self._end(record, "cancelled")

    async def forget(self, film_id: str) -> None:
        """Stop to look at a film."""
        child = self._children.get(film_id)
        if child is not None:
            await child.stop()

    async def make(self, arguments: Sequence[str]) -> Outcome:
        """Run the command line for something small, such as a clip, beside the queue."""
        return await Child([*self._program, *arguments], lambda _: None).run()

    async def _work(self, waiting: asyncio.Queue[str], do: Callable[[str], Any]) -> None:
        while True:
            name = await waiting.get()
            try:
                await do(name)
            # a full disk or a fault of ours ends one job, not the queue
            except Exception as error:
                with suppress(OSError):
                    self._give_up(name, error)
            finally:
                self._children.pop(name, None)

    def _give_up(self, name: str, error: Exception) -> None:
        """Say of a run or a film why nothing more is done for it."""
        why = error.strerror if isinstance(error, OSError) else None
        reason = why or f"a fault of ours ({type(error).__name__})"
        record, film = self._library.run(name), self._library.film(name)
        if record is not None:
            self._end(record, "failed", reason)
        elif film is not None:
            film.state, film.reason = "unreadable", reason
            self._save(film)

    async def _measure(self, run_id: str) -> None:
        record, place = self._library.run(run_id), self._library.run_folder(run_id)
        if record is None or place is None or record.state != "waiting" or self._closing:
            return
        sources = self._library.sources(record)
        if not sources:
            self._end(record, "failed", f"the film {record.film_name} is no longer there")
            return
        result = place / RESULT
        shutil.rmtree(result, ignore_errors=True)  # of an attempt that ended with the server
        record.state = "running"
        self._save(record)
        options = dict(record.options)
        if "pace" in options:
            film = self._library.film(record.film)
            given = None if film is None else self._library.pace(film)
            if given is None or given.name != options["pace"]:
                self._end(
                    record, "failed", "its pace file is no longer there; start a new analysis"
                )
                return
            options["pace"] = str(given)
        outcome = await self._run_child(run_id, self._command(options, sources, result))
        current = self._library.run(run_id)
        if current is None:
            return
        current.lines = [line for line in outcome.lines if not _names_a_place(line)]
        if outcome.code == 0:
            self._end(current, "done")
        elif run_id in self._cancelled:
            self._end(current, "cancelled")
        elif self._closing or outcome.code == INTERRUPTED:
            self._put_off(current)
        else:
            self._end(current, "failed", _without_places(outcome.reason, *sources, place))
            if outcome.code != NoRunnerError.exit_code:
                shutil.rmtree(result, ignore_errors=True)

    def _put_off(self, record: RunRecord) -> None:
        """Let a run wait that was ended by the server, or by somebody else: by these only once."""
        if self._closing:
            record.state = "waiting"
            self._save(record)
        elif record.id in self._again:
            self._end(record, "cancelled")
        else:
            self._again.add(record.id)
            self.add(record)

    async def _look(self, film_id: str) -> None:
        film, place = self._library.film(film_id), self._library.film_folder(film_id)
        source = None if film is None else self._library.source(film)
        if film is None or place is None or source is None or self._closing:
            return

        def hear(values: dict[str, Any]) -> None:
            if "facts" in values:
                film.facts, film.sha256 = values["facts"], str(values["sha256"])
                film.state = "checking"
            elif "check" in values:
                film.check, film.state = values["check"], "ready"
            else:
                return
            self._save(film)

        child = Child([*self._examine, str(source), str(place)], hear)
        self._children[film_id] = child
        outcome = await child.run()
        if film.state == "ready" or self._closing:
            return
        film.reason = _without_places(outcome.reason, source, place)
        # pictures and a refused check: it may be measured all the same
        film.state = "ready" if film.state == "checking" else "unreadable"
        self._save(film)

    async def _run_child(self, run_id: str, command: list[str]) -> Outcome:
        progress = self._progress[run_id] = JobProgress()
        said_s = 0.0

        def hear(values: dict[str, Any]) -> None:
            nonlocal said_s
            progress.hear(values)
            now_s = asyncio.get_running_loop().time()
            if now_s - said_s >= NEWS_EVERY_S or progress.done == progress.total:
                said_s = now_s
                self._events.publish(
                    "progress", id=run_id, text=progress.describe(), share=progress.share
                )

        child = self._children[run_id] = Child(command, hear)
        try:
            return await child.run()
        finally:
            self._children.pop(run_id, None)
            self._progress.pop(run_id, None)

    def _command(
        self, options: Mapping[str, str], sources: Sequence[Path], result: Path
    ) -> list[str]:
        flags = to_flags(options)
        # charts are drawn when somebody asks for them, see `extras`
        out = ["--out", str(result), "--one-file", "--no-charts"]
        do = "analyze" if len(sources) == 1 else "compare"
        return [*self._program, do, *map(str, sources), *out, *flags]

    def _end(self, record: RunRecord, state: Any, reason: str = "") -> None:
        record.state, record.reason, record.ended = state, reason, now()
        self._cancelled.discard(record.id)
        self._again.discard(record.id)
        self._save(record)

    def _save(self, record: Film | RunRecord) -> None:
        self._library.save(record)
        kind = "film" if isinstance(record, Film) else "run"
        self._events.publish(kind, id=record.id, state=record.state)


def _names_a_place(line: str) -> bool:
    """Whether a line says only where something was written."""
    return line.startswith(("report: ", "to send: "))


def _without_places(text: str, *places: Path) -> str:
    """Leave only the names of files in a text, not the folders that they lie in."""
    for place in places:
        text = text.replace(f"{place.parent}/", "").replace(str(place), place.name)
    return text
