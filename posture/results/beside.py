"""A run beside other runners: where its levels lie among published ones, without a judgement."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posture.measures import find_measure
from posture.measures.reference import Norm, Reference
from posture.results import reading
from posture.results.run import Run
from posture.utils.stats import NORMAL_QUANTILE

#: Change of speed that effects of speed are told for, m/s.
STEP_M_S = 0.3


@dataclass(frozen=True)
class Beside:
    """One measure of a run beside other runners, as text.

    Attributes
    ----------
    title, level, others, source
        Name; this run with the 95 % interval of its level; mean and SD of the others with their
        number, and who measured them.
    """

    title: str
    level: str
    others: str
    source: str


def speed_of(run: Run) -> float | None:
    """Median speed of the accepted strides, m/s; None where none was given."""
    speed = reading.numbers(run.strides, "speed_m_s")[reading.accepted(run.strides)]
    known = speed[np.isfinite(speed)]
    return float(np.median(known)) if known.size else None


def find_norm(run: Run, measure: str) -> tuple[Reference, Norm] | None:
    """Give the reference of a measure at the run's speed; None where it would say nothing.

    A study of a single speed is taken for any run whose speed is not known.
    """
    known = find_measure(measure)
    reference = known.reference if known else None
    if reference is None:
        return None
    speed = speed_of(run)
    if speed is None and len(reference.at) == 1:
        speed = reference.at[0][0]
    norm = reference.find(speed)
    return None if norm is None else (reference, norm)


def describe_beside(run: Run) -> list[Beside]:
    """Write every measure that has a reference at the run's speed."""
    found = []
    for measure in reading.all_measures(run):
        known = find_norm(run, measure)
        strides = reading.stride_values(run, measure)
        if known is None or not strides.good.any():
            continue
        reference, norm = known
        name = reading.name_in(run, measure)
        level = float(strides.value[strides.good].mean())
        half = NORMAL_QUANTILE * reference.own_error
        speed = speed_of(run) or reference.at[0][0]
        found.append(
            Beside(
                title=name.title,
                level=f"{name.value(level)} ({name.number(level - half)} to "
                f"{name.number(level + half)})",
                others=f"{name.number(norm.mean)} ± {name.value(norm.sd)} at {speed:.1f} m/s, "
                f"{reference.runners} {reference.population}",
                source=f"{reference.source}; {reference.method}",
            )
        )
    return found


def describe_effect_of_speed(measure: str) -> str:
    """Say by how much a measure moves with speed: a clause; empty where that is not known."""
    known = find_measure(measure)
    slope = known.reference.per_m_s if known and known.reference else None
    if known is None or slope is None:
        return ""
    unit, moved = known.unit, STEP_M_S * slope * known.unit.factor
    decimals = unit.decimals if abs(moved) >= 1 else unit.decimals + 1
    return (
        f"{STEP_M_S:g} m/s faster moves {known.words.title.lower()} by about "
        f"{moved:.{decimals}f}{unit.written}"
    )
