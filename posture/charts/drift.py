"""Chart of a measure over the whole run, stride by stride."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from posture.charts import marks, style
from posture.charts.beside import draw_others
from posture.charts.smooth import fit_trend
from posture.charts.standing import draw_standing
from posture.results import reading, sentences
from posture.results.names import MeasureName
from posture.results.run import Run
from posture.results.timeline import Timeline, timeline
from posture.utils.arrays import FloatArray

#: Room above the strides for the names of the windows, as a share of the range of values.
_HEAD = 0.13
#: Room below the strides, as a share of the range of values.
_FOOT = 0.05
#: Further room below for each line of words, such as that at the onset; the same share.
_FOOT_ROW = 0.11
#: Room above in the small charts of the overview, whose words are as large but axes lower.
_SMALL_HEAD = 0.38
#: Room below in the small charts of the overview, if they mark onset or pain.
_SMALL_FOOT = 0.19
#: A part of the run shorter than this share of the axes is drawn as a point of the trend.
_SHORT = 0.02


def drift_if_any(run: Run, measure: str) -> Figure | None:
    """Draw `drift_figure` if at least three strides have a value."""
    return drift_figure(run, measure) if reading.has_drift(run, measure) else None


def drift_figure(run: Run, measure: str) -> Figure:
    """Draw a measure over the run: strides, trend, both windows and the change between them.

    Dots are strides (hollow: rejected, not used). The curve is `smooth.fit_trend` of the accepted
    ones, its band the pointwise 95 % interval from the local standard error; it is broken where
    nothing was filmed. Bars are the means of the early (blue) and the late (vermilion) window, the
    grey band around the early one holds changes too small to count. The
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
        reading.require_stride_measure(run, measure)
    drawn = [measure for measure in measures if reading.has_drift(run, measure)]
    headings = {
        m: (sentences.change_title(run, m), sentences.drift_subtitle(run, m)) for m in drawn
    }
    notes = {measure: _notes(run, measure) for measure in drawn}
    figure, axes = style.make_panels(
        len(measures),
        top_in=max((style.headings_height_in(*texts) for texts in headings.values()), default=0.78),
        notes_in=max((style.notes_height_in(note) for note in notes.values()), default=0.0),
    )
    for ax, measure in zip(axes, measures, strict=True):
        if measure not in drawn:
            title = f"{reading.name_in(run, measure).title} was not measured"
            style.write_instead(ax, title, reading.reason(run, measure))
            continue
        style.write_headings(ax, *headings[measure])
        draw_drift(ax, run, measure)
        clock_of = "running" if timeline(run).known else "each clip"
        ax.set_xlabel(f"time of {clock_of} (min:s)", fontsize=style.SMALL_PT, color=style.INK)
        style.write_notes(ax, notes[measure])
    return figure


def _notes(run: Run, measure: str) -> str:
    """Explain the marks of the chart that have no label."""
    name = reading.name_in(run, measure)
    lines = []
    counts_from = reading.counts_from(run, measure)
    if counts_from is not None:
        lines.append(f"Grey: too small to count (± {name.value(counts_from)}).")
    lines.append("Black: trend, 95 % interval.")
    if not reading.stride_values(run, measure).accepted.all():
        lines.append("○ not used.")
    return " ".join(lines)


def draw_drift(ax: Axes, run: Run, measure: str, *, small: bool = False) -> None:
    """Draw a measure over the run into axes, without headings; `small` leaves words out."""
    name = reading.name_in(run, measure)
    time = timeline(run)
    strides = reading.stride_values(run, measure)
    value = strides.value * name.scale
    rows = marks.count_rows(run, measure)
    foot, head = _FOOT + _FOOT_ROW * rows, _HEAD
    if small:
        foot, head = _SMALL_FOOT if rows else _FOOT, _SMALL_HEAD
    low, high = _value_range(run, measure, value[strides.good], name, (foot, head))
    ax.set_ylim(low, high)
    ax.set_xlim(*time.span)

    _draw_band(ax, run, measure, name)
    _draw_strides(ax, time, strides, value, (low, high), small)
    for which in reading.WINDOWS:
        _draw_window(ax, run, measure, which, time, name)
    _draw_trend(ax, time, strides, value)
    for place in time.breaks:
        ax.axvline(place, color=style.MUTED, linewidth=1.0)
    marks.draw_onset(ax, run, measure, time, small)
    marks.draw_pain(ax, run, measure, time, row=0 if small else rows - 1, small=small)

    if not small:
        draw_others(ax, run, measure, name.scale, low + (high - low) * foot / (1.0 + foot + head))
        draw_standing(ax, run, measure, name.scale)
    ax.set_ylabel(name.axis(), fontsize=style.SMALL_PT, color=style.INK)
    ax.yaxis.set_major_locator(MaxNLocator(4 if small else 6))
    ax.set_xticks(*time.ticks())


def _value_range(
    run: Run, measure: str, good: FloatArray, name: MeasureName, room: tuple[float, float]
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
    found = reading.change_of(run, measure)
    early, counts_from = (found.early, found.counts_from) if found else (None, None)
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
    strides: reading.StrideValues,
    value: FloatArray,
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
    found = reading.window(run, which)
    if found is None:
        return
    colour = style.COLOURS[which]
    # by the part in which the window begins: its end may lie at the start of the next part
    start = float(time.x(found.start_s))
    end = start + found.end_s - found.start_s
    ax.axvspan(start, end, color=colour, alpha=0.09, linewidth=0, zorder=0, label=f"_{which}")
    change = reading.change_of(run, measure)
    mean = None if change is None else change.early if which == "early" else change.late
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


def _draw_trend(ax: Axes, time: Timeline, strides: reading.StrideValues, value: FloatArray) -> None:
    """Draw the trend where the run was filmed: one, or one for each clip without a clock."""
    for part in time.parts:
        of_part = (strides.time_s >= part.start_s) & (strides.time_s <= part.end_s) & strides.good
        curve = fit_trend(strides.time_s[of_part], value[of_part])
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
