"""Pace files as watches write them, of a run whose speed and grade are known."""

import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

BEGIN = datetime(2026, 5, 1, 7, 0, 0, tzinfo=UTC)
FIT_BEGIN = datetime(1989, 12, 31, tzinfo=UTC)
#: One degree of latitude on the sphere of gpxpy, metres.
DEGREE_M = 6378137.0 * 3.141592653589793 / 180.0


def way(seconds, slow_from=120):
    """3 m/s, and 2.5 m/s from second 120 on."""
    return 3.0 * min(seconds, slow_from) + 2.5 * max(0, seconds - slow_from)


def stamp(seconds):
    return (BEGIN + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def write_gpx(path: Path, seconds, *, grade=0.02, own_speed=None, segments=1) -> Path:
    parts = []
    for part in range(segments):
        points = []
        for second in seconds[part::segments] if segments == 1 else seconds[part]:
            own = (
                ""
                if own_speed is None
                else "<extensions><x:TrackPointExtension><x:speed>"
                f"{own_speed}</x:speed></x:TrackPointExtension></extensions>"
            )
            points.append(
                f'<trkpt lat="{10 + way(second) / DEGREE_M:.9f}" lon="0">'
                f"<ele>{100 + grade * way(second):.3f}</ele><time>{stamp(second)}</time>{own}"
                "</trkpt>"
            )
        parts.append(f"<trkseg>{''.join(points)}</trkseg>")
    path.write_text(
        '<?xml version="1.0"?><gpx version="1.1" creator="t" '
        'xmlns="http://www.topografix.com/GPX/1/1" xmlns:x="urn:x">'
        f"<trk>{''.join(parts)}</trk></gpx>"
    )
    return path


def write_tcx(path: Path, seconds, *, own_speed=False) -> Path:
    points = []
    for second in seconds:
        speed = 3.0 if second <= 120 else 2.5
        own = (
            '<Extensions><TPX xmlns="http://www.garmin.com/xmlschemas/ActivityExtension/v2">'
            f"<Speed>{speed:.1f}</Speed></TPX></Extensions>"
        )
        points.append(
            f"<Trackpoint><Time>{stamp(second)}</Time>"
            f"<AltitudeMeters>{100 + 0.02 * way(second):.3f}</AltitudeMeters>"
            f"<DistanceMeters>{way(second):.3f}</DistanceMeters>{own if own_speed else ''}"
            "</Trackpoint>"
        )
    path.write_text(
        '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/'
        'TrainingCenterDatabase/v2"><Activities><Activity Sport="Running">'
        f'<Id>x</Id><Lap StartTime="{stamp(0)}"><Calories>1</Calories><Track>{"".join(points)}'
        "</Track></Lap></Activity></Activities></TrainingCenterDatabase>"
    )
    return path


def write_fit(path: Path, seconds) -> Path:
    """Records with timestamp, enhanced speed (mm/s), distance (cm) and enhanced altitude."""
    fields = ((253, 4, 0x86), (73, 4, 0x86), (5, 4, 0x86), (78, 4, 0x86))
    data = struct.pack("<BBBHB", 0x40, 0, 0, 20, len(fields))
    data += b"".join(struct.pack("<BBB", *field) for field in fields)
    for second in seconds:
        since = int((BEGIN - FIT_BEGIN).total_seconds()) + second
        speed = 3.0 if second <= 120 else 2.5
        altitude = round((100 + 0.02 * way(second) + 500) * 5)
        record = (since, round(1000 * speed), round(100 * way(second)), altitude)
        data += struct.pack("<BIIII", 0, *record)
    header = struct.pack("<BBHI4s", 14, 0x20, 2132, len(data), b".FIT")
    whole = header + struct.pack("<H", _crc(header)) + data
    path.write_bytes(whole + struct.pack("<H", _crc(whole)))
    return path


def _crc(data: bytes) -> int:
    """CRC-16 with the polynomial 0xA001, as the format has it."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0xA001 if crc & 1 else 0)
    return crc
