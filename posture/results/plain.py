"""Numbers of numpy as JSON has them."""

from __future__ import annotations

import math
from typing import Any


def plain_number(value: Any) -> Any:
    """Convert a number of numpy to one of Python."""
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{type(value).__name__} is no JSON value")


def plain(value: Any) -> Any:
    """Convert a value for JSON: numpy scalars become numbers, NaN and infinity become None."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
