"""Reliability between sessions: standard error, smallest difference that counts, agreement."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import stdtrit

from posture.utils.arrays import FloatArray
from posture.utils.stats import NORMAL_QUANTILE


def detectable_difference(sem: float, dof: float | None = None) -> float:
    """Compute the smallest difference of two single sessions that is more than their error (MDC95).

    ``q * sqrt(2) * SEM`` (Weir 2005), q being 1.96, or the quantile of Student's t where the error
    was estimated from few sessions.

    Parameters
    ----------
    sem
        Standard error of measurement: SD of a session about what it should have been.
    dof
        Degrees of freedom of its estimate; None where it counts as known.
    """
    quantile = NORMAL_QUANTILE if dof is None else float(stdtrit(dof, 0.975))
    return quantile * math.sqrt(2.0) * sem


def icc_2_1(table: FloatArray) -> float:
    """Compute the intraclass correlation ICC(2,1): absolute agreement of single sessions.

    Two-way random effects, after Shrout and Fleiss (1979), case 2:
    ``(BMS - EMS) / (BMS + (k - 1) EMS + k (JMS - EMS) / n)`` from the mean squares between
    runners (BMS), between sessions (JMS) and of the rest (EMS).

    Parameters
    ----------
    table
        ``(runners, sessions)`` without gaps.

    Returns
    -------
    float
        1 for perfect agreement; NaN with fewer than two runners or sessions, or without any
        variation.
    """
    n, k = table.shape
    if n < 2 or k < 2:
        return math.nan
    grand = table.mean()
    between = k * ((table.mean(axis=1) - grand) ** 2).sum() / (n - 1)
    sessions = n * ((table.mean(axis=0) - grand) ** 2).sum() / (k - 1)
    rest = table - table.mean(axis=1, keepdims=True) - table.mean(axis=0) + grand
    error = (rest**2).sum() / ((n - 1) * (k - 1))
    total = between + (k - 1) * error + k * (sessions - error) / n
    return float((between - error) / total) if total > 0 else math.nan


def pooled_sd(groups: list[FloatArray]) -> tuple[float, int]:
    """Pool the SD of sessions within groups of repeats, and count its degrees of freedom.

    Parameters
    ----------
    groups
        Levels of repeated sessions, ``(sessions,)`` each.

    Returns
    -------
    (sd, dof)
        NaN and 0 where no group has two sessions.
    """
    dof = sum(len(group) - 1 for group in groups if len(group))
    if not dof:
        return math.nan, 0
    squares = sum(float(((group - np.mean(group)) ** 2).sum()) for group in groups if len(group))
    return math.sqrt(squares / dof), dof
