"""Judge each measure over the sessions: error between them, and lasting steps."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from posture.measures import COMPARED, Measure
from posture.store.reliability import detectable_difference, pooled_sd
from posture.store.session_error import SessionError, find_session_error
from posture.store.steps import Step, find_step
from posture.store.types import LastingStep, MeasureHistory, Outcome, Reliability
from posture.utils.arrays import FloatArray

ALPHA = 0.05
"""Chance of calling a step in a family of measures of which none changed."""

FEWEST_REPEATS = 3
"""Sessions from which a runner's own repeats say how much sessions differ."""

METHOD = (
    "A step is looked for between any two sessions (largest standardised difference of the means "
    "before and after it, Worsley 1979, against 20 000 simulated series without a step), at 5 % "
    "for all measures of a family together (Holm 1979). SEM is the SD of a session about the "
    "runner's level: by the benchmark the same virtual runner with the camera put up anew, and "
    "from three sessions on weighed with the runner's own sessions on either side of the step; "
    "the benchmark counts for six degrees of freedom at most, and for none where the runner's own "
    "scatter is larger than chance allows. MDC is the smallest difference of two single sessions "
    "that is more than error: t × √2 × SEM, 95 % (Weir 2005). ICC(2,1) is that of the benchmark's "
    "runners: two-way random effects, absolute agreement, single sessions (Shrout and Fleiss 1979)."
)


@dataclass(frozen=True)
class Levels:
    """Levels of one measure over the sessions that have it.

    Attributes
    ----------
    days
        ``YYYY-MM-DD`` in order.
    values, stride_errors
        ``(n,)`` levels, and their standard errors by strides; NaN where too few.
    levelled
        Whether the camera's tilt was known in all of them.
    """

    days: Sequence[str]
    values: FloatArray
    stride_errors: FloatArray
    levelled: bool


def judge(levels: Mapping[str, Levels]) -> dict[str, MeasureHistory]:
    """Judge every measure that the registry compares; the correction is within families.

    Parameters
    ----------
    levels
        By name of the measure.
    """
    known = {m.name: m for m in COMPARED if m.name in levels}
    steps = {name: _find(levels[name], find_session_error(name)) for name in known}
    sure = _holm({name: step.p for name, step in steps.items() if step}, known)
    return {name: _describe(known[name], levels[name], steps[name], name in sure) for name in known}


def _find(levels: Levels, benchmark: SessionError | None) -> Step | None:
    if benchmark is None:
        return find_step(levels.values, None)
    return find_step(levels.values, _benchmark_sem(levels, benchmark), benchmark.dof)


def _benchmark_sem(levels: Levels, benchmark: SessionError) -> float:
    squares = levels.stride_errors[np.isfinite(levels.stride_errors)] ** 2
    error = math.sqrt(squares.mean()) if len(squares) else 0.0
    return benchmark.sem(levels.levelled, error)


def _holm(p: Mapping[str, float], measures: Mapping[str, Measure]) -> set[str]:
    """Names whose step is sure within their family (Holm 1979)."""
    sure: set[str] = set()
    for family in {measures[name].family for name in p}:
        rank = sorted((p[name], name) for name in p if measures[name].family == family)
        for done, (chance, name) in enumerate(rank):
            if chance > ALPHA / (len(rank) - done):
                break
            sure.add(name)
    return sure


def _describe(measure: Measure, levels: Levels, step: Step | None, sure: bool) -> MeasureHistory:
    outcome: Outcome = "cannot be judged"
    if step is not None:
        changed: Outcome = "increased" if step.size > 0 else "decreased"
        outcome = changed if sure else "no step found"
    found = None
    if step is not None and sure:
        found = LastingStep(
            after=levels.days[step.before - 1],
            first=levels.days[step.before],
            before=step.before,
            size=step.size,
            ci95=step.ci95,
            p=step.p,
        )
    return MeasureHistory(
        unit=measure.unit.stored,
        family=measure.family,
        outcome=outcome,
        step=found,
        smallest_step=step.smallest if step else None,
        reliability=_reliability(measure.name, levels, step, sure),
        reason="" if step else _why_not(levels),
    )


def _why_not(levels: Levels) -> str:
    if len(levels.values) < 2:
        return "measured in fewer than two sessions"
    return (
        "how far sessions differ without a change was not tested for it; four sessions or more "
        "show it themselves"
    )


def _reliability(name: str, levels: Levels, step: Step | None, sure: bool) -> Reliability:
    benchmark = find_session_error(name)
    sem = _benchmark_sem(levels, benchmark) if benchmark else None
    values = levels.values
    parts = [values[: step.before], values[step.before :]] if step and sure else [values]
    own, dof = pooled_sd(parts) if len(values) >= FEWEST_REPEATS else (math.nan, 0)
    used, used_dof, source = sem, benchmark.dof if benchmark else 0, "benchmark"
    if dof and step is not None:
        used, used_dof = step.sem, step.dof
        source = "own" if step.own_alone else "benchmark and own"
    icc = benchmark.icc if benchmark else math.nan
    return Reliability(
        benchmark_sem=sem,
        own_sem=own if dof else None,
        own_dof=dof,
        sem=used,
        dof=used_dof,
        mdc=detectable_difference(used, used_dof) if used is not None and used_dof else None,
        icc=None if math.isnan(icc) else icc,
        source=source if used is not None else "",
    )
