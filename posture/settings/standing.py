"""The option that says where the runner is seen standing still."""

from __future__ import annotations

import os
import re
from typing import Any

from posture.errors import UsageError
from posture.settings.option import COMPARED, option
from posture.settings.readers import read_window
from posture.settings.times import Window, parse_window
from posture.utils.paths import shorten

#: What every window looks like and hardly any file's name: two times with a dash.
_LIKE_A_WINDOW = re.compile(r"\s*[\d:.]+%?\s*[-–]\s*[\d:.]+%?\s*")


def read_standing(value: Any) -> Window | str:
    """Read a window of the first video, as text or a pair of times, or the path of a video."""
    if isinstance(value, str | os.PathLike):
        text = str(os.fspath(value))
        if not text.strip():
            raise UsageError(f"{shorten(repr(value))} is neither a window nor the path of a video")
        return parse_window(text) if _LIKE_A_WINDOW.fullmatch(text) else text
    return read_window(value)


STANDING = option(
    read=read_standing,
    group=COMPARED,
    metavar="WINDOW|VIDEO",
    help="Where the runner stands still, side-on: 0:00-0:05 of the first video, or a video.",
    details="At least 2 seconds, same camera and clothes, facing as in the run, hands held before "
    "the belly so that the low back is seen. Lean, pelvic tilt, arch and head-forward are then "
    "given relative to standing too. A window of the first video is no part of the run.",
    examples=("0:00-0:05", "standing.mp4"),
)
