"""The story: probe, pose, tracks, measures, strides, compare, write."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import xarray as xr

from posture.capture.warnings import shifts, warnings
from posture.comparison import Segments, choose_segments, label, require_measures
from posture.comparison.low_back import (
    CHANGED,
    remove_low_back,
    remove_low_back_if_clothing_changed,
)
from posture.conclude import failure, summarise
from posture.errors import NoRunnerError, OutputError, UsageError
from posture.joining import Film, one, pieces, starts_of, two
from posture.pace import Pace, pace_of, with_pace
from posture.pose.models.manifest import ModelFile, resolve
from posture.recording import Progress, Recording, record
from posture.render import annotate
from posture.report import write_report
from posture.results.run import Run, write_data
from posture.settings.options import Settings
from posture.settings.times import Span, Window
from posture.settings.windows import resolve_windows
from posture.utils.files import new_folder
from posture.utils.memory import give_back
from posture.video import VideoInfo, probe

#: Clips to draw, by file name: what is shown of which recording.
Clips = dict[str, tuple[Recording, Run]]
#: Frames and strides of a video in which no runner can be measured.
NOTHING = (pd.DataFrame(), pd.DataFrame())


def analyze(
    video: str | Path,
    /,
    *,
    out: str | Path | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> Run:
    """Measure a side-view video of a run and compare its early with its late part.

    Parameters
    ----------
    video
        The file.
    out
        Folder for the results, ``runs/<video name>`` by default; a number is added if it exists.
    progress
        Called with the stage's name, the work done and the work in all.
    **options
        The options of the command line with underscores, see `posture.settings.Settings`; for
        example ``early="6:00-7:00"``.

    Returns
    -------
    Run
        What was found; its ``path`` is the folder.

    Raises
    ------
    UsageError, VideoError, NoRunnerError, ModelError, EngineError, OutputError
        See `posture.errors`. On `NoRunnerError` a report that says why is written all the same.
    """
    settings = _settings(options)
    info = probe(Path(video))
    resolve_windows(settings, info.duration_s)
    pace = pace_of(settings, info.duration_s)

    def find(model: ModelFile) -> tuple[Run, Clips]:
        recording, run = measure(info, settings, model, progress, pace)
        return run, {"annotated.mp4": (recording, run)}

    return _carry_out(find, [info], settings, out, progress)


def compare(
    early_video: str | Path,
    late_video: str | Path,
    /,
    *,
    out: str | Path | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> Run:
    """Compare two clips of the same runner, camera and clothes: an early and a late one.

    Parameters and errors are those of `analyze`, without ``pain_onset`` and ``pace``; `UsageError`
    also if the clips were filmed from opposite sides. A window, if given, lies within its own
    clip. There is no drift over time: how much of the run lies between the clips is not known.
    """
    settings = _settings(options)
    if settings.pain_onset is not None:
        raise UsageError(
            "option pain_onset: it divides one video of a whole run; use analyze, or leave it out"
        )
    if settings.pace is not None:
        raise UsageError(
            "option pace: when in the run the two videos were filmed is not known; use analyze "
            "with --at for each, or give --speed early=VALUE --speed late=VALUE"
        )
    infos = [probe(Path(early_video)), probe(Path(late_video))]
    windows = [
        _window(settings.early, infos[0], "early window"),
        _window(settings.late, infos[1], "late window"),
    ]

    def find(model: ModelFile) -> tuple[Run, Clips]:
        early = _record_named(infos[0], model, settings, progress)
        late = _record_named(infos[1], model, settings, progress)
        segments = _segments_of_clips(early, late, windows)
        film = two(early, late)
        run = _conclude(film, segments, settings, model)
        names = ("annotated.mp4", "annotated_late.mp4")
        return run, {
            name: (film.recordings[i], _only(run, film, i)) for i, name in enumerate(names)
        }

    return _carry_out(find, infos, settings, out, progress)


def analyze_pieces(
    videos: Sequence[str | Path],
    /,
    *,
    at: Sequence[str | float],
    out: str | Path | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> Run:
    """Measure one run that was filmed in pieces, each with its time on the run's clock.

    Parameters and errors are those of `analyze`, with as many times ``at`` as videos, at which
    they begin: seconds, or texts such as ``"5:00"``. All other times are those of the run too,
    with the gaps between the pieces counted; `UsageError` also if two overlap or were filmed from
    opposite sides. Clips are ``annotated.mp4``, ``annotated_2.mp4`` and so on.
    """
    settings = _settings(options)
    at_s = starts_of(at, len(videos))
    infos = [probe(Path(video)) for video in videos]
    pace = pace_of(settings, at_s[-1] + infos[-1].duration_s)

    def find(model: ModelFile) -> tuple[Run, Clips]:
        film = pieces([_record_named(info, model, settings, progress) for info in infos], at_s)
        segments = choose_segments(film.strides, settings, 1.0, film.duration_s)
        run = _conclude(film, segments, settings, model, pace)
        names = ["annotated.mp4", *(f"annotated_{i}.mp4" for i in range(2, len(infos) + 1))]
        return run, {
            name: (film.recordings[i], _only(run, film, i)) for i, name in enumerate(names)
        }

    return _carry_out(find, infos, settings, out, progress)


def measure(
    info: VideoInfo,
    settings: Settings,
    model: ModelFile,
    progress: Progress | None = None,
    pace: Pace | None = None,
) -> tuple[Recording, Run]:
    """Find all there is in one video, and write and draw nothing; errors are those of `analyze`."""
    recording = record(info, model.path, settings, progress)
    factor = recording.view.speed_factor
    segments = choose_segments(recording.strides, settings, factor, info.duration_s)
    return recording, _conclude(one(recording), segments, settings, model, pace)


def _settings(options: dict[str, Any]) -> Settings:
    settings = Settings.build(**options)
    require_measures(settings.smallest)
    return settings


def _carry_out(
    find: Callable[[ModelFile], tuple[Run, Clips]],
    infos: list[VideoInfo],
    settings: Settings,
    out: str | Path | None,
    progress: Progress | None,
) -> Run:
    """Find what there is in the videos, or why there is nothing, and write it into a folder."""
    model = _model(settings, progress)
    wanted = Path("runs", "-".join(info.path.stem for info in infos)) if out is None else Path(out)
    stopped: NoRunnerError | None = None
    with new_folder(wanted) as folder:
        try:
            run, clips = find(model)
        except NoRunnerError as error:
            stopped = error
            run = Run(*NOTHING, failure(infos, settings, model, str(error)), xr.Dataset())
            clips = {}
        _write(run, folder.work, clips, settings, progress)
    if stopped is not None:
        stopped.report = folder.path / "report.html"
        raise stopped
    return replace(run, path=folder.path)


def _model(settings: Settings, progress: Progress | None) -> ModelFile:
    """Get the pose model onto this machine."""

    def tell(name: str, done: int, total: int) -> None:
        if progress is not None:
            progress(f"Fetching the {name} model", done, total)

    return resolve(settings.model, progress=tell)


def _window(window: Window | None, info: VideoInfo, name: str) -> Span:
    """Seconds of one clip as played that were asked for; all of it, if none were."""
    return window.resolve(info.duration_s, name) if window else (0.0, info.duration_s)


def _record_named(
    info: VideoInfo, model: ModelFile, settings: Settings, progress: Progress | None
) -> Recording:
    """Measure one of several videos, and name it where it cannot be measured."""
    try:
        return record(info, model.path, settings, progress)
    except NoRunnerError as error:
        raise NoRunnerError(f"{info.path.name}: {error}") from error


def _segments_of_clips(early: Recording, late: Recording, windows: list[Span]) -> Segments:
    """Early lies in the first clip and late in the second, which goes on where that one ends."""
    first, second = (
        (start / clip.view.speed_factor, end / clip.view.speed_factor)
        for clip, (start, end) in zip((early, late), windows, strict=True)
    )
    return Segments(first, (second[0] + early.duration_s, second[1] + early.duration_s))


def _conclude(
    film: Film,
    segments: Segments,
    settings: Settings,
    model: ModelFile,
    pace: Pace | None = None,
) -> Run:
    """Say what changed from early to late."""
    labelled = film.strides.assign(segment=label(film.strides, segments))
    frames, strides = remove_low_back_if_clothing_changed(
        film.frames, with_pace(labelled, settings, pace)
    )
    told: list[dict[str, Any]] = []
    for warning in [w for recording in film.recordings for w in warnings(recording)]:
        if warning not in told:  # several videos often share one
            told.append(warning)
    told += segments.warnings
    clock = film.starts_s if film.on_clock else None
    summary = summarise(film.recordings, frames, strides, segments, told, settings, model, clock)
    summary["quality"]["warnings"] += shifts(strides, summary["measures"])
    return Run(frames, strides, summary, film.poses)


def _only(run: Run, film: Film, i: int) -> Run:
    """Part of a run of several videos that one of them shows, in its own time."""
    clip, begins_s = film.recordings[i], film.starts_s[i]
    segments = {}
    for name, whole in run.summary["segments"].items():
        start_s, end_s = whole["start_s"] - begins_s, whole["end_s"] - begins_s
        if start_s < clip.duration_s and end_s > 0:
            segments[name] = whole | {"start_s": start_s, "end_s": end_s}
    summary = run.summary | {"segments": segments}
    summary["video"] = summary["video"] | {"speed_factor": clip.view.speed_factor}
    labels = run.strides.loc[run.strides["clip"] == film.names[i], "segment"].to_numpy()
    frames, strides = clip.frames, clip.strides.assign(segment=labels)
    if summary["back"]["code"] == CHANGED:
        frames, strides = remove_low_back(frames, strides)
    return Run(frames, strides, summary, clip.poses)


def _write(
    run: Run,
    work: Path,
    clips: Clips,
    settings: Settings,
    progress: Progress | None,
) -> None:
    """Write numbers, charts, annotated clips and the report."""
    write_data(run, work, csv=settings.csv)
    give_back()
    # the charts are drawn in a process of their own while this one draws the clip
    drawing = subprocess.Popen(
        [sys.executable, "-P", "-m", "posture.charts", str(work)], stderr=subprocess.PIPE, text=True
    )
    try:
        shown = clips if settings.video else {}
        for name, (recording, shown_run) in shown.items():
            annotate(
                recording.info,
                shown_run,
                work / name,
                blur_face=settings.blur_face,
                progress=_stage(progress, "Drawing the clip"),
            )
        _, complaint = drawing.communicate()
    finally:
        drawing.kill()
        drawing.wait()
    if drawing.returncode:
        *_, last = complaint.strip().splitlines() or [f"exit {drawing.returncode}"]
        raise OutputError(f"the charts could not be drawn: {last.split(': ', 1)[-1]}")
    charts = sorted((work / "charts").glob("*.png"))
    write_report(run, work, charts=charts, has_video=bool(shown))


def _stage(progress: Progress | None, name: str) -> Callable[[int, int], None] | None:
    if progress is None:
        return None
    return lambda done, total: progress(name, done, total)
