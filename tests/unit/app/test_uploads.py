"""A film is taken as it comes, within limits that are looked at before the first byte."""

import asyncio
import errno
import shutil
from collections import namedtuple

import pytest
from app_server import Client, serve, wait_until

from posture.app import uploads
from posture.app.uploads import LEAST_FREE_BYTES, RefusedUpload, receive, require_room

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("small"), largest=1000) as running:
        yield running


def left(server):
    return sorted((server.context.library.folder / "films").iterdir())


async def parts(*content):
    for part in content:
        yield part


def test_an_upload_that_is_too_large_is_refused_before_it_comes(small):
    client = Client(small).enter()
    # only the length is sent: were the body waited for, this would not end
    answer = client.ask("POST", "/films", Content_Length="1001")
    assert answer.status == 413
    assert "give its path instead" in answer.json["error"]
    assert left(small) == []


def test_more_than_was_announced_is_not_written(tmp_path):
    path = tmp_path / "film.mp4"
    with pytest.raises(RefusedUpload, match="more came"):
        asyncio.run(receive(parts(b"abc", b"defg"), path, 5))
    assert list(tmp_path.iterdir()) == []


def test_what_comes_in_pieces_without_a_length_is_refused(small):
    client = Client(small).enter()
    answer = client.ask("POST", "/films", Transfer_Encoding="chunked", Content_Length=None)
    assert answer.status == 411
    assert left(small) == []


def test_without_room_on_the_disk_nothing_is_written(small, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1, 1, LEAST_FREE_BYTES + 99))
    client = Client(small).enter()
    answer = client.ask("POST", "/films", b"x" * 100)
    assert answer.status == 507
    assert "the disk has" in answer.json["error"]
    assert left(small) == []
    assert client.ask("POST", "/films", b"x" * 99).status == 201


def test_a_disk_that_fills_up_meanwhile_leaves_nothing(tmp_path, monkeypatch):
    path = tmp_path / "film.mp4"

    class Full:
        def __init__(self, path):
            self._file = path.open("xb")

        def write(self, part):
            raise OSError(errno.ENOSPC, "No space left on device")

        def close(self):
            self._file.close()

    monkeypatch.setattr(uploads, "_open_new", Full)
    with pytest.raises(RefusedUpload, match="No space left") as refused:
        asyncio.run(receive(parts(b"abc"), path, 3))
    assert refused.value.status == 507
    assert list(tmp_path.iterdir()) == []


def test_a_film_that_breaks_off_leaves_nothing(small):
    import socket

    before = left(small)
    client = Client(small).enter()
    with socket.create_connection(("127.0.0.1", small.place.port), timeout=10) as sender:
        sender.sendall(
            f"POST /films HTTP/1.1\r\nHost: 127.0.0.1:{small.place.port}\r\n"
            f"Origin: {client.origin}\r\nCookie: {client.cookie}\r\n"
            "X-File-Name: half.mp4\r\nContent-Length: 900\r\n\r\n".encode()
            + b"x" * 100
        )
        wait_until(lambda: len(left(small)) > len(before))
    wait_until(lambda: left(small) == before)


def test_all_of_it_comes_and_no_file_is_overwritten(tmp_path):
    path = tmp_path / "film.mp4"
    asyncio.run(receive(parts(b"abc", b"de"), path, 5))
    assert path.read_bytes() == b"abcde"
    with pytest.raises(FileExistsError):
        asyncio.run(receive(parts(b"abc"), path, 3))
    assert path.read_bytes() == b"abcde"


@pytest.mark.parametrize(
    ("length", "status"), [(None, 411), ("", 411), ("-5", 411), ("1e3", 411), ("0", 400)]
)
def test_a_length_that_is_none_is_refused(tmp_path, length, status):
    with pytest.raises(RefusedUpload) as refused:
        require_room(length, tmp_path, 1000, "cut it")
    assert refused.value.status == status
