"""What is given to the commands beside `analyze`: odd files to write, landmarks, tables, names."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hostile.calling import find_left_behind
from pipeline_fakes import film, network, see

import posture
from posture import cli
from posture.cli_errors import run_app
from posture.cohort import run as carried_out
from posture.cohort.work import Outcome
from posture.errors import ModelError
from posture.kept import Key, Store

pytest.importorskip("h5netcdf")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="pipes and names of Unix")

KIND = "other commands"
#: Longest time for a call, seconds, on a machine that does much else.
PATIENCE_S = 120
LONG = "x" * 300
#: What is given as a file or folder to write, without its ending.
OUTS = (
    *(LONG, "x" * 70_000, "a/" * 1500 + "b", "", "/", "./", "/proc/nowhere/a", "film.mp4/a"),
    *("a\nb", "\x1b[31m", "\udce4", "-a", "~/a", "~nobody/a", "pipe", "loop", "a b"),
)
#: Words before the file to write, and its ending.
WRITING: dict[str, tuple[list[str], str]] = {
    "plot": (["plot", "RUN"], ".png"),
    "clip": (["clip", "RUN", "--stride=3"], ".mp4"),
    "export": (["export", "RUN", "--to=trc"], ".trc"),
    "export to csv": (["export", "RUN", "--to=csv"], ""),
    "history": (["history", "RUN", "RUN", "--date=2026-01-01", "--date=2026-01-02"], ""),
    "check": (["check", "film.mp4"], ".html"),
    "batch": (["batch", "table.csv"], ""),
}
#: Values of the commands' own options.
VALUES = (
    *("", "\n", "nan", "-1", "0", "1e308", "9" * 5000, "1-" + "9" * 5000, "x" * 70_000, "=", "٣"),
    *("early=1", "0:00:00:00", "1-1-1", "../a", "\x1b[31m"),
)
OPTIONS: dict[str, list[str]] = {
    "--measure": ["plot", "RUN", "--out=a.png"],
    "--format": ["plot", "RUN"],
    "--stride": ["clip", "RUN"],
    "--at": ["clip", "RUN"],
    "--slow": ["clip", "RUN", "--stride=3"],
    "--video": ["clip", "RUN", "--stride=3"],
    "--to": ["export", "RUN"],
    "--trunk-length": ["export", "RUN", "--to=trc", "--out=a.trc"],
    "--date": ["history", "RUN", "RUN", "--date=2026-01-01", "--out=h"],
    "--jobs": ["batch", "table.csv", "--out=b"],
}
TABLES: dict[str, bytes] = {
    "Latin-1": "video,runner\nläufer.mp4,Jürgen\n".encode("latin-1"),
    "UTF-16": "video\nläufer.mp4\n".encode("utf-16"),
    "a mark of the order": "\ufeffvideo\na.mp4\n".encode(),
    "semicolons": b"video;runner\na.mp4;b\n",
    "nothing": b"",
    "no row": b"video\n",
    "a column twice": b"video,video\na,b\n",
    "a column twice, other letters": b"video,Video\na,b\n",
    "bytes 0": b"video,pace\na\0b.mp4,c\0d\n",
    "no text": bytes(range(256)) * 20,
    "a long name of a watch": f"video,pace\na.mp4,{LONG}\n".encode(),
    "a long name of a video": f"video\n{'x' * 70_000}\n".encode(),
    "a long name of a runner": f"video,runner,condition\na.mp4,{'r' * 5000},c\n".encode(),
    "a long name of a column": f"video,{'z' * 5000}\na,b\n".encode(),
    "only dots": b"video,runner\na.mp4,..\nb.mp4,../../x\n..,..\n;,a\n;;;,\n",
    "a quote that stays open": b'video,runner\n"a.mp4,b\n',
    "ragged rows": b"video,runner\na,b,c,d\ne\n",
    "no day": b"video,date\na.mp4,nonsense\nb.mp4,2026-99-99\n",
    "a pipe": b"video\npipe\n",
    "a circle of links": b"video\nloop\n",
}
Answer = tuple[int | None, str, str]
Call = Callable[..., Answer]


class HangsError(Exception):
    """A call has taken too long."""


@contextmanager
def patience() -> Iterator[None]:
    """End what hangs."""

    def end(*_: object) -> None:
        raise HangsError

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(PATIENCE_S)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a film and, below it, its run."""
    place = tmp_path_factory.mktemp("whole")
    clip = film(place / "film.mp4", 8.0)
    with network(see):
        posture.analyze(clip, out=place / "run", video=False)
    return place


@pytest.fixture
def call(tmp_path: Path, whole: Path, monkeypatch, capfd) -> Call:
    """Call the command line in a folder with a film, its run, and odd things beside them."""
    work, home = tmp_path / "work", tmp_path / "home"
    shutil.copytree(whole, work)
    home.mkdir()
    monkeypatch.chdir(work)
    (work / "table.csv").write_text("video\nfilm.mp4\n")
    for ending in ("", ".png", ".mp4", ".trc", ".html"):
        os.mkfifo(f"pipe{ending}")
        Path(f"loop{ending}").symlink_to(f"loop{ending}")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("POSTURE_CACHE", str(tmp_path / "kept"))
    monkeypatch.setenv("POSTURE_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr("posture.pose.models.manifest._fetch_from", _fetch)
    monkeypatch.setattr(carried_out, "spread", one_after_the_other)

    def words(*arguments: str) -> Answer:
        given = [str(work / "run") if word == "RUN" else word for word in arguments]
        monkeypatch.setattr(sys, "argv", ["posture", *given])
        capfd.readouterr()
        try:
            with patience():
                code = run_app(cli.app)
        except HangsError:
            code = None
        return code, *capfd.readouterr()

    return words


def _fetch(*_: object, **__: object) -> None:
    raise ModelError("no model is fetched here")


def one_after_the_other(requests: Any, out: str, *, measure: Any, **_: object) -> Iterator[Outcome]:
    for request in requests:
        yield measure(request, out)


def judge(answer: Answer, *codes: int) -> str:
    """Say what is wrong with an answer; ``""`` if nothing is."""
    code, out, err = answer
    said = out + err
    if code is None:
        return "it hangs"
    if "fault of ours" in said or "Traceback" in said or "Warning" in said or "\x1b" in said:
        return f"exit {code}: {said[-300:]!r}"
    if code not in (0, *codes):
        return f"exit {code}: {said[-300:]!r}"
    if code and not (out and code == 4) and (err.count("\n") != 1 or len(err) > 900):
        return f"no single sentence: {err[-300:]!r}"
    return ""


def find_harm(before: dict[str, bytes]) -> str:
    """Say what was lost or left in the current folder."""
    lost = [name for name, content in before.items() if Path(name).read_bytes() != content]
    left = [name for name in find_left_behind(Path()) if not name.startswith("run/")]
    if Path("~").exists() or Path("~nobody-has-this-name").exists():
        left.append("~")
    return f"lost {lost}, left {left}" if lost or left else ""


def read_all() -> dict[str, bytes]:
    files = [path for path in Path().rglob("*") if path.is_file()]
    return {str(path): path.read_bytes() for path in files}


def try_calls(call: Call, calls: list[list[str]], *codes: int) -> list[str]:
    """Call each, and see that the film and the run stay as they were."""
    before = read_all()
    wrong = []
    for words in calls:
        answer = call(*words)
        if Path("a/a").is_dir():  # deeper than Python itself can look
            subprocess.run(["rm", "-r", "a"], check=True)
        fault = judge(answer, *codes) or find_harm(before)
        if fault:
            wrong.append(f"{[word[:40] for word in words]}: {fault}")
    return wrong


def all_outs() -> list[list[str]]:
    """Every command with every file to write, and with files that must not be written over."""
    kept = ("run/summary.json", "film.mp4", "table.csv", "run/report.html")
    over = [
        [*words, f"--out={name}"]
        for words, ending in WRITING.values()
        for name in kept
        if not name.endswith(ending or "/") or (words[0], name) == ("clip", "film.mp4")
    ]
    return over + [
        [*words, f"--out={out}{ending}"]
        for words, ending in WRITING.values()
        for out in OUTS
        if not ending or out.rstrip("./")  # else it is a hidden name that was asked for
    ]


def all_values() -> list[list[str]]:
    return [[*words, f"{flag}={value}"] for flag, words in OPTIONS.items() for value in VALUES]


def flip_bytes(path: Path, draw: random.Random) -> None:
    """Change some bytes of a file: near its beginning, where its parts are described, or not."""
    content = bytearray(path.read_bytes())
    end = draw.choice((100, 4000, len(content)))
    for _ in range(draw.choice((1, 5, 40))):
        content[draw.randrange(end)] = draw.randrange(256)
    path.write_bytes(bytes(content[: draw.choice((len(content), len(content), end))]))


def test_some_commands(call, tally, choose):
    calls = [*choose(all_outs(), every=25, whole=25), *choose(all_values(), every=25, whole=25)]
    tally(KIND, len(calls), try_calls(call, calls, 1, 2, 3, 4, 5))


def test_a_clip_never_replaces_its_film(call):
    before = read_all()
    code, _, err = call("clip", "RUN", "--stride=3", "--out=film.mp4")
    assert (code, err.count("\n")) == (2, 1)
    assert "film.mp4 is the video that this run was measured from" in err
    assert find_harm(before) == ""


@pytest.mark.slow
def test_every_command(call, tally):
    calls = [*all_outs(), *all_values()]
    tally(KIND, len(calls), try_calls(call, calls, 1, 2, 3, 4, 5))


def try_landmarks(call: Call, whole: Path, seed: int, count: int) -> list[str]:
    wrong = []
    for number in range(count):
        shutil.copy(whole / "run" / "poses.nc", "run/poses.nc")
        flip_bytes(Path("run/poses.nc"), random.Random(seed + number))
        for words in (["export", "--to=csv", "--out=a"], ["clip", "--stride=3", "--out=a.mp4"]):
            fault = judge(call(words[0], "RUN", *words[1:]), 2, 4)
            if fault:
                wrong.append(f"{number} {words[0]}: {fault}")
    return wrong


def test_some_damaged_landmarks(call, whole, tally, seed):
    tally(KIND, 8, try_landmarks(call, whole, seed, 4))


@pytest.mark.slow
def test_damaged_landmarks(call, whole, tally, seed):
    tally(KIND, 80, try_landmarks(call, whole, seed, 40))


@pytest.mark.parametrize("name", TABLES)
def test_tables_of_a_batch(call, tally, name):
    Path("odd.csv").write_bytes(TABLES[name])
    tally(KIND, 1, try_calls(call, [["batch", "odd.csv", "--out=b"]], 2, 3, 4))


def test_films_of_a_batch_with_odd_names(call, tally):
    films = Path("films")
    films.mkdir()
    names = ("\udce4", "a\x1b[31m\nb", "[red]", "[link=x]", "-a", "ä")
    for name in names:
        (films / f"{name}.mp4").write_bytes(b"no film")
    os.mkfifo(films / "pipe.mp4")
    (films / "loop.mp4").symlink_to("loop.mp4")
    tally(KIND, len(names), try_calls(call, [["batch", "films", "--out=b", "--bids"]], 4))
    assert Path("b/runs.csv").read_text("utf-8").count("\n") >= len(names)


ABOUTS = ("[" * 100_000, '{"date":"nonsense"}', '{"date":"2026-13-01"}', '{"runner":1}', "\0", "")


def test_what_is_said_about_a_run(call, tally):
    wrong = []
    for text in ABOUTS:
        Path("run/about.json").write_text(text)
        words = ["history", "RUN", "RUN", "--out=h"]
        wrong += try_calls(call, [words, [*words, "--date=2026-01-01", "--date=2026-01-02"]], 2)
    Path("run/about.json").unlink()
    os.mkfifo("run/about.json")
    wrong += [fault for fault in [judge(call("history", "RUN", "RUN", "--out=h"), 2)] if fault]
    tally(KIND, 2 * len(ABOUTS) + 1, wrong)


def test_what_is_kept(call, tally, tmp_path):
    key = Key("ab" * 32, b"1")
    place = tmp_path / "kept" / key.film[:32]
    names = ("[/a].mp4", "[red]", "\x1b[31m", "a\nb", "x" * 255, "\udce4")
    abouts = [json.dumps({"name": name}) for name in names]
    wrong = []
    for text in (*abouts, "[" * 100_000, '{"name":null}', "[]", ""):
        Store().put(key, b"x")
        (place / "film.json").write_text(text)
        wrong += try_calls(call, [["cache", "list"]])
    for path in (place / "film.json", *place.glob("*.seen")):
        path.unlink()
        os.mkfifo(path)
    with patience():
        assert Store().get(key) is None
    wrong += try_calls(call, [["cache", "list"], ["cache", "clear"]])
    tally(KIND, len(names) + 6, wrong)


def change_landmarks(path: Path, change: Callable[[Any], None]) -> None:
    import h5py

    with h5py.File(path, "r+") as file:
        change(file)


def _fill(name: str, value: Any, file: Any) -> None:
    file[name][...] = value


def _unpack_much(file: Any) -> None:
    del file["confidence"]
    shape = (10**10, 33, 1)
    file.create_dataset("confidence", shape, "f4", chunks=(1024, 33, 1), compression="gzip")


def _look_elsewhere(file: Any) -> None:
    import h5py

    del file["confidence"]
    file["confidence"] = h5py.ExternalLink("other.nc", "/confidence")


LANDMARKS: dict[str, Callable[[Any], None]] = {
    "no end": partial(_fill, "position", float("inf")),
    "far away": partial(_fill, "position", 1e30),
    "one frame": partial(_fill, "frame", 0),
    "no time": partial(_fill, "time", float("nan")),
    "memory": _unpack_much,
    "another file": _look_elsewhere,
}


@pytest.mark.parametrize("name", LANDMARKS)
def test_landmarks_of_no_film(call, tally, name):
    change_landmarks(Path("run/poses.nc"), LANDMARKS[name])
    calls = [["export", "RUN", "--to=c3d", "--out=a.c3d"], ["clip", "RUN", "--stride=3"]]
    wrong = try_calls(call, calls, 2)
    tally(KIND, len(calls), wrong)
    assert call(*calls[0])[0] == 2


@pytest.mark.parametrize("name", ["poses.nc", "poses.parquet"])
def test_landmarks_in_a_pipe(call, tally, name):
    Path("run/poses.nc").unlink()
    os.mkfifo(f"run/{name}")
    answers = [call("export", "RUN", "--to=csv", "--out=a"), call("plot", "RUN", "--out=a.png")]
    assert [code for code, *_ in answers] == [2, 0]
    tally(KIND, 2, [fault for fault in map(partial(judge), answers[1:]) if fault])
