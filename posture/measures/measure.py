"""The types of the registry: measures, and other columns of the tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from posture.back import Back, BackAngle
from posture.measures.reducers import PerStride
from posture.measures.reference import Reference
from posture.tracks import Body
from posture.utils.arrays import FloatArray

Side = Literal["near", "far"]
Group = Literal["trunk", "low back", "head", "whole body", "arms", "legs", "steps"]
#: Groups in the order in which charts and report show them.
GROUPS: tuple[Group, ...] = ("trunk", "low back", "head", "whole body", "arms", "legs", "steps")
#: Where the values of a column come from: joints and other landmarks; the line of the back, where
#: it was accepted; the outline of the body, accepted or not; initial contacts and toe-offs; the
#: position of the runner in the picture; the file and its timestamps; the user or a pace file.
Source = Literal["joints", "back line", "outline", "events", "view", "video", "given"]
#: Groups in which changes are judged: the three questions of the project, corrected for looking at
#: all of them; the low back around toe-off; measures of one leg; all others.
Family = Literal["posture", "toe_off", "side", "other"]
PerFrame = Callable[[Body, Back], FloatArray]


@dataclass(frozen=True)
class Unit:
    """How values are stored, and how people write them.

    Attributes
    ----------
    stored
        Unit in the tables and in summary.json: ``"deg"``, ``"s"``, ``"steps/min"``,
        ``"trunk lengths"``; empty for plain numbers and texts.
    written
        Unit as written after a number, with its leading space where there is one.
    factor
        From the stored to the written unit (seconds to milliseconds: 1000).
    decimals
        Digits after the point of a written value.
    stored_decimals, error_decimals
        The same of a value, and of an error of the method, in the stored unit.
    """

    stored: str
    written: str = ""
    factor: float = 1.0
    decimals: int = 1
    stored_decimals: int = 3
    error_decimals: int = 4


NO_UNIT = Unit("")
DEGREES = Unit("deg", "°", stored_decimals=1, error_decimals=1)
STEPS_PER_MINUTE = Unit("steps/min", " steps/min", stored_decimals=1, error_decimals=1)
SECONDS = Unit("s", " ms", factor=1000.0, decimals=0)
TRUNK_LENGTHS = Unit("trunk lengths", " % of trunk", factor=100.0)
METRES_PER_SECOND = Unit("m/s", " m/s", decimals=2)
PERCENT = Unit("%", " %", stored_decimals=1, error_decimals=2)
METRES = Unit("m", " m", decimals=2)
CENTIMETRES = Unit("cm", " cm", stored_decimals=1)
#: Of a correlation, 0-1.
CORRELATION = Unit("correlation", decimals=2)
#: Every unit by how it is called where values are stored.
UNITS = {
    unit.stored: unit
    for unit in (
        NO_UNIT,
        DEGREES,
        STEPS_PER_MINUTE,
        SECONDS,
        TRUNK_LENGTHS,
        METRES_PER_SECOND,
        PERCENT,
        METRES,
        CENTIMETRES,
        CORRELATION,
    )
}


@dataclass(frozen=True)
class Words:
    """How a measure is called in texts for people.

    Attributes
    ----------
    title
        Name, capitalised. ``{near}`` and ``{far}`` stand for the side until
        `posture.results.names.name_of` fills them in.
    more, less
        What a larger and a smaller value look like, as in "more forward".
    meaning
        Definition in one line, without a full stop; of a stride's value if strides have one.
    by_frame
        Definition of a frame's value where it differs from that of a stride; else empty.
    """

    title: str
    more: str
    less: str
    meaning: str
    by_frame: str = ""


@dataclass(frozen=True)
class Charts:
    """Which charts a measure has beside that over the run, which every measure of strides has.

    Attributes
    ----------
    waveform
        Through the stride, early against late; for measures of frames.
    tested
        Whether a cluster test says where in the stride the waveforms differ.
    """

    waveform: bool = False
    tested: bool = False


@dataclass(frozen=True)
class Pair:
    """A measure that both legs have; the two entries of the registry name it.

    Attributes
    ----------
    name, title
        Name in ``sides`` of the summary, and what people call it.
    least_frame_rate
        Frames per second of real running from which the two sides can be told apart.
    level_sd, change_sd
        SD of the method's own error of near minus far, and of its change from early to late, in
        the stored unit: root mean square in the conditions `long` and `back` of
        tests/benchmarks/accuracy. 0 where it is not known.
    """

    name: str
    title: str
    least_frame_rate: float = 0.0
    level_sd: float = 0.0
    change_sd: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measure: all that the program knows about it.

    Attributes
    ----------
    name
        Column of frames.parquet, of strides.parquet, or of both.
    unit, words, group, source
        See there.
    per_frame
        From the runner's body and back to ``(frames,)`` values; None if frames have none.
    per_stride
        From a stride to its value, see `posture.measures.reducers`; None if strides have none.
    smallest_change
        A smaller change from early to late does not count, however certain it is; stored unit.
        The values follow published effects of fatigue (lean 2-4 deg, cadence 1-3 %, contact time
        2-5 %) and, for the low back, the error of the measure; the others are of the same order.
        None for a measure that is not compared from early to late.
    method_error
        Standard deviation of the method's own error of a change, chance not included, stored
        unit: root mean square of measured minus true changes in the conditions `long` and `back`
        of tests/benchmarks/accuracy, 24 clips of 8 runners, or in `bodies`, 24 others, where it
        is larger (in pelvic tilt alone). 24 more (`unseen`) are the test of it. None where it has
        not been measured: then the measure is shown, but no verdict is given.
    charts
        Which charts it has.
    family
        The group in which its change is judged. The three questions of the project, answered
        before all others, are ``"posture"``: only in this family intervals are corrected for the
        number of measures.
    pair, side
        The pair of legs that it belongs to, and which of them it is.
    back_angle
        The angle of the low back that it is a value of: this angle's errors and shifts are its
        own. None for all others.
    detail
        Whether it is shown behind a fold, and drawn only where ``--measures`` asks for it.
    least_frame_rate
        Frames per second of real running from which it is measured; 0 for any.
    no_verdict
        Why its change gets no verdict though it was measured on virtual runners, a clause without
        a full stop; empty where it gets one, and where nothing is known.
    needs
        What the user has to state for it; such a measure is filled in at the end, see
        `posture.measures.lengths`, and a run without it does not have the column.
    reference
        What other runners do; None where nobody has measured it nearly as we do.
    """

    name: str
    unit: Unit
    words: Words
    group: Group
    source: Source
    per_frame: PerFrame | None = None
    per_stride: PerStride | None = None
    smallest_change: float | None = None
    method_error: float | None = None
    charts: Charts = Charts()
    family: Family = "other"
    pair: Pair | None = None
    side: Side | None = None
    back_angle: BackAngle | None = None
    detail: bool = False
    least_frame_rate: float = 0.0
    no_verdict: str = ""
    needs: str = ""
    reference: Reference | None = None

    #: Value where the low back is removed from the tables.
    blank: ClassVar[float] = np.nan

    @property
    def compared(self) -> bool:
        """Whether it is compared from early to late."""
        return self.smallest_change is not None

    @property
    def is_of_a_leg(self) -> bool:
        """Whether it is of one leg or arm, or of when one leg lands or leaves: its words say so."""
        words = self.words.title + self.words.meaning
        return "{near}" in words or "{far}" in words


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of frames.parquet or strides.parquet that is not a measure.

    Attributes
    ----------
    name, unit, source
        As of a `Measure`.
    dtype
        ``"int"``, ``"float"``, ``"bool"`` or ``"text"``.
    meaning
        Definition in one line, without a full stop.
    per_frame, per_stride
        As of a `Measure`; None for what is filled in otherwise.
    after
        Name of the column that it stands behind; empty at the head of the table, None at its end,
        behind all measures.
    blank
        Value where the low back is removed from the tables, if the column comes from the line
        of the back.
    optional
        Whether only some runs have it.
    """

    name: str
    meaning: str
    source: Source
    dtype: Literal["int", "float", "bool", "text"] = "float"
    unit: Unit = NO_UNIT
    per_frame: PerFrame | None = None
    per_stride: PerStride | None = None
    after: str | None = None
    blank: float = np.nan
    optional: bool = False


def of_body(function: Callable[[Body], FloatArray]) -> PerFrame:
    """Make the `per_frame` of an entry from a function of the body alone."""
    return lambda body, _: function(body)
