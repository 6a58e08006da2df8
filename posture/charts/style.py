"""Colours, sizes and layout that all charts share; lengths are in inches."""

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

#: Colours of the windows by their names.
COLOURS = {"early": EARLY, "late": LATE}
# the next two are from the palette of Okabe and Ito as well
#: The time given for the pain: reddish purple.
PAIN = "#CC79A7"
#: Parts of the stride in which early and late differ: yellow.
DIFFERS = "#F0E442"
#: Text and lines that matter most.
INK = "#1f2428"
#: Notes, and what is no change.
MUTED = "#666d75"
#: Frames of the axes and hatching.
FAINT = "#b8bec5"
#: Strides of neither window.
BETWEEN = "#8d949b"
#: Grid lines, and the band of changes too small to count.
GRID = "#e6e8eb"

#: Box behind text that stands on lines or hatching.
READABLE = {"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 1.0}

#: Width of every chart, inches: that of a page of A4 without its margins.
WIDTH_IN = 7.0
#: Pixels per inch of a PNG.
DPI = 115
#: Size of titles, points.
TITLE_PT = 13.5
#: Size of text that is read first, points.
TEXT_PT = 12.0
#: Size of all other text, points: the smallest in use.
SMALL_PT = 11.0

#: Room below the axes for ticks and the label of the axis, inches.
_BOTTOM_IN = 0.66
#: Room to the right of the axes, inches.
_RIGHT_IN = 0.22
#: Characters of a title that fit into the width.
_TITLE_CHARS = 58
#: Characters of small text that fit into the width.
_TEXT_CHARS = 86
#: Distance of the headings from the axes, points.
_GAP_PT = 9.0
#: Height of a line of the title, points.
_TITLE_LINE_PT = 17.5
#: Height of a line of small text, points.
_LINE_PT = 14.5


@dataclass(frozen=True)
class Room:
    """Height of one pair of axes and the room around it, inches."""

    height: float
    top: float
    bottom: float = _BOTTOM_IN
    left: float = 0.92
    right: float = _RIGHT_IN

    @property
    def whole(self) -> float:
        """Height of the axes with the room above and below."""
        return self.top + self.height + self.bottom


def make_panels(
    count: int = 1,
    *,
    height_in: float = 3.6,
    left_in: float = 0.92,
    notes_in: float = 0.0,
    top_in: float = 0.78,
) -> tuple[Figure, list[Axes]]:
    """Make a figure of `count` axes, one below the other, each with room for its headings.

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
    """Make a figure of axes, one below the other.

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
    """Remove the parts of the axes that are not needed to read them."""
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(FAINT)
    ax.tick_params(labelsize=SMALL_PT, colors=MUTED, labelcolor=INK, length=3)
    ax.grid(axis="y", color=GRID, linewidth=0.8)
    ax.set_axisbelow(True)


def headings_height_in(title: str, subtitle: str = "") -> float:
    """Height of the text of `write_headings`, inches."""
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
    """Write notes below the axes, from the figure's edge, see `notes_height_in`."""
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
    """Height of the text of `write_notes`, inches."""
    return (len(_wrapped(text)) * _LINE_PT + 6.0) / 72.0 if text else 0.0


def write_instead(ax: Axes, title: str, why: str) -> None:
    """Write a title and a reason in place of a chart."""
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


#: How a figure is saved, by format: without a date, and at a light compression, so that the same
#: run gives the same file, quickly.
_SAVED_WITH: dict[str, dict[str, Any]] = {
    "png": {"pil_kwargs": {"compress_level": 4}},
    "svg": {"metadata": {"Date": None}},
    "pdf": {"metadata": {"CreationDate": None}},
}


def save(figure: Figure, path: Path) -> Path:
    """Write a figure as the format of `path`'s suffix, whole or not at all.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    kind = path.suffix.lstrip(".").lower()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as unfinished:
            figure.savefig(unfinished, format=kind, **_SAVED_WITH[kind])
    except OSError as error:
        raise OutputError(
            f"The chart {path.name} could not be written ({error.strerror}); "
            "check the free space and the rights of the folder."
        ) from error
    return path
