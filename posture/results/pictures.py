"""What the pictures in a run's folder show: single moments of a stride, and whole strides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from posture.utils.files import whole_file

FOLDER = "pictures"
"""Folder of the pictures within a run's folder."""
_LIST = "pictures.json"

Moment = Literal["initial contact", "mid-stance", "toe-off"]
Shown = Literal["early", "late", ""]
"""Window that a picture stands for; empty where nothing is compared."""


class Numbers(Struct, frozen=True, kw_only=True):
    """Angles in degrees, signs as in frames.parquet; None where not measured."""

    trunk_lean_deg: float | None = None
    pelvic_tilt_deg: float | None = None
    lumbar_lordosis_deg: float | None = None


class MomentPicture(Struct, frozen=True, kw_only=True):
    """One moment of a usual stride, cropped to the runner, with the lean against the vertical.

    All pictures of a run have the same size and scale, and mid-hip lies on the same point.

    Attributes
    ----------
    path
        JPEG, relative to the run's folder, with slashes.
    window, moment
        What it stands for.
    video
        Number of the video in ``Summary.all_videos``, from 0.
    frame
        Index of the frame in that video, as decoded.
    time_s, clip_time_s
        Seconds of real running on the clock of the tables, and seconds as played since the first
        frame of that video.
    stride, phase
        Id of the stride; 0-1 from near-side initial contact to the next.
    width, height
        Pixels.
    frame_deg, stride_deg
        Angles in this frame, which are those in the picture, and their means over this stride.
    back_shown
        Whether the line of the low back is drawn.
    alt
        What the picture shows, one sentence for people who cannot see it.
    """

    path: str
    window: Shown
    moment: Moment
    video: int
    frame: int
    time_s: float
    clip_time_s: float
    stride: int
    phase: float
    width: int
    height: int
    frame_deg: Numbers
    stride_deg: Numbers
    back_shown: bool
    alt: str


class StrideSheet(Struct, frozen=True, kw_only=True):
    """One usual stride as cells of one JPEG, row by row, to be shown one after the other.

    Cell ``i`` of the early and of the late sheet show the same phase; mid-hip lies on the same
    point of each cell, and the scale is the same. So one sheet can be laid over the other.

    Attributes
    ----------
    path
        JPEG, relative to the run's folder, with slashes.
    window, video, stride
        As in `MomentPicture`.
    cells, columns
        Number of cells, and of those in a row.
    width, height
        Of a cell, pixels.
    hip_x, hip_y
        Place of mid-hip within each cell, pixels.
    phases
        Phase of each cell in the common stride, 0-1; the same in both sheets.
    frames
        Index in the video of the frame in each cell.
    clip_times_s
        When each of these frames is shown, seconds as played.
    trunk_lean_deg
        Lean in each cell; None where not measured.
    duration_s
        Length of the stride, seconds of real running.
    """

    path: str
    window: Shown
    video: int
    stride: int
    cells: int
    columns: int
    width: int
    height: int
    hip_x: float
    hip_y: float
    phases: tuple[float, ...]
    frames: tuple[int, ...]
    clip_times_s: tuple[float, ...]
    trunk_lean_deg: tuple[float | None, ...]
    duration_s: float


class Pictures(Struct, frozen=True, kw_only=True):
    """All pictures of a run.

    Attributes
    ----------
    compared
        Whether they show early beside late; else one stride of the whole clip.
    moments
        Early before late, in the order of the stride. Mid-stance and toe-off where early and late
        are compared, else also initial contact.
    sheets
        Early and late, or one.
    together
        Path of all moments in one JPEG, to be sent; empty if there are none.
    together_alt
        What it shows, for people who cannot see it.
    no_ghost
        Why one stride should not be laid over the other, one sentence; empty where it can be.
    """

    compared: bool
    moments: tuple[MomentPicture, ...] = ()
    sheets: tuple[StrideSheet, ...] = ()
    together: str = ""
    together_alt: str = ""
    no_ghost: str = ""


def write_picture_list(pictures: Pictures, folder: Path) -> None:
    """Write what the pictures show into the run's folder, beside them."""
    text = json.dumps(msgspec.to_builtins(pictures), indent=1, ensure_ascii=False)
    with whole_file(folder / FOLDER / _LIST) as unfinished:
        unfinished.write_text(text + "\n", encoding="utf-8")


def load_pictures(folder: Path) -> Pictures:
    """Read what the pictures in a run's folder show; an empty list if there are none."""
    try:
        text = (folder / FOLDER / _LIST).read_bytes()
        return msgspec.json.decode(text, type=Pictures)
    except (OSError, msgspec.DecodeError):
        return Pictures(compared=False)
