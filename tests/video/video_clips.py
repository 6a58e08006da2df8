"""Small clips for the tests: every picture carries its own number, readable after compression."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

BITS = 8
Image = npt.NDArray[np.uint8]


def numbered(number: int, width: int = 128, height: int = 96) -> Image:
    """A moving gradient; top left a row of `BITS` black or white blocks, bottom left red."""
    y, x = np.mgrid[:height, :width]
    gray = 64 + (x + 2 * y + 5 * number) % 128
    image = np.repeat(gray[:, :, None], 3, axis=2).astype(np.uint8)
    block = width // BITS
    for bit in range(BITS):
        image[: height // 4, bit * block : (bit + 1) * block] = 255 * (number >> bit & 1)
    image[-height // 4 :, : width // 4] = (230, 20, 20)
    return image


def number_in(image: Image) -> int:
    """The number of a picture, which must be upright and not mirrored."""
    height, width = image.shape[:2]
    red = image[-height // 8, width // 8].astype(int)
    assert red[0] > 150, "the red corner is not at the bottom left"
    assert red[1] < 100, "the red corner is not at the bottom left"
    centres = (np.arange(BITS) + 0.5) * width / BITS
    blocks = image[height // 8, centres.astype(int)].mean(axis=1)
    return int(sum(1 << bit for bit, value in enumerate(blocks) if value > 127))


def write_clip(
    path: Path,
    ticks: Sequence[int] = tuple(range(40)),
    clock: Fraction = Fraction(1, 25),
    *,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    size: tuple[int, int] = (128, 96),
    options: dict[str, str] | None = None,
    container_options: dict[str, str] | None = None,
    rotation_ccw: float | None = None,
    flip: bool = False,
    sar: Fraction | None = None,
    gop: int = 8,
    b_frames: int | None = None,
    make: Callable[..., Image] = numbered,
) -> Path:
    """Encode picture 0, 1, 2... at the given ticks of the clock."""
    with av.open(path, "w", options=container_options or {}) as container:
        stream = container.add_stream(codec, rate=25, options=options or {})
        stream.width, stream.height = size
        stream.pix_fmt = pix_fmt
        context = stream.codec_context
        context.time_base = clock
        context.gop_size = gop
        if b_frames is not None:
            context.max_b_frames = b_frames
        if sar is not None:
            context.sample_aspect_ratio = sar
        if rotation_ccw is not None:
            stream.set_display_rotation(rotation_ccw, hflip=flip)
        for number, tick in enumerate(ticks):
            frame = av.VideoFrame.from_ndarray(make(number, *size), format="rgb24")
            frame.pts, frame.time_base = tick, clock
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_sound(path: Path) -> Path:
    """A file that holds only sound."""
    with av.open(path, "w") as container:
        stream = container.add_stream("aac", rate=44100)
        frame = av.AudioFrame.from_ndarray(
            np.zeros((1, 1024), dtype=np.float32), format="fltp", layout="mono"
        )
        frame.sample_rate = 44100
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
