"""Too little memory: a limit seen before anything large is loaded, and errors that come of it.

Imports nothing that is large itself.
"""

from __future__ import annotations

import errno
from importlib import import_module

LEAST_BYTES = 3_000_000_000
"""Least memory, as the system counts a process's (its address space): an analysis takes 2.3 GB on
two cores, most of it for libraries and threads and never touched."""

ADVICE = "the program needs 3 GB or more: raise the limit (ulimit -v), or close other programs"
"""What to do about it."""


def read_memory_limit() -> int | None:
    """Read how much memory this process may take, bytes; None where nothing limits it."""
    try:
        resource = import_module("resource")
    except ImportError:  # Windows
        return None
    limits = [
        resource.getrlimit(kind)[0]
        for name in ("RLIMIT_AS", "RLIMIT_DATA")
        if (kind := getattr(resource, name, None)) is not None
    ]
    return min((int(limit) for limit in limits if limit != resource.RLIM_INFINITY), default=None)


def describe_memory_limit() -> str:
    """Say in a sentence that this process may take too little memory; else ``""``."""
    limit = read_memory_limit()
    if limit is None or limit >= LEAST_BYTES:
        return ""
    return f"memory is limited to {limit / 1e6:.0f} MB, and {ADVICE}"


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error comes from too little memory; each library has a way to say so."""
    if isinstance(error, MemoryError):  # Python, NumPy, Arrow, FFmpeg
        return True
    if isinstance(error, OSError) and error.errno == errno.ENOMEM:  # a new process
        return True
    # OpenCV; a library that cannot be loaded; a new thread
    said = str(error)
    return any(
        text in said
        for text in ("Insufficient memory", "Cannot allocate memory", "can't start new thread")
    )
