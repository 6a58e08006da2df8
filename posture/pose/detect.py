"""Find the landmarks of the runner in every frame of a video."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from posture.errors import NoRunnerError, UsageError
from posture.pose.colours import COLOURS
from posture.pose.cuts import find_cuts
from posture.pose.detections import Detections
from posture.pose.identity import Identified, identify
from posture.pose.keeping import Keeper
from posture.pose.plan import Plan, plan_detection
from posture.pose.pool import Pool
from posture.pose.subjects import Subject, choose_runner, find_at, link_sightings
from posture.pose.types import Person, middle
from posture.pose.worker import FrameResult, Task
from posture.settings.subject import Spot
from posture.utils.arrays import BoolArray, Float32Array, FloatArray
from posture.video import VideoInfo

SEARCHES = 30
"""Number of times in a clip that everybody in the picture is searched for."""

SHORTEST_SEARCH_GAP_S = 0.5
"""Least time between two of these searches, seconds as played."""

LONGEST_SEARCH_GAP_S = 5.0
"""Most time between two of these searches, seconds as played."""

LARGEST_DISTANCE_TRUNKS = 1.0
"""Farthest that mid-hip may be from the runner's path, trunk lengths; beyond, it is another's."""

LARGEST_SHARE_OF_OTHERS = 0.02
"""Largest share of a chunk's frames with another person tracked; beyond it the chunk is done again
with the others hidden."""


def detect(
    info: VideoInfo,
    model: Path,
    *,
    plan: Plan | None = None,
    workers: int | None = None,
    subject: int | Spot | None = None,
    choose: Callable[[Sequence[Subject], int], int] = choose_runner,
    search_gap: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    keeper: Keeper | None = None,
    pool: Callable[[Path, int | None], Pool] = Pool,
) -> Detections:
    """Find the runner in every frame of a video, or in those that a plan names.

    Parameters
    ----------
    info, model
        The video, and the file of the pose model.
    plan
        Which frames to look at; None for all.
    workers
        Processes to use; None for one per core.
    subject, choose
        Number of the person to measure, from 1 in order of appearance, of those who were seen
        more than once, or where that person is in one frame; None to choose by `choose`.
    search_gap
        Everybody is searched for so often, twice; None for about 30 times, and once.
    progress
        Called with frames done and frames in all.
    keeper
        Keeps what the network saw and answers from it; None keeps nothing.
    pool
        Makes the workers; for tests.

    Raises
    ------
    NoRunnerError, UsageError, EngineError
        Nobody was found; no subject has that number or is in that place; the pose engine stopped.
    """
    plan = plan or plan_detection(info)
    collector = _Collector(plan, progress)
    with pool(model, workers) as crew:
        run = crew.map if keeper is None else partial(keeper.map, crew)
        run(plan_tasks(info, plan, search_gap), collector.take)
        found = collector.found
        subjects = collector.link_sightings(few=search_gap is not None)
        found.subjects_seen = len(subjects) or int(np.isfinite(found.points).any())
        runner = collector.choose(subject, subjects, choose)
        if runner is not None:
            run(_plan_again(info, plan, found, runner, subjects), collector.take)
            collector.drop(_find_others(found, runner, subjects))
        found.cuts = find_cuts(collector.change)
        seen = collector.identify(subjects, runner)
        if again := _plan_interrupted(info, plan, seen):
            run(again, collector.take)
            seen = collector.identify(subjects, runner)
        collector.keep_runner(seen)
    found.fill_between(info.times_s)
    return found


class _Collector:
    """Collects what the workers send, frame by frame, in any order.

    ``found`` is the runner; a frame that comes again replaces the earlier one. ``change``
    ``(frames,)`` is how much each frame differs from the last one, ``colours`` ``(frames, 24)`` are
    those of the trunk of the person tracked, NaN where not known, and ``sightings`` is everybody in
    the picture, with the frame in which they were searched for.
    """

    def __init__(self, plan: Plan, progress: Callable[[int, int], None] | None) -> None:
        self.found = Detections.empty(plan.total)
        self.found.asked = plan.asked if plan.frames < plan.total else None
        self.found.every = plan.every
        self.change = np.full(plan.total, np.nan)
        self.colours = np.full((plan.total, COLOURS), np.nan, np.float32)
        self.sightings: list[tuple[int, list[Person]]] = []
        self._progress, self._done, self._frames = progress, 0, plan.frames

    def drop(self, frames: BoolArray) -> None:
        """Forget whom was seen in some frames, ``(frames,)``: somebody else."""
        for index in np.flatnonzero(frames):
            self.found.put(int(index), None)

    def link_sightings(self, *, few: bool) -> list[Subject]:
        """Join those seen in single frames, see `posture.pose.subjects`."""
        return link_sightings(sorted(self.sightings, key=lambda seen: seen[0]), few=few)

    def choose(
        self,
        wanted: int | Spot | None,
        subjects: list[Subject],
        choose: Callable[[Sequence[Subject], int], int],
    ) -> Subject | None:
        """Give the subject to be measured, of those with numbers; None if nobody else was seen."""
        numbered = [one for one in subjects if one.is_numbered]
        if isinstance(wanted, Spot):
            number = find_at(numbered, wanted) if numbered else None
        else:
            number = wanted
        _require_subject(number, len(numbered) or self.found.subjects_seen)
        if len(subjects) < 2:
            return None
        return numbered[number - 1 if number else choose(numbered, len(self.sightings))]

    def identify(self, subjects: list[Subject], runner: Subject | None) -> Identified:
        """Find out whose frames are whose."""
        found = self.found
        return identify(found.points, self.colours, found.cuts, subjects, runner)

    def keep_runner(self, seen: Identified) -> None:
        """Forget the frames of all others, and list who was seen."""
        self.drop(seen.others)
        self.found.people = seen.people
        self.found.subjects_seen = max(self.found.subjects_seen, len(seen.people))

    def take(self, result: FrameResult) -> None:
        """Enter what was seen in one frame."""
        self.found.put(result.index, result.runner)
        self.change[result.index] = result.change
        self.colours[result.index] = result.colours if result.colours.size else np.nan
        if result.everybody is not None:
            self.sightings.append((result.index, result.everybody))
            self.found.most_at_once = max(self.found.most_at_once, len(result.everybody))
            self.found.searches += 1
            self.found.crowded += len(result.everybody) > 1
        self._done += 1
        if self._progress is not None:
            self._progress(min(self._done, self._frames), self._frames)


def _choose_search_gap(info: VideoInfo, every: int = 1) -> int:
    """Choose the number of frames between two searches for everybody, a multiple of `every`."""
    wanted = (
        float(np.clip(info.duration_s / SEARCHES, SHORTEST_SEARCH_GAP_S, LONGEST_SEARCH_GAP_S))
        * info.fps_median
    )
    gap = max(1, min(round(wanted), info.frames // 4))
    return max(1, gap // every) * every


def plan_tasks(info: VideoInfo, plan: Plan, search_gap: int | None = None) -> list[Task]:
    """Plan what the network is asked first of a video, see `detect`."""
    gap, again = search_gap or _choose_search_gap(info, plan.every), search_gap is not None
    return [Task(info, chunk, gap, every=plan.every, look_again=again) for chunk in plan.chunks]


def _plan_again(
    info: VideoInfo, plan: Plan, found: Detections, runner: Subject, subjects: list[Subject]
) -> list[Task]:
    """Plan to do those chunks again, with others hidden, in which others were tracked."""
    others, mask = _find_others(found, runner, subjects), runner.path()
    most = LARGEST_SHARE_OF_OTHERS / plan.every
    again = [c for c in plan.chunks if others[c.start : c.stop].mean() > most]
    return [Task(info, chunk, runner_mask=mask, every=plan.every) for chunk in again]


def _plan_interrupted(info: VideoInfo, plan: Plan, seen: Identified) -> list[Task]:
    """Plan to do those chunks again in which somebody else was tracked in between."""
    again = [c for c in plan.chunks if seen.interrupted[c.start : c.stop].any()]
    return [Task(info, chunk, runner_mask=seen.path, every=plan.every) for chunk in again]


def _require_subject(wanted: int | None, seen: int) -> None:
    if not seen:
        raise NoRunnerError(
            "nobody was found in this video; film one runner from the side, whole body in "
            "the picture, in good light"
        )
    if wanted is not None and not 1 <= wanted <= seen:
        raise UsageError(
            f"there is no subject {wanted}: {seen} {'person was' if seen == 1 else 'people were'} "
            f"seen in this video; choose --subject 1 to {seen} in order of appearance, or auto"
        )


def _find_others(found: Detections, runner: Subject, subjects: list[Subject]) -> BoolArray:
    """Find frames in which a person other than the runner was tracked, ``(frames,)``."""
    # between the runner's first and last sighting, that is a person far from the runner's path;
    # before and after, it is one near a person that was seen together with the runner
    hips = middle(found.points, "hip")
    others = _measure_distance(hips, runner) > LARGEST_DISTANCE_TRUNKS
    alone = np.ones(len(hips), bool)
    alone[runner.frames[0] : runner.frames[-1] + 1] = False
    for other in subjects:
        if other is not runner and not set(other.frames).isdisjoint(runner.frames):
            others |= alone & (_measure_distance(hips, other) <= LARGEST_DISTANCE_TRUNKS)
    return others


def _measure_distance(hips: Float32Array, subject: Subject) -> FloatArray:
    """Measure how far mid-hip is from a subject's path, trunk lengths; NaN before and after it."""
    off = np.full(len(hips), np.nan)
    path = subject.path()
    for index in range(subject.frames[0], subject.frames[-1] + 1):
        x, y, trunk = path.at(index)
        off[index] = np.hypot(hips[index, 0] - x, hips[index, 1] - y) / trunk
    return off
