"""One look for all charts: colours, sizes, and figures laid out in inches."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from posture.errors import OutputError
from posture.utils.colours import EARLY, LATE
from posture.utils.files import whole_file

COLOURS = {"early": EARLY, "late": LATE}
# these two are from the palette of Okabe and Ito as well
PAIN = "#CC79A7"
DIFFERS = "#F0E442"
INK = "#1f2428"
MUTED = "#666d75"
FAINT = "#b8bec5"
BETWEEN = "#8d949b"
GRID = "#e6e8eb"

#: Box behind words that stand on lines or hatching.
READABLE = {"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 1.0}

WIDTH_IN = 7.0
DPI = 115
TITLE_PT = 13.5
TEXT_PT = 12.0
SMALL_PT = 11.0

#: Room below axes for the labels of the time, and beside them.
_BOTTOM_IN = 0.66
_RIGHT_IN = 0.22
#: Characters of a line that fit into the width, by the size of the text.
_TITLE_CHARS = 58
_TEXT_CHARS = 86
#: Between axes and headings, and the height of a line of each size, points.
_GAP_PT = 9.0
_TITLE_LINE_PT = 17.5
_LINE_PT = 14.5


@dataclass(frozen=True)
class Room:
    """Inches of one pair of axes: its height, and the room around it."""

    height: float
    top: float
    bottom: float = _BOTTOM_IN
    left: float = 0.92
    right: float = _RIGHT_IN

    @property
    def whole(self) -> float:
        """Height with the room above and below."""
        return self.top + self.height + self.bottom


def make_panels(
    count: int = 1,
    *,
    height_in: float = 3.6,
    left_in: float = 0.92,
    notes_in: float = 0.0,
    top_in: float = 0.78,
) -> tuple[Figure, list[Axes]]:
    """Make a figure of `count` axes under each other, each with room for its own headings.

    Parameters
    ----------
    count
        Number of axes.
    height_in
        Height of each pair of axes.
    left_in
        Room for the labels of the value axis.
    notes_in
        Further room below each, for notes.
    top_in
        Room above each for its headings, see `headings_height_in`.
    """
    return stack_axes([Room(height_in, top_in, _BOTTOM_IN + notes_in, left_in)] * count)


def stack_axes(rooms: list[Room]) -> tuple[Figure, list[Axes]]:
    """Make a figure of axes under each other.

    The margins are fixed in inches: measuring text to fit it would take longer than drawing.
    """
    total = sum(room.whole for room in rooms)
    figure = Figure(figsize=(WIDTH_IN, total), dpi=DPI, facecolor="white")
    axes, below = [], total
    for room in rooms:
        below -= room.whole
        ax = figure.add_axes(
            (
                room.left / WIDTH_IN,
                (below + room.bottom) / total,
                (WIDTH_IN - room.left - room.right) / WIDTH_IN,
                room.height / total,
            )
        )
        simplify_axes(ax)
        axes.append(ax)
    return figure, axes


def simplify_axes(ax: Axes) -> None:
    """Take off what is not needed to read the axes."""
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(FAINT)
    ax.tick_params(labelsize=SMALL_PT, colors=MUTED, labelcolor=INK, length=3)
    ax.grid(axis="y", color=GRID, linewidth=0.8)
    ax.set_axisbelow(True)


def headings_height_in(title: str, subtitle: str = "") -> float:
    """Height of `headings`, in inches."""
    lines, title_lines = len(_wrapped(subtitle)), len(_wrapped_title(title))
    return (_GAP_PT + lines * _LINE_PT + title_lines * _TITLE_LINE_PT + 10.0) / 72.0


def write_headings(ax: Axes, title: str, subtitle: str = "") -> None:
    """Write a bold title and plain lines below it, above the axes and from the figure's edge."""
    lines = _wrapped(subtitle)
    place: dict[str, Any] = {
        "xycoords": ("figure fraction", "axes fraction"),
        "textcoords": "offset points",
        "va": "bottom",
        "color": INK,
        "annotation_clip": False,
    }
    ax.annotate(
        "\n".join(_wrapped_title(title)),
        (0.02, 1.0),
        xytext=(0, _GAP_PT + 2.0 + len(lines) * _LINE_PT),
        fontsize=TITLE_PT,
        fontweight="bold",
        **place,
    )
    ax.annotate("\n".join(lines), (0.02, 1.0), xytext=(0, _GAP_PT), fontsize=SMALL_PT, **place)


def _wrapped_title(text: str) -> list[str]:
    return textwrap.wrap(text, _TITLE_CHARS)


def _wrapped(text: str) -> list[str]:
    return [line for row in text.splitlines() for line in textwrap.wrap(row, _TEXT_CHARS)]


def write_notes(ax: Axes, text: str, *, below_in: float = _BOTTOM_IN) -> None:
    """Write notes below the axes, from the figure's edge; `notes_height_in` makes room for them."""
    ax.annotate(
        "\n".join(_wrapped(text)),
        (0.02, 0.0),
        xycoords=("figure fraction", "axes fraction"),
        xytext=(0, -72.0 * below_in),
        textcoords="offset points",
        va="top",
        fontsize=SMALL_PT,
        color=MUTED,
        annotation_clip=False,
    )


def notes_height_in(text: str) -> float:
    """Height of `foot`, in inches."""
    return (len(_wrapped(text)) * _LINE_PT + 6.0) / 72.0 if text else 0.0


def write_instead(ax: Axes, title: str, why: str) -> None:
    """Fill the axes with one sentence instead of a chart."""
    ax.set_axis_off()
    write_headings(ax, title)
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
    # Without a date, and at a light compression: the same run gives the same file, quickly.
    options: dict[str, Any] = (
        {"metadata": {"Date": None}} if kind == "svg" else {"pil_kwargs": {"compress_level": 4}}
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as unfinished:
            figure.savefig(unfinished, format=kind, **options)
    except OSError as error:
        raise OutputError(
            f"The chart {path} could not be written ({error.strerror}); "
            "check the free space and the rights of the folder."
        ) from error
    return path
