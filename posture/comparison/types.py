"""Results of a comparison, measure by measure, as summary.json holds them."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from posture.measures.measure import Family

Verdict = Literal[
    "increased",
    "decreased",
    "probably increased",
    "probably decreased",
    "no relevant change",
    "uncertain",
    "not measurable",
    "not compared",
]
"""Outcome for a measure from early to late, see `posture.comparison.verdict`."""

CHANGED: tuple[Verdict, ...] = ("increased", "decreased")
"""Verdicts that say that a measure changed."""

PROBABLE: tuple[Verdict, ...] = ("probably increased", "probably decreased")
"""Verdicts that say that a measure probably changed."""

Interval = tuple[float, float]
"""Low and high end of a 95 % interval."""


class AdjustedChange(Struct, frozen=True, kw_only=True, rename={"covariates": "for"}):
    """A change at equal speed, grade or cadence.

    Attributes
    ----------
    covariates
        Columns of strides.parquet that the change is adjusted for; in JSON ``for``.
    change, ci95, ci95_family
        As of a `Change`; None where it cannot be estimated.
    reason
        Why there is no change, else empty.
    decides
        Whether the verdict follows it.
    """

    covariates: tuple[str, ...] = ()
    change: float | None = None
    ci95: Interval | None = None
    ci95_family: Interval | None = None
    reason: str = ""
    decides: bool = False


class Decided(Struct, frozen=True):
    """The change that the verdict follows: as measured, or at equal pace.

    Attributes
    ----------
    change
        In the unit of the measure.
    interval
        The interval that decides: to be drawn and printed.
    at_equal_pace
        Whether the part that goes with the pace is taken off.
    """

    change: float
    interval: Interval | None
    at_equal_pace: bool = False


class Settle(Struct, frozen=True, kw_only=True):
    """What would settle a change of which this video says too little.

    Attributes
    ----------
    strides
        Strides that each window would need; None where more film would not settle it.
    text
        The same in words, with the seconds of film: a clause without a full stop.
    """

    strides: int | None
    text: str


class Change(Struct, frozen=True, kw_only=True):
    """One measure, early against late.

    Attributes
    ----------
    unit
        Stored unit of the measure and of all numbers here.
    early, late
        Means of the strides of the windows; None where none has a value.
    change, ci95
        Late minus early and its 95 % interval; None where it was not compared.
    ci95_family
        Interval that holds the truth in 95 % of videos for all measures of the family at once;
        None outside the family ``"posture"``, where nothing is corrected.
    detectable_change
        How far this video varies while nothing changes; decides nothing.
    verdict, reason
        The outcome, and why: a clause without a full stop.
    counts_from
        Size from which a change counts, and the only number that decides: the larger of
        `smallest_of_interest` and half of the interval that decides. None where it was not
        compared, and where a change of pace that cannot be taken off leaves it open.
    settle
        What would settle it; None where the verdict leaves nothing open, or nothing would.
    family
        The group in which it is judged.
    strides_early, strides_late
        Number of strides that the means are calculated from.
    method
        How the interval was calculated, in words.
    smallest_of_interest
        The smallest change that matters.
    adjusted
        The change at equal pace.
    """

    unit: str
    early: float | None
    late: float | None
    change: float | None
    ci95: Interval | None
    ci95_family: Interval | None
    detectable_change: float | None
    verdict: Verdict
    counts_from: float | None
    settle: Settle | None
    family: Family
    reason: str
    strides_early: int
    strides_late: int
    method: str
    smallest_of_interest: float | None
    adjusted: AdjustedChange | None = None

    @property
    def is_changed(self) -> bool:
        """Whether a change was found for sure."""
        return self.change is not None and self.verdict in CHANGED

    @property
    def is_probable(self) -> bool:
        """Whether a change was found that is only probable, counted with others of its family."""
        return self.change is not None and self.verdict in PROBABLE

    @property
    def decided(self) -> Decided | None:
        """The change that the verdict follows; None where early and late were not compared."""
        if self.change is None:
            return None
        adjusted = self.adjusted
        if adjusted is not None and adjusted.decides and adjusted.change is not None:
            interval = adjusted.ci95_family or adjusted.ci95
            return Decided(adjusted.change, interval, at_equal_pace=True)
        return Decided(self.change, self.ci95_family or self.ci95)

    @property
    def at_equal_pace(self) -> tuple[float | None, float | None, float | None]:
        """Change at equal pace and its interval, for tables; None where it does not decide."""
        adjusted = self.adjusted
        if adjusted is None or not adjusted.decides or adjusted.change is None:
            return None, None, None
        return adjusted.change, *(adjusted.ci95 or (None, None))


class Drift(Struct, frozen=True, kw_only=True):
    """Slope of a measure over the run, and the onset of its change.

    Attributes
    ----------
    slope_per_10min, ci95
        Unit of the measure per 10 minutes of real running, + for an increase; None with too few
        strides.
    onset_s, onset_ci95
        When the change began, seconds of real running; None where no onset is found.
    onset_reason
        Why there is no onset, a clause without a full stop; else empty.
    """

    slope_per_10min: float | None = None
    ci95: Interval | None = None
    onset_s: float | None = None
    onset_ci95: Interval | None = None
    onset_reason: str = ""


class Cluster(Struct, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}):
    """A part of the stride in which early and late differ.

    Attributes
    ----------
    start, end
        Phases 0-1 from initial contact; in JSON ``from`` and ``to``.
    p
        p-value, corrected for looking at all phases.
    mean_difference
        Mean of late minus early within it, in the unit of the measure.
    """

    start: float
    end: float
    p: float
    mean_difference: float


class Waveform(Struct, frozen=True, kw_only=True):
    """A measure through the stride: where early and late differ.

    Attributes
    ----------
    clusters
        In order of phase.
    blocks_early, blocks_late
        Number of blocks of neighbouring strides that were exchanged.
    """

    clusters: tuple[Cluster, ...] = ()
    blocks_early: int = 0
    blocks_late: int = 0


class SideDifference(Struct, frozen=True, kw_only=True):
    """The near leg against the far one.

    Attributes
    ----------
    unit, near, far
        Means over the run, in the unit; None where no stride shows both legs.
    index_percent, ci95
        ``100 (near - far)`` over the mean of both, and its interval.
    change, change_ci95
        Change of the index from early to late, percentage points, and its interval.
    note
        How accurate the far side is, in words.
    reason
        Why there is no index, a clause without a full stop; else empty.
    """

    unit: str
    near: float | None = None
    far: float | None = None
    index_percent: float | None = None
    ci95: Interval | None = None
    change: float | None = None
    change_ci95: Interval | None = None
    note: str = ""
    reason: str = ""

    @property
    def differs(self) -> bool:
        """Whether the sides differ: the interval excludes 0."""
        return self.ci95 is not None and (self.ci95[0] > 0 or self.ci95[1] < 0)

    @property
    def shifted(self) -> bool:
        """Whether the index changed from early to late: the interval of its change excludes 0."""
        return self.change_ci95 is not None and (self.change_ci95[0] > 0 or self.change_ci95[1] < 0)


class Pain(Struct, frozen=True, kw_only=True):
    """The time at which pain began, compared with the onset of the drift of the trunk lean.

    Attributes
    ----------
    time_s
        Seconds of real running.
    lean_onset_s, lean_onset_ci95
        Onset of the drift of the trunk lean, and its interval; None where none is found.
    lean_onset_before
        True if the whole interval of the onset lies before the pain, False if it lies after it,
        None if neither is so.
    statement
        The result as a sentence.
    """

    time_s: float
    lean_onset_s: float | None
    lean_onset_ci95: Interval | None
    lean_onset_before: bool | None
    statement: str
