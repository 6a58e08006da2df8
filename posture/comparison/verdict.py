"""Decide whether a change counts.

One interval decides all that is said for sure, and it is the one that is drawn and printed: for
the family ``"posture"`` its simultaneous interval, else the 95 % interval of the measure itself.
With ``counts_from``, the larger of the smallest change that matters and half of that interval:

* *increased*, *decreased*: the change is at least ``counts_from``, so the interval excludes 0;
* *no relevant change*: the whole interval lies within ± the smallest change that matters. This is
  a test of equivalence (Schuirmann 1987, J Pharmacokinet Biopharm 15). A 90 % interval would keep
  the error of one measure at 5 %; the one that decides keeps it at 2.5 % of the measures, and of
  all measures of the family together, and no picture shows an interval that says otherwise;
* *probably increased*, *probably decreased*, only within the family: as the first, but only with
  the 95 % interval of the measure itself;
* *uncertain*: all else. This video cannot tell.
"""

from __future__ import annotations

from dataclasses import dataclass

from posture.comparison.types import Interval, Verdict
from posture.measures import Unit


@dataclass(frozen=True)
class Judged:
    """A verdict with its reason, and the intervals and the size that lead to it.

    Attributes
    ----------
    verdict, reason, counts_from, ci95, ci95_family
        As of a `posture.comparison.types.Change`.
    """

    verdict: Verdict
    reason: str
    counts_from: float
    ci95: Interval
    ci95_family: Interval | None


def family_confidence(measures: int) -> float:
    """Give the probability with which each of so many intervals must hold its truth.

    Then all of them do so at once in 95 %. This is Šidák's bound, which holds for errors of a
    normal distribution whatever their correlations (Šidák 1967, J Am Stat Assoc 62).
    """
    return float(0.95 ** (1.0 / max(measures, 1)))


def judge_change(
    unit: Unit,
    change: float,
    smallest: float,
    *,
    ci95: Interval,
    ci95_family: Interval | None = None,
) -> Judged:
    """Judge a change, late minus early.

    Parameters
    ----------
    unit
        Unit of the measure and of all numbers.
    change
        The change.
    smallest
        Smallest change that matters.
    ci95, ci95_family
        Its 95 % interval, and that of a family, see `family_confidence`; None outside of one. Both
        with the method's own error.
    """
    low, high = decides = ci95_family or ci95
    size = abs(change)
    counts_from = max(smallest, _half(decides))
    here, least = _between(decides, unit), in_words(smallest, unit)
    # as it is written one end may be 0 itself
    near = any(round(end * unit.factor, unit.decimals) == 0.0 for end in decides)
    leaves = "only just leaves out" if near else "leaves out"
    verdict: Verdict = "uncertain"
    if size >= counts_from and size > 0.0:
        verdict = "increased" if change > 0.0 else "decreased"
        why = f"{leaves} 0, and the change is at least {least}, the smallest that matters"
    elif ci95_family is not None and size >= max(smallest, _half(ci95)) and size > 0.0:
        verdict = "probably increased" if change > 0.0 else "probably decreased"
        why = f"holds 0; only by itself, with {_between(ci95, unit)}, does the measure leave it out"
    elif -smallest <= low and high <= smallest:
        verdict = "no relevant change"
        why = f"lies within ± {least}, the smallest that matters"
    elif low <= 0.0 <= high:
        why = f"holds 0 and also changes that matter, from {least} on"
    else:
        why = f"{leaves} 0, but whether the change reaches {least}, which would matter, stays open"
    return Judged(verdict, f"the interval, {here}, {why}", counts_from, ci95, ci95_family)


def _half(interval: Interval) -> float:
    return (interval[1] - interval[0]) / 2.0


def _between(interval: Interval, unit: Unit) -> str:
    return " to ".join(in_words(end, unit) for end in interval)


def in_words(value: float, unit: Unit) -> str:
    """Write a stored value in the unit that people read; zero has no sign."""
    rounded = round(value * unit.factor, unit.decimals)
    sign = "−" if rounded < 0 else ""
    return f"{sign}{abs(rounded):.{unit.decimals}f}{unit.written}"
