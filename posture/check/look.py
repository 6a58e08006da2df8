"""Look at a few dozen frames of a clip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from posture.back import LearnedModels
from posture.camera import Camera, CameraMotion, read_camera
from posture.errors import NoRunnerError
from posture.gait.check import Gait, estimate_gait
from posture.pose import Detections, detect
from posture.pose.chunks import Chunk
from posture.pose.plan import Plan
from posture.recording import Recording, measure
from posture.settings.options import Settings
from posture.tracks import Tracks, clean
from posture.utils.arrays import IndexArray
from posture.video import VideoInfo

#: Where in the clip the legs are watched for a while, shares of its length.
WATCHED = (0.3, 0.75)
#: How long, seconds as played: two strides at the speed of life.
WATCHED_S = 1.5
#: Most frames of that.
MOST_WATCHED = 48
#: Where else people are searched for, shares of the clip's length.
GLANCES = (0.02, 0.15, 0.52, 0.9)
#: Frames of each glance.
GLANCE_FRAMES = 2
#: In these parts everybody is searched for in every so many frames.
SEARCH_GAP = 24


@dataclass(frozen=True)
class Looked:
    """What was seen in the frames that were looked at.

    Attributes
    ----------
    info
        The file.
    plan
        Which frames.
    found
        Landmarks and outlines of the runner in these frames alone, one after the other; None where
        nobody was seen.
    tracks
        The same cleaned, with the reason why frames are not measured; None where nobody was seen.
    gaits
        How the legs move in each of the parts that were watched, None where they are not seen.
    camera
        How it stands and moves.
    recording
        What an analysis of these frames alone gives; None where it refuses.
    refusal
        Why it does, else empty.
    """

    info: VideoInfo
    plan: Plan
    found: Detections | None
    tracks: Tracks | None
    gaits: tuple[Gait | None, ...]
    camera: Camera
    recording: Recording | None
    refusal: str

    @property
    def frames(self) -> IndexArray:
        """Numbers of the frames in the file; rows of `found` and `tracks` are these."""
        return np.flatnonzero(self.plan.asked)

    @property
    def watched(self) -> list[slice]:
        """Rows of the longer parts."""
        return [part for part in find_rows(self.plan) if _is_watched(part)]

    @property
    def best_frame(self) -> int | None:
        """A frame that shows the runner, if possible one that can be measured."""
        seen = self.seen
        if self.tracks is not None:
            seen = [row for row in seen if not self.tracks.reason[row]] or seen
        return int(self.frames[seen[len(seen) // 3]]) if seen else None

    @property
    def seen(self) -> list[int]:
        """Rows in which somebody was found."""
        if self.found is None:
            return []
        return [int(i) for i in np.flatnonzero(np.isfinite(self.found.points[:, 0, 0]))]


def look_at(
    info: VideoInfo,
    model: Path,
    settings: Settings,
    learned: LearnedModels,
    find: Callable[..., Detections] | None = None,
) -> Looked:
    """Look at a few dozen frames.

    Parameters
    ----------
    info
        The file.
    model, learned
        The pose network, and what was learnt for it.
    settings
        The options.
    find
        Finds the runner; for tests.
    """
    plan = plan_looks(info)
    subject = None if settings.subject == "auto" else int(settings.subject)
    try:
        found = (find or detect)(
            info,
            model,
            plan=plan,
            workers=settings.workers,
            subject=subject,
            search_gap=SEARCH_GAP,
        )
    except NoRunnerError as error:
        nobody = Detections.empty(info.frames)
        nobody.asked = plan.asked
        camera = read_camera(info, nobody, level=settings.level)
        return Looked(info, plan, None, None, (), camera, None, str(error))
    camera = read_camera(info, found, level=settings.level)
    # of a long film, all other frames would take longer than those that were looked at
    short, found = _keep(info, found, plan.parts)
    tracks = clean(found, short.times_s, info.width, info.height)
    rows = find_rows(plan)
    watched = [part for part in rows if _is_watched(part)]
    gaits = tuple(_watch_legs(found, short, part) for part in watched)
    still = replace(camera, motion=CameraMotion.still())
    recording, refusal = None, ""
    try:
        recording = measure(
            *_keep(short, found, watched or rows), settings, learned, lambda _: still
        )
    except NoRunnerError as error:
        refusal = str(error)
    return Looked(info, plan, found, tracks, gaits, camera, recording, refusal)


def plan_looks(info: VideoInfo) -> Plan:
    """Choose the frames: two parts in which the legs are watched, and glances between them.

    Each begins at a frame in which everybody is searched for.
    """
    length = max(GLANCE_FRAMES, min(MOST_WATCHED, round(WATCHED_S * info.fps_median)))
    wanted = [(share, length) for share in WATCHED] + [(share, GLANCE_FRAMES) for share in GLANCES]
    asked = np.zeros(info.frames, bool)
    for share, count in wanted:
        start = round(share * info.frames / SEARCH_GAP) * SEARCH_GAP
        start = max(0, min(start, (info.frames - count) // SEARCH_GAP * SEARCH_GAP))
        asked[start : start + count] = True
    edges = np.flatnonzero(np.diff(np.r_[False, asked, False].astype(np.int8)))
    chunks = [
        Chunk(int(start), int(start), int(stop))
        for start, stop in zip(edges[::2], edges[1::2], strict=True)
    ]
    return Plan(tuple(chunks), info.frames)


def find_rows(plan: Plan) -> list[slice]:
    """Find the rows of each part where only the frames of the plan are kept."""
    edges = np.cumsum([0, *(part.stop - part.start for part in plan.parts)])
    return [slice(int(start), int(stop)) for start, stop in pairwise(edges)]


def _keep(
    info: VideoInfo, found: Detections, parts: Sequence[slice]
) -> tuple[VideoInfo, Detections]:
    """Keep only some parts, as if they were filmed one right after the other, with cuts between."""
    frames = np.concatenate([np.arange(part.start, part.stop) for part in parts])
    lengths = [part.stop - part.start for part in parts]
    starts = np.cumsum([0, *lengths[:-1]])
    steps = np.diff(info.times_s[frames], prepend=info.times_s[frames[0]])
    steps[starts[1:]] = 1 / info.fps_median
    kept = Detections(
        points=found.points[frames],
        confidence=found.confidence[frames],
        outline=found.outline[frames],
        cuts=starts[1:].astype(np.intp),
        subjects_seen=found.subjects_seen,
        most_at_once=found.most_at_once,
    )
    return replace(info, times_s=np.cumsum(steps)), kept


def _is_watched(part: slice) -> bool:
    return bool(part.stop - part.start > 2 * GLANCE_FRAMES)


def _watch_legs(found: Detections, info: VideoInfo, part: slice) -> Gait | None:
    """Estimate how the legs move in one part; None where the runner is not seen in it."""
    own = Detections(found.points[part], found.confidence[part], found.outline[part])
    tracks = clean(own, info.times_s[part] - info.times_s[part.start], info.width, info.height)
    return estimate_gait(tracks) if tracks.stretches else None
