"""The story: probe, pose, tracks, measures, strides, compare, write."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pandas as pd
import xarray as xr

from posture.compare import Segments, choose_segments, label
from posture.errors import NoRunnerError, OutputError
from posture.pose.registry import ModelFile, resolve
from posture.quality import warnings
from posture.recording import Progress, Recording, join, record, same_runner
from posture.render import annotate
from posture.report import write_report
from posture.run import Run, new_folder, write_data
from posture.settings import Settings, resolve_windows
from posture.summary import failure, summarise
from posture.video import probe


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
    settings = Settings.build(**options)
    info = probe(Path(video))
    resolve_windows(settings, info.duration_s)
    model = _model(settings, progress)
    stopped: NoRunnerError | None = None
    with _folder(out, info.path.stem) as (work, path):
        try:
            recording = record(info, model.path, settings, progress)
        except NoRunnerError as error:
            stopped = error
            run = Run(*NOTHING, failure(info, settings, model, str(error)), xr.Dataset(), path)
            _write(run, work, {}, settings, progress)
        else:
            segments = choose_segments(
                recording.strides, settings, recording.speed_factor, info.duration_s
            )
            run = _conclude([recording], segments, settings, model, path)
            _write(run, work, {"annotated.mp4": (recording, run)}, settings, progress)
    if stopped is not None:
        stopped.report = path / "report.html"
        raise stopped
    return run


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

    Parameters and errors are those of `analyze`. What is found for the early clip (facing,
    playback speed) is taken for the late one too. Windows, if given, hold for each clip.
    """
    settings = Settings.build(**options)
    infos = [probe(Path(early_video)), probe(Path(late_video))]
    model = _model(settings, progress)
    with _folder(out, f"{infos[0].path.stem}-{infos[1].path.stem}") as (work, path):
        early = record(infos[0], model.path, settings, progress)
        late = record(infos[1], model.path, same_runner(settings, early), progress)
        segments = _segments_of_clips(early, late, settings)
        run = _conclude([early, late], segments, settings, model, path)
        clips = {
            "annotated.mp4": (early, _only(run, early, "early")),
            "annotated_late.mp4": (late, _only(run, late, "late")),
        }
        _write(run, work, clips, settings, progress)
    return run


NOTHING = (pd.DataFrame(), pd.DataFrame())


def _model(settings: Settings, progress: Progress | None) -> ModelFile:
    """Get the pose model onto this machine."""

    def tell(name: str, done: int, total: int) -> None:
        if progress is not None:
            progress(f"Fetching the {name} model", done, total)

    return resolve(settings.model, progress=tell)


def _folder(out: str | Path | None, stem: str) -> AbstractContextManager[tuple[Path, Path]]:
    """Make the run's folder, which appears whole at the end."""
    return new_folder(Path(out) if out is not None else Path("runs") / stem)


def _segments_of_clips(early: Recording, late: Recording, settings: Settings) -> Segments:
    """Early is the first clip and late the second, or the windows asked for within each."""
    spans = []
    for clip, window, name in ((early, settings.early, "early"), (late, settings.late, "late")):
        span = (0.0, clip.info.duration_s)
        if window is not None:
            span = window.resolve(clip.info.duration_s, f"{name} window")
        offset = early.duration_s if clip is late else 0.0
        start, end = (offset + time / clip.speed_factor for time in span)
        spans.append((start, end))
    return Segments(spans[0], spans[1])


def _conclude(
    recordings: list[Recording],
    segments: Segments,
    settings: Settings,
    model: ModelFile,
    path: Path,
) -> Run:
    """Say what changed from early to late."""
    first = recordings[0]
    frames, strides = join(*recordings) if len(recordings) == 2 else (first.frames, first.strides)
    strides = strides.assign(segment=label(strides, segments))
    told = [warning for recording in recordings for warning in warnings(recording)]
    told += segments.warnings
    summary = summarise(recordings, strides, segments, told, settings, model)
    return Run(frames, strides, summary, first.poses, path)


def _only(run: Run, clip: Recording, segment: str) -> Run:
    """Part of a run of two clips that one of them shows, in its own time."""
    whole = {"start_s": 0.0, "end_s": clip.duration_s, "strides": len(clip.strides)}
    summary = run.summary | {"segments": {segment: whole}}
    return Run(clip.frames, clip.strides.assign(segment=segment), summary, clip.poses)


def _write(
    run: Run,
    work: Path,
    clips: dict[str, tuple[Recording, Run]],
    settings: Settings,
    progress: Progress | None,
) -> None:
    """Write numbers, charts, annotated clips and the report."""
    write_data(run, work, csv=settings.csv)
    # the charts are drawn in a process of their own while this one draws the clip
    drawing = subprocess.Popen(
        [sys.executable, "-m", "posture.charts", str(work)], stderr=subprocess.PIPE, text=True
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
        raise OutputError(f"the charts could not be drawn: {complaint.strip().splitlines()[-1:]}")
    charts = sorted((work / "charts").glob("*.png"))
    write_report(run, work, charts=charts, has_video=bool(shown))


def _stage(progress: Progress | None, name: str) -> Callable[[int, int], None] | None:
    if progress is None:
        return None
    return lambda done, total: progress(name, done, total)
