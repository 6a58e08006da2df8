"""Write the folder of a run: numbers, charts, annotated clips and the report."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from posture.errors import OutputError
from posture.joining import JoinedRun, select_clip
from posture.recording import Progress
from posture.render import annotate
from posture.render.people import draw_people
from posture.render.pictures import write_pictures
from posture.report import write_one_file, write_report
from posture.results.run import Run, write_data
from posture.session import Session
from posture.utils.memory import release_memory


def write_results(
    run: Run,
    session: Session,
    joined: JoinedRun | None,
    folder: Path,
    progress: Progress | None = None,
) -> None:
    """Write all results of a run into a folder.

    Parameters
    ----------
    run
        What was found.
    session
        What was asked for; its settings say whether to write charts, annotated clips, CSV.
    joined
        The measured videos; None if no runner can be measured, and then no clip is drawn.
    folder
        An existing folder.
    progress
        Called with the stage's name, the work done and the work in all.

    Raises
    ------
    OutputError
        The charts could not be drawn.
    OSError
        A file could not be written.
    """
    write_data(run, folder, csv=session.settings.csv)
    release_memory()
    shown = joined if session.settings.video else None
    with _draw_charts_meanwhile(folder) if session.settings.charts else nullcontext():
        if shown is not None:
            _draw_clips(run, session, shown, folder, progress)
            write_pictures(run, session.videos, folder)
            _draw_people(run, session, folder)
    write_report(run, folder, has_video=shown is not None)
    if session.settings.one_file:
        write_one_file(run, folder, has_video=shown is not None)


def _draw_clips(
    run: Run, session: Session, joined: JoinedRun, folder: Path, progress: Progress | None
) -> None:
    for i, clip in enumerate(session.clips):
        annotate(
            clip.info,
            select_clip(run, joined, i),
            folder / clip.annotated,
            blur_face=session.settings.blur_face,
            blur_others=session.settings.blur_others,
            parts=joined.recordings[i].parts,
            poster=True,
            progress=_name_stage(progress, "Drawing the clip"),
        )


def _draw_people(run: Run, session: Session, folder: Path) -> None:
    """Draw who was measured: people.jpg, of further videos people_2.jpg and so on."""
    for number, info in enumerate(session.videos, start=1):
        people = [one for one in run.results.runner.people if one.video == number]
        name = "people.jpg" if number == 1 else f"people_{number}.jpg"
        blurs = {
            "blur_face": session.settings.blur_face,
            "blur_others": session.settings.blur_others,
        }
        draw_people(info, people, folder / name, **blurs)


@contextmanager
def _draw_charts_meanwhile(folder: Path) -> Iterator[None]:
    """Draw the charts of a run in another process, while this one draws the clips."""
    drawing = subprocess.Popen(
        [sys.executable, "-P", "-m", "posture.charts", str(folder)],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield
        _, complaint = drawing.communicate()
    finally:
        drawing.kill()
        drawing.wait()
    if drawing.returncode:
        *_, last = complaint.strip().splitlines() or [f"exit {drawing.returncode}"]
        raise OutputError(f"the charts could not be drawn: {last.split(': ', 1)[-1]}")


def _name_stage(progress: Progress | None, name: str) -> Callable[[int, int], None] | None:
    if progress is None:
        return None
    return lambda done, total: progress(name, done, total)
