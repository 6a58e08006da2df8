"""Reader and writer threads around a drawing loop: bounded queues, and no error is lost."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Generic, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")

#: Most items that wait in a queue, frames: enough to smooth out slow ones, few enough for memory.
_MOST_WAITING = 6


class _BoundedQueue(Generic[T]):
    """A bounded queue that either side can close, so that neither waits for one that has ended."""

    _END = object()

    def __init__(self, depth: int) -> None:
        self._queue: queue.Queue[object] = queue.Queue(depth)
        self._closed = threading.Event()

    def put(self, item: T | object) -> bool:
        """Hand over an item; False if the other side has closed the queue."""
        while not self._closed.is_set():
            try:
                self._queue.put(item, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False

    def end(self) -> None:
        """Say that no more items come."""
        self.put(self._END)

    def close(self) -> None:
        """Close the queue: items not yet taken are dropped."""
        self._closed.set()

    def __iter__(self) -> Iterator[T]:
        while not self._closed.is_set():
            try:
                item = self._queue.get(timeout=0.1)
            except queue.Empty:
                continue
            if item is self._END:
                return
            yield item  # type: ignore[misc]  # only put() and end() fill the queue


@contextmanager
def read_ahead(source: Iterator[T], depth: int = _MOST_WAITING) -> Iterator[Iterator[T]]:
    """Run ``source`` in a thread of its own, at most ``depth`` items ahead.

    Yields an iterator over the items; an error of the source is raised from it.
    """
    line: _BoundedQueue[T] = _BoundedQueue(depth)
    errors: list[BaseException] = []

    def work() -> None:
        try:
            for item in source:
                if not line.put(item):
                    break
        except BaseException as error:
            errors.append(error)
        finally:
            if isinstance(source, Generator):
                source.close()
            line.end()

    def items() -> Iterator[T]:
        yield from line
        if errors:
            raise errors[0]

    thread = threading.Thread(target=work, name="posture-read", daemon=True)
    thread.start()
    try:
        yield items()
    finally:
        line.close()
        thread.join()


@contextmanager
def write_behind(
    sink: Callable[P, None], depth: int = _MOST_WAITING
) -> Iterator[Callable[P, None]]:
    """Call ``sink`` in a thread of its own, at most ``depth`` calls behind.

    Yields a function to call instead of ``sink``. An error of the sink is raised from that
    function or at the end of the block; if the block fails, calls not yet made are dropped.
    """
    line: _BoundedQueue[Callable[[], None]] = _BoundedQueue(depth)
    errors: list[BaseException] = []

    def work() -> None:
        try:
            for call in line:
                call()
        except BaseException as error:
            errors.append(error)
        finally:
            line.close()

    def put(*args: P.args, **kwargs: P.kwargs) -> None:
        if not line.put(partial(sink, *args, **kwargs)):
            raise errors[0]

    thread = threading.Thread(target=work, name="posture-write", daemon=True)
    thread.start()
    try:
        yield put
        line.end()
        thread.join()
    finally:
        line.close()
        thread.join()
    if errors:
        raise errors[0]
