"""A measure over the whole run, stride by stride."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from posture.charts import data, sentences, style
from posture.charts.names import MeasureName, clock
from posture.charts.smooth import trend
from posture.charts.timeline import Timeline, timeline
from posture.run import Run

#: Room for words inside the axes, as a share of what is drawn.
_HEAD, _SMALL_HEAD, _FOOT, _FOOT_ROW = 0.13, 0.38, 0.05, 0.11
#: Width of "pain 1:02:03", as a share of the axes.
_WORD = 0.2
#: Height of the onset's mark, as a share of the axes.
_MARK, _SMALL_MARK = 0.045, 0.08
#: A stretch shorter than this share of the axes is a point of the trend, not a line.
_SHORT = 0.02


def drift_figure(run: Run, measure: str) -> Figure:
    """Draw a measure over the run: strides, trend, both windows and the change between them.

    Dots are strides (hollow: rejected, not used). The curve is `smooth.trend` of the accepted
    ones, its band the pointwise 95 % interval from the local standard error; it is broken where
    nothing was filmed. Bars are the means of the early (blue) and the late (vermilion) window, the
    grey band around the early one holds changes too small to count (`data.threshold`). The
    diamond and its bar are the onset and its 95 % interval, the line with the word "pain" the
    time given for it. Two clips without a known time between them stand side by side, each with
    its own clock and trend.

    Parameters
    ----------
    run
        The run; times are its seconds of real running, written as min:s.
    measure
        Column of `run.strides`.

    Returns
    -------
    matplotlib.figure.Figure
        Without any value to draw, a figure that says so and why.

    Raises
    ------
    UsageError
        If the run's strides have no such measure.
    """
    return drift_figure_of(run, [measure])


def drift_figure_of(run: Run, measures: list[str]) -> Figure:
    """Draw several measures over the run under each other, each as in `drift_figure`."""
    for measure in measures:
        data.require_stride_measure(run, measure)
    drawn = [measure for measure in measures if data.has_drift(run, measure)]
    said = {m: (sentences.change_title(run, m), sentences.drift_subtitle(run, m)) for m in drawn}
    notes = {measure: _notes(run, measure) for measure in drawn}
    figure, axes = style.panels(
        len(measures),
        top_in=max((style.headings_in(*texts) for texts in said.values()), default=0.78),
        foot_in=max((style.foot_in(note) for note in notes.values()), default=0.0),
    )
    for ax, measure in zip(axes, measures, strict=True):
        if measure not in drawn:
            title = f"{data.name_in(run, measure).title} was not measured"
            style.say_instead(ax, title, data.reason(run, measure))
            continue
        style.headings(ax, *said[measure])
        draw_drift(ax, run, measure)
        clock_of = "running" if timeline(run).known else "each clip"
        ax.set_xlabel(f"time of {clock_of} (min:s)", fontsize=style.SMALL_PT, color=style.INK)
        style.foot(ax, notes[measure])
    return figure


def _notes(run: Run, measure: str) -> str:
    """Say what the marks of the chart are that are not named beside them."""
    name = data.name_in(run, measure)
    said = []
    counts_from = data.threshold(run, measure)
    if counts_from is not None:
        said.append(f"Grey band: too small to count (± {name.value(counts_from)}).")
    said.append("Black: trend, 95 % interval.")
    if not data.stride_values(run, measure).accepted.all():
        said.append("○ not used.")
    return " ".join(said)


def draw_drift(ax: Axes, run: Run, measure: str, *, small: bool = False) -> None:
    """Draw a measure over the run into axes, without headings; `small` leaves words out."""
    name = data.name_in(run, measure)
    time = timeline(run)
    strides = data.stride_values(run, measure)
    value = strides.value * name.scale
    rows = 0 if small else _rows(run, measure)
    foot, head = _FOOT + _FOOT_ROW * rows, _SMALL_HEAD if small else _HEAD
    if small and _rows(run, measure):
        foot = _SMALL_HEAD / 2.0
    low, high = _value_range(run, measure, value[strides.good], name, (foot, head))
    ax.set_ylim(low, high)
    ax.set_xlim(*time.span)

    _draw_band(ax, run, measure, name)
    _draw_strides(ax, time, strides, value, (low, high), small)
    for which in data.WINDOWS:
        _draw_window(ax, run, measure, which, time, name)
    _draw_trend(ax, time, strides, value)
    for place in time.breaks:
        ax.axvline(place, color=style.MUTED, linewidth=1.0)
    _draw_onset(ax, run, measure, time, small)
    _draw_pain(ax, run, measure, time, row=max(rows - 1, 0), small=small)

    ax.set_ylabel(name.axis(), fontsize=style.SMALL_PT, color=style.INK)
    ax.yaxis.set_major_locator(MaxNLocator(4 if small else 6))
    ax.set_xticks(*time.ticks())


def _rows(run: Run, measure: str) -> int:
    """How many lines of words stand at the foot of the axes: onset and pain, as far as known."""
    return sum(
        time is not None
        for time in (data.drift_entry(run, measure).get("onset_s"), data.pain_s(run))
    )


def _value_range(
    run: Run, measure: str, good: data.Array, name: MeasureName, room: tuple[float, float]
) -> tuple[float, float]:
    """Limits of the value axis: all strides, the grey band, and shares of room below and above."""
    low, high = float(good.min()), float(good.max())
    band = _band(run, measure)
    if band is not None:
        low, high = min(low, band[0] * name.scale), max(high, band[1] * name.scale)
    spread = max(high - low, 2.0 * 10.0**-name.decimals)
    return low - room[0] * spread, high + room[1] * spread


def _band(run: Run, measure: str) -> tuple[float, float] | None:
    """Levels, in the stored unit, between which a change from early would not count."""
    early, counts_from = data.entry(run, measure).get("early"), data.threshold(run, measure)
    if early is None or counts_from is None:
        return None
    return early - counts_from, early + counts_from


def _draw_band(ax: Axes, run: Run, measure: str, name: MeasureName) -> None:
    band = _band(run, measure)
    if band is not None:
        low, high = (edge * name.scale for edge in band)
        ax.axhspan(low, high, color=style.GRID, alpha=0.8, linewidth=0, zorder=-1, label="_band")


def _draw_strides(
    ax: Axes,
    time: Timeline,
    strides: data.StrideValues,
    value: data.Array,
    limits: tuple[float, float],
    small: bool,
) -> None:
    place = time.x(strides.time_s)
    size = 3.2 if small else 4.2
    rejected = ~strides.accepted & (value > limits[0]) & (value < limits[1])
    ax.plot(
        place[rejected],
        value[rejected],
        "o",
        markersize=size,
        markerfacecolor="none",
        markeredgecolor=style.BETWEEN,
        label="rejected",
    )
    for segment, colour in (("", style.BETWEEN), *style.COLOURS.items()):
        shown = strides.good & (strides.segment == segment)
        ax.plot(
            place[shown],
            value[shown],
            "o",
            markersize=size,
            color=colour,
            alpha=0.6,
            markeredgewidth=0,
        )


def _draw_window(
    ax: Axes, run: Run, measure: str, which: str, time: Timeline, name: MeasureName
) -> None:
    """Shade a window and write its mean on a bar."""
    found = data.window(run, which)
    if found is None:
        return
    colour = style.COLOURS[which]
    # the end first belongs to the part that the window began in
    start = float(time.x(found.start_s))
    end = start + found.end_s - found.start_s
    ax.axvspan(start, end, color=colour, alpha=0.09, linewidth=0, zorder=0, label=f"_{which}")
    mean = data.entry(run, measure).get(which)
    # In the corners, where they cannot meet however narrow or close the windows are.
    right = which == "late"
    ax.annotate(
        which if mean is None else f"{which} {name.value(mean)}",
        (1.0 if right else 0.0, 1.0),
        xycoords="axes fraction",
        xytext=(-12 if right else 12, -5),
        textcoords="offset points",
        ha="right" if right else "left",
        va="top",
        fontsize=style.TEXT_PT,
        fontweight="bold",
        color=colour,
    )
    if mean is not None:
        level = mean * name.scale
        # Under the dots, so that it hides no stride.
        ax.plot(
            (start, end),
            (level, level),
            color=colour,
            linewidth=3.2,
            solid_capstyle="butt",
            zorder=1.5,
        )


def _draw_trend(ax: Axes, time: Timeline, strides: data.StrideValues, value: data.Array) -> None:
    """Draw the trend where the run was filmed: one, or one for each clip without a clock."""
    for part in time.parts:
        of_part = (strides.time_s >= part.start_s) & (strides.time_s <= part.end_s) & strides.good
        curve = trend(strides.time_s[of_part], value[of_part])
        if curve is None:
            continue
        for start, end in time.stretches:
            first, last = max(start, curve.x[0]), min(end, curve.x[-1])
            if first >= last or start < part.start_s or end > part.end_s:
                continue
            inner = curve.x[(curve.x > first) & (curve.x < last)]
            at = np.concatenate([[first], inner, [last]])
            low, middle, high = (
                np.interp(at, curve.x, heights) for heights in (curve.low, curve.y, curve.high)
            )
            place = at + part.shift_s
            if last - first < _SHORT * (time.span[1] - time.span[0]):
                _draw_point(ax, float(place.mean()), float(low.mean()), float(high.mean()))
                continue
            ax.fill_between(place, low, high, color=style.INK, alpha=0.16, linewidth=0)
            ax.plot(place, middle, color=style.INK, linewidth=1.8, label="_trend")


def _draw_point(ax: Axes, place: float, low: float, high: float) -> None:
    """Draw the trend in a short piece of the run, with its interval."""
    ax.plot((place, place), (low, high), color=style.INK, linewidth=2.0)
    ax.plot(
        place,
        (low + high) / 2.0,
        "o",
        color=style.INK,
        markersize=6.5,
        markeredgecolor="white",
        label="_trend",
    )


def _draw_onset(ax: Axes, run: Run, measure: str, time: Timeline, small: bool) -> None:
    """Mark where the change begins, with its interval, if the comparison found it."""
    drift = data.drift_entry(run, measure)
    if drift.get("onset_s") is None:
        return
    onset = float(time.x(drift["onset_s"]))
    ax.axvline(onset, ymax=0.88, color=style.INK, linewidth=1.2, linestyle=(0, (2, 2)))
    axis = ax.get_xaxis_transform()
    height = _SMALL_MARK if small else _MARK
    if drift.get("onset_ci95"):
        ax.plot(
            time.x(drift["onset_ci95"]),
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
        _beside(ax, onset, f"begins to change {clock(drift['onset_s'])}", before=before, row=0)


def _draw_pain(ax: Axes, run: Run, measure: str, time: Timeline, *, row: int, small: bool) -> None:
    """Mark the time given for the pain."""
    pain = data.pain_s(run)
    if pain is None:
        return
    place = float(time.x(pain))
    ax.axvline(place, ymax=0.88, color=style.PAIN, linewidth=2.2, label="_pain")
    left, right = ax.get_xlim()
    onset = data.drift_entry(run, measure).get("onset_s")
    # on the side away from the onset, unless it would leave the axes there
    before = place > (left + right) / 2.0 if onset is None else pain < onset
    share = (place - left) / (right - left)
    before = (before or share > 1.0 - _WORD) and share > _WORD
    _beside(ax, place, "pain" if small else f"pain {clock(pain)}", before=before, row=row)


def _beside(ax: Axes, place: float, text: str, *, before: bool, row: int) -> None:
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
