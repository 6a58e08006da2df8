"""Whether the drift of the posture began before the pain did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: The measure whose drift is set against the pain: the first of the two primary ones.
LEAN = "trunk_lean_deg"


def pain(time_s: float | None, drift: Mapping[str, Mapping[str, Any]]) -> dict[str, Any] | None:
    """Set the onset of the lean's drift against the time at which pain began.

    Parameters
    ----------
    time_s
        When pain began, seconds of real running; None if it was not said.
    drift
        From `posture.comparison.drift`, by measure.

    Returns
    -------
    dict or None
        ``time_s``; ``lean_onset_s`` and ``lean_onset_ci95``; ``lean_onset_before``: True if the
        whole interval of the onset lies before the pain, False if it lies after, None if it holds
        the time of the pain or there is no onset (without an interval the onset itself counts for
        nothing); and ``statement``, one careful sentence. None without a time.
    """
    if time_s is None:
        return None
    lean = drift.get(LEAN) or {}
    onset, ci95 = lean.get("onset_s"), lean.get("onset_ci95")
    before = None
    if onset is not None and ci95 is not None:
        low, high = ci95
        before = True if high < time_s else False if low > time_s else None
    return {
        "time_s": time_s,
        "lean_onset_s": onset,
        "lean_onset_ci95": ci95,
        "lean_onset_before": before,
        "statement": _statement(onset, before),
    }


def _statement(onset: float | None, before: bool | None) -> str:
    if onset is None:
        return "No onset of a drift of the trunk lean was found, so nothing is said about the pain."
    if before is None:
        return (
            "Whether the trunk lean began to drift before or after the pain cannot be told: the "
            "two times lie too close together."
        )
    when = "before" if before else "after"
    return (
        f"The trunk lean began to drift {when} the time given for the pain. One coming before the "
        "other does not show that it brought the other about."
    )
