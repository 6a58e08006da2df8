"""Workers that do nothing at all are found, busy and silent ones are left alone."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from posture.pose import idle
from posture.pose.idle import IDLE_CHECKS, IdleCounter, read_core_time


@dataclass
class Worker:
    pid: int = 7
    received: int = 0
    awaited: bool = True

    def kill(self) -> None:
        raise AssertionError("nobody asked for it")


@pytest.fixture
def core_time(monkeypatch):
    """Time that each process has used, by its number; it may be changed."""
    used: dict[int, int | None] = {7: 100, 8: 100}
    monkeypatch.setattr(idle, "read_core_time", used.get)
    return used


def look(counter: IdleCounter, *workers: Worker, times: int) -> list[int]:
    """Look so many times; whom the last look found."""
    found = [counter.find_idle(workers) for _ in range(times)]
    return [worker.pid for worker in found[-1]]


def test_a_worker_that_neither_sends_nor_computes_is_found(core_time):
    counter, worker, busy = IdleCounter(), Worker(7), Worker(8)
    assert look(counter, worker, busy, times=IDLE_CHECKS) == []
    core_time[8] += 1
    assert look(counter, worker, busy, times=1) == [7]


def test_a_frame_a_little_work_or_a_reader_that_is_late_begin_the_count_anew(core_time):
    counter, worker = IdleCounter(), Worker()
    look(counter, worker, times=IDLE_CHECKS)
    worker.received += 1
    assert look(counter, worker, times=IDLE_CHECKS) == []
    core_time[7] += 1
    assert look(counter, worker, times=IDLE_CHECKS) == []
    worker.awaited = False
    assert look(counter, worker, times=1) == []
    worker.awaited = True
    assert look(counter, worker, times=IDLE_CHECKS) == []
    assert look(counter, worker, times=1) == [7]


def test_where_the_system_does_not_tell_nobody_is_idle(core_time):
    core_time[7] = None
    assert look(IdleCounter(), Worker(), times=3 * IDLE_CHECKS) == []


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux")
def test_the_time_of_this_process_is_read():
    used = os.times()
    ticks = os.sysconf("SC_CLK_TCK")
    assert read_core_time(os.getpid()) == pytest.approx((used.user + used.system) * ticks, abs=20)
    assert read_core_time(2**30) is None
