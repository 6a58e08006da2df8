"""Keep the memory of a long video small."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

import pyarrow as pa


def release_memory() -> None:
    """Hand freed memory back to the system.

    The C library of Linux keeps what large arrays leave behind, tens of megabytes after half an
    hour of video, and arrays of another size do not fit into it; Arrow keeps some too.
    """
    pa.default_memory_pool().release_unused()
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):  # another C library
            ctypes.CDLL(None).malloc_trim(0)
