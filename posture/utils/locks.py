"""Locks that end with the process that holds them, to tell its unfinished files from a dead one's.

The kernel releases them, also after ``kill -9``; a number of a process may have been given to
another since. Where a system or a file system has no such locks, nothing is ever taken for dead.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def lock(handle: int, *, wait: bool = False) -> bool:
    """Lock an open file or folder until it is closed; returns whether that worked.

    It does not if another has it, or where there are no locks.

    Parameters
    ----------
    handle
        The open file.
    wait
        Whether to wait until the other has closed it.
    """
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True


@contextmanager
def locked_if_abandoned(path: Path) -> Iterator[bool]:
    """Lock a file or folder that nobody else has locked; yields whether that worked.

    Parameters
    ----------
    path
        What a process locks as long as it works on it.
    """
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        yield False
        return
    try:
        yield lock(handle)
    finally:
        os.close(handle)
