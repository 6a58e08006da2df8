"""What was seen once is not looked for again, and makes no difference to what is found."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import fields, replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from code_homes import homes_of_imports
from pose_scene import COACH, RUNNER, Figure, FigureEngine, write_scene

from posture.errors import EngineError
from posture.kept import Store, hash_code, pack, unpack
from posture.pose import Detections, detect, keeping, worker
from posture.pose.chunks import Chunk, plan_chunks
from posture.pose.detect import plan_tasks
from posture.pose.engines import ENGINES
from posture.pose.keeping import DECIDING, Keeper
from posture.pose.plan import plan_detection
from posture.pose.pool import Pool
from posture.pose.worker import FrameResult, Task, process
from posture.video import VideoInfo, probe

FAKE = [sys.executable, str(Path(__file__).parents[2] / "fixtures" / "fake_worker.py")]
MODEL = Path("no-model.task")
FRAMES = 80
#: Chunks of the film, and those that are done again without the one who stands there.
LOOKS = 4 + 3


class CountingPool(Pool):
    """Counts the chunks that are really looked at."""

    looked: list[Chunk] = []  # noqa: RUF012

    def map(self, tasks, take, finish=None):
        tasks = list(tasks)
        self.looked.extend(task.chunk for task in tasks)
        super().map(tasks, take, finish)


@pytest.fixture
def looked(monkeypatch) -> list[Chunk]:
    monkeypatch.setattr(CountingPool, "looked", [])
    return CountingPool.looked


@pytest.fixture(scope="module")
def info(tmp_path_factory) -> VideoInfo:
    """A runner, and somebody larger who stands there: chunks are done again with a mask."""
    run = Figure(RUNNER, lambda i: 160 + 2 * (i % 5), swing=12)
    stand = Figure(COACH, lambda i: 40, trunk=36)
    return write_scene(tmp_path_factory.mktemp("scene") / "two.mp4", [stand, run], FRAMES)


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path / "kept", limit=10_000_000)


def find(info: VideoInfo, keeper: Keeper | None, *fake: str, **options) -> Detections:
    pool = partial(CountingPool, command=[*FAKE, *fake])
    return detect(info, MODEL, workers=2, keeper=keeper, pool=pool, **options)


def keeper(store: Store, sha256: str = "12" * 32, **how: bool) -> Keeper:
    return Keeper(MODEL, sha256, store, **how)


def bits(found: Detections) -> list[object]:
    return [
        (part.name, value.tobytes() if isinstance(value, np.ndarray) else value)
        for part in fields(found)
        for value in [getattr(found, part.name)]
    ]


@pytest.fixture(scope="module")
def fresh(info) -> list[object]:
    return bits(find(info, None))


@pytest.fixture(scope="module")
def kept_folder(info, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("full") / "kept"
    find(info, keeper(Store(folder)))
    return folder


@pytest.fixture
def full(kept_folder, tmp_path, looked) -> Store:
    """A store with all that was seen of the film."""
    shutil.copytree(kept_folder, tmp_path / "full")
    looked.clear()
    return Store(tmp_path / "full", limit=10_000_000)


def test_kept_equals_fresh_bit_for_bit_and_nothing_is_looked_at_again(info, store, fresh, looked):
    first = keeper(store)
    steps: list[tuple[int, int]] = []
    assert bits(find(info, first)) == fresh
    assert len(looked) == first.kept == LOOKS
    looked.clear()
    second = keeper(store)
    assert bits(find(info, second, progress=lambda *step: steps.append(step))) == fresh
    assert (looked, second.kept) == ([], LOOKS)
    assert (first.recalled, second.recalled) == (0, LOOKS * FRAMES // 4)
    assert steps[-1] == (FRAMES, FRAMES)


def test_how_much_is_kept_is_counted_without_reading_it(info, full, store, looked):
    tasks = plan_tasks(info, plan_detection(info))
    assert keeper(full).count_frames(tasks) == FRAMES
    assert keeper(full).count_frames(tasks[:1]) == tasks[0].chunk.stop
    assert keeper(full).count_frames(plan_tasks(info, plan_detection(info), search_gap=4)) == 0
    assert keeper(full, read=False).count_frames(tasks) == 0
    assert keeper(full, sha256="34" * 32).count_frames(tasks) == 0
    assert keeper(store).count_frames(tasks) == 0
    assert keeper(full).count_frames([]) == 0
    assert looked == []


def test_a_kept_chunk_that_is_shorter_than_asked_is_not_counted(info, store, looked):
    (chunk, *_) = plan_chunks(FRAMES)
    whole, short = (Task(info, c, 8) for c in (chunk, replace(chunk, stop=chunk.start + 9)))
    with CountingPool(MODEL, 1, command=FAKE) as crew:
        keeper(store).map(crew, [short], lambda seen: None)
    assert keeper(store).count_frames([whole]) == 0
    assert keeper(store).count_frames([short]) == 9


def test_another_question_reads_what_does_not_depend_on_it(info, full, looked):
    found = find(info, keeper(full), subject=2)
    assert len(looked) == 1  # the end, with somebody else hidden
    assert bits(found) == bits(find(info, None, subject=2))


def test_a_chunk_that_ends_sooner_is_answered_by_the_whole_one(info, full, looked):
    (chunk, *_) = plan_chunks(FRAMES)
    every = first_tasks(info)[0].look_every

    def see(made: Keeper, chunk: Chunk) -> bytes:
        seen: list[FrameResult] = []
        with CountingPool(MODEL, 1, command=FAKE) as crew:
            made.map(crew, [Task(info, chunk, every)], seen.append)
        return pack(seen)

    short, longer = replace(chunk, stop=chunk.stop - 9), replace(chunk, stop=chunk.stop + 3)
    assert see(keeper(full), short) == see(keeper(full, read=False, write=False), short)
    assert looked == [short]
    assert len(unpack(see(keeper(full), longer), list[FrameResult])) == longer.stop
    assert looked == [short, longer]


def test_a_renamed_film_is_found_and_a_changed_one_is_not(info, full, fresh, looked, tmp_path):
    moved = tmp_path / "moved.mp4"
    shutil.copy(info.path, moved)
    assert bits(find(probe(moved), keeper(full))) == fresh
    assert looked == []
    assert [film.name for film in full.films()] == ["moved.mp4"]
    with moved.open("ab") as file:
        file.write(b"\0\0\0\x08free")  # an empty box: it plays as before
    assert bits(find(probe(moved), keeper(full))) == fresh
    assert len(looked) == LOOKS


def alter(monkeypatch, what: str) -> str:
    if what == "model":
        return "34" * 32
    if what == "engine":
        monkeypatch.setattr(keeping, "find_engine", lambda model: replace(ENGINES[0], label="B"))
    elif what == "code":
        monkeypatch.setattr(keeping, "_hash_deciding_code", lambda engine: "other code")
    else:
        monkeypatch.setattr(keeping, "version", lambda name: "0.0")
    return "12" * 32


@pytest.mark.parametrize("what", ["model", "engine", "code", "packages"])
def test_another_network_or_program_finds_nothing(info, full, monkeypatch, what):
    def kept(made: Keeper) -> list[bool]:
        video = keeping._describe_video(info)
        return [full.get(made._key(task, video)) is not None for task in first_tasks(info)]

    assert all(kept(keeper(full)))
    assert not any(kept(keeper(full, alter(monkeypatch, what))))


def test_fresh_reads_nothing_and_keeps(info, full, fresh, looked):
    assert bits(find(info, keeper(full, read=False))) == fresh
    assert len(looked) == LOOKS


def test_without_keeping_nothing_is_written_and_what_is_there_is_read(
    info, store, full, fresh, looked
):
    unkept = keeper(store, write=False)
    assert bits(find(info, unkept)) == fresh
    assert not store.folder.exists()
    assert unkept.kept == 0
    looked.clear()
    assert bits(find(info, keeper(full, write=False))) == fresh
    assert looked == []


def test_without_keeping_nothing_is_written_beside_what_is_recalled(info, full, looked, tmp_path):
    def files() -> list[tuple[Path, bytes]]:
        return [(path, path.read_bytes()) for path in sorted(full.folder.rglob("*.*"))]

    (about,) = full.folder.rglob("film.json")
    about.unlink()
    before = files()
    moved = tmp_path / "moved.mp4"
    shutil.copy(info.path, moved)
    find(probe(moved), keeper(full, write=False))
    assert (looked, files()) == ([], before)


def test_code_that_cannot_be_read_keeps_nothing(info, store, fresh, monkeypatch):
    monkeypatch.setattr(keeping, "_hash_deciding_code", lambda engine: None)
    assert bits(find(info, keeper(store))) == fresh
    assert not store.folder.exists()


@pytest.mark.parametrize("kind", ["cut", "other fields"])
def test_a_damaged_entry_is_looked_at_anew(info, full, fresh, looked, kind):
    keys = [keeper(full)._key(task, keeping._describe_video(info)) for task in first_tasks(info)]
    if kind == "cut":
        path = full._path(keys[1])
        path.write_bytes(path.read_bytes()[:-5])
    else:
        full.put(keys[1], pack([{"index": 3}]))
    assert bits(find(info, keeper(full))) == fresh
    assert looked == [plan_chunks(FRAMES)[1]]


def first_tasks(info: VideoInfo) -> list[Task]:
    return plan_tasks(info, plan_detection(info))


def test_what_was_done_before_an_engine_fails_is_kept(info, store, fresh, looked):
    last = plan_chunks(FRAMES)[-1]
    broken = keeper(store)
    with pytest.raises(EngineError):
        find(info, broken, "--at", str(last.start + 2), "exit")
    looked.clear()
    assert broken.kept >= 2
    assert bits(find(info, keeper(store))) == fresh
    assert last in looked
    assert len(looked) == LOOKS - broken.kept


def test_a_file_that_is_being_changed_is_not_kept(info, store, tmp_path):
    copy = tmp_path / "growing.mp4"
    shutil.copy(info.path, copy)
    growing = probe(copy)

    def write(done: int, total: int) -> None:
        if done == 1:
            os.utime(copy, (1, 1))

    find(growing, keeper(store), progress=write)
    assert len(store.films()) == 0 or store.films()[0].entries < len(plan_chunks(FRAMES))


def test_a_chunk_with_frames_missing_is_not_kept(store):
    """Whoever reads it again may read more."""

    class Crew:
        def map(self, tasks, take, finish):
            for task in tasks:
                finish(task, [])

    run = Figure(RUNNER, lambda i: 160, swing=12)
    info = write_scene(store.folder.parent / "run.mp4", [run], 20)
    made = keeper(store)
    made.map(Crew(), [Task(info, Chunk(0, 0, 20))], lambda seen: None)
    assert made.kept == 0
    assert store.films() == []


class Reader(Pool):
    """Does chunks here, without a process."""

    def map(self, tasks, take, finish):
        for task in tasks:
            finish(task, list(process(task, FigureEngine())))


@pytest.mark.parametrize("lost", [range(12, 20), range(6, 7)])
@pytest.mark.parametrize("every", [1, 2, 3])
def test_a_frame_that_could_not_be_read_is_not_kept_as_skipped(
    info, store, monkeypatch, every, lost
):
    read = worker.read_frames

    def fail(*args, **how):
        return (frame for frame in read(*args, **how) if frame.index not in lost)

    task = Task(info, Chunk(0, 0, 20), every=every)
    made = keeper(store)
    with monkeypatch.context() as patch:
        patch.setattr(worker, "read_frames", fail)
        made.map(Reader(MODEL), [task], lambda seen: None)
    assert (made.kept, keeper(store).count_frames([task])) == (0, 0)
    made.map(Reader(MODEL), [task], lambda seen: None)
    assert (made.kept, keeper(store).count_frames([task])) == (1, 20)


def test_every_field_of_what_a_worker_sends_is_kept():
    """A field of a type that cannot come back would make every entry useless."""
    from pose_scene import person

    seen = [FrameResult(3, person((5, 6)), [person((7, 8)), person((9, 1))], 0.5)]
    (back,) = unpack(pack(seen), list[FrameResult])
    assert pack([back]) == pack(seen)
    assert isinstance(back.runner, type(seen[0].runner))


#: Modules that those of `DECIDING` import, and that decide nothing of what is seen in a given task.
UNDECIDING = {
    *("posture.errors", "posture.utils.arrays", "posture.utils.paths"),
    *("posture.pose.engines", "posture.pose.watchdog"),
    "posture.pose.chunks",  # the plan stands in the task
    "posture.video.apart",  # passes on what is read
}


def test_every_module_that_decides_what_is_seen_is_part_of_the_key():
    """A new module must be entered in `DECIDING`, or here if what is seen does not depend on it."""
    imported = {home for module in DECIDING for home in homes_of_imports(module)}
    assert "posture.video.read" in imported  # by way of the package that names what is in it
    assert imported - set(DECIDING) - UNDECIDING == set()
    assert {engine.module for engine in ENGINES} < set(DECIDING)


def test_the_code_of_this_program_can_be_hashed():
    assert hash_code(DECIDING) is not None
