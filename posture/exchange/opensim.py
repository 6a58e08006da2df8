"""OpenSim's plain text: markers as ``.trc``, angles as ``.mot``; events lie beside them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from posture.exchange.motion import Motion
from posture.utils.text import readable

#: Digits of a number: far below what can be measured, and times of a long run stay exact.
DIGITS = 10


def write_trc(motion: Motion, path: Path) -> None:
    """Write markers as a track-row-column file; a marker that is not seen is ``nan``.

    Parameters
    ----------
    motion
        Of the run; ``Units`` of the file is ``mm`` or ``px``, ``DataRate`` counts real seconds.
    path
        File to write.
    """
    frames, count = motion.markers.shape[:2]
    rate = _number(motion.rate_hz)
    head = [
        f"PathFileType\t4\t(X/Y/Z)\t{readable(path.name)}",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\t"
        "OrigNumFrames",
        f"{rate}\t{rate}\t{frames}\t{count}\t{motion.unit}\t{rate}\t1\t{frames}",
        "Frame#\tTime\t" + "\t\t\t".join(motion.marker_names) + "\t\t",
        "\t\t" + "\t".join(f"X{i}\tY{i}\tZ{i}" for i in range(1, count + 1)),
        "",
    ]
    rows = (
        f"{i}\t{_number(time_s)}\t" + "\t".join(map(_number, points.ravel()))
        for i, (time_s, points) in enumerate(zip(motion.times_s, motion.markers, strict=True), 1)
    )
    _write_lines(path, [*head, *rows])


def write_mot(motion: Motion, path: Path) -> None:
    """Write the angles of each frame as a motion file; what is not measured is ``nan``.

    Parameters
    ----------
    motion
        Of the run. Names and signs are those of frames.parquet, degrees; they are not the
        coordinates of a model of OpenSim.
    path
        File to write.
    """
    names = list(motion.angles)
    table = np.column_stack([motion.times_s, *(motion.angles[name] for name in names)])
    head = [
        readable(path.stem),
        "version=1",
        f"nRows={len(table)}",
        f"nColumns={table.shape[1]}",
        "inDegrees=yes",
        "endheader",
        "\t".join(["time", *names]),
    ]
    _write_lines(path, [*head, *("\t".join(map(_number, row)) for row in table)])


def _number(value: float) -> str:
    return f"{value:.{DIGITS}g}"


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
