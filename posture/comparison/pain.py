"""Whether the trunk lean began to drift before the pain began."""

from __future__ import annotations

from collections.abc import Mapping

from posture.comparison.types import Drift, Pain

#: The measure whose drift is compared with the pain: the first of the two primary ones.
LEAN = "trunk_lean_deg"


def compare_pain(time_s: float | None, drift: Mapping[str, Drift]) -> Pain | None:
    """Compare the onset of the drift of the trunk lean with the time at which pain began.

    Parameters
    ----------
    time_s
        When pain began, seconds of real running; None if it was not given.
    drift
        From `posture.comparison.drift`, by measure.

    Returns
    -------
    Pain or None
        None without a time. An onset without an interval is reported but not compared.
    """
    if time_s is None:
        return None
    lean = drift.get(LEAN, Drift())
    onset, ci95 = lean.onset_s, lean.onset_ci95
    before = None
    if onset is not None and ci95 is not None:
        low, high = ci95
        before = True if high < time_s else False if low > time_s else None
    return Pain(
        time_s=time_s,
        lean_onset_s=onset,
        lean_onset_ci95=ci95,
        lean_onset_before=before,
        statement=_statement(onset, before),
    )


def _statement(onset: float | None, before: bool | None) -> str:
    if onset is None:
        return "When the trunk lean began to drift is not known, so it is not set against the pain."
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
