"""Standard output and standard error that may be closed, or whose reader may leave early."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer


class _Tolerant(io.FileIO):
    """A stream without a reader: what is written is dropped, and the work goes on."""

    def write(self, data: Buffer, /) -> int:
        try:
            return super().write(data)
        except OSError:  # a closed pipe, a full disk behind a redirection
            return memoryview(data).nbytes


def open_closed_streams() -> None:
    """Open the null device in place of a standard stream that is closed.

    Otherwise the next file that is opened would get its number, and what a library prints would
    be written into it.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, this one
    for name, number in (("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, "w", encoding="utf-8", closefd=False))


def tolerate_lost_readers() -> None:
    """Let standard output and standard error drop what nobody reads, as after ``| head -1``.

    Results and exit code then are what they would have been. Characters that the stream's encoding
    lacks, such as a minus sign, are replaced.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if not isinstance(stream, io.TextIOWrapper):
            continue
        with suppress(OSError, ValueError):
            stream.flush()
            raw = _Tolerant(stream.fileno(), "w", closefd=False)
            tolerant = io.TextIOWrapper(
                io.BufferedWriter(raw),
                encoding=stream.encoding,
                errors="replace",
                line_buffering=stream.line_buffering or name == "stderr",
            )
            setattr(sys, name, tolerant)
