"""Short videos in many containers, and seeded ways to damage a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np

#: Ending -> container and codec of FFmpeg.
CONTAINERS = {
    "mp4": ("mp4", "libx264"),
    "mov": ("mov", "libx264"),
    "mkv": ("matroska", "libx264"),
    "webm": ("webm", "libvpx-vp9"),
    "avi": ("avi", "mpeg4"),
    "ts": ("mpegts", "libx264"),
    "flv": ("flv", "flv"),
    "mpg": ("mpeg", "mpeg2video"),
    "3gp": ("3gp", "mpeg4"),
    "gif": ("gif", "gif"),
    "ivf": ("ivf", "libvpx"),
    "mxf": ("mxf", "mpeg2video"),
}
#: Frames of a video, frames per second, and its picture.
FRAMES, FPS, WIDTH, HEIGHT = 25, 25, 320, 240

Damage = Callable[[bytearray, np.random.Generator], bytearray]


def make_video(path: Path) -> Path:
    """Write a moving square in the container that the ending names."""
    container, codec = CONTAINERS[path.suffix[1:]]
    with av.open(str(path), "w", format=container) as file:
        stream = file.add_stream(codec, rate=FPS)
        stream.width, stream.height = WIDTH, HEIGHT
        stream.pix_fmt = "rgb8" if codec == "gif" else "yuv420p"
        stream.codec_context.gop_size = 10
        for number in range(FRAMES):
            picture = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
            picture[60:180, 8 * number : 8 * number + 60] = (200, 60, 30)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            for packet in stream.encode(frame.reformat(format=stream.pix_fmt)):
                file.mux(packet)
        for packet in stream.encode(None):
            file.mux(packet)
    return path


def _cut(data: bytearray, draw: np.random.Generator) -> bytearray:
    return data[: int(draw.integers(0, len(data)))]


def _flip(data: bytearray, draw: np.random.Generator) -> bytearray:
    for place in draw.integers(0, len(data), int(draw.integers(1, 60))):
        data[place] ^= int(draw.integers(1, 256))
    return data


def _flip_in_the_head(data: bytearray, draw: np.random.Generator) -> bytearray:
    for place in draw.integers(0, min(len(data), 600), int(draw.integers(1, 12))):
        data[place] ^= int(draw.integers(1, 256))
    return data


def _blank(data: bytearray, draw: np.random.Generator) -> bytearray:
    start = int(draw.integers(0, len(data)))
    stop = min(len(data), start + int(draw.integers(1, 4000)))
    data[start:stop] = bytes(stop - start)
    return data


def _drop(data: bytearray, draw: np.random.Generator) -> bytearray:
    start = int(draw.integers(0, len(data)))
    del data[start : start + int(draw.integers(1, 3000))]
    return data


def _insert(data: bytearray, draw: np.random.Generator) -> bytearray:
    place = int(draw.integers(0, len(data)))
    data[place:place] = draw.bytes(int(draw.integers(1, 3000)))
    return data


def _repeat(data: bytearray, draw: np.random.Generator) -> bytearray:
    start = int(draw.integers(0, len(data)))
    part = data[start : start + int(draw.integers(1, 3000))]
    place = int(draw.integers(0, len(data)))
    data[place:place] = part
    return data


def _huge_numbers(data: bytearray, draw: np.random.Generator) -> bytearray:
    for place in draw.integers(0, max(1, len(data) - 8), int(draw.integers(1, 6))):
        data[place : place + 4] = draw.choice([b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", bytes(4)])
    return data


#: Ways to damage a file, by name.
DAMAGES: dict[str, Damage] = {
    "cut off": _cut,
    "bytes changed": _flip,
    "bytes changed in the head": _flip_in_the_head,
    "a part blank": _blank,
    "a part missing": _drop,
    "noise between": _insert,
    "a part twice": _repeat,
    "huge numbers": _huge_numbers,
}


def damage(data: bytes, kind: str, seed: list[int]) -> bytes:
    """Damage the content of a file; the same seed does the same."""
    return bytes(DAMAGES[kind](bytearray(data), np.random.default_rng(seed)))
