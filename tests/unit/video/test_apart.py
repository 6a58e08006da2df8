"""Work in a process of its own: what it gives, what it raises, and that it may die."""

from __future__ import annotations

import copyreg
import faulthandler
import os
import signal
import subprocess
import sys
import time
from itertools import count
from pathlib import Path

import pytest
from video_clips import write_clip

from posture.errors import VideoError
from posture.video import probe, probe_film, read_frames, read_some, seek, source
from posture.video.apart import run_apart

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is copied")

PATH = Path("film.mp4")


def crash(*_: object, **__: object) -> object:
    faulthandler.disable()  # it would write into the tests' own output
    os.kill(os.getpid(), signal.SIGSEGV)
    return iter(())


@pytest.fixture
def clip(tmp_path) -> Path:
    return write_clip(tmp_path / "film.mp4", range(30))


def test_what_is_given_comes_in_order_from_another_process():
    found = list(run_apart(PATH, lambda: ((i, os.getpid()) for i in range(1000))))
    assert [i for i, _ in found] == list(range(1000))
    assert {pid for _, pid in found}.isdisjoint({os.getpid()})


@pytest.mark.parametrize("error", [VideoError("damaged"), MemoryError("much"), KeyError("x")])
def test_what_is_raised_is_raised_here(error):
    def work():
        yield 1
        raise error

    found = run_apart(PATH, work)
    assert next(found) == 1
    with pytest.raises(type(error), match=str(error)):
        next(found)


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL])
def test_a_crash_is_one_sentence(number):
    def work():
        yield 1
        faulthandler.disable()
        os.kill(os.getpid(), number)
        time.sleep(60)

    found = run_apart(PATH, work)
    assert next(found) == 1
    with pytest.raises(VideoError, match=r"^film\.mp4 is damaged in a way .* H\.264 in MP4\.$"):
        next(found)


def test_who_has_enough_leaves_no_process_behind():
    found = run_apart(PATH, lambda: ((i, os.getpid()) for i in count()))
    pid = next(found)[1]
    os.kill(pid, 0)
    found.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_decoder_that_crashes_ends_no_program(clip, monkeypatch):
    info = probe(clip)
    for module in (seek, source):
        monkeypatch.setattr(module, "decode", crash)
    for look in (probe, probe_film):
        with pytest.raises(VideoError, match="brings the video decoder down"):
            look(clip)
    with pytest.raises(VideoError, match="brings the video decoder down"):
        list(read_some(info, [3]))


def test_the_frames_are_the_same(clip):
    info = probe(clip)
    wanted = [3, 4, 17]
    here = [frame for frame in read_frames(info, 3, 20) if frame.index in wanted]
    for one, other in zip(here, read_some(info, wanted), strict=True):
        assert (one.index, one.time_s) == (other.index, other.time_s)
        assert (one.image == other.image).all()


#: In a process of its own: how errors are pickled stays changed until it ends.
WITH_CAUSES = """
from pathlib import Path
from tblib import pickling_support
from posture.errors import VideoError
from posture.video.apart import run_apart

def fail():
    class OfALibraryError(Exception):
        pass  # one that cannot be pickled, as it is known here alone
    try:
        raise OfALibraryError
    except OfALibraryError as error:
        raise VideoError("no film") from error
    yield

pickling_support.install()  # as Dask does, so that causes are sent too
try:
    next(run_apart(Path("film.mp4"), fail))
except VideoError as error:
    print("said:", error)
"""


def test_an_error_arrives_though_what_it_came_of_does_not():
    """Errors of libraries may have attributes that can be read and not be written."""
    pytest.importorskip("tblib.pickling_support")  # which changes nothing until it is asked to
    before = dict(copyreg.dispatch_table)
    ended = subprocess.run(
        [sys.executable, "-c", WITH_CAUSES],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    assert (ended.stdout, ended.stderr) == ("said: no film\n", "")
    assert copyreg.dispatch_table == before
