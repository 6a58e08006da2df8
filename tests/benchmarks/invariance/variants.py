"""The ways in which a clip is changed, and what each may move.

An *amount* from 0 to 1 says how much of the change a frame gets: all of it in the variants of the
whole clip; in the late ones nothing in the first third, growing in the second, all in the last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from benchmarks.invariance import pictures
from benchmarks.invariance.clips import Box

from posture.utils.arrays import FloatArray, Image

#: Quality at which x264 adds next to no error of its own.
GOOD_CRF = 10
#: "Compressed hard".
BAD_CRF = 38
DARK = 0.5
NOISE_SD = 8.0
#: Out of focus: about 9 pixels from edge to edge of what was a point.
DEFOCUS_PX = 3.5
SHIFT_SHARE = 0.1
ZOOM = 1.2
#: Height of the cropped picture, bodies.
CROP_BODIES = 1.5
#: Turn of the setting that sets in, degrees.
LATE_TURN_DEG = 2.0
#: Of the picture, so much stays free beside the runner when it is shifted or zoomed.
MARGIN_SHARE = 0.02

ITSELF = "itself"

#: Changes a picture: the picture, the amount, the frame's number, the runner's box.
Maker = Callable[[Image, float, int, Box], Image]


@dataclass(frozen=True)
class Variant:
    """One way of changing a clip.

    Attributes
    ----------
    name, words
        What the tables call it, and what is done.
    make
        Changes a picture; None leaves it.
    late
        Whether the change sets in within the clip.
    hard
        Whether the picture itself loses something (frames, sharpness, light): twice as much is
        allowed then.
    turn_deg
        How far the film is turned, + clockwise.
    every
        Every so many frames are kept.
    skip_s
        Seconds of the film that are cut off at its beginning.
    crf
        Quality of x264.
    compressed
        Whether the frame is blended with itself as it looks at `BAD_CRF`.
    """

    name: str
    words: str
    make: Maker | None = None
    late: bool = False
    hard: bool = False
    turn_deg: float = 0.0
    every: int = 1
    skip_s: float = 0.0
    crf: int = GOOD_CRF
    compressed: bool = False

    @property
    def needs_box(self) -> bool:
        """Whether the runner has to be found first."""
        return self.make in (_crop, _shift, _zoom)

    def amounts(self, times_s: FloatArray) -> FloatArray:
        """How much of the change frames get, from the times of all frames of the clip."""
        if not self.late:
            return np.ones(len(times_s))
        share = (times_s - times_s[0]) / (times_s[-1] - times_s[0])
        return np.asarray(np.clip(3 * share - 1, 0.0, 1.0))


def crop_window(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """Part of the picture that is cropped to: left, top, right, bottom, pixels.

    It holds the runner's whole way and is `CROP_BODIES` times as high as the runner where the
    picture is. Its sides are even numbers of pixels.
    """
    spare = (CROP_BODIES - 1) / 2 * box.height
    middle = (box.top + box.bottom) / 2
    half = max(CROP_BODIES * box.height, box.bottom - box.top) / 2
    left, right = max(0, int(box.left - spare)), min(width, int(box.right + spare))
    top, bottom = max(0, int(middle - half)), min(height, int(middle + half))
    return left, top, right - (right - left) % 2, bottom - (bottom - top) % 2


def choose_shift(box: Box, width: int, height: int) -> tuple[float, float]:
    """How far the picture is shifted right and down: towards the side with more room.

    Up or down the runner stays in the picture, so it may be less than `SHIFT_SHARE` of it; to the
    left or right not, as one who crosses the picture fills its whole width.
    """
    right = SHIFT_SHARE * width * (1 if box.left + box.right <= width else -1)
    above, below = box.top, height - box.bottom
    room = max(max(above, below) - MARGIN_SHARE * height, 0.0)
    down = min(SHIFT_SHARE * height, room) * (1 if below >= above else -1)
    return right, down


def choose_zoom(box: Box, width: int, height: int) -> tuple[float, tuple[float, float]]:
    """How much is zoomed in, and about which place: the runner keeps head and feet in the picture.

    The margins keep their proportion.
    """
    tall = box.bottom - box.top
    factor = max(1.0, min(ZOOM, (1 - MARGIN_SHARE) * height / tall))
    return factor, (
        _fixed(box.left, box.right, width),
        _fixed(box.top, box.bottom, height),
    )


def _fixed(low: float, high: float, size: int) -> float:
    spare = size - (high - low)
    share = min(max(low / spare, 0.0), 1.0) if spare > 0 else 0.5
    return share * (size - 1)


def _turn(degrees: float, image: Image, amount: float, _: int, __: Box) -> Image:
    height, width = image.shape[:2]
    return pictures.warp(image, pictures.turn_matrix(width, height, amount * degrees))


def _shift(image: Image, amount: float, _: int, box: Box) -> Image:
    right, down = choose_shift(box, image.shape[1], image.shape[0])
    return pictures.warp(image, pictures.shift_matrix(amount * right, amount * down))


def _zoom(image: Image, amount: float, _: int, box: Box) -> Image:
    factor, about = choose_zoom(box, image.shape[1], image.shape[0])
    return pictures.warp(image, pictures.zoom_matrix(1 + amount * (factor - 1), about))


def _crop(image: Image, _: float, __: int, box: Box) -> Image:
    left, top, right, bottom = crop_window(box, image.shape[1], image.shape[0])
    return np.ascontiguousarray(image[top:bottom, left:right])


def _resize(factor: float, image: Image, _: float, __: int, ___: Box) -> Image:
    return pictures.resize(image, factor)


def _mirror(image: Image, _: float, __: int, ___: Box) -> Image:
    return pictures.mirror(image)


def _darken(image: Image, amount: float, _: int, __: Box) -> Image:
    return pictures.darken(image, 1 - amount * (1 - DARK))


def _add_noise(image: Image, amount: float, index: int, _: Box) -> Image:
    return pictures.add_noise(image, amount * NOISE_SD, index)


def _defocus(image: Image, amount: float, _: int, __: Box) -> Image:
    return pictures.defocus(image, amount * DEFOCUS_PX)


def _turned(degrees: float) -> Variant:
    name = f"turned_{'plus' if degrees > 0 else 'minus'}_{abs(degrees):g}"
    words = f"turned by {abs(degrees):g}° {'clockwise' if degrees > 0 else 'anticlockwise'}"
    return Variant(name, words, partial(_turn, degrees), turn_deg=degrees)


_ALL = (
    Variant(ITSELF, "as it is"),
    Variant("mirrored", "left and right swapped", _mirror),
    *(_turned(degrees) for degrees in (2.0, -2.0, 4.0, -4.0)),
    Variant("size_60", "at 60 % of its size", partial(_resize, 0.6)),
    Variant("size_140", "at 140 % of its size", partial(_resize, 1.4)),
    Variant("cropped", f"cropped to {CROP_BODIES:g} × the runner's height", _crop),
    Variant("shifted", f"shifted by {SHIFT_SHARE:.0%} of width and height", _shift),
    Variant("first_second_off", "without its first second", skip_s=1.0),
    Variant("half_rate", "every second frame", hard=True, every=2),
    Variant("compressed", f"compressed hard (x264, CRF {BAD_CRF})", hard=True, crf=BAD_CRF),
    Variant("darker", f"values × {DARK:g}", _darken, hard=True),
    Variant("noisier", f"noise of SD {NOISE_SD:g}", _add_noise, hard=True),
    Variant(
        "late_turned",
        f"turning by {LATE_TURN_DEG:g}° clockwise",
        partial(_turn, LATE_TURN_DEG),
        late=True,
        turn_deg=LATE_TURN_DEG,
    ),
    Variant("late_zoomed", f"zooming in by {ZOOM:g}", _zoom, late=True),
    Variant("late_shifted", f"shifting by {SHIFT_SHARE:.0%}", _shift, late=True),
    Variant("late_darker", f"darkening to × {DARK:g}", _darken, late=True, hard=True),
    Variant(
        "late_defocused",
        f"going out of focus (Gaussian of SD {DEFOCUS_PX:g} pixels)",
        _defocus,
        late=True,
        hard=True,
    ),
    Variant(
        "late_compressed",
        f"turning into itself at CRF {BAD_CRF}",
        late=True,
        hard=True,
        compressed=True,
    ),
)
VARIANTS: Mapping[str, Variant] = {variant.name: variant for variant in _ALL}
