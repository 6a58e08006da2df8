"""What is known of pace and grade in the two windows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from posture.comparison.windows import MIN_STRIDES, used_strides


@dataclass(frozen=True)
class Covariate:
    """A quantity other than fatigue that changes the measures.

    Attributes
    ----------
    name, unit, words
        Column of strides.parquet, its unit, and its name in sentences.
    matters
        Smallest difference between the windows that may explain a change of a measure.
    least_spread
        Smallest standard deviation within the windows that allows a slope to be estimated. The
        speed of a sports watch has an error of about 0.1 m/s, its grade of half a percent, the
        cadence of one stride of 0.7 steps/min. With less spread than twice that error the slope
        would be underestimated by more than a quarter (regression dilution).
    """

    name: str
    unit: str
    words: str
    matters: float
    least_spread: float


GIVEN = (
    Covariate("speed_m_s", "m/s", "speed", 0.1, 0.2),
    Covariate("grade_percent", "%", "grade", 0.5, 1.0),
)
CADENCE = Covariate("cadence_spm", "steps/min", "cadence", 3.0, 1.5)
Covariates = tuple[Covariate, ...]


def is_known(used: pd.DataFrame, covariate: Covariate) -> bool:
    """Whether a covariate was given for enough strides of both windows."""
    return covariate.name in used and not _list_unknown(used, covariate)


def find_gaps(strides: pd.DataFrame) -> dict[str, list[str]]:
    """Find windows in which too little is known of a pace that was given.

    Parameters
    ----------
    strides
        Columns of strides.parquet with ``segment`` filled in.

    Returns
    -------
    dict
        By what is not known, such as ``"speed"``: the windows, ``"early"`` or ``"late"``. Without
        what is known in no stride, and what is known in both windows.
    """
    used = used_strides(strides)
    gaps = {
        covariate.words: [
            name
            for name in _list_unknown(used, covariate)
            if used.loc[used["segment"] == name, covariate.name].isna().any()
        ]
        for covariate in GIVEN
        if covariate.name in strides and strides[covariate.name].notna().any()
    }
    return {words: windows for words, windows in gaps.items() if windows}


def describe_gaps(gaps: Mapping[str, Sequence[str]]) -> str:
    """Write what `find_gaps` found, as a clause; empty if it found nothing."""
    return " and ".join(
        f"the {words} is known for too few strides of the {' and the '.join(windows)} window"
        for words, windows in gaps.items()
    )


def is_speed_known(used: pd.DataFrame) -> bool:
    """Whether the speed was given for enough strides of both windows."""
    return is_known(used, GIVEN[0])


def _list_unknown(used: pd.DataFrame, covariate: Covariate) -> list[str]:
    """List the windows in which it is known for too few strides."""
    there = used.loc[used[covariate.name].notna(), "segment"].value_counts()
    return [name for name in ("early", "late") if there.get(name, 0) < MIN_STRIDES]
