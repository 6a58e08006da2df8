"""Servers that answer badly cost seconds, and the next source is tried."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from posture.pose.models import download as module
from posture.pose.models.download import SourceError, download

Answer = Callable[[socket.socket], None]
#: What a good answer begins with.
HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture
def server() -> Iterator[Callable[[Answer], str]]:
    """Serve one answer at an address of this machine."""
    opened: list[socket.socket] = []

    def serve(answer: Answer) -> str:
        listening = socket.create_server(("127.0.0.1", 0))
        opened.append(listening)

        def talk() -> None:
            try:
                connection, _ = listening.accept()
                with connection:
                    connection.recv(65536)
                    answer(connection)
            except OSError:
                return  # the client has left

        threading.Thread(target=talk, daemon=True).start()
        return f"http://127.0.0.1:{listening.getsockname()[1]}/model.task"

    yield serve
    for one in opened:
        one.close()


def says(*parts: bytes) -> Answer:
    def answer(connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)

    return answer


def test_what_is_served_is_written(server, tmp_path):
    seen = []
    address = server(says(HEAD, b"Content-Length: 5\r\n\r\nmodel"))
    download(address, tmp_path / "a", 100, lambda done, total: seen.append((done, total)))
    assert (tmp_path / "a").read_bytes() == b"model"
    assert seen[-1] == (5, 5)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (says(b"\x00\xff garbage \r\n\r\n"), "no sensible answer"),
        (says(b""), "cannot be reached|no sensible"),
        (says(b"HTTP/1.1 404 gone\r\n\r\n"), "answered 404"),
        (says(b"HTTP/1.1 302 x\r\nLocation: nonsense:/\r\n\r\n"), "answered 302|no sensible"),
        (says(HEAD, b"Content-Length: 50\r\n\r\nmodel"), "stopped after 5 of 50|no sensible"),
        (says(HEAD, b"Content-Length: -7\r\n\r\n", bytes(1000)), "more than a model|sensible"),
        (says(HEAD, b"Content-Length: \r\n\r\n", bytes(1000)), "more than a model"),
        (says(HEAD, b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nx\r\n"), "no sensible answer"),
        (says(HEAD, b"Transfer-Encoding: chunked\r\n\r\n9\r\nmod"), "no sensible answer"),
        (says(HEAD, b"X: ", bytes(100_000)), "no sensible answer"),
        (says(HEAD, b"\r\n", *[bytes(100)] * 50), "more than a model"),
    ],
)
def test_a_bad_answer_is_a_short_reason(server, tmp_path, answer, said):
    with pytest.raises(SourceError, match=said):
        download(server(answer), tmp_path / "a", 500, lambda done, total: None)


def test_a_silent_server_is_left(server, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_ANSWER_S", 0.1)
    with pytest.raises(SourceError, match="stopped answering"):
        download(server(lambda _: time.sleep(1)), tmp_path / "a", 500, lambda done, total: None)


def test_a_byte_now_and_then_is_too_slow(server, tmp_path):
    def drip(connection: socket.socket) -> None:
        connection.sendall(HEAD + b"\r\n")
        for _ in range(100):
            connection.sendall(b".")
            time.sleep(0.005)

    seconds = iter(range(1000))  # the clock goes a second a byte
    with pytest.raises(SourceError, match="too slow"):
        download(server(drip), tmp_path / "a", 500, lambda *_: None, clock=lambda: next(seconds))


def test_nobody_there(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(SourceError, match="cannot be reached"):
        download(f"http://127.0.0.1:{port}/a", tmp_path / "a", 500, lambda done, total: None)
