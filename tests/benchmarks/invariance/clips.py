"""The clips, which part of each is used, and where in the picture its runner is."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import xarray as xr

from posture.video import VideoInfo, probe

#: Frames of a clip that are used, the first of them after this share of the clip: the network takes
#: most of the time, and whole clips would take hours.
FRAMES = 240
FROM_SHARE = 0.1
#: First and last frame (not itself used) of clips in which this would leave too few strides: the
#: runner crosses the picture, many frames a second, slow motion (the numbers of strides are in the
#: results).
OTHER_FRAMES = {
    "overground_left": (30, 190),
    "slowmo_240": (60, 540),
    "overground_barewaist_slowmo": (24, 214),
    "treadmill_tilted_60fps": (38, 338),
}
#: From the highest landmark, which is an eye or an ear, to the crown: share of the height of the
#: landmarks.
CROWN_SHARE = 0.1


@dataclass(frozen=True)
class Clip:
    """A part of a video.

    Attributes
    ----------
    name
        Of the file, without its ending.
    path
        The file.
    start, stop
        Its frames that are used; the last one is ``stop - 1``.
    """

    name: str
    path: Path
    start: int
    stop: int

    @cached_property
    def info(self) -> VideoInfo:
        """What is known of the file."""
        return probe(self.path)

    @property
    def made_from(self) -> str:
        """Tell clips apart by all that they are made from."""
        return f"{self.info.sha256} {self.start} {self.stop}"


@dataclass(frozen=True)
class Box:
    """Where the whole runner is in the picture over the clip, pixels.

    Attributes
    ----------
    left, top, right, bottom
        Edges that hold every landmark of (nearly) every frame.
    height
        Median height of the runner; less than that of the box, which holds the bounce.
    """

    left: float
    top: float
    right: float
    bottom: float
    height: float


def find_clips(*folders: Path) -> Iterator[Clip]:
    """Find the clips of some folders; one that is absent has none."""
    for folder in folders:
        for path in sorted(folder.glob("*.mp4")):
            yield Clip(path.stem, path, *_choose_frames(path.stem, probe(path).frames))


def _choose_frames(name: str, frames: int) -> tuple[int, int]:
    if name in OTHER_FRAMES:
        start, stop = OTHER_FRAMES[name]
        return start, min(stop, frames)
    start = min(math.floor(FROM_SHARE * frames), max(frames - FRAMES, 0))
    return start, min(start + FRAMES, frames)


def find_box(poses: xr.Dataset) -> Box:
    """Find the runner's box from the landmarks of a run.

    Parameters
    ----------
    poses
        ``position`` with ``time, space, keypoint, individual``, pixels.
    """
    points = poses["position"].isel(individual=0).transpose("time", "keypoint", "space").to_numpy()
    seen = points[np.isfinite(points).all(axis=(1, 2))]
    low, high = seen.min(axis=1), seen.max(axis=1)  # (frames, 2)
    # single landmarks that jump shall not decide
    left, top = np.percentile(low, 1, axis=0)
    right, bottom = np.percentile(high, 99, axis=0)
    height = float(np.median(high[:, 1] - low[:, 1]))
    crown = CROWN_SHARE * height
    # to whole pixels: a cropped film is not made anew for less
    return Box(
        *(float(round(edge)) for edge in (left, top - crown, right, bottom)),
        height=float(round(height + crown)),
    )


def digest(*parts: object) -> str:
    """Short checksum of what something is made from."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part if isinstance(part, bytes) else str(part).encode())
    return whole.hexdigest()[:16]
