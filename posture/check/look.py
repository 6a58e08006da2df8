"""Look at some frames of a clip, up to about 240."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from posture.back import LearnedModels
from posture.camera import Camera, CameraMotion, read_camera
from posture.check.cloth import Attempt, is_doubtful, is_same_runner, score_cloth
from posture.check.plans import (
    SEARCH_GAP,
    SLOW_FEET,
    SLOW_THINNED,
    THINNED,
    find_rows,
    is_watched,
    plan_longer,
    plan_looks,
    plan_more,
)
from posture.errors import NoRunnerError, UsageError
from posture.gait.check import Gait, estimate_gait
from posture.gait.speed_changes import LEAST_RATIO
from posture.gait.speed_ratio import estimate_speed_ratio
from posture.pose import INDEX, Detections, detect, middle
from posture.pose.plan import Plan
from posture.pose.pool import Pool
from posture.recording import Recording, measure
from posture.settings.options import Settings
from posture.settings.subject import parse_subject
from posture.tracks import Tracks, clean
from posture.utils.arrays import IndexArray
from posture.video import VideoInfo


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
        What an analysis of these frames, or of those of a longer look, gives; None where it
        refuses. Where the film plays at two speeds, of the faster part alone.
    refusal
        Why it does, else empty.
    speed_ratio
        How many times slower the second of the parts that were watched plays than the first; None
        where that is not known.
    longer_frames
        How many frames more the network looked at for the recording.
    cloth_scores
        How much the low back looks like loose clothing in each part alone, see
        `posture.back.cloth`; of those that show it.
    """

    info: VideoInfo
    plan: Plan
    found: Detections | None
    tracks: Tracks | None
    gaits: tuple[Gait | None, ...]
    camera: Camera
    recording: Recording | None
    refusal: str
    speed_ratio: float | None = None
    longer_frames: int = 0
    cloth_scores: tuple[float, ...] = ()

    @property
    def plays_at_two_speeds(self) -> bool:
        """Whether the two parts that were watched play at different speeds."""
        ratio = self.speed_ratio
        return ratio is not None and max(ratio, 1 / ratio) >= LEAST_RATIO

    @property
    def frames(self) -> IndexArray:
        """Numbers of the frames in the file; rows of `found` and `tracks` are these."""
        return np.flatnonzero(self.plan.asked)

    @property
    def watched(self) -> list[slice]:
        """Rows of the longer parts."""
        return [part for part in find_rows(self.plan) if is_watched(part)]

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
        here = np.isfinite(self.found.points[:, 0, 0])
        # what lies between the frames that the network saw is not seen
        return [int(i) for i in np.flatnonzero(here & (self.frames % self.plan.every == 0))]


def look_at(
    info: VideoInfo,
    model: Path,
    settings: Settings,
    learned: LearnedModels,
    find: Callable[..., Detections] | None = None,
) -> Looked:
    """Look at some frames, up to about 240.

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
    with Pool(model, settings.workers) as crew:  # one for all looks: to start it takes seconds

        def lend(*_: object) -> Any:
            return nullcontext(crew)

        look = partial(
            find or detect,
            info,
            model,
            pool=lend,
            subject=parse_subject(settings.subject),
            search_gap=SEARCH_GAP,
        )
        return _look_with(look, info, settings, learned)


def _look_with(
    look: Callable[..., Detections], info: VideoInfo, settings: Settings, learned: LearnedModels
) -> Looked:
    """Look with what takes a plan; once more, and longer, where that leaves a question."""
    plan = plan_looks(info)
    try:
        found = look(plan=plan)
    except NoRunnerError as error:
        nobody = Detections.empty(info.frames)
        nobody.asked = plan.asked
        camera = read_camera(info, nobody, level=settings.level)
        return Looked(info, plan, None, None, (), camera, None, str(error))
    camera = read_camera(info, found, level=settings.level)
    # of a long film, all other frames would take longer than those that were looked at
    short, kept = _keep(info, found, plan.parts)
    tracks = clean(kept, short.times_s, info.width, info.height)
    rows = find_rows(plan)
    watched = [part for part in rows if is_watched(part)]
    gaits = tuple(_watch_legs(kept, short, part) for part in watched)
    ratio = _compare_speeds(tracks, watched)
    still = replace(camera, motion=CameraMotion.still())
    attempt = partial(_try_to_measure, settings=settings, learned=learned, camera=still)
    recording, refusal = attempt(*_keep(short, kept, watched or rows))
    looked = Looked(info, plan, kept, tracks, gaits, camera, recording, refusal, ratio)
    if recording is not None and len(watched) > 1:
        looked = _watch_cloth(
            looked, [_keep(short, kept, [part]) for part in watched], look, attempt
        )
    if not (_is_open(looked) or looked.plays_at_two_speeds):
        return looked
    measured = [int((tracks.reason[part] == "").sum()) for part in watched]
    two = looked.plays_at_two_speeds
    thinned = 1 if two or recording is not None else _choose_thinning(tracks, watched)
    every = max(plan.every, thinned)
    longer = plan_longer(plan, measured, ratio if two else None, every)
    if longer is None:
        return looked
    looked = replace(looked, longer_frames=looked.longer_frames + longer.looks)
    with suppress(NoRunnerError, UsageError):
        recording, refusal = attempt(*_keep(info, look(plan=longer), longer.parts))
        if recording is not None:
            looked = replace(looked, recording=recording, refusal=refusal)
    return looked


def _try_to_measure(
    info: VideoInfo, found: Detections, settings: Settings, learned: LearnedModels, camera: Camera
) -> tuple[Recording | None, str]:
    """Measure frames as an analysis would; None and why where it refuses."""
    try:
        return measure(info, found, settings, learned, lambda _: camera), ""
    except NoRunnerError as error:
        return None, str(error)


def _keep(
    info: VideoInfo, found: Detections, parts: Sequence[slice]
) -> tuple[VideoInfo, Detections]:
    """Keep only some parts, as if they were filmed one right after the other, with cuts between."""
    frames = np.concatenate([np.arange(part.start, part.stop) for part in parts])
    lengths = [part.stop - part.start for part in parts]
    starts = np.cumsum([0, *lengths[:-1]])
    steps = np.diff(info.times_s[frames], prepend=info.times_s[frames[0]])
    steps[starts[1:]] = 1 / info.fps_median
    kept = found.take(frames, starts[1:].astype(np.intp))
    return replace(info, times_s=np.cumsum(steps)), kept


def _watch_cloth(
    looked: Looked,
    parts: Sequence[tuple[VideoInfo, Detections]],
    look: Callable[..., Detections],
    attempt: Attempt,
) -> Looked:
    """Score each part for loose clothing; where that leaves a doubt, look at more of them."""
    scores, frames = [score_cloth(*part, attempt) for part in parts], looked.longer_frames
    more = plan_more(looked.info, looked.plan)
    if more is not None and is_doubtful([score for score in scores if score is not None]):
        with suppress(NoRunnerError, UsageError):
            found = look(plan=more)
            frames += more.looks
            scores += [
                score_cloth(*one, attempt)
                for one in [_keep(looked.info, found, [part]) for part in more.parts]
                if is_same_runner([first for _, first in parts], one[1])
            ]
    known = tuple(score for score in scores if score is not None)
    return replace(looked, cloth_scores=known, longer_frames=frames)


def _is_open(looked: Looked) -> bool:
    """Whether a longer look may answer what the first one left open."""
    if looked.recording is None:
        return "stride" in looked.refusal.split(";")[0]
    return looked.recording.speed_factor is None


def _choose_thinning(tracks: Tracks, watched: Sequence[slice]) -> int:
    """Choose of how many frames a longer look sees one, by how far the feet move in each."""
    feet = tracks.points[:, [INDEX["left_ankle"], INDEX["right_ankle"]]]
    steps = np.diff(feet - middle(tracks.points, "hip")[:, None], axis=0)
    moved = np.hypot(*np.moveaxis(steps, -1, 0)).mean(axis=1)
    of_parts = [moved[part.start : part.stop - 1] for part in watched]
    known = [part[np.isfinite(part)] for part in of_parts]
    fastest = max((float(part.mean()) for part in known if part.size), default=np.inf)
    return SLOW_THINNED if fastest < SLOW_FEET * tracks.trunk_px else THINNED


def _compare_speeds(tracks: Tracks, watched: Sequence[slice]) -> float | None:
    """Compare how fast the two parts that were watched play."""
    if len(watched) != 2 or not tracks.stretches:
        return None
    first, second = ((tracks.points[part], tracks.times_s[part]) for part in watched)
    return estimate_speed_ratio(*first, *second)


def _watch_legs(found: Detections, info: VideoInfo, part: slice) -> Gait | None:
    """Estimate how the legs move in one part; None where the runner is not seen in it."""
    own = found.take(part, np.array([], np.intp))
    tracks = clean(own, info.times_s[part] - info.times_s[part.start], info.width, info.height)
    return estimate_gait(tracks) if tracks.stretches else None
