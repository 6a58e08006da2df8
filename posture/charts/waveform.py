"""Chart of a measure through the stride, early against late."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, MultipleLocator

from posture.charts import style
from posture.measures import find_measure, normalise_strides
from posture.results import reading, sentences
from posture.results.run import Run
from posture.utils.arrays import FloatArray, IndexArray

#: Phases of the stride at which curves are drawn: every whole percent.
_POINTS = 101
#: Strides from which a mean and a standard deviation are drawn.
_MIN_STRIDES = 3


def waveform_if_any(run: Run, measure: str) -> Figure | None:
    """Draw `waveform_figure` if at least three strides of a window have a value."""
    waves = window_waves(run, measure)
    return draw_waveforms(run, measure, waves) if has_enough_strides(waves) else None


def waveform_figure(run: Run, measure: str) -> Figure:
    """Draw a measure from one near-side initial contact to the next, early against late.

    Curves are means over the accepted strides of each window, bands ± 1 standard deviation over
    them; a phase that fewer than three strides reach is left open. Dashed lines mark the mean
    near-side toe-off of each window where the contact time is known. Parts of the stride in which
    early and late differ (``waveforms`` of the summary) are yellow, with a bar above. For the
    low back, phases in which the back is visible in fewer than three strides of a window are
    hatched: there the values are interpolated from other strides.

    Parameters
    ----------
    run
        The run.
    measure
        Column of `run.frames`, one of `posture.measures.WAVEFORMS`.

    Returns
    -------
    matplotlib.figure.Figure
        Without enough strides in either window, a figure that says so and why.

    Raises
    ------
    UsageError
        If there is no such measure of frames.
    """
    reading.require_frame_measure(measure)
    waves = window_waves(run, measure)
    if has_enough_strides(waves):
        return draw_waveforms(run, measure, waves)
    figure, (ax,) = style.make_panels()
    title = f"{reading.name_in(run, measure).title} was not measured through the stride"
    style.write_instead(ax, title, _why_not(run, measure))
    return figure


def window_waves(run: Run, measure: str) -> dict[str, FloatArray]:
    """Give the accepted strides of ``"early"`` and ``"late"`` as ``(strides, 101)`` each."""
    waves = {}
    for which in reading.WINDOWS:
        strides = reading.window_strides(run, which)
        waves[which] = (
            normalise_strides(run.frames, strides, measure, _POINTS)
            if measure in run.frames
            else np.full((len(strides), _POINTS), np.nan)
        )
    return waves


def has_enough_strides(waves: dict[str, FloatArray]) -> bool:
    """Whether at least one window has three strides to draw, at some phase."""
    return any((np.isfinite(w).sum(axis=0) >= _MIN_STRIDES).any() for w in waves.values())


def _why_not(run: Run, measure: str) -> str:
    if not any(len(reading.window_strides(run, which)) for which in reading.WINDOWS):
        return "no stride could be compared early and late"
    change = reading.change_of(run, measure)
    if change is not None and change.reason:
        return reading.reason(run, measure)
    return f"no window has {_MIN_STRIDES} strides with a value"


def draw_waveforms(run: Run, measure: str, waves: dict[str, FloatArray]) -> Figure:
    """Draw the strides of `window_waves`, as described in `waveform_figure`."""
    name = reading.name_in(run, measure)
    curves = {which: _mean_and_sd(wave) for which, wave in waves.items()}
    hidden = _hidden(run, measure)
    title = sentences.wave_title(run, measure, _furthest(curves))
    subtitle = _subtitle(run, measure, hidden_somewhere=len(hidden) > 0)
    figure, (ax,) = style.make_panels(top_in=style.headings_height_in(title, subtitle))
    style.write_headings(ax, title, subtitle)
    percent = np.linspace(0.0, 100.0, _POINTS)
    for which, (mean, spread) in curves.items():
        colour, level, sd = style.COLOURS[which], mean * name.scale, spread * name.scale
        ax.fill_between(percent, level - sd, level + sd, color=colour, alpha=0.16, linewidth=0)
        used = int(np.isfinite(waves[which]).any(axis=1).sum())
        ax.plot(
            percent,
            level,
            color=colour,
            linewidth=2.4,
            linestyle=(0, (5, 1.5)) if which == "late" else "-",
            label=f"{which} ({used} strides)",
        )
    low, high = ax.get_ylim()
    # Room above for the legend and below for the label at toe-off.
    ax.set_ylim(low - 0.1 * (high - low), high + 0.16 * (high - low))
    _draw_differences(ax, run, measure)
    for start, end in hidden:
        # half a percent wider on both sides, so that a single phase can be seen too
        ax.axvspan(
            start - 0.5,
            end + 0.5,
            facecolor="none",
            edgecolor=style.FAINT,
            hatch="//",
            zorder=0,
            linewidth=0,
            label="_hidden",
        )
    _draw_toe_off(ax, run)
    ax.set_xlim(0.0, 100.0)
    ax.xaxis.set_major_locator(MultipleLocator(20))
    ax.yaxis.set_major_locator(MaxNLocator(6))
    near = run.results.near_side_in_words or "near"
    ax.set_xlabel(
        f"% of the stride, from one landing of the {near} foot to the next",
        fontsize=style.SMALL_PT,
        color=style.INK,
    )
    ax.set_ylabel(name.axis(), fontsize=style.SMALL_PT, color=style.INK)
    ax.legend(
        loc="upper right",
        ncols=2,
        frameon=False,
        fontsize=style.SMALL_PT,
        labelcolor=style.INK,
        borderpad=0,
        borderaxespad=0.5,
        handlelength=2.2,
    )
    return figure


def _subtitle(run: Run, measure: str, *, hidden_somewhere: bool) -> str:
    """Write the lines below the title: what is drawn, and how the difference was tested."""
    lines = ["Lines: mean of each window. Bands: ± 1 SD over its strides."]
    found = reading.waveform_of(run, measure)
    if found is not None and found.clusters:
        p = max(cluster.p for cluster in found.clusters)
        lines.append(
            f"Yellow: where they differ (p {_p(p)} over the whole stride); edges are rough."
        )
    elif found is not None and not sentences.tested(run, measure):
        alike = found.blocks_early and found.blocks_late
        which = "that differ from their neighbours " if alike else ""
        lines.append(f"Too few strides {which}to test where they differ.")
    if hidden_somewhere:
        lines.append("Hatched: the back was hidden, values are filled in from other strides.")
    return "\n".join(lines)


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"= {value:.3f}"


def _furthest(curves: dict[str, tuple[FloatArray, FloatArray]]) -> tuple[float, float] | None:
    """Percent of the stride where the means lie furthest apart, and late minus early there."""
    apart = curves["late"][0] - curves["early"][0]
    if not np.isfinite(apart).any():
        return None
    at = int(np.nanargmax(np.abs(apart)))
    return 100.0 * at / (_POINTS - 1), float(apart[at])


def _draw_differences(ax: Axes, run: Run, measure: str) -> None:
    """Shade the parts of the stride in which early and late differ."""
    found = reading.waveform_of(run, measure)
    for cluster in found.clusters if found else ():
        start, end = 100.0 * cluster.start, 100.0 * cluster.end
        ax.axvspan(
            start, end, color=style.DIFFERS, alpha=0.17, linewidth=0, zorder=0, label="_differs"
        )
        ax.plot(
            (start, end),
            (1.0, 1.0),
            color=style.INK,
            linewidth=5.0,
            solid_capstyle="butt",
            transform=ax.get_xaxis_transform(),
            label="_differs_bar",
        )


def _mean_and_sd(waves: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean and SD over strides, each ``(points,)``; NaN where fewer than three have a value."""
    count = np.isfinite(waves).sum(axis=0)
    enough = count >= _MIN_STRIDES
    mean = np.full(waves.shape[1], np.nan)
    spread = np.full(waves.shape[1], np.nan)
    mean[enough] = np.nanmean(waves[:, enough], axis=0)
    spread[enough] = np.nanstd(waves[:, enough], axis=0, ddof=1)
    return mean, spread


def _hidden(run: Run, measure: str) -> IndexArray:
    """Phases that hold filled-in values only: ``(spans, 2)`` first and last percent."""
    known = find_measure(measure)
    if known is None or known.source != "back line" or "back_visible" not in run.frames:
        return np.empty((0, 2), np.intp)
    seen = window_waves(run, "back_visible")
    few = [(wave > 0.5).sum(axis=0) < _MIN_STRIDES for wave in seen.values() if len(wave)]
    hidden = np.any(few, axis=0)
    edges = np.flatnonzero(np.diff(hidden, prepend=False, append=False))
    return np.stack([edges[::2], edges[1::2] - 1], axis=1)


def _draw_toe_off(ax: Axes, run: Run) -> None:
    """Mark the mean near-side toe-off of each window, in percent of the stride."""
    marked = []
    for which in reading.WINDOWS:
        strides = reading.window_strides(run, which)
        length = reading.numbers(strides, "end_s") - reading.numbers(strides, "start_s")
        share = reading.numbers(strides, "contact_time_near_s") / length
        if not np.isfinite(share).any():
            continue
        marked.append(100.0 * float(np.nanmean(share)))
        ax.axvline(
            marked[-1],
            ymax=0.87,
            color=style.COLOURS[which],
            linewidth=1.3,
            linestyle=(0, (2, 2)),
        )
    if marked:
        near = run.results.near_side_in_words or "near"
        ax.annotate(
            f"{near} foot leaves the ground",
            (max(marked), 0.0),
            xycoords=("data", "axes fraction"),
            xytext=(5, 6),
            textcoords="offset points",
            fontsize=style.SMALL_PT,
            color=style.MUTED,
            bbox=style.READABLE,
        )
