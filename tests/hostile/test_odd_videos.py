"""Undamaged videos of odd codecs, clocks and pictures: read, or refused in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from av.error import FFmpegError
from hostile.looking import list_wrong
from video_clips import write_clip, write_late_sound

KIND = "odd videos"
#: Ending, encoder, and formats of its picture.
CODECS = (
    ("mp4", "libx264", ("yuv420p", "yuv422p", "yuv444p", "yuv420p10le", "gray")),
    ("mp4", "libx265", ("yuv420p", "yuv420p10le", "gray")),
    ("mp4", "mpeg4", ("yuv420p",)),
    ("mp4", "libsvtav1", ("yuv420p", "yuv420p10le")),
    ("mkv", "ffv1", ("yuv420p", "bgra", "gray16le", "yuv444p16le")),
    ("mkv", "huffyuv", ("yuv422p", "rgb24")),
    ("mkv", "rawvideo", ("yuyv422", "rgb24")),
    ("mkv", "png", ("rgb24", "rgba64be", "pal8")),
    ("mov", "prores_ks", ("yuv422p10le", "yuva444p10le")),
    ("mov", "mjpeg", ("yuvj420p", "yuvj444p")),
    ("mov", "qtrle", ("rgb24", "argb")),
    ("avi", "msmpeg4", ("yuv420p",)),
    ("avi", "dvvideo", ("yuv411p",)),
    ("webm", "libvpx", ("yuv420p",)),
    ("webm", "libvpx-vp9", ("yuv420p", "yuv444p")),
    ("ts", "mpeg1video", ("yuv420p",)),
    ("ogv", "libtheora", ("yuv420p",)),
    ("wtv", "mpeg2video", ("yuv420p",)),
    ("nut", "snow", ("yuv420p",)),
)
#: Ticks of a clock of 1/1000 s.
CLOCKS: dict[str, list[int]] = {
    "a single frame": [0],
    "two frames": [0, 40],
    "seven a second": list(range(0, 2000, 142)),
    "one a second": list(range(0, 12_000, 1000)),
    "one in twenty seconds": list(range(0, 200_000, 20_000)),
    "one in ten days": [0, 40, 864_000_000],
    "a thousand a second": list(range(40)),
    "before zero": list(range(-400, 400, 40)),
    "after years": list(range(10**11, 10**11 + 800, 40)),
    "uneven": [0, 1, 50, 51, 52, 200, 201, 500, 900, 901, 902],
    "a gap of an hour": [*range(0, 400, 40), *range(3_600_000, 3_600_400, 40)],
}
#: Widths and heights.
SHAPES = (
    *((64, 64), (63, 64), (64, 63), (2, 2), (65, 97), (66, 4096), (4096, 66)),
    *((14_240, 120), (16_382, 64), (64, 16_382)),
)


#: What to call it, the ending, and options of `write_clip`.
Wanted = tuple[str, str, dict[str, Any]]


def write_what_can_be(folder: Path, wanted: list[Wanted]) -> Iterator[tuple[str, Path]]:
    """Write the videos that can be: which encoders there are hangs on how FFmpeg was built."""
    for number, (name, ending, options) in enumerate(wanted):
        path = folder / f"{number}.{ending}"
        try:
            write_clip(path, **{"ticks": tuple(range(12)), **options})
        except (FFmpegError, OSError, ValueError, RuntimeError):
            continue  # no such encoder, or it or the container takes no such thing
        yield name, path


def odd_clocks(endings: tuple[str, ...]) -> list[Wanted]:
    """Describe a video of each clock and ending."""
    return [
        (f"{name} {ending}", ending, {"ticks": ticks, "clock": Fraction(1, 1000)})
        for name, ticks in CLOCKS.items()
        for ending in endings
    ]


def odd_videos(folder: Path) -> Iterator[tuple[str, Path]]:
    """Write a video of each kind."""
    wanted = odd_clocks(("mp4", "mkv", "mov"))
    for ending, codec, formats in CODECS:
        wanted += [(f"{codec} {one}", ending, {"codec": codec, "pix_fmt": one}) for one in formats]
    for width, height in SHAPES:
        options = {"codec": "ffv1", "pix_fmt": "yuv444p", "size": (width, height)}
        wanted.append((f"{width}x{height}", "mkv", options))
    for turn in (0, 37, 90, 180, 270):
        for flip in (False, True):
            options = {"rotation_ccw": turn, "flip": flip}
            wanted.append((f"turned by {turn}, mirrored {flip}", "mov", options))
    for ratio in ("1/1000", "1000/1", "4/1", "1/4", "64/45"):
        wanted.append((f"pixels of {ratio}", "mkv", {"sar": Fraction(ratio)}))
    yield from write_what_can_be(folder, wanted)
    yield "a stream that begins in the middle", write_late_sound(folder / "late.ts")


def test_odd_clocks(tmp_path, tally):
    tried = list(write_what_can_be(tmp_path, odd_clocks(("mkv",))))
    assert len(tried) > 8
    tally(KIND, len(tried), list_wrong(tried))


@pytest.mark.slow
def test_odd_videos(tmp_path, tally):
    tried = list(odd_videos(tmp_path))
    assert len(tried) > 60
    tally(KIND, len(tried), list_wrong(tried))
