"""Marks on the time axis: the onset of a change, and the time given for the pain."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes

from posture.charts import style
from posture.results import reading
from posture.results.names import clock
from posture.results.run import Run
from posture.results.timeline import Timeline

#: Height of the mark of the onset, as a share of the height of the axes.
_MARK = 0.045
#: The same in the small charts of the overview.
_SMALL_MARK = 0.08
#: Width of "pain 1:02:03", as a share of the width of the axes.
_WORD = 0.2


def count_rows(run: Run, measure: str) -> int:
    """Count the lines of text for the marks: onset and pain, as far as they are known."""
    onset = reading.drift_of(run, measure).onset_s
    return sum(time is not None for time in (onset, reading.pain_s(run)))


def draw_onset(ax: Axes, run: Run, measure: str, time: Timeline, small: bool) -> None:
    """Mark the onset with its interval, where one was found."""
    drift = reading.drift_of(run, measure)
    if drift.onset_s is None:
        return
    onset = float(time.x(drift.onset_s))
    ax.axvline(onset, ymax=0.88, color=style.INK, linewidth=1.2, linestyle=(0, (2, 2)))
    axis = ax.get_xaxis_transform()
    height = _SMALL_MARK if small else _MARK
    if drift.onset_ci95:
        ax.plot(
            time.x(drift.onset_ci95),
            (height, height),
            color=style.INK,
            linewidth=2.4,
            marker="|",
            markersize=8,
            markeredgewidth=1.8,
            transform=axis,
            label="_onset_interval",
        )
    ax.plot(
        onset,
        height,
        "D",
        color=style.INK,
        markersize=6.5,
        markeredgecolor="white",
        transform=axis,
        label="_onset",
    )
    if not small:
        left, right = ax.get_xlim()
        before = onset > (left + right) / 2.0
        _write_beside(ax, onset, f"begins to change {clock(drift.onset_s)}", before=before, row=0)


def draw_pain(ax: Axes, run: Run, measure: str, time: Timeline, *, row: int, small: bool) -> None:
    """Mark the time given for the pain."""
    pain = reading.pain_s(run)
    if pain is None:
        return
    place = float(time.x(pain))
    ax.axvline(place, ymax=0.88, color=style.PAIN, linewidth=2.2, label="_pain")
    left, right = ax.get_xlim()
    onset = reading.drift_of(run, measure).onset_s
    # on the side away from the onset, unless the text would leave the axes there
    before = place > (left + right) / 2.0 if onset is None else pain < onset
    share = (place - left) / (right - left)
    before = (before or share > 1.0 - _WORD) and share > _WORD
    _write_beside(ax, place, "pain" if small else f"pain {clock(pain)}", before=before, row=row)


def _write_beside(ax: Axes, place: float, text: str, *, before: bool, row: int) -> None:
    """Write beside a line at the foot of the axes."""
    where: dict[str, Any] = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points"}
    ax.annotate(
        text,
        (place, _MARK),
        xytext=(-7 if before else 7, 9 + 19 * row),
        ha="right" if before else "left",
        fontsize=style.SMALL_PT,
        color=style.INK,
        bbox=style.READABLE,
        **where,
    )
