"""What the page's script needs to move the film by its curves: a table of the clips' frames."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from posture.errors import VideoError
from posture.measures import KEY_MEASURES
from posture.report.curves import compared_windows
from posture.results import reading
from posture.results.run import Run
from posture.results.timeline import timeline
from posture.tracks.parts import find_asked
from posture.utils.arrays import FloatArray, IndexArray
from posture.utils.text import file_name
from posture.video import probe

#: Times are whole numbers of this in the page, seconds; a frame lasts 40 of them or more.
_STEP_S = 1e-4


@dataclass(frozen=True)
class FilmClip:
    """An annotated clip of the run's folder.

    Attributes
    ----------
    file
        Name of the file.
    title
        What stands above it.
    name
        What the rows of the run's tables call it; empty for the only one.
    times_s
        When each frame is shown, seconds from the first one, ascending; empty if the file cannot
        be read.
    """

    file: str
    title: str
    name: str
    times_s: FloatArray


def find_clips(run: Run, folder: Path) -> list[FilmClip]:
    """Find the annotated clips of a run: one, two of a comparison, or one for each piece."""
    if (folder / "annotated_late.mp4").is_file():
        files = [("annotated.mp4", "Early"), ("annotated_late.mp4", "Late")]
    else:
        files, number = [("annotated.mp4", "Piece 1")], 2
        while (folder / f"annotated_{number}.mp4").is_file():
            files.append((f"annotated_{number}.mp4", f"Piece {number}"))
            number += 1
    names = list(dict.fromkeys(reading.texts(run.frames, "clip")))
    videos = [file_name(video.path) for video in run.results.all_videos]
    clips = []
    for i, (file, title) in enumerate(files):
        name = names[i] if len(names) == len(files) else ""
        title = f"{title}: {videos[i]}" if len(files) == len(videos) > 1 else "The film"
        clips.append(FilmClip(file, title, name, _read_times(folder / file)))
    return clips


def _read_times(path: Path) -> FloatArray:
    try:
        return probe(path).times_s
    except VideoError:
        return np.empty(0)


def film_table(run: Run, clips: list[FilmClip]) -> dict[str, Any] | None:
    """Collect the frames of the clips for the page's script, as plain JSON values.

    Frames of all clips are counted through. Times are whole numbers of 0.1 ms, the first one and
    then differences; values are whole numbers of the last digit that is shown.

    Returns
    -------
    dict or None
        None where a clip's frames are not those of the run.
    """
    rows, parts = [], []
    first = 0
    for clip in clips:
        found = _rows_of(run, clip)
        if found is None:
            return None
        rows.append(found)
        parts.append(
            {
                "title": clip.title,
                "first": first,
                "times": _steps(clip.times_s),
                "source": _source_frames(run, clip, found),
            }
        )
        first += len(found)
    if not first:
        return None
    frames = run.frames.iloc[np.concatenate(rows)]
    time_s = reading.numbers(frames, "time_s")
    axis = timeline(run)
    return {
        "clips": parts,
        "time": _steps(time_s),
        "clock": [[part.zero_s, part.shift_s] for part in axis.parts],
        "strides": _strides(run, frames, time_s),
        "windows": {
            which: [window.start_s, window.end_s]
            for which in compared_windows(run)
            if (window := reading.window(run, which)) is not None
        },
        "measures": [_measure(run, frames, m) for m in shown_measures(run)],
        "reasons": _reasons(frames),
    }


def shown_measures(run: Run) -> list[str]:
    """Key measures with a value in at least one frame."""
    return [m for m in KEY_MEASURES if np.isfinite(reading.numbers(run.frames, m)).any()]


def _rows_of(run: Run, clip: FilmClip) -> IndexArray | None:
    """Rows of the run's frames that a clip shows, in order; None if they cannot be matched."""
    shown = find_asked(reading.texts(run.frames, "reason"))
    own = np.flatnonzero(shown & (reading.texts(run.frames, "clip") == clip.name))
    return own if len(own) == len(clip.times_s) and len(own) else None


def _source_frames(run: Run, clip: FilmClip, rows: IndexArray) -> list[list[int]]:
    """Index in the video of the clip's frames: [frame of the clip, of the video] at each break."""
    whole = reading.texts(run.frames, "clip") == clip.name
    source = rows - int(np.argmax(whole))
    breaks = np.flatnonzero(np.append(True, np.diff(source) != 1))
    return [[int(i), int(source[i])] for i in breaks]


def _steps(times_s: FloatArray) -> list[int]:
    whole = np.round(times_s / _STEP_S).astype(np.int64)
    steps: list[int] = np.diff(whole, prepend=0).tolist()
    return steps


def _strides(run: Run, frames: pd.DataFrame, time_s: FloatArray) -> list[list[Any]]:
    """Each stride with a frame: id, first frame, one after the last, begin, end, window, used."""
    table = run.strides
    start, end = reading.numbers(table, "start_s"), reading.numbers(table, "end_s")
    segment, used = reading.texts(table, "segment"), reading.accepted(table)
    windows = compared_windows(run)
    ids = reading.numbers(table, "stride")
    own = reading.numbers(frames, "stride")
    found = []
    for i in range(len(table)):
        of_stride = np.flatnonzero(own == ids[i])
        if len(of_stride):
            span = [int(of_stride[0]), int(of_stride[-1]) + 1]
            times = [round(float(start[i]), 4), round(float(end[i]), 4)]
            window = str(segment[i]) if segment[i] in windows else ""
            found.append([int(ids[i]), *span, *times, window, int(used[i])])
    return found


def _measure(run: Run, frames: pd.DataFrame, measure: str) -> dict[str, Any]:
    name = reading.name_in(run, measure)
    value = reading.numbers(frames, measure) * name.scale * 10**name.decimals
    half = run.results.back.level_interval_deg.get(measure)
    return {
        "name": measure,
        "title": name.title,
        "unit": name.unit,
        "decimals": name.decimals,
        "half": None if half is None else round(half * name.scale, name.decimals),
        "values": [None if np.isnan(v) else round(v) for v in value.tolist()],
    }


def _reasons(frames: pd.DataFrame) -> list[list[Any]]:
    """Why values are missing: [first frame, text], one where the text changes."""
    texts = reading.texts(frames, "reason")
    starts = np.flatnonzero(np.append(True, texts[1:] != texts[:-1]))
    return [[int(i), str(texts[i])] for i in starts]


def usual_stride(run: Run, measure: str, window: str) -> int | None:
    """Stride of a window whose value is nearest to the window's mean; None where none has one."""
    strides = reading.window_strides(run, window)
    value = reading.numbers(strides, measure)
    if not np.isfinite(value).any():
        return None
    nearest = int(np.nanargmin(np.abs(value - np.nanmean(value))))
    return int(reading.numbers(strides, "stride")[nearest])
