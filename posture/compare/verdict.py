"""Decide whether a change counts."""

from __future__ import annotations

from typing import Literal

from posture.compare.measures import Measure

Verdict = Literal["increased", "decreased", "no detectable change", "not measurable"]


def verdict(
    measure: Measure, change: float, ci95: tuple[float, float], detectable: float
) -> tuple[Verdict, str]:
    """Judge a change, late minus early.

    It counts only if its interval excludes 0, and it is larger than both the detectable change of
    this video and the smallest change of interest.

    Parameters
    ----------
    measure
        Gives the unit and the smallest change of interest.
    change, ci95, detectable
        The change, its 95 % interval and the detectable change, in the unit of the measure.

    Returns
    -------
    (verdict, reason)
        The reason is empty for a change that counts.
    """
    low, high = ci95
    if low <= 0.0 <= high:
        return "no detectable change", (
            f"the 95 % interval of the change, {_with_unit(low, measure)} to "
            f"{_with_unit(high, measure)}, includes no change"
        )
    if abs(change) <= detectable:
        return "no detectable change", (
            f"this video alone varies by up to {_with_unit(detectable, measure)}, "
            f"and the change is {_with_unit(change, measure)}"
        )
    if abs(change) <= measure.smallest_of_interest:
        return "no detectable change", (
            f"the change, {_with_unit(change, measure)}, is not larger than "
            f"{_with_unit(measure.smallest_of_interest, measure)}, the smallest that is called one"
        )
    return ("increased" if change > 0 else "decreased"), ""


def _with_unit(value: float, measure: Measure) -> str:
    decimals = 1 if measure.smallest_of_interest >= 1 else 3
    # Adding 0 turns a rounded "-0.0" into "0.0".
    return f"{round(value, decimals) + 0.0:.{decimals}f} {measure.unit}"
