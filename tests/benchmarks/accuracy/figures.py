"""Figures of the accuracy: agreement, true against measured, error over the stride, costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.accuracy.agreement import agreement
from benchmarks.accuracy.back_figure import back_figure
from benchmarks.accuracy.back_page import BACK
from benchmarks.accuracy.page import BEST
from benchmarks.accuracy.table import Case
from benchmarks.accuracy.wave_score import PHASE_BINS
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from posture.charts import style
from posture.measures import KEY_MEASURES
from posture.results.names import name_of

Table = Mapping[str, Mapping[str, Any]]

#: The condition that the others differ from in one thing each.
REFERENCE = "reference"
COSTS: tuple[tuple[str, Callable[[Mapping[str, Any]], tuple[float | None, float | None]]], ...] = (
    ("Level, °: bias ± SD", lambda row: _bias(row["measures"]["trunk_lean_deg"]["level"])),
    ("Change, °: bias ± SD", lambda row: _bias(row["measures"]["trunk_lean_deg"]["change"])),
    ("Within the stride, r", lambda row: (row["waves"]["trunk_lean_deg"]["r"], None)),
    ("Contact, ms: ± SD", lambda row: _timing(row["events"]["contact_near"])),
)


def write_figures(cases: Sequence[Case], table: Table, folder: Path) -> list[Path]:
    """Write every figure for which there are numbers, as PNG.

    Parameters
    ----------
    cases
        Every clip.
    table
        What `table.aggregate` made of them.
    folder
        Where to.
    """
    best = [case for case in cases if case.condition == BEST]
    made = {
        "agreement_level.png": agreement_figure(best, "level"),
        "agreement_change.png": agreement_figure(best, "change"),
        "lean_true_measured.png": lean_figure(best),
        "error_over_stride.png": phase_figure(table.get(BEST)),
        "conditions.png": conditions_figure(table),
        "low_back_change.png": back_figure(
            [case.score for case in cases if case.condition == BACK]
        ),
    }
    return [style.save(figure, folder / name) for name, figure in made.items() if figure]


def agreement_figure(cases: Sequence[Case], part: str) -> Figure | None:
    """Draw error against true value (Bland-Altman), a panel a measure; None without numbers.

    Parameters
    ----------
    cases
        Clips, a point each.
    part
        ``"level"`` or ``"change"``.
    """
    points = {name: _points(cases, name, part) for name in KEY_MEASURES}
    points = {name: found for name, found in points.items() if found}
    if not points:
        return None
    figure, axes = style.make_panels(len(points), height_in=2.3)
    for ax, (name, found) in zip(axes, points.items(), strict=True):
        true, measured = np.array([point[1:] for point in found], float).T
        spread = agreement((measured - true).tolist())
        _colours(ax, found, lambda x, y: y - x)
        ax.axhline(0.0, color=style.FAINT, linewidth=1, zorder=1)
        ax.axhline(spread["bias"], color=style.INK, linewidth=1.4)
        for limit in spread["loa"] or ():
            ax.axhline(limit, color=style.INK, linewidth=1, linestyle=(0, (4, 3)))
        # values that are all the same get an axis of whole degrees, not one of their rounding
        ax.set_xlim(
            min(true.min(), true.mean() - 1.0) - 0.3, max(true.max(), true.mean() + 1) + 0.3
        )
        words = name_of(name)
        bias, *limits = (
            words.value(v, signed=True) for v in (spread["bias"], *(spread["loa"] or ()))
        )
        style.write_headings(
            ax,
            f"{words.title}: error of the {part}",
            f"bias {bias}{'; limits ' if limits else ''}{' to '.join(limits)}; "
            f"{spread['n']} clips, a colour a body",
        )
        ax.set_xlabel(f"true {part} (°)", fontsize=style.SMALL_PT, color=style.INK)
        ax.set_ylabel("measured − true (°)", fontsize=style.SMALL_PT, color=style.INK)
    return figure


def lean_figure(cases: Sequence[Case]) -> Figure | None:
    """Draw measured against true trunk lean, early and late; None without numbers."""
    changes = [(c.body, c.score.measures.get("trunk_lean_deg", {}).get("change")) for c in cases]
    found = [
        (body, true, measured)
        for body, change in changes
        for true, measured in (change["windows"] if change else ())
        if measured is not None
    ]
    if not found:
        return None
    figure, (ax,) = style.make_panels(height_in=4.6)
    values = [value for point in found for value in point[1:]]
    ends = (min(0.0, *values) - 1.0, max(20.0, *values) + 1.0)
    ax.plot(ends, ends, color=style.FAINT, linewidth=1.2)
    _colours(ax, found, lambda _, y: y, joined=True)
    ax.set_xlim(ends)
    ax.set_ylim(ends)
    ax.set_xlabel("true lean, mean of a window (°)", fontsize=style.SMALL_PT, color=style.INK)
    ax.set_ylabel("measured (°)", fontsize=style.SMALL_PT, color=style.INK)
    style.write_headings(ax, "Trunk lean, true and measured", "A line a body; grey: no error")
    return figure


def phase_figure(row: Mapping[str, Any] | None) -> Figure | None:
    """Draw the mean error over the stride, its mean taken off; None without numbers."""
    waves = {name: row["waves"][name] for name in KEY_MEASURES} if row else {}
    waves = {name: wave for name, wave in waves.items() if wave["n"]}
    if not waves:
        return None
    figure, axes = style.make_panels(len(waves), height_in=1.9)
    percent = 100 * (np.arange(PHASE_BINS) + 0.5) / PHASE_BINS
    for ax, (name, wave) in zip(axes, waves.items(), strict=True):
        error = np.array(wave["by_phase"], float)
        ax.axhline(0.0, color=style.FAINT, linewidth=1)
        ax.plot(percent, error, color=style.EARLY, linewidth=1.8, marker="o", markersize=4)
        reach = 1.15 * max(1.0, float(np.nanmax(np.abs(error))))
        ax.set_xlim(0, 100)
        ax.set_ylim(-reach, reach)
        ax.set_xlabel(
            "% of the stride, from near-side contact", fontsize=style.SMALL_PT, color=style.INK
        )
        ax.set_ylabel("error (°)", fontsize=style.SMALL_PT, color=style.INK)
        r, rms = ("–" if wave[key] is None else f"{wave[key]:.2f}" for key in ("r", "rms"))
        style.write_headings(
            ax,
            f"{name_of(name).title}: error through the stride",
            f"Stride mean taken off; by frame r {r}, RMS {rms}°; {wave['n']} clips",
        )
    return figure


def conditions_figure(table: Table) -> Figure | None:
    """Draw what each way of filming costs, for the trunk lean and the contacts."""
    if not table:
        return None
    names = list(table)
    height, top, bottom, left = 0.3 * len(names), 0.95, 0.4, 1.75
    size = (style.WIDTH_IN * 1.35, height + top + bottom)
    figure = Figure(figsize=size, dpi=style.DPI, facecolor="white")
    width = (size[0] - left - 0.15) / len(COSTS)
    rows = np.arange(len(names))
    for column, (title, read) in enumerate(COSTS):
        place = (left + column * width) / size[0], bottom / size[1]
        ax = figure.add_axes((*place, (width - 0.25) / size[0], height / size[1]))
        for row, name in zip(rows, names, strict=True):
            value, spread = read(table[name])
            if value is None:
                ax.annotate("–", (0.5, row), xycoords=("axes fraction", "data"), color=style.MUTED)
                continue
            colour = style.INK if name == REFERENCE else style.EARLY
            ax.errorbar(value, row, xerr=spread, fmt="o", color=colour, markersize=5, capsize=2)
        _lay_out_costs(ax, title, rows, names if column == 0 else [])
    figure.text(
        0.15 / size[0],
        1 - 0.28 / size[1],
        "Trunk lean and contacts: what each condition costs",
        fontsize=style.TITLE_PT,
        fontweight="bold",
        color=style.INK,
    )
    return figure


def _lay_out_costs(ax: Axes, title: str, rows: np.ndarray, names: Sequence[str]) -> None:
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set_color(style.FAINT)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_yticks(rows, list(names) or [""] * len(rows))
    ax.tick_params(labelsize=style.SMALL_PT, colors=style.MUTED, labelcolor=style.INK, length=0)
    ax.xaxis.set_major_locator(MaxNLocator(4))
    ax.grid(axis="y", color=style.GRID, linewidth=0.8)
    ax.set_axisbelow(True)
    if title.endswith("r"):
        low, _ = ax.get_xlim()
        ax.set_xlim(min(low, 0.0), 1.05)
    else:
        ax.axvline(0.0, color=style.FAINT, linewidth=1)
    ax.set_title(title, fontsize=style.SMALL_PT, color=style.INK, loc="left")


def _points(cases: Sequence[Case], name: str, part: str) -> list[tuple[str, float, float]]:
    """Body, true and measured value of each clip that has both."""
    found = []
    for case in cases:
        numbers = case.score.measures.get(name, {}).get(part)
        if numbers and numbers["error"] is not None:
            found.append((case.body, numbers["true"], numbers["measured"]))
    return found


def _colours(
    ax: Axes,
    points: Sequence[tuple[str, float, float]],
    height: Callable[[np.ndarray, np.ndarray], np.ndarray],
    *,
    joined: bool = False,
) -> None:
    """Draw the points of each body in a colour of its own."""
    bodies = list(dict.fromkeys(body for body, _, _ in points))
    for index, body in enumerate(bodies):
        own = sorted((x, y) for owner, x, y in points if owner == body)
        x, y = np.array(own).T
        ax.plot(
            x,
            height(x, y),
            color=_colour(index / max(1, len(bodies) - 1)),
            marker="o",
            markersize=5,
            linestyle="-" if joined else "none",
            linewidth=1.2,
        )


def _colour(share: float) -> tuple[float, ...]:
    """Between the colours of early and late, by way of grey."""
    stops = np.array([to_rgb(c) for c in (style.EARLY, style.FAINT, style.LATE)])
    return tuple(float(np.interp(share, (0.0, 0.5, 1.0), stops[:, k])) for k in range(3))


def _bias(numbers: Mapping[str, Any]) -> tuple[float | None, float | None]:
    return numbers["bias"], numbers["sd"]


def _timing(numbers: Mapping[str, Any]) -> tuple[float | None, float | None]:
    return numbers["mean_ms"], numbers["sd_ms"]
