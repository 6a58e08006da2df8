"""One server for each library: a second start opens the page of the one that runs.

The server writes its port and a key beside the library, readable by its owner alone. Whoever shows
the key gets an address that opens the page once.
"""

from __future__ import annotations

import http.client
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from posture.errors import UsageError
from posture.kept.entry import write_private
from posture.utils.locks import lock

NOTE, LOCK = "server.json", "server.lock"
"""Names of the files beside the library."""

KNOCK, KEY_HEADER = "/knock", "x-posture-key"
"""Where a second start asks for an address, and the header with the key."""

PATIENCE_S = 3.0
"""How long a server that may have been killed is waited for, seconds."""


class Note(Struct):
    """What a server writes down: its port and its key."""

    port: int
    key: str


def knock(folder: Path) -> str | None:
    """Ask the server of a library for an address; None where none runs."""
    try:
        note = msgspec.json.decode((folder / NOTE).read_bytes(), type=Note)
    except (OSError, ValueError):
        return None
    host = f"127.0.0.1:{note.port}"
    connection = http.client.HTTPConnection("127.0.0.1", note.port, timeout=PATIENCE_S)
    try:
        headers = {"Host": host, "Origin": f"http://{host}", KEY_HEADER: note.key}
        connection.request("POST", KNOCK, body=b"", headers=headers)
        answer = connection.getresponse()
        said = json.loads(answer.read(10_000)) if answer.status == 200 else {}
    except (OSError, http.client.HTTPException, ValueError):
        return None  # it was killed, or another program has its port
    finally:
        connection.close()
    token = said.get("token") if isinstance(said, dict) else None
    return f"http://{host}/?token={token}" if isinstance(token, str) else None


@contextmanager
def alone(folder: Path, port: int, key: str) -> Iterator[None]:
    """Be the only server of a library until the block ends.

    Raises
    ------
    UsageError
        Another one is, and does not answer.
    """
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if os.name != "nt" and not lock(handle):
            raise UsageError("another posture app uses this library; end it first")
        write_private(folder / NOTE, msgspec.json.encode(Note(port, key)))
        yield
        with suppress(OSError):
            (folder / NOTE).unlink()
    finally:
        os.close(handle)
