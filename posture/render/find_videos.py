"""The videos that a saved run was measured from, found again on this machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from posture.errors import UsageError, VideoError
from posture.results.run import Run
from posture.results.types import Video
from posture.utils.paths import is_there
from posture.utils.resources import sample_path
from posture.utils.text import file_name
from posture.video import VideoInfo, probe


def find_videos(run: Run, given: Sequence[Path] = ()) -> list[VideoInfo]:
    """Find the videos of a saved run; a run keeps their names and checksums, not their folders.

    Parameters
    ----------
    run
        The run, with its folder.
    given
        Where videos are, in any order. Others are looked for under their names in the current
        folder, in the run's, in the two above it, and among the samples.

    Returns
    -------
    list of VideoInfo
        In the order of ``Summary.all_videos``.

    Raises
    ------
    UsageError
        A given file is none of the videos that the run was measured from.
    VideoError
        A video was not found, is not the same file any more, or cannot be read.
    """
    known = {info.sha256: info for info in map(probe, given)}
    wanted = run.results.all_videos
    for info in known.values():
        if info.sha256 not in {video.sha256 for video in wanted}:
            raise UsageError(
                f"{file_name(info.path)} is not a video that this run was measured from: its "
                f"content differs from {_list_names(wanted)}; give the right file with --video"
            )
    return [known.get(video.sha256) or _find(video, run) for video in wanted]


def _find(video: Video, run: Run) -> VideoInfo:
    name = file_name(video.path)
    places = [place for place in _list_places(video, run) if is_there(place) and place.is_file()]
    for place in (*places, *_list_samples(video)):
        info = probe(place)
        if info.sha256 == video.sha256:
            return info
    if places:
        raise VideoError(
            f"{name} is not the file any more that this run was measured from: its content has "
            "changed; say with --video where the old file is"
        )
    raise VideoError(f"the video {name} of this run was not found; say with --video where it is")


def _list_places(video: Video, run: Run) -> Iterator[Path]:
    yield Path(video.path)
    if run.path is not None:
        folder = run.path.resolve()
        for place in (folder, *folder.parents[:2]):
            yield place / Path(video.path).name


def _list_samples(video: Video) -> Iterator[Path]:
    """List the sample of that name that comes with the program: `posture demo` measures one."""
    with suppress(UsageError):
        yield sample_path(Path(video.path).name)


def _list_names(videos: Sequence[Video]) -> str:
    return " and ".join(file_name(video.path) for video in videos)
