"""Keep what was read of a camera, so that the same pictures are not looked at again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache

from posture.camera.camera import Camera, read_camera
from posture.kept import hash_code, pack
from posture.pose import Detections
from posture.pose.keeping import Keeper
from posture.video import VideoInfo

DECIDING = (
    "posture.camera.along",
    "posture.camera.background",
    "posture.camera.camera",
    "posture.camera.follow",
    "posture.camera.level",
    "posture.camera.motion",
    "posture.camera.overlay",
    "posture.camera.pictures",
    "posture.camera.registration",
    "posture.camera.watch",
    "posture.tracks.view",
)
"""Modules that decide what is read of a camera, beside those that read pictures."""


def read_camera_once(
    info: VideoInfo,
    found: Detections,
    *,
    level: str | float,
    others: Sequence[Camera] | None = None,
    keeper: Keeper | None = None,
) -> Camera:
    """Read a camera as `read_camera` does, or take what was read before.

    Parameters
    ----------
    info, found, level, others
        As there.
    keeper
        Where it is kept; None keeps nothing.
    """

    def read() -> Camera:
        return read_camera(info, found, level=level, others=others)

    code = _hash_deciding_code()
    if keeper is None or code is None:
        return read()
    decides = pack([found.points, found.asked, level, others])
    asked = ["camera", code, hashlib.sha256(decides).hexdigest()]
    return keeper.remember(info, asked, Camera, read)


@cache
def _hash_deciding_code() -> str | None:
    return hash_code(DECIDING)
