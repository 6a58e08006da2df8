"""Read a pace file: GPX, TCX or FIT of a watch, or a table."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from posture.errors import UsageError
from posture.pace.track import FASTEST_M_S, STEEPEST_PERCENT, Pace, Track, make_pace
from posture.utils.paths import PACE_ENDINGS, describe_special_file, shorten
from posture.utils.text import join_words

#: Longest time that a table may go on, seconds: ten days.
LONGEST_S = 864_000.0
#: Largest file that is read, bytes; a watch writes about 5 MB in a day.
LARGEST_BYTES = 200_000_000
#: Encodings of names of hosts, which take minutes for a megabyte.
_SLOW_ENCODINGS = ("punycode", "idna")
#: One point of a track: time, number of the part, speed, grade, distance and altitude.
Point = tuple[datetime, int, float | None, float | None, float | None, float | None]


def read_pace(path: Path) -> Pace:
    """Read speed and grade over time.

    Parameters
    ----------
    path
        ``.gpx``, ``.tcx`` or ``.fit`` as watches write them, where time begins with the first
        point; or ``.csv`` with the columns ``time_s``, ``speed_m_s`` and, if known,
        ``grade_percent``.

    Returns
    -------
    Pace
        Interpolated linearly between the points or rows.

    Raises
    ------
    UsageError
        There is no such file, it is of another kind or damaged, holds no speed, or the packages
        of the extra ``pace`` are missing.
    """
    read = _READERS.get(path.suffix.lower())
    if read is None:
        raise UsageError(
            f"{shorten(path)} is no pace file; give a {join_words(PACE_ENDINGS, 'or')} file"
        )
    try:
        _require_small_file(path)
        pace = read(path)
    except UsageError:
        raise
    except ImportError as error:
        raise UsageError(
            f"to read {path.suffix.lower()} files the package {error.name} is needed; install it "
            f"with: pip install {error.name}, or all of them from a clone of posture with: "
            "pip install '.[pace]'"
        ) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(f"the pace file {shorten(path)} cannot be read ({why})") from error
    except Exception as error:  # the readers raise whatever comes up in a damaged file
        raise UsageError(
            f"the pace file {path} is damaged or not what its name says "
            f"({shorten(' '.join(str(error).split()) or type(error).__name__)})"
        ) from error
    if not np.isfinite(pace.speed_m_s).any():
        raise UsageError(f"the pace file {path} holds no speed, and no way from which it follows")
    return pace


def _require_small_file(path: Path) -> None:
    """Refuse what never ends or would fill the memory."""
    if kind := describe_special_file(path):
        raise UsageError(f"the pace file {path} is {kind} and no file; save it to a file first")
    if path.stat().st_size > LARGEST_BYTES:
        raise UsageError(
            f"the pace file {path} is larger than {LARGEST_BYTES / 1e6:.0f} MB; cut it to the run"
        )


def _decode_xml(data: bytes) -> str:
    """Decode XML as its byte order mark or its first line says, and leave that line out.

    Raises
    ------
    LookupError, UnicodeDecodeError
        The encoding is not known, or the text is not written in it.
    """
    marks = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
    encoding = next((name for mark, name in marks.items() if data.startswith(mark)), None)
    if encoding is None:
        stated = re.match(rb"""\s*<\?xml[^>]*?encoding=["']([\w.-]+)["']""", data)
        encoding = stated[1].decode() if stated else "utf-8"
    if codecs.lookup(encoding).name in _SLOW_ENCODINGS:
        raise LookupError(f"XML is not written in {encoding}")
    return re.sub(r"^\s*<\?xml.*?\?>", "", data.decode(encoding), count=1)


def _gpx(path: Path) -> Pace:
    import gpxpy

    tracks = gpxpy.parse(_decode_xml(path.read_bytes())).tracks
    points: list[Point] = []
    distance = 0.0
    for number, segment in enumerate(s for track in tracks for s in track.segments):
        last = None
        for point in segment.points:
            if point.time is None:
                continue
            distance += (last.distance_2d(point) or 0.0) if last else 0.0
            last = point
            speed = point.speed if point.speed is not None else _gpx_speed(point.extensions)
            points.append((point.time, number, speed, None, distance, point.elevation))
    return _from_points(points, path)


def _gpx_speed(extensions: Iterable[Any]) -> float | None:
    """Return the speed that some watches write into the extensions of a point, else None."""
    for extension in extensions:
        for element in extension.iter():
            if str(element.tag).rpartition("}")[2] == "speed" and element.text:
                return float(element.text)
    return None


def _tcx(path: Path) -> Pace:
    from tcxreader.tcxreader import TCXReader

    found = TCXReader().read(str(path), only_gps=False)
    return _from_points(
        [
            (p.time, 0, p.tpx_ext.get("Speed"), None, p.distance, p.elevation)
            for p in found.trackpoints
            if p.time is not None
        ],
        path,
    )


def _fit(path: Path) -> Pace:
    import fitdecode

    points: list[Point] = []
    # a file whose checksum is wrong is damaged; the library would only print a warning
    with fitdecode.FitReader(
        str(path),
        check_crc=fitdecode.CrcCheck.RAISE,
        error_handling=fitdecode.ErrorHandling.RAISE,
    ) as reader:
        for frame in reader:
            if not isinstance(frame, fitdecode.FitDataMessage) or frame.name != "record":
                continue

            def first(*names: str, record: Any = frame) -> Any:
                values = (record.get_value(name, fallback=None) for name in names)
                return next((value for value in values if value is not None), None)

            time = first("timestamp")
            if isinstance(time, datetime):
                points.append(
                    (
                        time,
                        0,
                        first("enhanced_speed", "speed"),
                        first("grade"),
                        first("distance"),
                        first("enhanced_altitude", "altitude"),
                    )
                )
    return _from_points(points, path)


def _from_points(points: list[Point], path: Path) -> Pace:
    if len(points) < 2:
        raise UsageError(f"the pace file {path} holds no track of points with times")
    time, part, *values = zip(*points, strict=True)
    numbers = [np.array(column, dtype=float) for column in values]
    times_s = np.array([(moment - time[0]).total_seconds() for moment in time])
    return make_pace(Track(times_s, np.array(part, dtype=np.intp), *numbers))


def _csv(path: Path) -> Pace:
    table = pd.read_csv(path, skipinitialspace=True)
    missing = [name for name in ("time_s", "speed_m_s") if name not in table]
    if missing:
        raise UsageError(
            f"the pace file {path} lacks the column {' and '.join(missing)}; its columns are "
            "time_s, speed_m_s and, if known, grade_percent"
        )
    time = table["time_s"].to_numpy(float)
    speed = table["speed_m_s"].to_numpy(float)
    if not (np.diff(time) > 0).all() or not np.isfinite(time).all():
        raise UsageError(f"the times in the pace file {path} do not go up from row to row")
    if time[-1] - time[0] > LONGEST_S or abs(time).max() > 1e12:
        raise UsageError(f"the times in the pace file {path} go on for more than ten days")
    if (speed < 0).any() or (speed > FASTEST_M_S).any():
        raise UsageError(
            f"the pace file {path} holds speeds that nobody runs; they are metres a second, "
            "which are km/h divided by 3.6"
        )
    grade = table["grade_percent"].to_numpy(float) if "grade_percent" in table else speed * np.nan
    if (np.abs(grade) > STEEPEST_PERCENT).any():
        raise UsageError(
            f"the pace file {path} holds grades that nobody runs; grade_percent is the rise in "
            f"metres over 100 m of way, at most {STEEPEST_PERCENT:.0f}"
        )
    return Pace(time, speed, grade)


_READERS: dict[str, Callable[[Path], Pace]] = dict(
    zip(PACE_ENDINGS, (_gpx, _tcx, _fit, _csv), strict=True)
)
