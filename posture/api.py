"""The functions for Python programs and the command line: each builds a session and runs it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Unpack

from posture.pipeline import run
from posture.recording import Progress
from posture.run import Run
from posture.session import build_comparison, build_pieces, build_single
from posture.settings.keywords import Options
from posture.settings.signature import with_described_options


@with_described_options()
def analyze(
    file: str | Path,
    /,
    *,
    out: str | Path | None = None,
    progress: Progress | None = None,
    announce: Callable[[str], None] | None = None,
    **options: Unpack[Options],
) -> Run:
    """Measure a side-view video of a run and compare its early with its late part.

    Parameters
    ----------
    file
        The video.
    out
        Folder for the results, ``runs/<video name>`` by default; a number is added if it exists.
    progress
        Called with the stage's name, the work done and the work in all.
    announce
        Called with one line about how long it will take, once the first frames were timed.
    **options
        The options of the command line with underscores; for example ``early="6:00-7:00"``.

    Options are described here.

    Returns
    -------
    Run
        What was found; its ``path`` is the folder.

    Raises
    ------
    UsageError, VideoError, NoRunnerError, ModelError, EngineError, OutputError
        See `posture.errors`. On `NoRunnerError` a report that says why is written all the same.
    """
    return Run.from_data(run(build_single(file, options), out, progress, announce))


@with_described_options(two_videos=True)
def compare(
    early_video: str | Path,
    late_video: str | Path,
    /,
    *,
    out: str | Path | None = None,
    progress: Progress | None = None,
    announce: Callable[[str], None] | None = None,
    **options: Unpack[Options],
) -> Run:
    """Compare two clips of the same runner, camera and clothes: an early and a late one.

    A window, if given, lies within its own clip. There is no drift over time: how much of the run
    lies between the clips is not known. So there is no ``pain_onset`` and no ``pace`` either.

    Parameters
    ----------
    early_video, late_video
        The files.
    out
        Folder for the results, named after both videos by default; a number is added if it exists.
    progress
        Called with the stage's name, the work done and the work in all.
    announce
        Called with one line about how long it will take, once the first frames were timed.
    **options
        The options of the command line with underscores; for example ``late="1:10-1:50"``.

    Options are described here.

    Returns
    -------
    Run
        What was found; its ``path`` is the folder.

    Raises
    ------
    UsageError, VideoError, NoRunnerError, ModelError, EngineError, OutputError
        See `posture.errors`.
    """
    return Run.from_data(
        run(build_comparison(early_video, late_video, options), out, progress, announce)
    )


@with_described_options()
def analyze_pieces(
    videos: Sequence[str | Path],
    /,
    *,
    at: Sequence[str | float],
    out: str | Path | None = None,
    progress: Progress | None = None,
    announce: Callable[[str], None] | None = None,
    **options: Unpack[Options],
) -> Run:
    """Measure one run that was filmed in pieces, each with its time on the run's clock.

    All other times are those of the run too, with the gaps between the pieces counted. The
    annotated clips are ``annotated.mp4``, ``annotated_2.mp4`` and so on.

    Parameters
    ----------
    videos
        The files in the order of the run.
    at
        When each begins on the run's clock: seconds, or texts such as ``"5:00"``.
    out
        Folder for the results, named after the videos by default; a number is added if it exists.
    progress
        Called with the stage's name, the work done and the work in all.
    announce
        Called with one line about how long it will take, once the first frames were timed.
    **options
        The options of the command line with underscores; for example ``pain_onset="12:30"``.

    Options are described here.

    Returns
    -------
    Run
        What was found; its ``path`` is the folder.

    Raises
    ------
    UsageError, VideoError, NoRunnerError, ModelError, EngineError, OutputError
        See `posture.errors`; `UsageError` also if two pieces overlap or were filmed from opposite
        sides.
    """
    return Run.from_data(run(build_pieces(videos, at, options), out, progress, announce))
