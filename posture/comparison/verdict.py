"""Decide whether a change counts."""

from __future__ import annotations

from posture.comparison.types import Verdict
from posture.measures import Unit


def judge_change(
    unit: Unit,
    change: float,
    ci95: tuple[float, float],
    detectable: float,
    smallest: float,
    p_adjusted: float = 0.0,
) -> tuple[Verdict, str]:
    """Judge a change, late minus early.

    It counts only if its interval excludes 0, its corrected p-value is below 0.05, and it is
    larger than both the detectable change of this video and the smallest change of interest.

    Parameters
    ----------
    unit
        Unit of the measure and of all numbers but p.
    change, ci95, detectable
        The change, its 95 % interval and the detectable change.
    smallest
        Smallest change of interest.
    p_adjusted
        p-value, corrected for the number of measures.

    Returns
    -------
    (verdict, reason)
        The reason is empty for a change that counts.
    """

    def text(value: float) -> str:
        return _with_unit(value, unit)

    low, high = ci95
    if low <= 0.0 <= high:
        return "no detectable change", (
            f"the 95 % interval of the change, {text(low)} to {text(high)}, includes no change"
        )
    if p_adjusted >= 0.05:
        return "no detectable change", (
            f"among so many measures one of them seems to change by {text(abs(change))} by chance "
            f"too often (p = {p_adjusted:.2f} with all of them counted)"
        )
    if abs(change) <= detectable:
        return "no detectable change", (
            f"this video alone varies by up to {text(detectable)}, and the change is {text(change)}"
        )
    if abs(change) <= smallest:
        return "no detectable change", (
            f"the change, {text(change)}, is not larger than "
            f"{text(smallest)}, the smallest that is called one"
        )
    return ("increased" if change > 0 else "decreased"), ""


def _with_unit(value: float, unit: Unit) -> str:
    # Adding 0 turns a rounded "-0.0" into "0.0".
    rounded = round(value, unit.stored_decimals) + 0.0
    return f"{rounded:.{unit.stored_decimals}f} {unit.stored}"
