from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from posture.render.threads import read_ahead, write_behind


def test_items_come_in_order_from_another_thread() -> None:
    def source() -> Iterator[tuple[int, int]]:
        for i in range(50):
            yield i, threading.get_ident()

    with read_ahead(source()) as items:
        got = list(items)
    assert [i for i, _ in got] == list(range(50))
    assert threading.get_ident() not in {thread for _, thread in got}


def test_reading_stays_a_bounded_way_ahead() -> None:
    made = []

    def source() -> Iterator[int]:
        for i in range(1000):
            made.append(i)
            yield i

    with read_ahead(source(), depth=3) as items:
        next(items)
        time.sleep(0.05)
        assert len(made) <= 6


def test_an_error_of_the_source_arrives() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise OSError("torn tape")

    got: list[int] = []
    with pytest.raises(OSError, match="torn tape"), read_ahead(source()) as items:
        got.extend(items)  # keeps what came before the error
    assert got == [1]


def test_leaving_early_closes_the_source() -> None:
    closed = threading.Event()

    def source() -> Iterator[int]:
        try:
            yield from range(1000)
        finally:
            closed.set()

    with read_ahead(source(), depth=2) as items:
        next(items)
    assert closed.is_set()


def test_everything_is_written_before_the_block_is_left() -> None:
    got: list[int] = []

    def slow(item: int) -> None:
        time.sleep(0.001)
        got.append(item)

    with write_behind(slow) as write:
        for item in range(30):
            write(item)
    assert got == list(range(30))


@pytest.mark.parametrize("count", [1, 200])
def test_an_error_of_the_sink_arrives(count: int) -> None:
    def full(item: int) -> None:
        raise OSError("disk full")

    def work() -> None:
        with write_behind(full) as write:
            for item in range(count):
                write(item)

    with pytest.raises(OSError, match="disk full"):
        work()


def test_a_failing_block_drops_what_is_left_and_keeps_its_error() -> None:
    got: list[int] = []

    def slow(item: int) -> None:
        time.sleep(0.02)
        got.append(item)

    def work() -> None:
        with write_behind(slow, depth=8) as write:
            for item in range(8):
                write(item)
            raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        work()
    assert len(got) < 8
