"""The steps of an analysis: record, join, compare, conclude, write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import xarray as xr
from msgspec import structs

from posture.against_standing import (
    compare_run_with_standing,
    look_at_standing,
    measure_against_standing,
    request_standing,
)
from posture.back import LearnedModels, load_learned_models
from posture.camera import Camera
from posture.check.glance import glance
from posture.check.text import say_point
from posture.comparison import Segments, label_strides
from posture.comparison.low_back import remove_low_back_if_clothing_changed
from posture.comparison.standing import add_relative_columns
from posture.comparison.variability import measure_variability
from posture.conclude import summarise
from posture.errors import NoRunnerError, Stopped
from posture.forecast import Announcer, plan_session
from posture.joining import JoinedRun, find_segments, join
from posture.measures import add_lengths
from posture.pace import add_pace
from posture.pose.keeping import Keeper, make_keeper
from posture.pose.models.manifest import ModelFile, resolve
from posture.recording import Progress, Recording, record
from posture.results.failure import make_failed_tables, summarise_failure
from posture.results.run import Run
from posture.session import Clip, Session, require_room
from posture.settings.options import Settings
from posture.settings.subject import Spot, parse_subject
from posture.standing import StandingPosture
from posture.unmeasured import find_frame_rate
from posture.utils.algebra import single_threaded_algebra
from posture.utils.files import new_folder
from posture.utils.text import file_name
from posture.windows_shown import use_places_of_windows
from posture.writing import write_results


def run(
    session: Session,
    out: str | Path | None = None,
    progress: Progress | None = None,
    announce: Callable[[str], None] | None = None,
) -> Run:
    """Carry out a session: measure its videos and write the results into a folder.

    Parameters
    ----------
    session
        Which videos, and how, see `posture.session`.
    out
        The folder, ``session.folder`` by default; a number is added if it exists.
    progress
        Called with the stage's name, the work done and the work in all.
    announce
        Called with one line about what will cost most of each video, if anything, and one about how
        long it will take, once the first frames were timed.

    Raises
    ------
    UsageError, VideoError, NoRunnerError, ModelError, EngineError, OutputError
        See `posture.errors`. On `NoRunnerError` a report that says why is written all the same.
    Stopped
        Ctrl-C; it says what is left of the work.
    """
    session = request_standing(session)
    model = _fetch_model(session, progress)
    keeper = make_keeper(session.settings, model)
    if announce is not None:
        for line in _glance_at(session):
            announce(line)
        planned = plan_session(session, keeper)
        progress = Announcer(planned, announce, progress, lambda: keeper.recalled)
    joined, stopped = None, None
    try:
        with new_folder(session.folder if out is None else Path(out)) as folder:
            try:
                joined, found = measure(session, model, progress, keeper)
            except NoRunnerError as error:
                stopped, found = error, _build_failed_run(session, model, str(error))
            write_results(found, session, joined, folder.work, progress)
    except KeyboardInterrupt as stop:
        raise Stopped(_say_what_is_left(session.settings, keeper.kept)) from stop
    if stopped is not None:
        stopped.report = folder.path / "report.html"
        raise stopped
    return replace(found, path=folder.path)


@single_threaded_algebra()
def measure(
    session: Session,
    model: ModelFile,
    progress: Progress | None = None,
    keeper: Keeper | None = None,
) -> tuple[JoinedRun, Run]:
    """Measure the videos of a session without writing results; errors as in `run`."""
    learned = load_learned_models(model.weights)
    still = look_at_standing(session, model, progress, keeper)
    # no variable keeps the recordings: joining copies their tables, and these are large
    joined = join(session, _record_clips(session, model, learned, progress, keeper))
    segments = find_segments(session, joined)
    joined = use_places_of_windows(joined, segments)
    stood = measure_against_standing(session, joined, still, learned, keeper)
    return joined, conclude(joined, segments, session, model, stood)


def conclude(
    joined: JoinedRun,
    segments: Segments,
    session: Session,
    model: ModelFile,
    stood: StandingPosture | None = None,
) -> Run:
    """Compare the early with the late part of a run, and both with standing if that is known."""
    settings = session.settings
    labelled = joined.strides.assign(segment=label_strides(joined.strides, segments))
    paced = add_lengths(
        add_pace(labelled, settings, session.pace),
        settings.height,
        settings.leg_length,
        still=all(recording.camera.motion.stood for recording in joined.recordings),
        timed=joined.timed,
    )
    frames, strides = remove_low_back_if_clothing_changed(joined.frames, paced)
    clock = joined.starts_s if joined.on_clock else None
    results = summarise(joined.recordings, frames, strides, segments, settings, model, clock)
    if joined.timed.all():
        scatter = measure_variability(strides, find_frame_rate(joined.recordings))
        results = structs.replace(results, variability=scatter)
    if stood is not None:
        found = compare_run_with_standing(joined, frames, strides, segments, stood)
        results = structs.replace(results, standing=found)
        frames, strides = (add_relative_columns(table, stood) for table in (frames, strides))
    return Run(frames, strides, results, joined.poses)


def _say_what_is_left(settings: Settings, kept: int) -> str:
    """Say what a call that was stopped leaves behind: never results, but what the network saw."""
    if not settings.keep:
        return "nothing was written, and with --no-keep nothing that was measured is kept"
    if not kept:
        return "nothing was written"
    again = "without --fresh the same call" if settings.fresh else "the same call"
    return f"nothing was written; what was measured is kept: {again} goes on from there"


def _glance_at(session: Session) -> list[str]:
    """Say what will cost most of each video, as far as a glance at it tells."""
    level = session.settings.level
    found = [(file_name(clip.info.path), glance(clip.info, level)) for clip in session.clips]
    return [f"{name}: {say_point(point)}" for name, point in found if point is not None]


def _fetch_model(session: Session, progress: Progress | None) -> ModelFile:
    """Return the pose model, fetched first if it is not on this machine."""

    def report(name: str, done: int, total: int) -> None:
        if progress is not None:
            progress(f"Fetching the {name} model", done, total)

    return resolve(session.settings.model, progress=report)


def _record_clips(
    session: Session,
    model: ModelFile,
    learned: LearnedModels,
    progress: Progress | None,
    keeper: Keeper | None,
) -> list[Recording]:
    """Measure the videos one after the other; what has no room on the clock is refused at once."""
    cameras: list[Camera] = []
    recordings: list[Recording] = []
    for clip in session.clips:
        recordings.append(_record_clip(clip, session, model, learned, progress, cameras, keeper))
        require_room(session, [recording.duration_s for recording in recordings])
    return recordings


def _record_clip(
    clip: Clip,
    session: Session,
    model: ModelFile,
    learned: LearnedModels,
    progress: Progress | None,
    cameras: list[Camera],
    keeper: Keeper | None,
) -> Recording:
    """Measure one video; an error names the file if there are several."""
    stands = session.standing
    # a standing video of its own is recognised by its background, as a second clip of the run is
    several = len(session.clips) > 1 or (stands is not None and not stands.in_run)
    others = cameras if several else None
    left_out = None
    if stands is not None and stands.in_run and clip is session.clips[0]:
        left_out = stands.span
    settings = session.settings
    if clip is not session.clips[0] and isinstance(parse_subject(settings.subject), Spot):
        settings = replace(settings, subject="auto")  # a place in the first video says nothing here
    try:
        recording = record(
            clip.info,
            model.path,
            settings,
            learned,
            progress,
            clip.asked,
            others,
            keeper,
            left_out,
        )
    except NoRunnerError as error:
        if not clip.name:
            raise
        raise NoRunnerError(f"{file_name(clip.info.path)}: {error}") from error
    cameras.append(recording.camera)
    return recording


def _build_failed_run(session: Session, model: ModelFile, reason: str) -> Run:
    """Build the run of a session in which no runner can be measured."""
    results = summarise_failure(session.videos, session.settings, model, reason)
    frames, strides = make_failed_tables(session.videos, reason)
    return Run(frames, strides, results, xr.Dataset())
