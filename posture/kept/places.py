"""Where entries are kept, and how much room they may take."""

from __future__ import annotations

import os
from pathlib import Path

from posture.errors import UsageError
from posture.utils.paths import find_cache

FOLDER_VARIABLE = "POSTURE_CACHE"
"""Environment variable that names another folder."""

LIMIT_VARIABLE = "POSTURE_CACHE_GB"
"""Environment variable with another limit, gigabytes; 0 keeps nothing."""

LIMIT_GB = 5.0
"""Most that is kept, gigabytes; what was not used for longest goes first.

An hour of film at 60 frames a second takes about 0.12 GB.
"""


def kept_dir() -> Path:
    """Return the folder of entries: ``POSTURE_CACHE`` if set, else in the user's cache."""
    return find_cache(FOLDER_VARIABLE, "kept")


def read_limit() -> int:
    """Return the most bytes that are kept.

    Raises
    ------
    UsageError
        ``POSTURE_CACHE_GB`` is no number from 0 on.
    """
    text = os.environ.get(LIMIT_VARIABLE)
    try:
        limit_gb = float(text) if text else LIMIT_GB
        if not 0 <= limit_gb < float("inf"):
            raise ValueError
    except ValueError:
        raise UsageError(
            f"{LIMIT_VARIABLE} is {text!r}; give gigabytes as a number, 0 keeps nothing"
        ) from None
    return round(limit_gb * 1e9)
