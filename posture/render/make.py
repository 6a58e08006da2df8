"""Make one clip from a saved run: a loop of two strides, or an excerpt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from posture.errors import NoRunnerError, UsageError
from posture.render.clip import annotate
from posture.render.excerpt import Excerpt, find_strides, find_time, on_own_clock
from posture.render.films import Film, list_films
from posture.render.find_videos import find_videos
from posture.render.loops import cut_loop, write_loop
from posture.render.own import is_own_clip
from posture.results.run import Run
from posture.utils.named_file import LONGEST_FILE, take_file
from posture.utils.paths import cut_bytes, shorten
from posture.utils.text import file_name
from posture.video import VideoInfo

#: How many times slower than life a loop plays where nothing else is asked for.
_LOOP_SLOW = 4.0
#: Least and most times slower than life.
_SLOWEST, _FASTEST = 100.0, 0.1


@dataclass(frozen=True)
class Wanted:
    """The clip that is asked for; one of the first four, or none of them with `crop`.

    Attributes
    ----------
    side_by_side, ghost
        A loop of a usual early and a usual late stride, beside or over one another.
    stride
        Strides to show, ``"N"`` or ``"N-M"``.
    at
        Time of the stride to show.
    slow
        How many times slower than life it plays; None for 4 times in a loop, else as the file.
    crop
        Follow the runner; a loop always does.
    """

    side_by_side: bool = False
    ghost: bool = False
    stride: str | None = None
    at: str | None = None
    slow: float | None = None
    crop: bool = False

    def __post_init__(self) -> None:
        """Raise `UsageError` for what cannot be carried out whatever the run."""
        chosen = self.side_by_side + self.ghost + (self.stride is not None) + (self.at is not None)
        if chosen > 1 or (chosen == 0 and not self.crop):
            raise UsageError(
                "choose one of --side-by-side, --ghost, --stride N-M and --at TIME, or --crop "
                "alone for the whole video"
            )
        if self.slow is not None and not _FASTEST <= self.slow <= _SLOWEST:
            raise UsageError(
                f"a clip cannot play {self.slow:g} times slower than life; choose --slow from "
                f"{_FASTEST:g} to {_SLOWEST:g}"
            )

    @property
    def loop(self) -> str:
        """Name of the loop that is asked for; empty if none is."""
        return "ghost" if self.ghost else "side-by-side" if self.side_by_side else ""


def make_clip(
    run: Run,
    wanted: Wanted,
    out: Path | None = None,
    videos: Sequence[Path] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Make the clip that is asked for.

    Parameters
    ----------
    run
        A saved run, with its landmarks.
    wanted
        What to show.
    out
        File to write, ``.mp4``; by default a new one in the current folder, named after the run.
        One that exists is replaced only if it is a clip of this program.
    videos
        Where the run's videos are, if they are not beside it.
    progress
        Called with (frames done, frames in all).

    Returns
    -------
    Path
        The file that was written.

    Raises
    ------
    UsageError
        The run has no such strides, time or landmarks, the runner is too small for a ghost, or a
        film would be replaced.
    VideoError
        A video is missing, has changed or cannot be read.
    NoRunnerError
        Nobody was measured in the run.
    OutputError
        The clip cannot be written.
    """
    require_drawable(run, out)
    if out is not None:
        out = take_file(out, (".mp4",))
    infos = find_videos(run, videos)
    if out is not None:
        _require_no_film(out, infos)
    if wanted.loop:
        loop = cut_loop(run, infos, ghost=wanted.ghost)
        place = out or _choose_name(run, wanted.loop)
        slow = _LOOP_SLOW if wanted.slow is None else wanted.slow
        with_back = run.results.back.measured
        write_loop(loop, place, ghost=wanted.ghost, slow=slow, with_back=with_back)
        return place
    excerpt = _find_excerpt(list_films(run, infos), wanted)
    place = out or _choose_name(run, excerpt.name)
    _write_excerpt(excerpt, run, wanted, place, progress)
    return place


def require_drawable(run: Run, out: Path | None) -> None:
    """Refuse a run that nothing can be drawn from, and a file that is no clip."""
    if out is not None and out.suffix.lower() != ".mp4":
        name = shorten(file_name(out)) or "a folder"
        raise UsageError(f"clips are written as .mp4, not as {name}; change the name")
    if run.results.failure is not None or run.frames.empty:
        raise NoRunnerError(f"nobody was measured in this run: {run.results.failure}")
    if "position" not in run.poses:
        raise UsageError(
            "the landmarks of this run (poses.nc or poses.parquet) are missing; analyze its video "
            "again"
        )


def _require_no_film(out: Path, infos: Sequence[VideoInfo]) -> None:
    """Refuse to write a clip over the film it is made from, or over any other film."""
    if not out.exists():
        return
    if any(out.samefile(info.path) for info in infos):
        raise UsageError(
            f"{file_name(out)} is the video that this run was measured from; give another name "
            "with --out"
        )
    if not is_own_clip(out):
        raise UsageError(
            f"{file_name(out)} is there already and is no clip that posture made; give another "
            "name with --out"
        )


def _find_excerpt(films: Sequence[Film], wanted: Wanted) -> Excerpt:
    if wanted.stride is not None:
        return find_strides(films, wanted.stride)
    if wanted.at is not None:
        return find_time(films, wanted.at)
    if len(films) == 1:
        return Excerpt(films[0], slice(0, films[0].info.frames), "cropped")
    raise UsageError(
        "this run has several videos; choose one of --side-by-side, --ghost, --stride N-M and "
        "--at TIME with --crop"
    )


def _write_excerpt(
    excerpt: Excerpt,
    run: Run,
    wanted: Wanted,
    out: Path,
    progress: Callable[[int, int], None] | None,
) -> None:
    film = excerpt.film
    factor = film.run.results.video.speed_factor or 1.0
    annotate(
        film.info,
        on_own_clock(film),
        out,
        blur_face=bool(run.results.settings.get("blur_face")),
        blur_others=bool(run.results.settings.get("blur_others")),
        parts=[excerpt.frames],
        crop=wanted.crop,
        slower=1.0 if wanted.slow is None else wanted.slow / factor,
        progress=progress,
    )


def _choose_name(run: Run, what: str) -> Path:
    """Name a new file in the current folder after the run; a number is added if it exists."""
    name = run.path.resolve().name if run.path is not None else "run"
    name = cut_bytes(name, LONGEST_FILE - len(f"-{what}-9999.mp4"))
    path, number = Path(f"{name}-{what}.mp4"), 1
    while path.exists():
        number += 1
        path = Path(f"{name}-{what}-{number}.mp4")
    return path
