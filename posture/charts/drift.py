"""A measure over the whole run, stride by stride."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from posture.charts import data, style
from posture.charts.names import MeasureName, clock
from posture.charts.smooth import trend
from posture.run import Run

_CLOCK_STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600)


def drift_figure(run: Run, measure: str) -> Figure:
    """Draw a measure over the run: strides, trend, both windows and the change between them.

    Dots are strides (hollow: rejected, not used). The curve is `smooth.trend` of the accepted
    ones, its band the pointwise 95 % interval from the local standard error. Bars are the means
    of the early (blue) and the late (vermilion) window; the line under the title is the
    comparison of the summary.

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
    figure, axes = style.panels(len(measures))
    for ax, measure in zip(axes, measures, strict=True):
        if data.has_drift(run, measure):
            _draw(ax, run, measure)
        else:
            title = f"{data.name_in(run, measure).title} was not measured"
            style.say_instead(ax, title, data.reason(run, measure))
    return figure


def _draw(ax: Axes, run: Run, measure: str) -> None:
    name = data.name_in(run, measure)
    strides = data.stride_values(run, measure)
    value = strides.value * name.scale
    style.headings(ax, f"{name.title}: every stride of the run", _comparison(run, measure))

    low, high = _value_range(run, measure, value[strides.good], name)
    ax.set_ylim(low, high)
    span = _time_range(run, strides.time_s)
    ax.set_xlim(*span)

    rejected = ~strides.accepted & (value > low) & (value < high)
    ax.plot(
        strides.time_s[rejected],
        value[rejected],
        "o",
        markersize=4,
        markerfacecolor="none",
        markeredgecolor=style.FAINT,
        label="rejected",
    )
    for segment, colour in (("", style.FAINT), *style.COLOURS.items()):
        shown = strides.good & (strides.segment == segment)
        ax.plot(
            strides.time_s[shown],
            value[shown],
            "o",
            markersize=4.2,
            color=colour,
            alpha=0.6,
            markeredgewidth=0,
        )

    for which in data.WINDOWS:
        _draw_window(ax, run, measure, which, name)
    curve = trend(strides.time_s[strides.good], value[strides.good])
    if curve is not None:
        ax.fill_between(curve.x, curve.low, curve.high, color=style.INK, alpha=0.16, linewidth=0)
        ax.plot(curve.x, curve.y, color=style.INK, linewidth=1.8)
    _draw_onset(ax, run, measure)
    if rejected.any():
        _note_rejected(ax)

    ax.set_ylabel(name.axis(), fontsize=style.SMALL_PT, color=style.INK)
    ax.yaxis.set_major_locator(MaxNLocator(6))
    ax.set_xticks(_clock_ticks(*span))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda seconds, _: clock(seconds)))
    ax.set_xlabel("time of running (min:s)", fontsize=style.SMALL_PT, color=style.INK)


def _comparison(run: Run, measure: str) -> str:
    """Say the change, or why there is none."""
    found = data.entry(run, measure)
    if data.verdict(run, measure) == data.NOT_MEASURABLE:
        return f"Not compared: {data.reason(run, measure)}."
    name = data.name_in(run, measure)
    change = name.change(found["change"], found.get("ci95"))
    return f"{change}, {data.verdict_words(run, measure)}"


def _value_range(
    run: Run, measure: str, good: data.Array, name: MeasureName
) -> tuple[float, float]:
    """Limits of the value axis; wide enough that changes too small to count look small."""
    counts_from = (data.threshold(run, measure) or 0.0) * name.scale
    middle = (good.min() + good.max()) / 2.0
    spread = max(np.ptp(good), 2.5 * counts_from, 2.0 * 10.0**-name.decimals)
    return middle - 0.56 * spread, middle + 0.68 * spread


def _time_range(run: Run, time_s: data.Array) -> tuple[float, float]:
    windows = [found for which in data.WINDOWS if (found := data.window(run, which))]
    start = min([float(np.nanmin(time_s)), *(found.start_s for found in windows)])
    end = max([float(np.nanmax(time_s)), *(found.end_s for found in windows)])
    margin = max(0.015 * (end - start), 0.5)
    return start - margin, end + margin


def _clock_ticks(start: float, end: float) -> data.Array:
    """Ticks at round seconds or minutes, at most eight."""
    step = next((step for step in _CLOCK_STEPS if (end - start) / step <= 8), _CLOCK_STEPS[-1])
    return np.arange(np.ceil(start / step), np.floor(end / step) + 1) * step


def _draw_window(ax: Axes, run: Run, measure: str, which: str, name: MeasureName) -> None:
    """Shade a window and write its mean on a bar."""
    found = data.window(run, which)
    if found is None:
        return
    colour = style.COLOURS[which]
    ax.axvspan(found.start_s, found.end_s, color=colour, alpha=0.09, linewidth=0, zorder=0)
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
        span = (found.start_s, found.end_s)
        # Under the dots, so that it hides no stride.
        ax.plot(
            span, (level, level), color=colour, linewidth=3.2, solid_capstyle="butt", zorder=1.5
        )


def _draw_onset(ax: Axes, run: Run, measure: str) -> None:
    """Mark where the change begins, if the comparison found it."""
    onset = (run.summary.get("drift", {}).get(measure) or {}).get("onset_s")
    if onset is None:
        return
    ax.axvline(onset, ymax=0.88, color=style.INK, linewidth=1.2, linestyle=(0, (2, 2)))
    left, right = ax.get_xlim()
    before = onset > (left + right) / 2.0
    ax.annotate(
        f"begins to change {clock(onset)}",
        (onset, 0.0),
        xycoords=("data", "axes fraction"),
        xytext=(-5 if before else 5, 6),
        textcoords="offset points",
        ha="right" if before else "left",
        fontsize=style.SMALL_PT,
        color=style.INK,
    )


def _note_rejected(ax: Axes) -> None:
    ax.annotate(
        "○ rejected, not used",
        (1.0, 0.0),
        xycoords="axes fraction",
        xytext=(0, -40),
        textcoords="offset points",
        ha="right",
        fontsize=style.SMALL_PT,
        color=style.MUTED,
    )
