"""Signals at moments drawn by the seed: nothing is harmed, nothing is left."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from dataclasses import replace

import pytest
from benchmarks.kills import Job, find_processes, hash_files, kill_once, make_stick_job
from hostile.calling import PATIENCE_S, Answer, find_left_behind
from kept_detections import BLANK_FPS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="signals of Unix"),
]

KIND = "signals and kills"
SECONDS, PAUSE_S = 15.0, 0.003
REQUESTS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture(scope="module")
def job(tmp_path_factory, interruptible_python) -> Job:
    """A film of which an earlier run is there."""
    made = make_stick_job(tmp_path_factory.mktemp("signals"), SECONDS, PAUSE_S)
    made.finish()
    return replace(made, program=[*interruptible_python, *made.program[1:]])


def ask_to_end(job: Job, number: signal.Signals, share: float, wait_s: float) -> str:
    """Send a signal after a share of the frames and some more time; what is wrong then."""
    usual = round(SECONDS * BLANK_FPS)
    job.forget()
    earlier = hash_files(job.folder / "runs")
    running = job.start()
    until = time.monotonic() + PATIENCE_S
    while running.poll() is None and sum(job.looked_at().values()) < share * usual:
        time.sleep(0.02)
        if time.monotonic() > until:
            break
    time.sleep(wait_s)
    running.send_signal(number)
    _, said = running.communicate(timeout=PATIENCE_S)
    # before the program has begun a signal ends it as it ends any other
    codes = (0, 130) if share else (0, 130, -number)
    fault = Answer(running.returncode, "", said.decode()).find_fault(*codes)
    shutil.rmtree(job.folder / "runs" / "run-2", ignore_errors=True)
    if hash_files(job.folder / "runs") != earlier:
        fault = fault or "an earlier run was changed, or half of one is left"
    if left := [*find_left_behind(job.folder / "runs"), *find_processes(job)]:
        fault = fault or f"left {left}"
    return fault


def test_requests_to_end(job, tally, seed, choose):
    draw = random.Random(seed)
    moments = [(0.0, draw.uniform(0, 2)), (draw.random(), 0.0), (draw.random(), 0.0)]
    moments += [(1.0, draw.uniform(0, 0.5)), (1.0, draw.uniform(0, 3)), (0.0, 0.0)]
    cases = [
        (number, *moment)
        for moment in moments
        for number in REQUESTS
        # Ctrl-C while Python itself starts is Python's: a traceback
        if moment[0] or number != signal.SIGINT
    ]
    cases = choose(cases, every=6, whole=2)
    wrong = []
    for number, share, wait_s in cases:
        if fault := ask_to_end(job, number, share, wait_s):
            wrong.append(f"{number.name} after {share:.2f} and {wait_s:.1f} s: {fault}")
    tally(KIND, len(cases), wrong)


def test_kills(job, tally, seed, choose):
    job.forget()
    job.finish()
    usual = job.looked_at()
    shutil.rmtree(job.folder / "runs" / "run-2")
    wanted = hash_files(job.folder / "runs" / "run", ("*.json", "*.parquet", "*.nc"))
    draw = random.Random(seed)
    moments = choose([draw.randrange(sum(usual.values())) for _ in range(4)], every=4)
    outcomes = [kill_once(job, after, wanted, usual) for after in moments]
    wrong = [str(outcome) for outcome in outcomes if outcome.left or not outcome.same]
    tally(KIND, len(moments), wrong)
