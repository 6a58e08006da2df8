"""Release memory during the analysis of long videos."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

import pyarrow as pa


def release_memory() -> None:
    """Return freed memory to the system.

    The C library of Linux keeps the memory of large arrays for later ones, tens of megabytes after
    half an hour of video, but arrays of another size do not fit into it. Arrow keeps some too.
    """
    pa.default_memory_pool().release_unused()
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):  # another C library
            ctypes.CDLL(None).malloc_trim(0)
