"""Write a run for another program."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

from posture.errors import OutputError, UsageError
from posture.exchange.c3d import write_c3d
from posture.exchange.motion import build_motion, find_events, tabulate_events
from posture.exchange.nwb import write_nwb
from posture.exchange.opensim import write_mot, write_trc
from posture.exchange.poses import write_movement
from posture.exchange.tables import write_tables
from posture.results.run import Run, load_run
from posture.utils.files import new_folder, whole_files
from posture.utils.named_file import take_file
from posture.utils.paths import expand_home

Format = Literal["csv", "trc", "mot", "c3d", "movement", "nwb"]
FORMATS: tuple[Format, ...] = get_args(Format)
"""What a run can be written as."""

#: Formats that hold positions, which a length of the runner turns into millimetres.
SCALED = ("trc", "c3d", "nwb")
#: Plain-text formats have no place for events: these lie beside the file.
WITHOUT_EVENTS = ("trc", "mot")
#: Mid-shoulder to mid-hip of people, metres.
SHORTEST_TRUNK_M, LONGEST_TRUNK_M = 0.2, 1.0


def export(
    run: Run | str | Path,
    to: str,
    out: str | Path | None = None,
    *,
    trunk_length: float | None = None,
) -> Path:
    """Write a finished run in the form of another program.

    Parameters
    ----------
    run
        The run, or its folder.
    to
        ``"csv"``: a folder of plain tables with a dictionary of their columns. ``"trc"`` and
        ``"mot"``: markers and angles for OpenSim, with the events beside them as CSV. ``"c3d"``:
        markers, angles and events. ``"movement"``: landmarks as netCDF for the library of that
        name. ``"nwb"``: Neurodata Without Borders with `ndx-pose`.
    out
        File to write, of ``csv`` a folder; by default ``export.<ending>`` in the run's folder. A
        file of the kind that exists is replaced, a folder gets a number.
    trunk_length
        Mid-shoulder to mid-hip of the runner, metres. Positions of ``trc``, ``c3d`` and ``nwb``
        are then millimetres; without it, pixels.

    Returns
    -------
    Path
        What was written.

    Raises
    ------
    UsageError
        The format or the length is wrong, a package is missing, or the run holds no landmarks.
    OutputError
        The file cannot be written.
    """
    if to not in FORMATS:
        raise UsageError(f'"{to}" is none of the formats {", ".join(FORMATS)}')
    _check_length(trunk_length, to)
    found = run if isinstance(run, Run) else load_run(run, poses=True)
    path = _choose_path(found, to, out)
    try:
        if to == "csv":
            with new_folder(path) as folder:
                write_tables(found, folder.work)
            return folder.path
        # under its own name from the start: the formats keep the name, or look at its ending
        with whole_files(path.parent) as work:
            _write(found, to, work / path.name, trunk_length)
            if to in WITHOUT_EVENTS:
                events = tabulate_events(find_events(found))
                events.to_csv(work / f"{path.stem}_events.csv", index=False)
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(f"{path} cannot be written ({error.strerror or error})") from error
    return path


def _write(run: Run, to: str, path: Path, trunk_length_m: float | None) -> None:
    if to == "movement":
        write_movement(run, path)
        return
    motion = build_motion(run, trunk_length_m)
    if to == "nwb":
        write_nwb(run, motion, path)
    else:
        {"trc": write_trc, "mot": write_mot, "c3d": write_c3d}[to](motion, path)


def _check_length(trunk_length: float | None, to: str) -> None:
    if trunk_length is None:
        return
    if to not in SCALED:
        raise UsageError(
            f"a trunk length gives positions their scale, and {to} has none in metres; it is for "
            f"{', '.join(SCALED)}"
        )
    if not SHORTEST_TRUNK_M <= trunk_length <= LONGEST_TRUNK_M:
        raise UsageError(
            f"a trunk length of {trunk_length:g} m is none; give metres from mid-shoulder to "
            f"mid-hip, {SHORTEST_TRUNK_M:g} to {LONGEST_TRUNK_M:g}"
        )


def _choose_path(run: Run, to: str, out: str | Path | None) -> Path:
    ending = {"csv": "", "movement": ".nc"}.get(to, f".{to}")
    if out is not None:
        return take_file(out, (ending,)) if ending else expand_home(Path(out))
    if run.path is None:
        raise UsageError("the run is in no folder; say where to write with out")
    return run.path / f"export{ending}"
