"""The pictures of the page: fresh beside tired at one moment, and both strides cell by cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from posture.results.pictures import MomentPicture, Pictures, StrideSheet

#: Gives the address of a file of the run's folder: its name, or its content.
Link = Callable[[str], str]


@dataclass(frozen=True)
class Sheet:
    """One stride as cells of one picture, for the template.

    Attributes
    ----------
    id, href
        Name within the page, and address.
    window, alt
        What it shows.
    cells, width, height
        Number of cells, and their size.
    sheet_width, sheet_height
        Size of the whole picture.
    """

    id: str
    href: str
    window: str
    alt: str
    cells: int
    width: int
    height: int
    sheet_width: int
    sheet_height: int


@dataclass(frozen=True)
class Pair:
    """Strides side by side, locked by phase, and whether one may be laid over the other.

    Attributes
    ----------
    sheets
        Early and late.
    no_ghost
        Why one is not laid over the other, a sentence; empty where it is.
    table
        What the script needs of each sheet, as plain JSON values.
    """

    sheets: list[Sheet]
    no_ghost: str
    table: list[dict[str, Any]]


@dataclass(frozen=True)
class Picture:
    """One moment of a stride, for the template: address, words, size, and its frame in the film."""

    href: str
    alt: str
    window: str
    moment: str
    width: int
    height: int
    to_frame: str


def list_moments(pictures: Pictures, link: Link) -> list[Picture]:
    """List the pictures of single moments, early beside late."""
    return [_moment(picture, link) for picture in pictures.moments]


def _moment(picture: MomentPicture, link: Link) -> Picture:
    return Picture(
        link(picture.path),
        picture.alt,
        picture.window,
        picture.moment,
        picture.width,
        picture.height,
        f"{picture.video} {picture.frame}",
    )


def describe_pair(pictures: Pictures, link: Link) -> Pair | None:
    """Describe the strides that are shown side by side; None where nothing is compared."""
    if len(pictures.sheets) != 2:
        return None
    no_ghost = f"No ghost: {pictures.no_ghost}." if pictures.no_ghost else ""
    sheets = [_sheet(sheet, link) for sheet in pictures.sheets]
    return Pair(sheets, no_ghost, [_table(sheet) for sheet in pictures.sheets])


def _sheet(sheet: StrideSheet, link: Link) -> Sheet:
    rows = -(-sheet.cells // sheet.columns)
    return Sheet(
        id=f"sheet-{sheet.window}",
        href=link(sheet.path),
        window=sheet.window,
        alt=f"A usual {sheet.window} stride",
        cells=sheet.cells,
        width=sheet.width,
        height=sheet.height,
        sheet_width=sheet.columns * sheet.width,
        sheet_height=rows * sheet.height,
    )


def _table(sheet: StrideSheet) -> dict[str, Any]:
    return {
        "video": sheet.video,
        "columns": sheet.columns,
        "width": sheet.width,
        "height": sheet.height,
        "duration": sheet.duration_s,
        "phases": list(sheet.phases),
        "frames": list(sheet.frames),
        "lean": list(sheet.trunk_lean_deg),
    }
