"""One chunk in this process, and the worker's messages over its pipes."""

from __future__ import annotations

import io
import pickle
import queue
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pose_scene import COACH, FPS, RUNNER, Figure, FigureEngine, write_scene

from posture.pose.chunks import Chunk
from posture.pose.subjects import link_sightings
from posture.pose.worker import Failed, FrameResult, Task, _listen, process

RUN = Figure(RUNNER, lambda i: 160 + 2 * (i % 5), swing=12)
STAND = Figure(COACH, lambda i: 40, trunk=36)


@pytest.fixture(scope="module")
def info(tmp_path_factory):
    return write_scene(tmp_path_factory.mktemp("scene") / "two.mp4", [STAND, RUN], 40)


def look(info, chunk: Chunk, **options) -> list[FrameResult]:
    return list(process(Task(info, chunk, **options), FigureEngine()))


def test_the_warm_up_is_looked_at_but_not_reported(info):
    seen = look(info, Chunk(12, 20, 30))
    assert [s.index for s in seen] == list(range(20, 30))
    assert [s.runner.confidence[0] for s in seen] == list(range(9, 19))


def test_everybody_is_looked_for_as_often_as_asked(info):
    assert all(s.everybody is None for s in look(info, Chunk(0, 0, 20)))
    seen = look(info, Chunk(7, 15, 40), look_every=10)
    assert {s.index: len(s.everybody) for s in seen if s.everybody is not None} == {20: 2, 30: 2}


def test_the_change_is_known_at_the_seam_but_not_at_the_start(info):
    assert np.isnan(look(info, Chunk(0, 0, 2))[0].change)
    whole, part = look(info, Chunk(0, 0, 40)), look(info, Chunk(12, 20, 40))
    assert [s.change for s in part] == [s.change for s in whole[20:]]
    assert all(0 < s.change < 10 for s in part)


def test_the_runner_mask_hides_the_others_from_the_tracker_only(info):
    seen = look(info, Chunk(0, 0, 40), look_every=8)
    assert {float(s.runner.confidence[1]) for s in seen} == {COACH}
    people = [(s.index, s.everybody) for s in seen if s.everybody is not None]
    path = link_sightings(people)[0].path()
    lit = look(info, Chunk(0, 0, 40), look_every=8, runner_mask=path)
    assert {float(s.runner.confidence[1]) for s in lit} == {RUNNER}
    assert {len(s.everybody) for s in lit if s.everybody is not None} == {2}


def test_the_tracker_starts_anew_at_a_cut(tmp_path):
    wall = Figure(100, lambda i: None if i < 12 else 160, trunk=90, swing=0)
    wide = [replace(wall, hip_x=lambda i, x=x: None if i < 12 else x) for x in range(0, 330, 14)]
    cut = write_scene(tmp_path / "cut.mp4", [*wide, RUN], 20)
    seen = look(cut, Chunk(0, 0, 20))
    assert seen[12].change > 20
    assert [s.runner.confidence[0] for s in seen] == [*range(1, 13), *range(1, 9)]


def test_the_engine_sees_the_frames_of_the_video(info):
    assert info.times_s[1] == pytest.approx(1 / FPS)
    hips = [s.runner.hip[0] for s in look(info, Chunk(0, 0, 40))]
    np.testing.assert_allclose(hips, 40)


def worker(*options: str) -> subprocess.Popen[bytes]:
    script = Path(__file__).parents[2] / "fixtures" / "fake_worker.py"
    return subprocess.Popen(
        [sys.executable, str(script), *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def say(process: subprocess.Popen[bytes], *messages: object) -> None:
    assert process.stdin is not None
    for message in messages:
        pickle.dump(message, process.stdin)
    process.stdin.flush()


def answers(process: subprocess.Popen[bytes]) -> list[object]:
    """Messages up to the end of a task, of the worker's words, or of the worker."""
    assert process.stdout is not None
    heard: list[object] = []
    while not heard or not (heard[-1] is None or isinstance(heard[-1], Failed)):
        heard.append(pickle.load(process.stdout))
    return heard


def test_a_worker_serves_one_task_after_another_and_goes_when_nobody_speaks_to_it(info):
    with worker() as served:
        say(served, Path("model.task"), Task(info, Chunk(0, 0, 4)), Task(info, Chunk(0, 4, 6)))
        first, second = answers(served), answers(served)
        served.stdin.close()
        assert served.wait(10) == 0
    assert [s.index for s in first[:-1]] == [0, 1, 2, 3]
    assert [s.index for s in second[:-1]] == [4, 5]


def test_what_is_seen_in_a_chunk_hangs_on_no_earlier_one(info):
    task = Task(info, Chunk(2, 8, 12))
    with worker("--remember") as served:
        say(served, Path("model.task"), task, Task(info, Chunk(0, 0, 9)), task)
        first, _, again = (answers(served)[:-1] for _ in range(3))
        served.stdin.close()
        assert served.wait(10) == 0
    assert [s.index for s in first] == [8, 9, 10, 11]
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one.runner.confidence, other.runner.confidence)


def test_a_worker_tells_its_fault_in_words_and_ends(info):
    with worker("--at", "2", "raise") as served:
        say(served, Path("model.task"), Task(info, Chunk(0, 0, 4)))
        *seen, last = answers(served)
        assert served.wait(10) == 1
    assert [s.index for s in seen] == [0, 1]
    assert last == Failed("ValueError: the picture is made of cheese")


def test_a_worker_stops_in_the_middle_of_work_when_its_parent_is_gone(info):
    with worker("--pause", "30") as served:
        say(served, Path("model.task"), Task(info, Chunk(0, 0, 40)))
        served.stdin.close()
        assert served.wait(20) == 0  # a frame alone would take longer


@pytest.mark.parametrize("cut", [0, 5, 20])
def test_a_message_cut_short_is_the_end_too(monkeypatch, cut):
    class Ended(BaseException):
        pass

    def end(code: int) -> None:
        raise Ended(code)

    monkeypatch.setattr("os._exit", end)
    tasks: queue.Queue = queue.Queue()
    whole = pickle.dumps(Path("some/model.task"))
    with pytest.raises(Ended):
        _listen(io.BytesIO(whole + whole[:cut]), tasks)
    assert tasks.get_nowait() == Path("some/model.task")
    assert tasks.empty()
