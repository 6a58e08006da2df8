"""One look for all charts: colours, sizes, and figures laid out in inches."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from posture.errors import OutputError

# Okabe-Ito, told apart with any kind of colour vision; early and late differ in lightness too.
EARLY = "#0072B2"
LATE = "#D55E00"
COLOURS = {"early": EARLY, "late": LATE}
INK = "#1f2428"
MUTED = "#666d75"
FAINT = "#b8bec5"
GRID = "#e6e8eb"

WIDTH_IN = 7.0
DPI = 115
TITLE_PT = 13.5
TEXT_PT = 12.0
SMALL_PT = 11.0

_TOP_IN, _BOTTOM_IN, _RIGHT_IN = 0.78, 0.66, 0.22


def panels(
    count: int = 1, *, height_in: float = 3.6, left_in: float = 0.92, foot_in: float = 0.0
) -> tuple[Figure, list[Axes]]:
    """Make a figure of `count` axes under each other, each with room for its own headings.

    The margins are fixed in inches: measuring text to fit it would take longer than drawing.

    Parameters
    ----------
    count
        Number of axes.
    height_in
        Height of each pair of axes.
    left_in
        Room for the labels of the value axis.
    foot_in
        Further room below each, for notes.
    """
    row = _TOP_IN + height_in + _BOTTOM_IN + foot_in
    figure = Figure(figsize=(WIDTH_IN, row * count), dpi=DPI, facecolor="white")
    axes = []
    for index in range(count):
        bottom = row * (count - 1 - index) + _BOTTOM_IN + foot_in
        ax = figure.add_axes(
            (
                left_in / WIDTH_IN,
                bottom / (row * count),
                (WIDTH_IN - left_in - _RIGHT_IN) / WIDTH_IN,
                height_in / (row * count),
            )
        )
        _plain(ax)
        axes.append(ax)
    return figure, axes


def _plain(ax: Axes) -> None:
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(FAINT)
    ax.tick_params(labelsize=SMALL_PT, colors=MUTED, labelcolor=INK, length=3)
    ax.grid(axis="y", color=GRID, linewidth=0.8)
    ax.set_axisbelow(True)


def headings(ax: Axes, title: str, subtitle: str = "") -> None:
    """Write a bold title and up to two plain lines, above the axes and from the figure's edge."""
    lines = textwrap.wrap(subtitle, 80, max_lines=2, placeholder=" …")
    two = len(lines) == 2
    place: dict[str, Any] = {
        "xycoords": ("figure fraction", "axes fraction"),
        "textcoords": "offset points",
        "color": INK,
        "annotation_clip": False,
    }
    ax.annotate(
        title,
        (0.02, 1.0),
        xytext=(0, 40 if two else 31),
        fontsize=TITLE_PT,
        fontweight="bold",
        **place,
    )
    ax.annotate(
        "\n".join(lines),
        (0.02, 1.0),
        xytext=(0, 8 if two else 12),
        fontsize=SMALL_PT if two else TEXT_PT,
        **place,
    )


def say_instead(ax: Axes, title: str, why: str) -> None:
    """Fill the axes with one sentence instead of a chart."""
    ax.set_axis_off()
    headings(ax, title)
    ax.annotate(
        textwrap.fill(f"Why: {why}.", 68),
        (0.02, 1.0),
        xycoords=("figure fraction", "axes fraction"),
        xytext=(0, 22),
        textcoords="offset points",
        va="top",
        fontsize=TEXT_PT,
        color=MUTED,
        annotation_clip=False,
    )


def save(figure: Figure, path: Path) -> Path:
    """Write a figure as the format of `path`'s suffix, whole or not at all.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    kind = path.suffix.lstrip(".").lower()
    unfinished = path.with_name(f".{path.name}.part")
    # Without a date, and at a light compression: the same run gives the same file, quickly.
    options: dict[str, Any] = (
        {"metadata": {"Date": None}} if kind == "svg" else {"pil_kwargs": {"compress_level": 4}}
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(unfinished, format=kind, **options)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise OutputError(
            f"The chart {path} could not be written ({error.strerror}); "
            "check the free space and the rights of the folder."
        ) from error
    return path
