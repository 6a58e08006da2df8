"""Results of a comparison, measure by measure, as summary.json holds them."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Verdict = Literal[
    "increased", "decreased", "no detectable change", "not measurable", "not compared"
]
"""Outcome for a measure from early to late."""

CHANGED: tuple[Verdict, ...] = ("increased", "decreased")
"""Verdicts that say that a measure changed."""

Interval = tuple[float, float]
"""Low and high end of a 95 % interval."""


class AdjustedChange(Struct, frozen=True, kw_only=True, rename={"covariates": "for"}):
    """A change at equal speed, grade or cadence.

    Attributes
    ----------
    covariates
        Columns of strides.parquet that the change is adjusted for; in JSON ``for``.
    change, ci95
        In the unit of the measure; None where it cannot be estimated.
    reason
        Why there is no change, else empty.
    decides
        Whether the verdict follows it.
    """

    covariates: tuple[str, ...] = ()
    change: float | None = None
    ci95: Interval | None = None
    reason: str = ""
    decides: bool = False


class Decided(Struct, frozen=True):
    """The change that the verdict follows: as measured, or at equal pace."""

    change: float
    ci95: Interval | None
    at_equal_pace: bool = False


class Change(Struct, frozen=True, kw_only=True):
    """One measure, early against late.

    Attributes
    ----------
    unit
        Stored unit of the measure and of all numbers here but `p_adjusted`.
    early, late
        Means of the strides of the windows; None where none has a value.
    change, ci95
        Late minus early and its 95 % interval; None where it was not compared.
    p_adjusted
        p-value, corrected for the number of measures.
    detectable_change
        The smallest change that can be distinguished from chance in this video.
    verdict, reason
        The outcome, and why; the reason is empty for a change that counts.
    strides_early, strides_late
        Number of strides that the means are calculated from.
    method
        How the interval was calculated, in words.
    primary
        Whether it is a primary measure, without a correction for the number of measures.
    smallest_of_interest
        A smaller change does not count.
    adjusted
        The change at equal pace.
    """

    unit: str
    early: float | None
    late: float | None
    change: float | None
    ci95: Interval | None
    p_adjusted: float | None
    detectable_change: float | None
    verdict: Verdict
    reason: str
    strides_early: int
    strides_late: int
    method: str
    primary: bool
    smallest_of_interest: float | None
    adjusted: AdjustedChange | None = None

    @property
    def is_changed(self) -> bool:
        """Whether a change was found."""
        return self.change is not None and self.verdict in CHANGED

    @property
    def counts_from(self) -> float | None:
        """Size from which a change counts; None where the video has no detectable change."""
        if self.detectable_change is None:
            return None
        return max(self.detectable_change, self.smallest_of_interest or 0.0)

    @property
    def decided(self) -> Decided | None:
        """The change that the verdict follows; None where early and late were not compared."""
        if self.change is None:
            return None
        adjusted = self.adjusted
        if adjusted is not None and adjusted.decides and adjusted.change is not None:
            return Decided(adjusted.change, adjusted.ci95, at_equal_pace=True)
        return Decided(self.change, self.ci95)


class Drift(Struct, frozen=True, kw_only=True):
    """Slope of a measure over the run, and the onset of its change.

    Attributes
    ----------
    slope_per_10min, ci95
        Unit of the measure per 10 minutes of real running, + for an increase; None with too few
        strides.
    onset_s, onset_ci95
        When the change began, seconds of real running; None where no onset is found.
    """

    slope_per_10min: float | None = None
    ci95: Interval | None = None
    onset_s: float | None = None
    onset_ci95: Interval | None = None


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
    """

    unit: str
    near: float | None = None
    far: float | None = None
    index_percent: float | None = None
    ci95: Interval | None = None
    change: float | None = None
    change_ci95: Interval | None = None
    note: str = ""

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
