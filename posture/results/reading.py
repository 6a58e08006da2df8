"""Read values from a run; a column or entry that the run lacks counts as missing."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import numpy.typing as npt
import pandas as pd

from posture.comparison.types import Change, Decided, Drift, Verdict, Waveform
from posture.errors import UsageError
from posture.measures import (
    DETAILS,
    PAIRS,
    REPORTED,
    WAVEFORMS,
    BothLegs,
    choose_measures,
    find_measure,
)
from posture.results.names import MeasureName, name_of
from posture.results.run import Run
from posture.utils.arrays import BoolArray, FloatArray
from posture.utils.paths import LONGEST_SHOWN, shorten

WINDOWS = ("early", "late")
"""Names of the windows, as in the column ``segment``."""

_SUGGESTED = 8
"""Most names of measures that a message gives."""

_MIN_STRIDES = 3
"""Strides with a value from which a measure is drawn over the run."""


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
    segments = run.results.segments
    found = segments.early if which == "early" else segments.late
    if found.start_s is None or found.end_s is None:
        return None
    return Window(found.start_s, found.end_s, found.strides)


def has_comparison(run: Run) -> bool:
    """Whether any measure of the early window is compared with the late one."""
    return any(found.change is not None for found in run.results.measures.values())


def name_in(run: Run, measure: str) -> MeasureName:
    """Name of a measure, with left and right as in this run."""
    found = change_of(run, measure)
    unit = found.unit if found else ""
    return name_of(measure, run.results.near_side_in_words, stored_unit=unit)


def change_of(run: Run, measure: str) -> Change | None:
    """Give the comparison of a measure, None if the run has none."""
    return run.results.measures.get(measure)


def decided(run: Run, measure: str) -> Decided:
    """Give the change that the verdict follows, of a measure that was compared.

    Raises
    ------
    ValueError
        The measure was not compared.
    """
    found = change_of(run, measure)
    if found is None or found.decided is None:
        raise ValueError(f"{measure} was not compared")
    return found.decided


def drift_of(run: Run, measure: str) -> Drift:
    """Give slope and onset of a measure; all None if the run has neither."""
    return run.results.drift.get(measure) or Drift()


def waveform_of(run: Run, measure: str) -> Waveform | None:
    """Give the comparison over the stride, None if the run has none."""
    return run.results.waveforms.get(measure)


def pain_s(run: Run) -> float | None:
    """When pain began, seconds of real running; None if it was not given."""
    return run.results.pain.time_s if run.results.pain else None


def is_compared(run: Run, measure: str) -> bool:
    """Whether there is a change of a measure from early to late."""
    found = change_of(run, measure)
    return found is not None and found.change is not None


def verdict(run: Run, measure: str) -> Verdict:
    """Verdict of the comparison; "not measurable" also where the run has none."""
    found = change_of(run, measure)
    return found.verdict if found else "not measurable"


def reason(run: Run, measure: str) -> str:
    """Why a measure could not be compared, in words without a full stop."""
    found = change_of(run, measure)
    text = (found.reason if found else "") or run.results.failure or ""
    return text.strip().rstrip(".") or "no stride gave a value for it"


def titles_by_reason(run: Run, measures: list[str]) -> list[tuple[str, list[str]]]:
    """Group measures that could not be compared by the reason: (reason, names)."""
    groups: dict[str, list[str]] = {}
    for measure in measures:
        groups.setdefault(reason(run, measure), []).append(name_in(run, measure).title)
    return list(groups.items())


def counts_from(run: Run, measure: str) -> float | None:
    """Size from which a change counts, in the stored unit; None if the run has none."""
    found = change_of(run, measure)
    return found.counts_from if found else None


def all_measures(run: Run) -> list[str]:
    """Every measure of strides in the run: those of the registry first, in its order."""
    compared = run.results.measures
    names = [m.name for m in REPORTED if m.name in compared or m.name in run.strides]
    return names + [name for name in compared if name not in names]


def usual_measures(run: Run) -> list[str]:
    """Every measure of strides but the details."""
    return [name for name in all_measures(run) if name not in DETAILS]


def details(run: Run) -> list[str]:
    """List the measures of strides that are shown behind a fold."""
    return [name for name in all_measures(run) if name in DETAILS]


def drawn_measures(run: Run) -> list[str]:
    """Every measure of strides that charts and curves are drawn of, see ``--measures``."""
    return [name for name in all_measures(run) if _is_drawn(run, name)]


def drawn_waveforms(run: Run) -> list[str]:
    """Every measure of frames whose curve through the stride is drawn."""
    return [name for name in WAVEFORMS if _is_drawn(run, name)]


def _is_drawn(run: Run, name: str) -> bool:
    """Whether a measure is drawn; those that this version does not know are."""
    try:
        chosen = choose_measures(run.results.settings.get("measures") or ())
    except UsageError:  # of a run of another version
        chosen = choose_measures(())
    return name in chosen or find_measure(name) is None


def pairs_with_index(run: Run) -> list[BothLegs]:
    """Pairs for which the run has an index with an interval: their error is known."""
    found = run.results.sides
    return [legs for legs in PAIRS if legs.pair.name in found and found[legs.pair.name].ci95]


def has_drift(run: Run, measure: str) -> bool:
    """Whether enough strides have a value to draw the measure over the run."""
    return int(stride_values(run, measure).good.sum()) >= _MIN_STRIDES


def require_stride_measure(run: Run, measure: str) -> None:
    """Raise `UsageError`, with the known names, for a measure that strides do not have."""
    known = all_measures(run)
    if measure not in known:
        _refuse(measure, "a measure of this run's strides", known)


def require_frame_measure(measure: str) -> None:
    """Raise `UsageError`, with the known names, for a measure without a waveform."""
    if measure not in WAVEFORMS:
        _refuse(measure, "a measure of frames", list(WAVEFORMS))


def _refuse(measure: str, what: str, known: list[str]) -> None:
    choice = "this run has none"
    if known:
        near = get_close_matches(measure[:LONGEST_SHOWN], known, n=_SUGGESTED, cutoff=0.5)
        shown = known if len(known) <= _SUGGESTED else near or known[:_SUGGESTED]
        choice = f"choose one of: {', '.join(shown)}"
        if len(shown) < len(known):
            choice += " (docs/outputs.md has all of them)"
    raise UsageError(f"'{shorten(measure)}' is not {what}; {choice}.")
