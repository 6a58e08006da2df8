"""Chart of the changes of all measures from early to late."""

from __future__ import annotations

import textwrap
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from posture.charts import style
from posture.measures import KEY_MEASURES
from posture.results import reading, sentences
from posture.results.run import Run

#: Height of the row of a measure, inches.
_ROW_IN = 0.62
#: Height of a line of notes below the axes, inches.
_NOTE_IN = 0.23
#: Smallest half width of the axis, in multiples of the smallest change that counts: the grey band
#: ends at 1.
_MIN_REACH = 2.2
#: Largest half width of the axis; one very large change must not press all others together.
_MAX_REACH = 8.0
#: Below the title: what the marks are.
_SUBTITLE = (
    "In the grey band: too small to count in this video.\n"
    "Bars: 95 % intervals; of lean, tilt and arch such that all three hold at once."
)


def change_if_any(run: Run) -> Figure | None:
    """Draw `change_figure` if any measure was compared."""
    return change_figure(run) if comparable_measures(run) else None


def change_figure(run: Run) -> Figure:
    """Draw the change of every measure beside the size from which a change counts.

    One row a measure: the dot is late minus early divided by the size from which it counts, the
    bar the interval that decides, the grey band ± 1, where a change does not count. So rows of
    different units share one axis, and the words above each row give the change in its own unit.
    Filled dots are changes that were found for sure. Measures without a size from which they count
    are listed below with the reason.

    Parameters
    ----------
    run
        The run, with ``measures`` in its summary.

    Returns
    -------
    matplotlib.figure.Figure
        Without any measure to compare, a figure that says so and why.
    """
    shown = comparable_measures(run)
    if not shown:
        figure, (ax,) = style.make_panels()
        why = reading.reason(run, KEY_MEASURES[0])
        style.write_instead(ax, "No measure could be compared early and late", why)
        return figure

    notes = _left_out(run, shown)
    title = sentences.change_summary(run, shown)
    figure, (ax,) = style.make_panels(
        height_in=_ROW_IN * len(shown),
        left_in=0.3,
        notes_in=(_NOTE_IN * len(notes) + 0.1) if notes else 0.0,
        top_in=style.headings_height_in(title, _SUBTITLE),
    )
    style.write_headings(ax, title, _SUBTITLE)
    reach = _reach(run, shown)
    _lay_out(ax, len(shown), reach, above=0.75, most=5)
    ax.set_xlabel(
        "less ←  change, in multiples of the smallest that counts  → more",
        fontsize=style.SMALL_PT,
        color=style.INK,
    )
    for row, measure in enumerate(shown):
        _draw_row(ax, run, measure, row, reach)
    for line, note in enumerate(notes):
        ax.annotate(
            note,
            (0.02, 0.0),
            xycoords=("figure fraction", "axes fraction"),
            xytext=(0, -72.0 * (0.76 + _NOTE_IN * line)),
            textcoords="offset points",
            fontsize=style.SMALL_PT,
            color=style.MUTED,
            va="center",
            annotation_clip=False,
        )
    return figure


def comparable_measures(run: Run) -> list[str]:
    """Measures whose change is known, and the size from which it counts."""
    return [
        measure
        for measure in reading.drawn_measures(run)
        if reading.is_compared(run, measure) and (reading.counts_from(run, measure) or 0.0) > 0.0
    ]


def _left_out(run: Run, shown: list[str]) -> list[str]:
    """Write lines that name the measures without a row, grouped by reason."""
    missing = [measure for measure in reading.drawn_measures(run) if measure not in shown]
    lines = []
    for why, names in reading.titles_by_reason(run, missing):
        lines += textwrap.wrap(f"Without a row: {', '.join(names)}. Why: {why}.", 80)
    return lines


def _reach(run: Run, shown: list[str]) -> float:
    """Half width of the axis in thresholds; a change beyond it is an arrow at the edge."""
    largest = max(max(abs(edge) for edge in _in_thresholds(run, measure)) for measure in shown)
    return min(max(1.08 * largest, _MIN_REACH), _MAX_REACH)


def _in_thresholds(run: Run, measure: str) -> tuple[float, float, float]:
    """Change and its interval, divided by its threshold: low, middle, high."""
    found = reading.decided(run, measure)
    unit = reading.counts_from(run, measure) or 1.0
    low, high = found.interval or (found.change, found.change)
    return low / unit, found.change / unit, high / unit


def _lay_out(ax: Axes, rows: int, reach: float, *, above: float, most: int) -> None:
    ax.set_xlim(-reach, reach)
    ax.set_ylim(rows - 0.4, -above)
    ax.axvspan(-1.0, 1.0, color=style.GRID, linewidth=0, zorder=0)
    ax.axvline(0.0, color=style.MUTED, linewidth=1.0, zorder=1)
    ax.grid(visible=False)
    ax.spines["left"].set_visible(False)
    ax.set_yticks([])
    step = 1 if reach <= most else 2 if reach <= 2 * most else 4
    ticks = [step * tick for tick in range(-int(reach / step), int(reach / step) + 1)]
    ax.set_xticks(ticks, [f"{tick}×".replace("-", "−") if tick else "0" for tick in ticks])


def draw_compact(ax: Axes, run: Run, shown: list[str]) -> None:
    """Draw a row of each measure with its name to the left and its change to the right."""
    reach = _reach(run, shown)
    _lay_out(ax, len(shown), reach, above=0.6, most=3)
    ax.set_xlabel("multiples of the smallest\nchange that counts", fontsize=style.SMALL_PT)
    for row, measure in enumerate(shown):
        _draw_dot(ax, run, measure, row, reach)
        left = {"xy": (0.02, row), "xytext": (0, 0), "ha": "left"}
        right = {"xy": (0.98, row), "xytext": (0, 0), "ha": "right"}
        _write(ax, run, measure, reading.name_in(run, measure).title, left)
        _write(ax, run, measure, _outcome(run, measure, look=False), right)


def _draw_row(ax: Axes, run: Run, measure: str, row: int, reach: float) -> None:
    """Write name, change and verdict above the dot and its interval."""
    _draw_dot(ax, run, measure, row, reach)
    left = {"xy": (0.02, row), "xytext": (0, 16), "ha": "left", "fontsize": style.TEXT_PT}
    right = {"xy": (0.98, row), "xytext": (0, 16), "ha": "right"}
    _write(ax, run, measure, reading.name_in(run, measure).title, left)
    _write(ax, run, measure, _outcome(run, measure, look=True), right)


def _draw_dot(ax: Axes, run: Run, measure: str, row: int, reach: float) -> None:
    changed = sentences.is_changed(run, measure)
    low, middle, high = _in_thresholds(run, measure)
    colour = style.INK if changed else style.MUTED
    ax.plot((max(low, -reach), min(high, reach)), (row, row), color=colour, linewidth=2.6)
    inside = abs(middle) <= reach
    ax.plot(
        min(max(middle, -0.99 * reach), 0.99 * reach),
        row,
        marker="o" if inside else ">" if middle > 0 else "<",
        markersize=8.5,
        color=colour,
        markerfacecolor=colour if changed else "white",
        markeredgewidth=1.8,
        clip_on=False,
    )


def _outcome(run: Run, measure: str, *, look: bool) -> str:
    """Write the change of a measure in its own unit, with its direction in words if `look`."""
    name = reading.name_in(run, measure)
    found = reading.decided(run, measure)
    arrow = {"increased": "▲ ", "decreased": "▼ "}.get(reading.verdict(run, measure), "")
    text = f"{arrow}{name.value(found.change, signed=True)}"
    if found.at_equal_pace:
        text += " at equal pace"
    if not look:
        return text
    if not sentences.is_changed(run, measure):
        return f"{text}, {reading.verdict(run, measure)}"
    return f"{text}, {name.more if found.change > 0 else name.less}"


def _write(ax: Axes, run: Run, measure: str, text: str, where: dict[str, Any]) -> None:
    changed = sentences.is_changed(run, measure)
    ax.annotate(
        text,
        xycoords=("figure fraction", "data"),
        textcoords="offset points",
        va="center",
        color=style.INK if changed else style.MUTED,
        fontweight="bold" if changed else "normal",
        annotation_clip=False,
        **{"fontsize": style.SMALL_PT, **where},
    )
