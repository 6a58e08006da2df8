"""Workers that fail, and workers that must not outlive their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import psutil
import pytest
from pose_scene import RUNNER, Figure, write_scene

from posture.errors import EngineError
from posture.pose import pool as pool_module
from posture.pose.chunks import plan_chunks
from posture.pose.pool import Pool, count_cores
from posture.pose.worker import FrameResult, Task

FAKE = [sys.executable, str(Path(__file__).parents[2] / "fixtures" / "fake_worker.py")]
MODEL = Path("no-model.task")
FRAMES = 64


@pytest.fixture(scope="module")
def info(tmp_path_factory):
    run = Figure(RUNNER, lambda i: 60 + 3 * i, swing=12)
    return write_scene(tmp_path_factory.mktemp("scene") / "run.mp4", [run], FRAMES)


def tasks(info) -> list[Task]:
    return [Task(info, chunk) for chunk in plan_chunks(info.frames)]


def run(info, *options: str, workers: int = 1) -> list[FrameResult]:
    seen: list[FrameResult] = []
    with Pool(MODEL, workers, command=[*FAKE, *options]) as pool:
        pool.map(tasks(info), seen.append)
    return seen


def children() -> list[psutil.Process]:
    """Workers of this process that are alive."""
    return [
        process
        for process in psutil.Process().children()
        if process.status() != psutil.STATUS_ZOMBIE and "fake_worker" in str(process.cmdline())
    ]


@pytest.fixture(scope="module")
def sound(info) -> list[FrameResult]:
    return run(info)


def test_one_worker_goes_from_the_first_frame_to_the_last(sound):
    assert [seen.index for seen in sound] == list(range(FRAMES))
    assert children() == []


@pytest.mark.parametrize("fault", ["exit", "kill", "raise"])
def test_a_chunk_is_done_again_by_a_fresh_worker(info, sound, tmp_path, fault):
    mark = tmp_path / "happened"
    seen = run(info, "--at", "23", fault, "--once", str(mark))
    assert mark.exists()
    assert [s.index for s in seen] == list(range(FRAMES))  # none is missing, none comes twice
    for again, first in zip(seen, sound, strict=True):
        assert again.runner.confidence.tolist() == first.runner.confidence.tolist()
        assert again.runner.points.tolist() == first.runner.points.tolist()


def test_with_several_workers_too(info, tmp_path):
    seen = run(info, "--at", "40", "kill", "--once", str(tmp_path / "happened"), workers=3)
    assert sorted(s.index for s in seen) == list(range(FRAMES))


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("exit", "a worker ended with 7"),
        ("kill", "a worker was ended by signal 9"),
        ("raise", "ValueError: the picture is made of cheese"),
    ],
)
def test_a_chunk_that_fails_each_time_ends_the_work(info, fault, words):
    """One worker goes in order: frames 0 to 22 of 64 are done when it fails at the next."""
    with pytest.raises(EngineError) as error:
        run(info, "--at", "23", fault)
    assert f"after 23 of 64 frames ({words})" in str(error.value)
    assert "try again with --workers 1" in str(error.value)
    assert children() == []


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux")
def test_the_chunk_of_a_stopped_worker_is_done_by_another(info, tmp_path, monkeypatch):
    monkeypatch.setattr("posture.pose.idle.CHECK_S", 0.1)
    seen = run(info, "--at", "23", "stop", "--once", str(tmp_path / "happened"))
    assert [one.index for one in seen] == list(range(FRAMES))
    assert children() == []


def test_a_worker_that_talks_nonsense_does_not_keep_us_waiting(info, monkeypatch):
    monkeypatch.setattr("posture.pose.pool.GOODBYE_S", 0.2)
    with pytest.raises(EngineError, match=r"after 5 of 64 frames \(a worker sent what cannot be"):
        run(info, "--at", "5", "garbage")
    assert children() == []


def test_a_command_that_cannot_be_started(info):
    with (
        pytest.raises(EngineError, match=r"after 0 of 64 frames \(FileNotFoundError"),
        Pool(MODEL, 2, command=["/absent/python"]) as pool,
    ):
        pool.map(tasks(info), lambda seen: None)


def test_a_worker_that_ends_before_it_is_spoken_to(info):
    with (
        pytest.raises(EngineError, match=r"after 0 of 64 frames \(a worker ended with 3\)"),
        Pool(MODEL, 1, command=[sys.executable, "-c", "raise SystemExit(3)"]) as pool,
    ):
        pool.map(tasks(info), lambda seen: None)


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt])
def test_an_exception_in_the_parent_ends_the_workers_and_their_threads(info, error):
    before = threading.active_count()

    def take(seen: FrameResult) -> None:
        assert len(children()) >= 1
        raise error

    with pytest.raises(error), Pool(MODEL, 2, command=[*FAKE, "--pause", "0.01"]) as pool:
        pool.map(tasks(info), take)
    assert children() == []
    # a thread of the test before may have ended meanwhile
    assert threading.active_count() <= before


def test_an_interrupt_while_the_workers_are_being_started_leaves_none(info, monkeypatch):
    start = pool_module.Worker

    def slowly(*arguments):
        time.sleep(0.3)
        return start(*arguments)

    def interrupted(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(pool_module, "Worker", slowly)
    monkeypatch.setattr(pool_module, "_gather", interrupted)
    with pytest.raises(KeyboardInterrupt), Pool(MODEL, 2, command=FAKE) as pool:
        pool.map(tasks(info), lambda seen: None)
    assert children() == []


def test_nothing_to_do(info):
    with Pool(MODEL, 2, command=FAKE) as pool:
        pool.map([], lambda seen: pytest.fail("nobody was asked"))
        assert children() == []


def test_as_many_workers_as_cores_by_default(monkeypatch):
    assert Pool(MODEL).size == count_cores() >= 1
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 6)
    assert count_cores() == 6
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert count_cores() == 1
    assert Pool(MODEL, 3).size == 3


@pytest.fixture
def parent(info, tmp_path, interruptible_python):
    """Start a program of its own with two slow workers; yields it and the workers."""
    script = tmp_path / "parent.py"
    script.write_text(
        textwrap.dedent(f"""
        from pathlib import Path
        from posture.pose.chunks import plan_chunks
        from posture.pose.pool import Pool
        from posture.pose.worker import Task
        from posture.video import probe

        info = probe(Path({str(info.path)!r}))
        tasks = [Task(info, chunk) for chunk in plan_chunks(info.frames)]
        with Pool(Path("m"), 2, command={[*FAKE, "--pause", "0.5"]!r}) as pool:
            pool.map(tasks, lambda seen: print(seen.index, flush=True))
        """)
    )
    with subprocess.Popen(
        [*interruptible_python, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        started: set[bool] = set()
        while started != {False, True}:  # a frame of the first and one of the second chunk
            started.add(int(process.stdout.readline()) >= FRAMES // 4)
        workers = psutil.Process(process.pid).children()
        assert len(workers) == 2
        yield process, workers
        process.kill()
        for worker in psutil.wait_procs(workers, timeout=3)[1]:
            worker.kill()


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_workers_go_when_the_parent_is_killed(parent):
    process, workers = parent
    process.kill()
    assert process.wait() == -signal.SIGKILL
    _, alive = psutil.wait_procs(workers, timeout=3)
    assert alive == []


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_workers_go_when_the_parent_is_interrupted(parent):
    process, workers = parent
    at = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, complaint = process.communicate(timeout=10)
    assert time.monotonic() - at < 5
    assert complaint.decode().rstrip().endswith("KeyboardInterrupt")
    assert process.returncode == -signal.SIGINT
    _, alive = psutil.wait_procs(workers, timeout=3)
    assert alive == []


def test_a_chunk_is_finished_after_its_last_frame_with_all_its_frames(info, sound, tmp_path):
    """Also if its first worker died in the middle."""
    seen: list[int] = []
    finished: dict[int, list[FrameResult]] = {}

    def finish(task: Task, frames: list[FrameResult]) -> None:
        assert set(range(task.chunk.start, task.chunk.stop)) <= set(seen)
        finished[task.chunk.start] = frames

    options = ["--at", "23", "kill", "--once", str(tmp_path / "happened")]
    with Pool(MODEL, 2, command=[*FAKE, *options]) as pool:
        pool.map(tasks(info), lambda result: seen.append(result.index), finish)
    again = [result for _, frames in sorted(finished.items()) for result in frames]
    assert [r.index for r in again] == list(range(FRAMES))
    for one, other in zip(again, sound, strict=True):
        assert one.runner.points.tolist() == other.runner.points.tolist()
