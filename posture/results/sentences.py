"""Results of a run as sentences: change, drift, onset, waveforms."""

from __future__ import annotations

from posture.comparison.types import CHANGED, PROBABLE, Change, Cluster, Drift
from posture.comparison.waves import MIN_BLOCKS
from posture.results import reading
from posture.results.names import MeasureName, clock
from posture.results.run import Run
from posture.results.timeline import timeline

_LONG_RUN_S = 600.0
"""In shorter runs the slope is given per minute, seconds of real running."""


def is_changed(run: Run, measure: str) -> bool:
    """Whether the comparison found a change for sure."""
    found = reading.change_of(run, measure)
    return found is not None and found.is_changed


def change_title(run: Run, measure: str) -> str:
    """Write the outcome: ``"Trunk lean increased by 3.6° (more forward)"``."""
    name = reading.name_in(run, measure)
    verdict = reading.verdict(run, measure)
    if not reading.is_compared(run, measure):
        return f"{name.title}: early and late could not be compared"
    if verdict == "uncertain":
        return f"{name.title}: whether it changed stays uncertain"
    if verdict not in CHANGED + PROBABLE:
        return f"{name.title}: {verdict}"
    change = reading.decided(run, measure).change
    look = name.more if change > 0 else name.less
    return f"{name.title} {verdict} by {name.value(abs(change))} ({look})"


def change_numbers(run: Run, measure: str) -> str:
    """Write the change with its interval and the size that counts, or why there is none."""
    if not reading.is_compared(run, measure):
        return f"Not compared: {reading.reason(run, measure)}."
    found = reading.decided(run, measure)
    name = reading.name_in(run, measure)
    text = f"Change {name.change(found.change, found.interval)}"
    known = reading.change_of(run, measure)
    if known is not None and (note := pace_note(known)):
        text += f" {note}"
    counts_from = reading.counts_from(run, measure)
    if counts_from is not None:
        text += f"; it counts from {name.value(counts_from)}"
    return f"{text}."


def pace_note(found: Change) -> str:
    """Say what stands behind the change that the verdict follows, where the pace differed.

    Where that would be the one at equal pace, and it cannot be known, this is said behind the
    change as measured: with the verdict alone its interval would seem to be passed over.
    """
    if found.decided is None or found.adjusted is None or not found.adjusted.decides:
        return ""
    if found.decided.at_equal_pace:
        return "at equal pace"
    return "as measured, not known at equal pace"


def drift_sentence(run: Run, measure: str) -> str:
    """Write slope and onset of a measure over the run; empty if the run has neither."""
    return " ".join(_course(run, measure))


def _course(run: Run, measure: str) -> list[str]:
    drift = reading.drift_of(run, measure)
    lines = []
    if drift.slope_per_10min is not None:
        lines.append(slope(run, reading.name_in(run, measure), drift))
    begins = onset(run, measure)
    found = reading.change_of(run, measure)
    if begins:
        lines.append(f"The change begins {begins}.")
    elif drift.onset_reason and found and (found.is_changed or found.is_probable):
        lines.append(f"When it began is not given: {drift.onset_reason}.")
    return lines


def slope(run: Run, name: MeasureName, drift: Drift) -> str:
    """Write the slope per 10 minutes, or per minute for a run shorter than that."""
    duration = float(run.frames["time_s"].iloc[-1]) if len(run.frames) else 0.0
    share, per = (1.0, "10 minutes") if duration >= _LONG_RUN_S else (0.1, "minute")
    spread = [share * edge for edge in drift.ci95] if drift.ci95 else None
    return f"Drift: {name.change(share * (drift.slope_per_10min or 0.0), spread)} per {per}."


def onset(run: Run, measure: str) -> str:
    """Write when a change begins: ``"at about 0:26 (95 % CI 0:19 to 0:33)"``; empty without one."""
    drift = reading.drift_of(run, measure)
    if drift.onset_s is None:
        return ""
    text = f"at about {clock(drift.onset_s)}"
    if drift.onset_ci95:
        low, high = (clock(edge) for edge in drift.onset_ci95)
        text += f" (95 % CI {low} to {high})"
    return text


def drift_subtitle(run: Run, measure: str) -> str:
    """Write the lines below the title of a drift chart."""
    lines = [change_numbers(run, measure), *_course(run, measure)]
    if not timeline(run).known:
        lines.append("Two clips: how much time lies between them is not known.")
    return "\n".join(lines)


def wave_title(run: Run, measure: str, largest: tuple[float, float] | None) -> str:
    """Write where in the stride early and late differ.

    Parameters
    ----------
    run, measure
        As for `waveform_figure`.
    largest
        Where the mean curves lie furthest apart (percent of the stride) and late minus early
        there, in the stored unit; None where only one window has a curve.
    """
    name = reading.name_in(run, measure)
    found = reading.waveform_of(run, measure)
    if largest is None:
        return f"{name.title} through the stride, of one window only"
    if found is not None and tested(run, measure):
        parts = [_part(name, cluster) for cluster in found.clusters]
        if not parts:
            return f"{name.title}: no part of the stride stands out from chance"
        return f"{name.title}, late against early: {' and '.join(parts)}"
    place, apart = largest
    return (
        f"{name.title}: late and early differ most at {place:.0f} % of the stride, "
        f"by {name.value(apart, signed=True)} (not tested)"
    )


def tested(run: Run, measure: str) -> bool:
    """Whether there were enough strides for the test of the waveforms."""
    found = reading.waveform_of(run, measure)
    return found is not None and min(found.blocks_early, found.blocks_late) >= MIN_BLOCKS


def _part(name: MeasureName, cluster: Cluster) -> str:
    """Name one part of the stride: ``"3.9° more forward through the whole stride"``."""
    low, high = 100.0 * cluster.start, 100.0 * cluster.end
    where = f"from {low:.0f} to {high:.0f} %"
    if low < 0.5 and high > 99.5:
        where = "through the whole stride"
    look = name.more if cluster.mean_difference > 0 else name.less
    return f"{name.value(cluster.mean_difference, signed=True)} ({look}) {where}"


def change_summary(run: Run, shown: list[str]) -> str:
    """Count the measures that changed: ``"5 of 11 measures changed from early to late"``."""
    changed = [measure for measure in shown if is_changed(run, measure)]
    if not changed:
        return f"None of {len(shown)} measures changed for sure from early to late"
    return f"{len(changed)} of {len(shown)} measures changed from early to late"
