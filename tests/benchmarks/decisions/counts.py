"""Choose cells of a grid, and average over them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Cell = dict[str, Any]


def only(cells: list[Cell], **having: Any) -> list[Cell]:
    """Cells with these values."""
    return [c for c in cells if all(c[key] == value for key, value in having.items())]


def by(cells: list[Cell], value: Callable[[Cell], float]) -> list[float]:
    """One value of each cell."""
    return [value(c) for c in cells]


def mean(cells: list[Cell], value: Callable[[Cell], float]) -> float:
    """Mean of a value over cells."""
    return float(np.mean(by(cells, value)))
