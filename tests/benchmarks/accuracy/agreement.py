"""Errors of many clips put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

Numbers = dict[str, Any]

#: Share of a normal distribution's SDs that holds 95 % of it.
LIMITS = 1.96


def agreement(errors: Sequence[float]) -> Numbers:
    """Bland and Altman: ``n, bias, sd, loa`` (limits of agreement), ``mae`` and ``worst`` error."""
    if not errors:
        return {"n": 0, "bias": None, "sd": None, "loa": None, "mae": None, "worst": None}
    values = np.asarray(errors, float)
    bias, sd = values.mean(), values.std(ddof=1) if len(values) > 1 else np.nan
    loa = [bias - LIMITS * sd, bias + LIMITS * sd] if len(values) > 1 else None
    size = np.abs(values)
    return {
        "n": len(values),
        "bias": bias,
        "sd": sd,
        "loa": loa,
        "mae": size.mean(),
        "worst": size.max(),
    }


def known(values: Iterable[float | None]) -> list[float]:
    """Leave out what is None."""
    return [value for value in values if value is not None]


def mean(values: Sequence[float]) -> float | None:
    """Mean of values, None of none."""
    return float(np.mean(values)) if values else None
