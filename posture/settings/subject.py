"""The option that says who is measured: a number, or where somebody is in one frame."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from posture.errors import UsageError
from posture.settings.option import VIDEO, option
from posture.settings.readers import read_count
from posture.utils.paths import shorten

_SPOT = re.compile(r"(\d{1,9}):(\d{1,6}),(\d{1,6})")


@dataclass(frozen=True)
class Spot:
    """Where somebody is in one frame.

    Attributes
    ----------
    frame
        Its number in the file, from 0.
    x, y
        Mid-hip, pixels of the upright frame, from its upper left corner.
    """

    frame: int
    x: int
    y: int

    def __str__(self) -> str:
        """Write it as the option takes it."""
        return f"{self.frame}:{self.x},{self.y}"


def read_subject(value: Any) -> str | int:
    """Read ``auto``, a whole number from 1, or the text of a `Spot`."""
    text = str(value).strip()
    if text == "auto" or _SPOT.fullmatch(text):
        return text
    try:
        return read_count(value)
    except UsageError:
        raise UsageError(
            f"{shorten(repr(value))} is neither auto, nor a whole number from 1, nor a place "
            "FRAME:X,Y"
        ) from None


def parse_subject(subject: str | int) -> int | Spot | None:
    """Return what `read_subject` has read: a number, a place, or None for ``auto``."""
    found = _SPOT.fullmatch(str(subject))
    if found:
        return Spot(*(int(part) for part in found.groups()))
    return None if subject == "auto" else int(subject)


SUBJECT = option(
    read=read_subject,
    group=VIDEO,
    metavar="auto|N|FRAME:X,Y",
    help="Who is measured, in order of appearance.",
    details="From 1; auto takes the one who runs, FRAME:X,Y whoever has the hips there in that "
    "frame of the first video (pixels), in later ones the one who runs.",
    examples=("2", "120:640,410"),
)
