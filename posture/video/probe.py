"""Read what a video file contains: every frame's time, from packets, without decoding them all."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
from av.packet import Packet
from av.stream import Stream

from posture.errors import VideoError
from posture.utils.arrays import FloatArray, IntArray
from posture.utils.text import file_name
from posture.video.apart import run_apart
from posture.video.rate import estimate_fps, is_uneven, read_capture_fps
from posture.video.seek import FrameIndex, decode_from
from posture.video.shape import read_shape
from posture.video.source import decode, open_video, read_packets, to_fraction
from posture.video.types import VideoInfo

#: Seconds by which a frame with the same time as the one before it is moved, in broken files.
_TIE_SHIFT_S = 1e-4
#: Year of files from cameras whose clock was never set: QuickTime counts from 1904, Unix from 1970.
_CLOCK_NOT_SET = 1980
#: Fewest frames a second in which steps can be seen: runners make up to 3.5 of them a second, and
#: of what goes to and fro fewer than two frames a cycle show something else.
_FEWEST_FPS = 7.0
#: Longest film, seconds as played: a day. The index of its frames is held in memory, and clocks of
#: damaged files leap by years.
_LONGEST_S = 86_400.0


def probe(path: Path | str) -> VideoInfo:
    """Read what a video file contains.

    The packets are listed. Only the first frame and those from the last keyframe on are decoded,
    but all of them if the file has no timestamps or is damaged. So in an undamaged file
    ``times_s`` holds exactly the frames that `read_frames` yields. Frames that an edit list hides
    are not counted. It is done in a process of its own, which a damaged file may bring down.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    VideoInfo
        Times in seconds from the first frame, sizes in upright square pixels.

    Raises
    ------
    VideoError
        If the file is missing, is not a video, holds no frame that can be decoded, brings the
        decoder down, or has a picture too small to measure in.
    """
    path = Path(path)
    return next(run_apart(path, lambda: [_read(path)]))


def _read(path: Path) -> VideoInfo:
    shape = read_shape(path)
    scan = _scan(path)
    timeline, times_s = _locate_frames(path, scan)
    gaps_s = np.diff(times_s)
    fps = estimate_fps(gaps_s, scan.clock, scan.rate)
    return VideoInfo(
        path=path,
        sha256=_hash_file(path),
        width=shape.width,
        height=shape.height,
        times_s=times_s,
        duration_s=float(times_s[-1]) + 1 / fps,
        fps_median=fps,
        variable_frame_rate=is_uneven(gaps_s, float(scan.clock)),
        rotation_deg=shape.rotation_deg,
        codec=scan.codec,
        damage=_describe_damage(path, scan, times_s),
        mirrored=shape.mirrored,
        interlaced=shape.interlaced,
        capture_fps=scan.capture_fps,
        sound=scan.sound,
        clock=scan.clock,
        ticks=timeline.ticks,
        keyframes=timeline.keyframes,
        created=scan.created,
    )


def probe_film(path: Path | str) -> VideoInfo:
    """Read what a video file contains, if it may show somebody running.

    Parameters and result are those of `probe`.

    Raises
    ------
    VideoError
        As `probe`; or the file holds a single picture, pictures too far apart to see steps in, or
        more than a day.
    """
    info = probe(path)
    if info.frames == 1:
        raise VideoError(f"{path} holds a single picture; give a video of somebody running.")
    if round(info.fps_median, 1) < _FEWEST_FPS:
        raise VideoError(
            f"{path} shows {info.fps_median:.2g} frames a second, too few to see steps in; at "
            f"least {_FEWEST_FPS:.0f} are needed, and 60 serve better."
        )
    if info.duration_s > _LONGEST_S:
        raise VideoError(
            f"{path} lasts {info.duration_s / 3600:.0f} hours by its own clock, and at most "
            f"{_LONGEST_S / 3600:.0f} can be measured; cut it to the run."
        )
    return info


@dataclass
class _Scan:
    """What the packets of a file state before anything is decoded."""

    codec: str
    clock: Fraction
    rate: Fraction
    announced: int
    announced_s: float
    timed: bool
    ticks: list[int] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)
    end_s: float = 0.0
    corrupt: bool = False
    created: datetime | None = None
    capture_fps: float | None = None
    sound: bool = False


def _scan(path: Path) -> _Scan:
    with open_video(path) as (container, stream):
        kind = container.format.name
        # only Matroska states an exact length; MOV and AVI state the number of frames
        stated = container.duration if kind.startswith("matroska") else None
        scan = _Scan(
            codec=stream.codec_context.codec.canonical_name,
            clock=to_fraction(stream.time_base) or Fraction(1, 90_000),
            rate=to_fraction(stream.average_rate)
            or to_fraction(stream.guessed_rate)
            or Fraction(25),
            announced=len(stream.index_entries) if kind.startswith("mov") else stream.frames,
            announced_s=(stated or 0) / av.time_base,
            # AVI stores no presentation times, and FFmpeg's guesses are wrong with B-frames
            timed=not (kind == "avi" and stream.codec_context.has_b_frames),
            created=_read_date(container.metadata.get("creation_time", "")),
            capture_fps=read_capture_fps(container.metadata, stream.metadata),
            sound=bool(container.streams.audio),
        )
        for packet in read_packets(container, *container.streams):
            if packet.pts is not None:
                end = (packet.pts + (packet.duration or 0)) * packet.time_base
                scan.end_s = max(scan.end_s, float(end))
            if packet.stream_index != stream.index:
                continue
            scan.corrupt |= packet.is_corrupt
            if packet.is_discard or not packet.size or not _is_shown(scan.codec, packet):
                scan.announced -= 1
                continue
            if packet.pts is None:
                scan.timed = False
                continue
            scan.ticks.append(packet.pts)
            if packet.is_keyframe:
                scan.keys.append(packet.pts)
    return scan


def _read_date(text: str) -> datetime | None:
    """Read when a file says it was filmed; a clock that was never set says 1904 or 1970."""
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    date = date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    return date if date.year > _CLOCK_NOT_SET else None


def _is_shown(codec: str, packet: Packet[Stream]) -> bool:
    """Whether a packet holds a frame to show; VP8 also stores frames for reference only."""
    return codec != "vp8" or bool(bytes(packet)[0] & 0x10)


def _locate_frames(path: Path, scan: _Scan) -> tuple[FrameIndex, FloatArray]:
    """Locate the frames in the file, and when they are shown, seconds from the first."""
    if scan.timed and not scan.corrupt:
        timeline = _build_index(scan.ticks, scan.keys)
        if _ends_well(path, timeline):
            return timeline, _to_seconds(timeline.ticks, scan.clock)
    return _decode_all(path, scan)


def _build_index(ticks: list[int], keys: list[int]) -> FrameIndex:
    ordered = np.sort(np.asarray(ticks, dtype=np.int64))
    return FrameIndex(ordered, np.flatnonzero(np.isin(ordered, keys)).astype(np.int64))


def _to_seconds(ticks: IntArray, clock: Fraction) -> FloatArray:
    times_s = (ticks - ticks[:1]) * clock.numerator / clock.denominator
    for i in np.flatnonzero(np.diff(times_s) <= 0) + 1:  # two frames of one time, in broken files
        times_s[i] = times_s[i - 1] + _TIE_SHIFT_S
    return np.asarray(times_s)


def _ends_well(path: Path, timeline: FrameIndex) -> bool:
    """Whether every frame from the last keyframe on can be decoded."""
    first = int(timeline.keyframes[-1]) if len(timeline.keyframes) else 0
    expected = range(first, len(timeline.ticks))
    return [index for index, _ in decode_from(path, timeline, first)] == list(expected)


def _decode_all(path: Path, scan: _Scan) -> tuple[FrameIndex, FloatArray]:
    """Locate the frames by decoding: packets state no times, or too many frames."""
    with open_video(path) as (container, stream):
        found = [(f.pts, f.dts, f.key_frame) for f in decode(container, stream)]
    shown = [pts for pts, _, _ in found if pts is not None] if scan.timed else []
    if len(shown) == len(found) and all(a < b for a, b in pairwise(shown)):
        keys = [pts for pts, _, key in found if key and pts is not None]
        timeline = _build_index(shown, keys)
        return timeline, _to_seconds(timeline.ticks, scan.clock)
    stored = sorted(dts for _, dts, _ in found if dts is not None)
    by_counting = _build_index([], [])
    if len(stored) == len(found):
        return by_counting, _to_seconds(np.asarray(stored, dtype=np.int64), scan.clock)
    return by_counting, np.arange(len(found)) / float(scan.rate)


def _describe_damage(path: Path, scan: _Scan, times_s: FloatArray) -> str:
    promised = max(scan.announced, len(scan.ticks) if scan.timed else 0)
    if promised > len(times_s):
        return (
            f"{file_name(path)} is damaged or cut off: {len(times_s)} of its {promised} frames "
            f"can be read, the last at {times_s[-1]:.1f} s."
        )
    if scan.announced_s > scan.end_s + 0.5:
        return (
            f"{file_name(path)} is cut off: it announces {scan.announced_s:.1f} s and ends after "
            f"{scan.end_s:.1f} s."
        )
    return ""


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
