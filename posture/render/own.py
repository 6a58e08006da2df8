"""Tell clips that this program made from films, which are never written over."""

from __future__ import annotations

from pathlib import Path

from posture.errors import VideoError
from posture.video import read_comment

COMMENT = "clip by posture"
"""What every clip says of itself: no name, folder or time."""


def is_own_clip(path: Path) -> bool:
    """Whether a file says that this program made it; one that cannot be read does not."""
    try:
        return read_comment(path) == COMMENT
    except VideoError:
        return False
