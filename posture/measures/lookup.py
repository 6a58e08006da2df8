"""The registry in the forms in which it is used: tables, lists, single entries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from posture.back import BackAngle
from posture.errors import UsageError
from posture.measures.columns import FRAME_COLUMNS, STRIDE_COLUMNS
from posture.measures.lengths import LENGTH_COLUMNS
from posture.measures.measure import (
    GROUPS,
    SECONDS,
    STEPS_PER_MINUTE,
    Column,
    Measure,
    Pair,
)
from posture.measures.registry import MEASURES
from posture.measures.relative import RELATIVE_FRAME_COLUMNS, RELATIVE_STRIDE_COLUMNS
from posture.utils.paths import shorten

Entry = Measure | Column


@dataclass(frozen=True)
class BothLegs:
    """A pair of measures: the leg towards the camera, and the other one."""

    pair: Pair
    near: Measure
    far: Measure


def in_table_order(
    measures: Iterable[Measure], columns: Iterable[Column]
) -> tuple[Measure | Column, ...]:
    """Insert columns among the measures where their field ``after`` says."""
    table: list[Entry] = list(measures)
    for column in columns:
        names = [entry.name for entry in table]
        if column.after is None:
            table.append(column)
        else:
            table.insert(names.index(column.after) + 1 if column.after else 0, column)
    return tuple(table)


def in_report_order(measures: Iterable[Measure]) -> tuple[Measure, ...]:
    """Sort measures by group, the order of charts and report, details last.

    The order in a group stays.
    """
    return tuple(sorted(measures, key=lambda m: (m.detail, GROUPS.index(m.group))))


def pairs(measures: Iterable[Measure]) -> tuple[BothLegs, ...]:
    """Collect the two measures of each pair, in the order of the registry."""
    found: dict[Pair, dict[str, Measure]] = {}
    for measure in measures:
        if measure.pair is not None and measure.side is not None:
            found.setdefault(measure.pair, {})[measure.side] = measure
    return tuple(BothLegs(pair, both["near"], both["far"]) for pair, both in found.items())


#: All columns of frames.parquet, in their order.
FRAME_TABLE = in_table_order(
    (m for m in MEASURES if m.per_frame), (*FRAME_COLUMNS, *RELATIVE_FRAME_COLUMNS)
)
#: All columns of strides.parquet, in their order.
STRIDE_TABLE = in_table_order(
    (m for m in MEASURES if m.per_stride or m.needs),
    (*STRIDE_COLUMNS, *LENGTH_COLUMNS, *RELATIVE_STRIDE_COLUMNS),
)

#: Measures that are compared from early to late, in the order of the columns.
COMPARED = tuple(m for m in MEASURES if m.compared)
#: The same measures in the order of the report.
REPORTED = in_report_order(COMPARED)
#: Names of the measures with a chart of their waveform through the stride.
WAVEFORMS = tuple(m.name for m in in_report_order(MEASURES) if m.charts.waveform)
#: Names of the measures whose waveforms are tested for differences.
TESTED_WAVEFORMS = tuple(m.name for m in in_report_order(MEASURES) if m.charts.tested)
#: Names of the measures that answer the three questions of the project.
KEY_MEASURES = tuple(m.name for m in in_report_order(MEASURES) if m.family == "posture")
#: The two angles of the low back by the name of their measure in frames and strides.
LOW_BACK: dict[str, BackAngle] = {
    m.name: m.back_angle for m in MEASURES if m.back_angle is not None and m.per_frame
}
#: Measures that need the time of real running: where the speed of play is not known they are not.
#: Landing and toe-off are read with delays of real running, so the share of the contact needs it.
TIMED = tuple(
    m.name
    for m in MEASURES
    if m.unit in (SECONDS, STEPS_PER_MINUTE) or m.name == "duty_factor_percent"
)
#: Measures that need it where they are made of a speed: those made of the picture do not.
TIMED_LENGTHS = ("step_length_m", "vertical_ratio_percent")
#: Names of the measures that are shown behind a fold.
DETAILS = frozenset(m.name for m in MEASURES if m.detail)
#: Measures of both legs.
PAIRS = pairs(MEASURES)

_BY_NAME = {measure.name: measure for measure in MEASURES}


def find_measure(name: str) -> Measure | None:
    """Find the entry of a measure; None for a name that is not in the registry."""
    return _BY_NAME.get(name)


def find_unresolved(frame_rate: float) -> dict[str, str]:
    """Say why measures are not measured at a frame rate, by name of the measure.

    Parameters
    ----------
    frame_rate
        Frames per second of real running that the network looked at.
    """
    return {
        m.name: f"at {frame_rate:.0f} frames a second it goes by too quickly; film at 60 or more"
        for m in MEASURES
        if frame_rate < m.least_frame_rate
    }


def choose_measures(words: Iterable[str]) -> frozenset[str]:
    """Say which measures are drawn, by name.

    Parameters
    ----------
    words
        Names of measures, groups such as ``"arms"`` and ``"low-back"``, ``"all"``, and
        ``"usual"``, which is all but those behind the fold. Nothing means the usual ones.

    Raises
    ------
    UsageError
        A word is none of these.
    """
    groups = {group.replace(" ", "-"): group for group in GROUPS}
    chosen = set(KEY_MEASURES)
    for word in list(words) or ["usual"]:
        found = [
            m.name
            for m in MEASURES
            if word in ("all", m.name)
            or (word == "usual" and not m.detail)
            or m.group == groups.get(word)
        ]
        if not found:
            raise UsageError(
                f'option measures: "{shorten(word)}" is neither a measure nor a group; choose from '
                f"all, usual, {', '.join(groups)}, or a name as in strides.parquet"
            )
        chosen.update(found)
    return frozenset(chosen)


def require_compared(names: Iterable[str]) -> None:
    """Raise `UsageError`, with names like it, for a name that no compared measure has."""
    known = [measure.name for measure in COMPARED]
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, cutoff=0.5) or KEY_MEASURES
            raise UsageError(
                f'option smallest: "{shorten(name)}" is not a measure that is compared; choose '
                f"one of docs/outputs.md, such as {', '.join(near)}"
            )
