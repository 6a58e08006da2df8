"""The request as data: which videos make up the run, and how they are to be measured.

The builders check what can be checked before the long work begins: that the files are videos, the
options, windows and times. How much slower than life a video plays may be known only once it is
measured; what depends on it is checked again in `posture.joining`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from posture.errors import UsageError
from posture.gait.playback import shortest_duration_s
from posture.measures import choose_measures, require_compared
from posture.pace import Pace, load_pace
from posture.settings.options import Settings
from posture.settings.starts import place_on_clock, read_starts
from posture.settings.stretches import Asked, choose_stretches, choose_stretches_of_pieces
from posture.settings.times import Span, Window
from posture.settings.windows import resolve_windows
from posture.standing import StandingClip
from posture.utils.paths import make_folder_name
from posture.video import VideoInfo, probe_film

#: What the times of a session are counted on: the only file as it plays ("file"), the run's clock
#: ("run"), or each clip as it plays, the time between clips not being known ("unknown").
Clock = Literal["file", "run", "unknown"]


@dataclass(frozen=True)
class Clip:
    """One video of a run.

    Attributes
    ----------
    info
        The file.
    name
        What the rows of the tables call it: ``"early"``, ``"late"``, ``"1"``, ``"2"`` ...; empty
        for the only one.
    start_s
        When it begins on the run's clock, in seconds; None if that is not known.
    window
        Seconds of this clip as it plays that are compared; None for all of it, and where the
        windows are chosen over the whole run.
    annotated
        Name of the file with the annotated clip.
    asked
        The stretches of it that are to be measured; None for all of it.
    """

    info: VideoInfo
    name: str
    start_s: float | None
    window: Span | None
    annotated: str
    asked: Asked | None = None


@dataclass(frozen=True)
class Session:
    """One run to be measured: built by a function below, carried out by `posture.pipeline.run`.

    Attributes
    ----------
    clips
        The videos in the order of the run.
    clock
        What the times are counted on, see `Clock`.
    settings
        The options.
    pace
        Speed and grade over the time of the run, from the file that was asked for; None without.
    standing
        Where the runner stands still, see `posture.against_standing.request_standing`.
    """

    clips: tuple[Clip, ...]
    clock: Clock
    settings: Settings
    pace: Pace | None = None
    standing: StandingClip | None = None

    @property
    def videos(self) -> list[VideoInfo]:
        """The files in the order of the run."""
        return [clip.info for clip in self.clips]

    @property
    def starts_s(self) -> list[float] | None:
        """When each video begins on the run's clock, in seconds; None where that is not known."""
        known = [clip.start_s for clip in self.clips if clip.start_s is not None]
        return known if len(known) == len(self.clips) else None

    @property
    def folder(self) -> Path:
        """Folder for the results where none was asked for, named after the videos."""
        return Path("runs", make_folder_name([info.path.stem for info in self.videos]))


def build_single(video: str | Path, options: Mapping[str, object]) -> Session:
    """Make the session of one video of a run.

    Parameters
    ----------
    video
        The file.
    options
        As `Settings.build` takes them.

    Raises
    ------
    UsageError
        Something other than one video was given, an option is wrong, a time lies outside the video
        or the pace file does not cover it.
    VideoError
        The file cannot be read as video.
    """
    if isinstance(video, list | tuple):
        raise UsageError(
            "analyze takes one video; for videos of one run call "
            "posture.analyze_pieces([...], at=[...]) with the time at which each begins, for an "
            "early and a late one posture.compare(a, b)"
        )
    settings = _read_settings(options)
    info = probe_film(Path(video))
    windows = resolve_windows(settings, info.duration_s)
    pace = load_pace(settings, info.duration_s)
    asked = choose_stretches(settings, info.duration_s, windows.early, windows.late)
    return Session((Clip(info, "", 0.0, None, "annotated.mp4", asked),), "file", settings, pace)


def build_comparison(
    early_video: str | Path, late_video: str | Path, options: Mapping[str, object]
) -> Session:
    """Make the session of an early and a late video, the time between them not known.

    Parameters
    ----------
    early_video, late_video
        The files.
    options
        As `Settings.build` takes them; a window lies within its own clip.

    Raises
    ------
    UsageError
        An option is wrong or needs the clock of the run, or a window lies outside its clip.
    VideoError
        A file cannot be read as video.
    """
    settings = _read_settings(options)
    if settings.pain_onset is not None:
        raise UsageError(
            "option pain_onset: it divides one video of a whole run; use analyze, or leave it out"
        )
    if settings.pace is not None:
        raise UsageError(
            "option pace: when in the run the two videos were filmed is not known; use analyze "
            "with --at for each, or give --speed early=VALUE --speed late=VALUE"
        )
    early, late = probe_film(Path(early_video)), probe_film(Path(late_video))
    clips = (
        _build_compared_clip(early, "early", settings.early, settings, "annotated.mp4"),
        _build_compared_clip(late, "late", settings.late, settings, "annotated_late.mp4"),
    )
    return Session(clips, "unknown", settings)


def build_pieces(
    videos: Sequence[str | Path], at: Sequence[str | float], options: Mapping[str, object]
) -> Session:
    """Make the session of several videos of one run, each with its time on the run's clock.

    Parameters
    ----------
    videos
        The files in the order of the run.
    at
        When each begins: seconds of the run, or texts that `parse_time` reads.
    options
        As `Settings.build` takes them; all their times are those of the run.

    Raises
    ------
    UsageError
        An option or a time is wrong, the pace file does not cover the videos, or two of them
        overlap for certain, see `require_room`.
    VideoError
        A file cannot be read as video.
    """
    settings = _read_settings(options)
    starts_s = read_starts(at, len(videos))
    infos = [probe_film(Path(video)) for video in videos]
    longest_s = starts_s[-1] + infos[-1].duration_s
    pace = load_pace(settings, longest_s)
    if settings.speed_factor == "auto":
        _require_possible_times(settings, longest_s)
    else:
        lengths_s = [info.duration_s / float(settings.speed_factor) for info in infos]
        placed_s = place_on_clock(starts_s, lengths_s)
        resolve_windows(settings, placed_s[-1] + lengths_s[-1])
    asked = choose_stretches_of_pieces(settings, [i.duration_s for i in infos], starts_s)
    clips = tuple(
        Clip(info, str(i), start_s, None, f"annotated_{i}.mp4" if i > 1 else "annotated.mp4", part)
        for i, (info, start_s, part) in enumerate(zip(infos, starts_s, asked, strict=True), 1)
    )
    session = Session(clips, "run", settings, pace)
    require_room(session)
    return session


def require_room(session: Session, lengths_s: Sequence[float] = ()) -> None:
    """Refuse videos of a run that overlap for certain; each of them takes long to measure.

    Parameters
    ----------
    session
        Which videos make up the run.
    lengths_s
        How long those are that were measured, seconds of real running. Of the others that is known
        only if ``speed_factor`` or the file says how many times slower than life they play; else
        they last at least as long as in the slowest motion.

    Raises
    ------
    UsageError
        A video begins before the one before it ends.
    """
    if session.starts_s is None or session.clock == "file":
        return
    given = session.settings.speed_factor
    rest_s = [
        info.duration_s / float(given) if given != "auto" else shortest_duration_s(info)
        for info in session.videos[len(lengths_s) :]
    ]
    place_on_clock(session.starts_s, [*lengths_s, *rest_s])


def _read_settings(options: Mapping[str, object]) -> Settings:
    settings = Settings.build(**options)
    require_compared(settings.smallest)
    choose_measures(settings.measures or ())  # refuses what is no measure
    return settings


def _resolve_window(info: VideoInfo, window: Window | None, name: str) -> Span | None:
    """Resolve the window of one clip, seconds as played; None if none was given."""
    return window.resolve(info.duration_s, f"{name} window") if window else None


def _build_compared_clip(
    info: VideoInfo, name: str, given: Window | None, settings: Settings, annotated: str
) -> Clip:
    window = _resolve_window(info, given, name)
    return Clip(
        info, name, None, window, annotated, choose_stretches(settings, info.duration_s, window)
    )


def _require_possible_times(settings: Settings, longest_s: float) -> None:
    """Refuse times that are wrong however long the run is, up to its length without slow motion."""
    for alone in (replace(settings, early=None), replace(settings, late=None)):
        resolve_windows(alone, longest_s)
    if "%" not in f"{settings.early}{settings.late}":  # a share of what is not known
        resolve_windows(settings, longest_s)
