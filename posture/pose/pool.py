"""Spread the chunks of a video over sealed worker processes and collect the results."""

from __future__ import annotations

import os
import pickle
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from posture.errors import EngineError
from posture.pose.idle import Watched, end_idle_workers
from posture.pose.worker import Failed, FrameResult, Task

TRIES = 2
"""How often a chunk is tried in all if its worker dies."""

GOODBYE_S = 5.0
"""Time in which a worker must end after its output, seconds; else the output is damaged."""

SERVE_PROGRAM = "from posture.pose.worker import main; main()"
"""What a worker process runs.

Imported rather than run as a script, so that what it pickles has the same name on both sides.
"""


class WorkerDied(Exception):
    """A worker ended in the middle of a chunk; carries the last line of its errors."""


@dataclass(frozen=True)
class Finished:
    """A chunk is done: its task, and what was seen in all its frames."""

    task: Task
    frames: list[FrameResult]


Message = FrameResult | Finished | WorkerDied | None
"""What the threads of a pool pass on; None says that one has no more to do."""


class Worker:
    """One sealed worker process, as the parent sees it."""

    def __init__(self, model: Path, environment: dict[str, str], command: list[str]) -> None:
        self._process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.pid = self._process.pid
        self.received, self.awaited = 0, False  # see `posture.pose.idle`
        self._send(model)

    def run(self, task: Task) -> Iterator[FrameResult]:
        """Give the worker a task and yield its results, frame by frame."""
        self._send(task)
        assert self._process.stdout is not None
        while True:
            self.awaited = True
            try:
                message = pickle.load(self._process.stdout)
            except (EOFError, OSError, pickle.UnpicklingError):
                raise WorkerDied(self._fate()) from None
            finally:
                self.awaited = False
            self.received += 1
            if message is None:
                return
            if isinstance(message, Failed):
                raise WorkerDied(message.message)
            yield message

    def kill(self) -> None:
        """End the process; whoever waits for its message finds that out."""
        self._process.kill()

    def stop(self) -> None:
        """End the process at once."""
        self.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was not sent yet is lost with the process
                    pipe.close()

    def _fate(self) -> str:
        try:
            code = self._process.wait(timeout=GOODBYE_S)
        except subprocess.TimeoutExpired:
            return "a worker sent what cannot be read"
        return (
            f"a worker was ended by signal {-code}" if code < 0 else f"a worker ended with {code}"
        )

    def _send(self, message: object) -> None:
        assert self._process.stdin is not None
        try:
            pickle.dump(message, self._process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
        except OSError:  # it has died: `run` finds the end of its output and reports it
            pass


class Pool:
    """Sealed workers that share the chunks of one video.

    Parameters
    ----------
    model
        The model file.
    workers
        How many processes; None for one per core.
    command
        What to start, for tests; the pose worker by default.
    """

    def __init__(
        self, model: Path, workers: int | None = None, command: list[str] | None = None
    ) -> None:
        self.size = workers or count_cores()
        self._model = model
        self._command = command or [sys.executable, "-P", "-c", SERVE_PROGRAM]
        self._stopped = threading.Event()
        self._workers: dict[int, Worker] = {}
        self._staffing = threading.Lock()  # no worker may start while all are stopped

    def __enter__(self) -> Pool:
        """Reserve a port that nobody listens on, as the workers' proxy."""
        self._closed = socket.socket()
        self._closed.bind(("127.0.0.1", 0))
        self._environment = build_sealed_environment(self._closed.getsockname()[1])
        end_idle_workers(self._list_workers, self._stopped)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End all workers."""
        self._stop()
        self._closed.close()

    def map(
        self,
        tasks: Iterable[Task],
        take: Callable[[FrameResult], None],
        finish: Callable[[Task, list[FrameResult]], None] | None = None,
    ) -> None:
        """Run tasks on all workers.

        Parameters
        ----------
        tasks
            Chunks, in any order.
        take
            Called in this thread for every frame.
        finish
            Called in this thread for every chunk, after its last frame, with all its frames.

        Raises
        ------
        EngineError
            A chunk's workers died `TRIES` times; the message tells how many frames were done.
        """
        todo: queue.SimpleQueue[Task] = queue.SimpleQueue()
        total = 0
        for task in tasks:
            todo.put(task)
            total += task.chunk.stop - task.chunk.start
        seen: queue.Queue[Message] = queue.Queue(maxsize=256)
        threads = [
            threading.Thread(target=self._serve, args=(slot, todo, seen), daemon=True)
            for slot in range(min(self.size, todo.qsize()))
        ]
        for thread in threads:
            thread.start()
        try:
            _gather(len(threads), total, seen, take, finish)
        except BaseException:
            self._stop()
            while any(thread.is_alive() for thread in threads):  # one may wait to pass on a frame
                with suppress(queue.Empty):
                    seen.get(timeout=0.05)
            raise

    def _list_workers(self) -> list[Watched]:
        with self._staffing:
            return list(self._workers.values())

    def _stop(self) -> None:
        with self._staffing:
            self._stopped.set()
            for worker in self._workers.values():
                worker.stop()

    def _serve(
        self,
        slot: int,
        todo: queue.SimpleQueue[Task],
        seen: queue.Queue[Message],
    ) -> None:
        try:
            while not self._stopped.is_set():
                try:
                    task = todo.get_nowait()
                except queue.Empty:
                    break
                self._finish(slot, task, seen)
        except WorkerDied as death:
            seen.put(death)
        except Exception as fault:  # if a thread died without a message, `map` would wait forever
            seen.put(WorkerDied(repr(fault)))
        else:
            seen.put(None)

    def _finish(self, slot: int, task: Task, seen: queue.Queue[Message]) -> None:
        """Do one chunk, in a new worker if the first one dies; no frame is passed on twice."""
        frames: list[FrameResult] = []
        for attempt in range(TRIES):
            worker = self._worker(slot)
            try:
                for frame in worker.run(task):
                    if not frames or frame.index > frames[-1].index:
                        seen.put(frame)
                        frames.append(frame)
                seen.put(Finished(task, frames))
                return
            except WorkerDied:
                with self._staffing:
                    self._workers.pop(slot).stop()
                if attempt + 1 == TRIES:
                    raise

    def _worker(self, slot: int) -> Worker:
        with self._staffing:
            if self._stopped.is_set():
                raise WorkerDied("the workers were stopped")
            if slot not in self._workers:
                self._workers[slot] = Worker(self._model, self._environment, self._command)
            return self._workers[slot]


def _gather(
    running: int,
    total: int,
    seen: queue.Queue[Message],
    take: Callable[[FrameResult], None],
    finish: Callable[[Task, list[FrameResult]], None] | None,
) -> None:
    """Pass on what the threads put into the queue, until each of them has sent None."""
    done = 0
    while running:
        message = seen.get()
        if message is None:
            running -= 1
        elif isinstance(message, WorkerDied):
            raise EngineError(
                f"the pose engine stopped after {done} of {total} frames ({message}); "
                "try again with --workers 1 or --model lite, and report it if it stays"
            )
        elif isinstance(message, Finished):
            if finish is not None:
                finish(message.task, message.frames)
        else:
            done += 1
            take(message)


def count_cores() -> int:
    """Count the cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def build_sealed_environment(port: int) -> dict[str, str]:
    """Build an environment without network: its proxies lead nowhere, and the library uses them."""
    closed = f"http://127.0.0.1:{port}"
    environment = dict(os.environ)
    for name in ("http_proxy", "https_proxy", "all_proxy", "ftp_proxy"):
        environment[name] = environment[name.upper()] = closed
    for name in ("no_proxy", "NO_PROXY"):
        environment.pop(name, None)
    environment |= {"GLOG_minloglevel": "3", "TF_CPP_MIN_LOG_LEVEL": "3", "OMP_NUM_THREADS": "1"}
    return environment
