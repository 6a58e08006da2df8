"""What the charts read from a run, with missing columns and entries as "not there"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from posture.errors import UsageError
from posture.measures import REPORTED, WAVEFORMS
from posture.results.names import MeasureName, name_of
from posture.results.run import Run
from posture.utils.arrays import BoolArray, FloatArray

NOT_MEASURABLE = "not measurable"
WINDOWS = ("early", "late")

_MIN_DOTS = 3


@dataclass(frozen=True)
class Window:
    """One of the two compared windows: seconds of running, and its number of strides."""

    start_s: float
    end_s: float
    strides: int


@dataclass(frozen=True)
class StrideValues:
    """One measure, stride by stride: arrays of shape ``(strides,)``.

    Attributes
    ----------
    time_s
        Middle of the stride, seconds of running.
    value
        The measure in its stored unit, NaN where it is not measured.
    accepted
        False for rejected strides.
    segment
        ``"early"``, ``"late"`` or ``""``.
    """

    time_s: FloatArray
    value: FloatArray
    accepted: BoolArray
    segment: npt.NDArray[np.str_]

    @property
    def good(self) -> BoolArray:
        """Accepted strides that have a value."""
        return self.accepted & np.isfinite(self.value)


def stride_values(run: Run, measure: str) -> StrideValues:
    """Values of a measure for every stride; all NaN if the run has no such column."""
    table = run.strides
    start, end = numbers(table, "start_s"), numbers(table, "end_s")
    return StrideValues(
        (start + end) / 2.0,
        numbers(table, measure),
        accepted(table),
        texts(table, "segment"),
    )


def accepted(strides: pd.DataFrame) -> BoolArray:
    """Which strides were not rejected: ``(strides,)`` bool."""
    result: BoolArray = texts(strides, "rejected") == ""
    return result


def window_strides(run: Run, window: str) -> pd.DataFrame:
    """Give the accepted strides of ``"early"`` or ``"late"``."""
    chosen = accepted(run.strides) & (texts(run.strides, "segment") == window)
    return run.strides.iloc[np.flatnonzero(chosen)]


def numbers(table: pd.DataFrame, column: str) -> FloatArray:
    """Give a column as float64 ``(rows,)``, all NaN if the table lacks it."""
    if column not in table:
        return np.full(len(table), np.nan)
    return table[column].to_numpy(dtype=np.float64, na_value=np.nan)


def texts(table: pd.DataFrame, column: str) -> npt.NDArray[np.str_]:
    """Give a column as text ``(rows,)``, all empty if the table lacks it."""
    if column not in table:
        return np.full(len(table), "", dtype=np.str_)
    return table[column].fillna("").to_numpy(dtype=np.str_)


def window(run: Run, which: str) -> Window | None:
    """Give the early or late window, None where the run has none."""
    found = run.summary.get("segments", {}).get(which) or {}
    if found.get("start_s") is None or found.get("end_s") is None:
        return None
    return Window(float(found["start_s"]), float(found["end_s"]), int(found.get("strides") or 0))


def name_in(run: Run, measure: str) -> MeasureName:
    """Name of a measure, with left and right as in this run."""
    return name_of(measure, run.summary.get("runner", {}).get("near_side"))


def entry(run: Run, measure: str) -> dict[str, Any]:
    """Give the comparison of a measure as in the summary, empty if it has none."""
    found: dict[str, Any] = run.summary.get("measures", {}).get(measure) or {}
    return found


def decided(run: Run, measure: str) -> dict[str, Any]:
    """Give the comparison with the change that the verdict follows.

    Where speed or grade differed and could be taken off, that is the adjusted change, and
    ``at_equal_pace`` is True.
    """
    found = entry(run, measure)
    adjusted = found.get("adjusted") or {}
    if not adjusted.get("decides") or adjusted.get("change") is None:
        return found
    return found | {key: adjusted[key] for key in ("change", "ci95")} | {"at_equal_pace": True}


def drift_entry(run: Run, measure: str) -> dict[str, Any]:
    """Give slope and onset of a measure as in the summary, empty if it has none."""
    found: dict[str, Any] = run.summary.get("drift", {}).get(measure) or {}
    return found


def wave_entry(run: Run, measure: str) -> dict[str, Any]:
    """Give the comparison over the stride as in the summary, empty if it has none."""
    found: dict[str, Any] = run.summary.get("waveforms", {}).get(measure) or {}
    return found


def pain_s(run: Run) -> float | None:
    """When pain began, seconds of real running; None if that was not said."""
    found = (run.summary.get("pain") or {}).get("time_s")
    return None if found is None else float(found)


def verdict(run: Run, measure: str) -> str:
    """Verdict of the comparison: `NOT_MEASURABLE` too where the summary says nothing."""
    found = entry(run, measure)
    if found.get("change") is None:
        return NOT_MEASURABLE
    return str(found.get("verdict") or NOT_MEASURABLE)


def reason(run: Run, measure: str) -> str:
    """Why a measure could not be compared, in words without a full stop."""
    said = entry(run, measure).get("reason") or run.summary.get("failure") or ""
    return str(said).strip().rstrip(".") or "no stride gave a value for it"


def titles_by_reason(run: Run, measures: list[str]) -> list[tuple[str, list[str]]]:
    """Group measures that could not be compared: each reason with the names it holds for."""
    groups: dict[str, list[str]] = {}
    for measure in measures:
        groups.setdefault(reason(run, measure), []).append(name_in(run, measure).title)
    return list(groups.items())


def threshold(run: Run, measure: str) -> float | None:
    """Size from which a change counts: the detectable change, or the smallest of interest.

    In the stored unit; None where the run has no detectable change.
    """
    found = entry(run, measure)
    if found.get("detectable_change") is None:
        return None
    return max(float(found["detectable_change"]), float(found.get("smallest_of_interest") or 0.0))


def all_measures(run: Run) -> list[str]:
    """Every stride measure of the run: those with a name of ours first, in their order."""
    compared = run.summary.get("measures", {})
    names = [m.name for m in REPORTED if m.name in compared or m.name in run.strides]
    return names + [name for name in compared if name not in names]


def has_drift(run: Run, measure: str) -> bool:
    """Whether enough strides have a value to draw the measure over the run."""
    return int(stride_values(run, measure).good.sum()) >= _MIN_DOTS


def require_stride_measure(run: Run, measure: str) -> None:
    """Raise `UsageError`, naming what there is, for a measure that strides do not have."""
    known = all_measures(run)
    if measure not in known:
        _refuse(measure, "a measure of this run's strides", known)


def require_frame_measure(measure: str) -> None:
    """Raise `UsageError`, naming what there is, for a measure without a waveform."""
    if measure not in WAVEFORMS:
        _refuse(measure, "a measure of frames", list(WAVEFORMS))


def _refuse(measure: str, what: str, known: list[str]) -> None:
    choice = f"choose one of: {', '.join(known)}" if known else "this run has none"
    raise UsageError(f"'{measure}' is not {what}; {choice}.")
