"""``kill -9`` in the middle costs a chunk and nothing else; asking to end is as Ctrl-C."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace

import pytest
from benchmarks.kills import (
    WORKERS,
    find_hidden,
    find_processes,
    hash_files,
    longest_chunk,
    make_stick_job,
    measure,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="signals of Unix"),
]

SECONDS = 60.0
PAUSE_S = 0.003


def test_five_kills_change_no_byte_and_cost_a_chunk_at_most(tmp_path):
    job = make_stick_job(tmp_path, SECONDS, PAUSE_S)
    _, outcomes = measure(job, kills=5, seed=5)
    for outcome in outcomes:
        assert outcome.same
        assert outcome.left == ()
        assert outcome.twice <= WORKERS * longest_chunk(SECONDS)
    assert max(outcome.kept for outcome in outcomes) > 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_asking_to_end_keeps_what_was_measured_and_says_so(tmp_path, number, interruptible_python):
    job = make_stick_job(tmp_path, SECONDS, PAUSE_S)
    job = replace(job, program=[*interruptible_python, *job.program[1:]])
    running = job.start()
    while running.poll() is None and job.entries() == 0:
        time.sleep(0.02)
    running.send_signal(number)
    _, complaint = running.communicate(timeout=30)
    assert running.returncode == 130
    assert "nothing was written; what was measured is kept" in complaint.decode()
    assert (find_hidden(tmp_path), find_processes(job)) == ([], [])
    assert hash_files(tmp_path / "runs") == {}
