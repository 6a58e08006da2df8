"""A file that is sent by the browser: written to the disk as it comes, never held in memory."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from anyio.to_thread import run_sync

LARGEST_GB = 50.0
"""Largest film that is taken, gigabytes: two hours of a telephone's best 4K."""

LEAST_FREE_BYTES = 1_000_000_000
"""Room that a film must leave on the disk, for its results and for others."""


class RefusedUpload(Exception):
    """A file that is not taken.

    Attributes
    ----------
    status
        Of the answer.
    """

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def require_room(length: str | None, folder: Path, largest: int, instead: str) -> int:
    """Check before the first byte whether a file can be taken; returns its length in bytes.

    Parameters
    ----------
    length
        What the browser says about it.
    folder
        Where it will be written.
    largest
        Most bytes that are taken.
    instead
        What to do where there is no room for it.

    Raises
    ------
    RefusedUpload
        It is too large, there is no room, or its length is not said.
    """
    if length is None or not length.isdecimal():
        raise RefusedUpload(411, "the browser does not say how large it is")
    size = int(length)
    if size == 0:
        raise RefusedUpload(400, "this file is empty")
    if size > largest:
        raise RefusedUpload(
            413,
            f"it has {size / 1e9:.1f} GB, and {largest / 1e9:.3g} GB are taken at most; {instead}",
        )
    free = shutil.disk_usage(folder).free
    if free < size + LEAST_FREE_BYTES:
        raise RefusedUpload(
            507,
            f"the disk has {free / 1e9:.1f} GB left, and it needs {size / 1e9:.1f} GB and some "
            f"more; {instead}",
        )
    return size


async def receive(parts: AsyncIterable[bytes], path: Path, size: int) -> None:
    """Write it to a file as it comes.

    Parameters
    ----------
    parts
        Its content.
    path
        The file; there must be none. It is removed again if not all of it came.
    size
        Its length in bytes; whatever goes beyond is not written.

    Raises
    ------
    RefusedUpload
        More or less came than was said, or the disk is full.
    """
    done, whole = 0, False
    file = await run_sync(_open_new, path)
    try:
        async for part in parts:
            done += len(part)
            if done > size:
                raise RefusedUpload(413, "more came than the browser had said")
            await run_sync(file.write, part)
        if done < size:
            raise RefusedUpload(400, "it did not come whole; send it again")
        await run_sync(file.close)
        whole = True
    except OSError as error:
        raise RefusedUpload(507, f"it could not be written ({error.strerror})") from error
    finally:
        with suppress(OSError):
            file.close()
        if not whole:
            with suppress(OSError):
                path.unlink()


def _open_new(path: Path) -> BinaryIO:
    return path.open("xb")
