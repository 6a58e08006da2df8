"""The curves of the page: each measure over the run, and through the stride."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from posture.charts.smooth import fit_trend
from posture.measures import WAVEFORMS, find_measure, normalise_strides
from posture.report.drawing import Plot
from posture.results import reading, sentences
from posture.results.names import MeasureName, clock
from posture.results.run import Run
from posture.results.timeline import Timeline, timeline
from posture.utils.arrays import FloatArray

#: Phases of the stride at which curves are drawn.
_POINTS = 51
#: Places of the trend: as many as its smoothness needs.
_GRID = 30
#: Strides from which a mean and a standard deviation are drawn.
_MIN_STRIDES = 3
#: Room above and below the values, as a share of their range: names and marks stand there.
_HEAD, _FOOT = 0.22, 0.16


def over_run(run: Run, measure: str, *, height_px: int = 150) -> Markup | None:
    """Draw a measure over the run: strides, trend with its 95 % band, windows, onset and pain.

    Returns
    -------
    Markup or None
        None where fewer than three strides have a value.
    """
    if not reading.has_drift(run, measure):
        return None
    name, time, windows = reading.name_in(run, measure), timeline(run), compared_windows(run)
    strides = reading.stride_values(run, measure)
    value = strides.value * name.scale
    plot = Plot(time.span, _value_span(run, measure, name, value[strides.good]), height_px)
    _draw_windows(plot, run, measure, name, time)
    plot.y_ticks()
    low, high = plot_limits(value[strides.good])
    for kind, shown in (
        ("unused", ~strides.accepted & (value >= low) & (value <= high)),
        ("between", strides.good & ~np.isin(strides.segment, windows)),
        *((which, strides.good & (strides.segment == which)) for which in windows),
    ):
        plot.dots(time.x(strides.time_s[shown]), value[shown], kind)
    _draw_trend(plot, time, strides, value)
    for place in time.breaks:
        plot.upright(place, "break")
    onset, pain = reading.drift_of(run, measure).onset_s, reading.pain_s(run)
    if onset is not None:
        plot.upright(float(time.x(onset)), "onset", f"begins to change {clock(onset)}")
    if pain is not None:
        plot.upright(float(time.x(pain)), "pain", f"pain {clock(pain)}" if onset is None else "")
    plot.x_ticks(*time.ticks())
    return plot.write(
        f"{name.title} of every stride of the run. {sentences.change_numbers(run, measure)} "
        f"{sentences.drift_sentence(run, measure)}".strip()
    )


def plot_limits(good: FloatArray) -> tuple[float, float]:
    """Lowest and highest value of the strides that count."""
    return float(good.min()), float(good.max())


def through_stride(run: Run, measure: str, *, height_px: int = 150) -> Markup | None:
    """Draw a measure from one initial contact to the next: means and ± 1 SD, early and late.

    Without windows it is the mean over all strides that count.

    Returns
    -------
    Markup or None
        None for a measure that frames don't have, and where fewer than three strides have values.
    """
    if measure not in WAVEFORMS or measure not in run.frames:
        return None
    name = reading.name_in(run, measure)
    curves = {
        kind: (mean * name.scale, sd * name.scale)
        for kind, (mean, sd) in _mean_curves(run, measure).items()
        if np.isfinite(mean).any()
    }
    if not curves:
        return None
    percent = np.linspace(0.0, 100.0, _POINTS)
    edges = np.concatenate(
        [mean + sign * np.nan_to_num(sd) for mean, sd in curves.values() for sign in (-1, 1)]
    )
    low, high = float(np.nanmin(edges)), float(np.nanmax(edges))
    room = max(high - low, 2.0)
    plot = Plot((0.0, 100.0), (low - 0.1 * room, high + _HEAD * room), height_px)
    plot.y_ticks()
    found = reading.waveform_of(run, measure)
    for cluster in found.clusters if found else ():
        plot.area(100.0 * cluster.start, 100.0 * cluster.end, "differs")
    for kind, (mean, sd) in curves.items():
        plot.band(percent, mean - sd, mean + sd, f"band {kind}")
        plot.curve(percent, mean, f"mean {kind}")
        if kind in reading.WINDOWS:
            plot.corner(kind, kind, right=kind == "late")
    toe_off = _toe_off_percent(run)
    if toe_off is not None:
        plot.upright(toe_off, "event", "toe-off")
    plot.x_ticks((0.0, 50.0, 100.0), ("0 % landing", "50 %", "100 %"))
    return plot.write(f"{name.title} through the stride, mean and spread of each window")


def differs_in_stride(run: Run, measure: str) -> bool:
    """Whether early and late differ somewhere in the stride, which its curve marks."""
    found = reading.waveform_of(run, measure)
    return bool(found and found.clusters)


def compared_windows(run: Run) -> tuple[str, ...]:
    """Names of the windows; none where nothing was compared, and then nothing is early or late."""
    known = any(found.change is not None for found in run.results.measures.values())
    return reading.WINDOWS if known else ()


def _mean_curves(run: Run, measure: str) -> dict[str, tuple[FloatArray, FloatArray]]:
    """Mean and SD through the stride, ``(_POINTS,)`` each, by window, or ``"between"`` for all."""
    groups = {which: reading.window_strides(run, which) for which in compared_windows(run)}
    if not groups:
        groups = {"between": run.strides.iloc[np.flatnonzero(reading.accepted(run.strides))]}
    found = {}
    for kind, strides in groups.items():
        waves = normalise_strides(run.frames, strides, measure, _POINTS)
        count = np.isfinite(waves).sum(axis=0)
        mean, spread = np.full(_POINTS, np.nan), np.full(_POINTS, np.nan)
        some = count >= (1 if kind == "between" else _MIN_STRIDES)
        enough = count >= _MIN_STRIDES
        mean[some] = np.nanmean(waves[:, some], axis=0)
        spread[enough] = np.nanstd(waves[:, enough], axis=0, ddof=1)
        found[kind] = (mean, spread)
    return found


def _toe_off_percent(run: Run) -> float | None:
    """Mean near-side toe-off of the strides that count, in percent of the stride."""
    strides = run.strides.iloc[np.flatnonzero(reading.accepted(run.strides))]
    length = reading.numbers(strides, "end_s") - reading.numbers(strides, "start_s")
    share = reading.numbers(strides, "contact_time_near_s") / length
    return 100.0 * float(np.nanmean(share)) if np.isfinite(share).any() else None


def _value_span(run: Run, measure: str, name: MeasureName, good: FloatArray) -> tuple[float, float]:
    """Where the axis begins and ends: never so near that what does not matter fills the height."""
    low, high = plot_limits(good)
    known = find_measure(measure)
    matters = (known.smallest_change if known else None) or 0.0
    least = max(2.0 * 10.0**-name.decimals, name.scale * matters)
    room = max(least - (high - low), 0.0) / 2.0
    low, high = low - room, high + room
    spread = high - low
    marked = reading.drift_of(run, measure).onset_s is not None or reading.pain_s(run) is not None
    return low - (_FOOT if marked else 0.08) * spread, high + _HEAD * spread


def _draw_windows(plot: Plot, run: Run, measure: str, name: MeasureName, time: Timeline) -> None:
    """Shade both windows and write their means."""
    change = reading.change_of(run, measure)
    for which in compared_windows(run):
        window = reading.window(run, which)
        if window is None:
            continue
        start = float(time.x(window.start_s))
        end = start + window.end_s - window.start_s
        plot.area(start, end, f"window {which}")
        mean = None if change is None else change.early if which == "early" else change.late
        if mean is not None:
            level = np.full(2, mean * name.scale)
            plot.curve(np.array([start, end]), level, f"level {which}")
        text = which if mean is None else f"{which} {name.value(mean)}"
        plot.corner(text, which, right=which == "late")


def _draw_trend(
    plot: Plot, time: Timeline, strides: reading.StrideValues, value: FloatArray
) -> None:
    """Draw the trend where the run was filmed: one, or one for each clip without a clock."""
    for part in time.parts:
        of_part = (strides.time_s >= part.start_s) & (strides.time_s <= part.end_s) & strides.good
        trend = fit_trend(strides.time_s[of_part], value[of_part], grid=_GRID)
        if trend is None:
            continue
        for start, end in time.stretches:
            first, last = max(start, trend.x[0]), min(end, trend.x[-1])
            if first >= last or start < part.start_s or end > part.end_s:
                continue
            inner = trend.x[(trend.x > first) & (trend.x < last)]
            at = np.concatenate([[first], inner, [last]])
            low, middle, high = (
                np.interp(at, trend.x, heights) for heights in (trend.low, trend.y, trend.high)
            )
            plot.band(at + part.shift_s, low, high, "band trend")
            plot.curve(at + part.shift_s, middle, "trend")
