"""A measure through the stride, early against late."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, MultipleLocator

from posture.charts import data, style
from posture.measures import LOW_BACK
from posture.run import Run
from posture.strides.waveforms import normalise_strides

_POINTS = 101
_MIN_STRIDES = 3


def waveform_figure(run: Run, measure: str) -> Figure:
    """Draw a measure from one near-side initial contact to the next, early against late.

    Curves are means over the accepted strides of each window, bands ± 1 standard deviation over
    them; a phase that fewer than three strides reach is left open. Dashed lines mark the mean
    near-side toe-off of each window where the contact time is known. Of the low back, the phases
    in which some window saw the back in fewer than three strides are shaded: there the values
    were filled in from other strides.

    Parameters
    ----------
    run
        The run.
    measure
        Column of `run.frames`, one of `names.FRAME_NAMES`.

    Returns
    -------
    matplotlib.figure.Figure
        Without enough strides in either window, a figure that says so and why.

    Raises
    ------
    UsageError
        If there is no such measure of frames.
    """
    data.require_frame_measure(measure)
    waves = window_waves(run, measure)
    if enough(waves):
        return draw(run, measure, waves)
    figure, (ax,) = style.panels()
    title = f"{data.name_in(run, measure).title} was not measured through the stride"
    style.say_instead(ax, title, _why_not(run, measure))
    return figure


def window_waves(run: Run, measure: str) -> dict[str, data.Array]:
    """Give the accepted strides of ``"early"`` and ``"late"`` as ``(strides, 101)`` each."""
    waves = {}
    for which in data.WINDOWS:
        strides = data.window_strides(run, which)
        waves[which] = (
            normalise_strides(run.frames, strides, measure, _POINTS)
            if measure in run.frames
            else np.full((len(strides), _POINTS), np.nan)
        )
    return waves


def enough(waves: dict[str, data.Array]) -> bool:
    """Whether at least one window has three strides to draw, at some phase."""
    return any((np.isfinite(w).sum(axis=0) >= _MIN_STRIDES).any() for w in waves.values())


def _why_not(run: Run, measure: str) -> str:
    if not any(len(data.window_strides(run, which)) for which in data.WINDOWS):
        return "no stride could be compared early and late"
    if data.entry(run, measure).get("reason"):
        return data.reason(run, measure)
    return f"no window has {_MIN_STRIDES} strides with a value"


def draw(run: Run, measure: str, waves: dict[str, data.Array]) -> Figure:
    """Draw the strides of `window_waves`, as described in `waveform_figure`."""
    figure, (ax,) = style.panels()
    name = data.name_in(run, measure)
    said = "Mean of each window; the band is ± 1 SD over its strides."
    hidden = _hidden(run, measure)
    if len(hidden):
        said += " Shaded: the back was hidden, values are filled in from other strides."
    style.headings(ax, f"{name.title}: early against late through the stride", said)
    for start, end in hidden:
        ax.axvspan(start, end, color=style.GRID, linewidth=0, zorder=0, label="_hidden")
    percent = np.linspace(0.0, 100.0, _POINTS)
    for which, wave in waves.items():
        colour = style.COLOURS[which]
        mean, spread = _mean_and_sd(wave * name.scale)
        ax.fill_between(
            percent, mean - spread, mean + spread, color=colour, alpha=0.16, linewidth=0
        )
        used = int(np.isfinite(wave).any(axis=1).sum())
        dashes = (0, (5, 1.5)) if which == "late" else "-"
        ax.plot(
            percent,
            mean,
            color=colour,
            linewidth=2.4,
            linestyle=dashes,
            label=f"{which} ({used} strides)",
        )
    low, high = ax.get_ylim()
    # Room above for the legend and below for the word at toe-off.
    ax.set_ylim(low - 0.1 * (high - low), high + 0.16 * (high - low))
    _draw_toe_off(ax, run)
    ax.set_xlim(0.0, 100.0)
    ax.xaxis.set_major_locator(MultipleLocator(20))
    ax.yaxis.set_major_locator(MaxNLocator(6))
    near = run.summary.get("runner", {}).get("near_side") or "near"
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
        borderaxespad=0.2,
        handlelength=2.2,
    )
    return figure


def _mean_and_sd(waves: data.Array) -> tuple[data.Array, data.Array]:
    """Mean and SD over strides, each ``(points,)``; NaN where fewer than three have a value."""
    count = np.isfinite(waves).sum(axis=0)
    enough = count >= _MIN_STRIDES
    mean = np.full(waves.shape[1], np.nan)
    spread = np.full(waves.shape[1], np.nan)
    mean[enough] = np.nanmean(waves[:, enough], axis=0)
    spread[enough] = np.nanstd(waves[:, enough], axis=0, ddof=1)
    return mean, spread


def _hidden(run: Run, measure: str) -> npt.NDArray[np.intp]:
    """Phases that hold filled-in values only: ``(spans, 2)`` first and last percent."""
    if measure not in LOW_BACK or "back_visible" not in run.frames:
        return np.empty((0, 2), np.intp)
    seen = window_waves(run, "back_visible")
    few = [(wave > 0.5).sum(axis=0) < _MIN_STRIDES for wave in seen.values() if len(wave)]
    hidden = np.any(few, axis=0)
    edges = np.flatnonzero(np.diff(hidden, prepend=False, append=False))
    return np.stack([edges[::2], edges[1::2] - 1], axis=1)


def _draw_toe_off(ax: Axes, run: Run) -> None:
    """Mark the mean near-side toe-off of each window, in percent of the stride."""
    marked = []
    for which in data.WINDOWS:
        strides = data.window_strides(run, which)
        length = data.numbers(strides, "end_s") - data.numbers(strides, "start_s")
        share = data.numbers(strides, "contact_time_near_s") / length
        if not np.isfinite(share).any():
            continue
        marked.append(100.0 * float(np.nanmean(share)))
        ax.axvline(marked[-1], color=style.COLOURS[which], linewidth=1.3, linestyle=(0, (2, 2)))
    if marked:
        near = run.summary.get("runner", {}).get("near_side") or "near"
        ax.annotate(
            f"{near} foot leaves the ground",
            (max(marked), 0.0),
            xycoords=("data", "axes fraction"),
            xytext=(5, 6),
            textcoords="offset points",
            fontsize=style.SMALL_PT,
            color=style.MUTED,
        )
