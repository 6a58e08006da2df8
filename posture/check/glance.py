"""What can be said of a film at a glance, before the long work: no network is asked."""

from __future__ import annotations

from posture.camera.level import Level, estimate_level, find_lines
from posture.camera.pictures import read_pictures
from posture.check.film_points import check_file, check_level
from posture.check.types import Point
from posture.video import VideoInfo

#: Where in the film it is looked at, shares of its length.
PLACES = (0.1, 0.5, 0.9)


def glance(info: VideoInfo, level: str | float = "auto") -> Point | None:
    """Name what will cost most, of file and level; None where neither costs anything.

    People are not hidden here, as their places are not known yet; their outlines are seldom
    straight. `level` is the option of the analysis: only with ``"auto"`` is it read.
    """
    seen = _read_level(info) if level == "auto" else None
    found = [check_file(info), check_level(seen, option=level)]
    costly = [
        point
        for point in found
        if point.verdict != "pass" and (point.code == "file" or point.cost_deg)
    ]
    return max(costly, key=lambda point: point.cost_deg or 0.0, default=None)


def _read_level(info: VideoInfo) -> Level | None:
    frames = sorted({int(p * info.frames) for p in PLACES})
    views = [(find_lines(one.grey, one.seen), 0.0) for one in read_pictures(info, frames)]
    return estimate_level(views) if views else None
