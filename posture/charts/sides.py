"""Chart of the left leg against the right one."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from posture.charts import style
from posture.comparison.sides import arrange_by_leg
from posture.comparison.types import SideDifference
from posture.measures import BothLegs
from posture.results import reading
from posture.results.names import name_of_pair, side_names
from posture.results.run import Run

#: Height of the row of a pair of measures, inches.
_ROW_IN = 0.92
#: Smallest half width of the axis, percent: a small index must not look large.
_MIN_REACH = 5.0
#: Largest half width of the axis, percent; one wide interval must not press the rest together.
_MAX_REACH = 40.0
#: Distance of the dots of the windows from the middle of a row, in rows.
_APART = 0.17


def sides_if_any(run: Run) -> Figure | None:
    """Draw `sides_figure` if both legs were compared."""
    return sides_figure(run) if reading.pairs_with_index(run) else None


def sides_figure(run: Run) -> Figure:
    """Draw the difference between the two sides over the run, early and late.

    One row a pair of measures. The axis is the index ``100 (near - far) / mean`` in percent, so
    that + is more on the side towards the camera in the first video; the grey dot and bar are the
    index of the whole run with its 95 % interval, blue and vermilion dots those of the early and
    the late window. Means of both sides stand above each row.

    Parameters
    ----------
    run
        The run, with ``sides`` in its summary.

    Returns
    -------
    matplotlib.figure.Figure
        Without any index, a figure that says so.
    """
    shown = reading.pairs_with_index(run)
    if not shown:
        figure, (ax,) = style.make_panels()
        why = "no stride shows both legs well enough"
        style.write_instead(ax, "Left and right could not be compared", why)
        return figure
    title = sides_title(run)
    figure, (ax,) = style.make_panels(
        height_in=_ROW_IN * len(shown),
        left_in=0.3,
        top_in=style.headings_height_in(title, _SUBTITLE),
    )
    style.write_headings(ax, title, _SUBTITLE)
    entries = [run.results.sides[legs.pair.name] for legs in shown]
    reach = max(abs(edge) for found in entries for edge in found.ci95 or ())
    reach = min(max(1.1 * reach, _MIN_REACH), _MAX_REACH)
    near, far = side_names(run.results.runner.near_side)
    ax.set_xlim(-reach, reach)
    ax.set_ylim(len(shown) - 0.55, -0.75)
    ax.axvline(0.0, color=style.MUTED, linewidth=1.0, zorder=1)
    ax.grid(visible=False)
    ax.spines["left"].set_visible(False)
    ax.set_yticks([])
    ax.xaxis.set_major_formatter(lambda percent, _: f"{abs(percent):g} %")
    ax.set_xlabel(f"more {far} ←  difference  → more {near}", fontsize=style.SMALL_PT)
    for row, (legs, found) in enumerate(zip(shown, entries, strict=True)):
        _draw_row(ax, run, legs, found, row, reach)
    return figure


#: Below the title: what the marks are, and what limits the comparison.
_SUBTITLE = (
    "Grey: the whole run with its 95 % interval. Blue: early. Vermilion: late.\n"
    "The far leg is hidden behind the near one for a part of each stride."
)


def sides_title(run: Run) -> str:
    """Name the measures in which the sides differ by more than chance and the method's error."""
    near, far = side_names(run.results.runner.near_side)
    differences = []
    for legs in reading.pairs_with_index(run):
        found = run.results.sides[legs.pair.name]
        index = found.index_percent or 0.0
        if found.differs:
            more = near if index > 0 else far
            share = f"{abs(index):.1f} %"
            differences.append(f"{name_of_pair(legs).lower} {share} more {more}")
        if found.shifted:
            towards = near if (found.change or 0.0) > 0 else far
            differences.append(f"{name_of_pair(legs).lower} shifted {towards} from early to late")
    if not differences:
        return "Left and right: no difference beyond chance and error"
    text = ", ".join(differences)
    return text[0].upper() + text[1:]


def window_index(run: Run, legs: BothLegs, which: str) -> float | None:
    """Index of the strides of a window in percent, None where no stride shows both sides."""
    strides = arrange_by_leg(reading.window_strides(run, which), run.results.runner.near_side)
    near, far = (reading.numbers(strides, leg.name) for leg in (legs.near, legs.far))
    both = np.isfinite(near) & np.isfinite(far)
    if not both.any():
        return None
    first, second = float(near[both].mean()), float(far[both].mean())
    return 200.0 * (first - second) / (first + second)


def _draw_row(
    ax: Axes, run: Run, legs: BothLegs, found: SideDifference, row: int, reach: float
) -> None:
    name = name_of_pair(legs)
    low, high = (min(max(edge, -reach), reach) for edge in found.ci95 or (0.0, 0.0))
    ax.plot((low, high), (row, row), color=style.BETWEEN, linewidth=5.0, solid_capstyle="butt")
    ax.plot(
        found.index_percent or 0.0,
        row,
        "o",
        color=style.INK,
        markersize=7,
        markeredgecolor="white",
        label="_index",
    )
    for which, shift in (("early", -_APART), ("late", _APART)):
        index = window_index(run, legs, which)
        if index is not None:
            ax.plot(index, row + shift, "o", color=style.COLOURS[which], markersize=6.5)
    near, far = side_names(run.results.runner.near_side)
    text: dict[str, Any] = {
        "xycoords": ("figure fraction", "data"),
        "textcoords": "offset points",
        "va": "baseline",
        "color": style.INK,
        "bbox": style.READABLE,
    }
    ax.annotate(
        name.title,
        (0.02, row),
        xytext=(0, 20),
        ha="left",
        fontsize=style.TEXT_PT,
        fontweight="bold",
        **text,
    )
    ax.annotate(
        f"{near} {name.number(found.near or 0.0)}, {far} {name.value(found.far or 0.0)}; "
        + _shift(found),
        (0.98, row),
        xytext=(0, 20),
        ha="right",
        fontsize=style.SMALL_PT,
        **text,
    )


def _shift(found: SideDifference) -> str:
    """Write the change of the index between the windows, in percentage points."""
    if found.change is None or found.change_ci95 is None:
        return "not compared early and late"
    if not found.shifted:
        return "no change found"
    return f"{found.change:+.0f} points late".replace("-", "−")
