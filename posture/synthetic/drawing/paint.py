"""Flat sheets painted in metres, such as walls, floors and trees."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from posture.utils.arrays import Float32Array

#: Red, green and blue, sRGB from 0 to 255.
Colour = tuple[float, float, float]
#: Bits of the fraction of a pixel that OpenCV draws with: a sixteenth is finer than one sees.
_SUBPIXEL = 4


def make_clouds(
    shape: tuple[int, int], coarse: float, rng: np.random.Generator, depth: int = 4
) -> Float32Array:
    """Make cloudy noise of ``(height, width)``, mean about 0 and standard deviation about 1.

    ``coarse`` is the size of the largest clouds in pixels; each of the ``depth`` finer layers is
    half as large and 0.6 times as strong.
    """
    height, width = shape
    total = np.zeros(shape, np.float32)
    strength, power = 1.0, 0.0
    for _ in range(depth):
        rows, columns = int(height / coarse) + 3, int(width / coarse) + 3
        layer = cv2.resize(
            rng.standard_normal((rows, columns), np.float32),
            (int(columns * coarse) + 1, int(rows * coarse) + 1),
            interpolation=cv2.INTER_CUBIC,
        )
        top, left = rng.integers(0, int(coarse) + 1, 2)
        total += strength * layer[top : top + height, left : left + width]
        power += strength**2
        strength, coarse = 0.6 * strength, max(coarse / 2, 1.0)
    return np.asarray(total / np.float32(1.4 * power**0.5 * 0.5), np.float32)


@dataclass
class Sheet:
    """A picture of a flat thing, with x to the right and z up from its lower left corner.

    Attributes
    ----------
    width_m, height_m
        Its size.
    scale
        Pixels per metre.
    rgb
        ``(rows, columns, 3)`` float32, sRGB 0 to 255.
    alpha
        ``(rows, columns)`` float32, 1 where there is something.
    """

    width_m: float
    height_m: float
    scale: float
    colour: Colour = (0.0, 0.0, 0.0)
    solid: bool = True
    rgb: Float32Array = field(init=False, repr=False)
    alpha: Float32Array = field(init=False, repr=False)

    def __post_init__(self) -> None:
        shape = (round(self.height_m * self.scale), round(self.width_m * self.scale))
        self.rgb = np.full((*shape, 3), self.colour, np.float32)
        self.alpha = np.full(shape, float(self.solid), np.float32)

    def polygon(self, points: npt.ArrayLike, colour: Colour) -> None:
        """Fill ``(n, 2)`` corners (x, z), metres."""
        fine = [self._at(points)]
        cv2.fillPoly(self.rgb, fine, colour, shift=_SUBPIXEL)
        cv2.fillPoly(self.alpha, fine, (1.0,), shift=_SUBPIXEL)

    def rectangle(self, x: float, z: float, width: float, height: float, colour: Colour) -> None:
        """Fill a rectangle given by its lower left corner, metres."""
        right, top = x + width, z + height
        self.polygon([(x, z), (right, z), (right, top), (x, top)], colour)

    def ellipse(self, x: float, z: float, rx: float, rz: float, colour: Colour) -> None:
        """Fill an ellipse given by its centre and half axes, metres."""
        angle = np.linspace(0, 2 * np.pi, 40)
        self.polygon(np.stack([x + rx * np.cos(angle), z + rz * np.sin(angle)], axis=1), colour)

    def line(self, points: npt.ArrayLike, width: float, colour: Colour) -> None:
        """Draw a line through ``(n, 2)`` points, width in metres."""
        fine = [self._at(points)]
        thick = max(1, round(width * self.scale))
        cv2.polylines(self.rgb, fine, False, colour, thick, shift=_SUBPIXEL)
        cv2.polylines(self.alpha, fine, False, (1.0,), thick, shift=_SUBPIXEL)

    def _at(self, points: npt.ArrayLike) -> npt.NDArray[np.int32]:
        """Where OpenCV is to draw; it counts from the centre of the upper left pixel."""
        at = np.asarray(points, np.float64) * self.scale
        at[:, 1] = len(self.rgb) - at[:, 1]
        return np.round((at - 0.5) * (1 << _SUBPIXEL)).astype(np.int32)

    def mottle(self, size_m: float, strength: float, rng: np.random.Generator) -> None:
        """Vary the brightness of everything by clouds; ``strength`` is a share."""
        cloud = make_clouds(self.alpha.shape, size_m * self.scale, rng)
        self.rgb *= (1 + strength * cloud)[..., None]

    def fade(self, bottom: float, top: float) -> None:
        """Multiply the brightness by factors that run from the lower to the upper edge."""
        self.rgb *= np.linspace(top, bottom, len(self.rgb), dtype=np.float32)[:, None, None]

    def glow(self, x: float, z: float, reach: float, strength: float) -> None:
        """Brighten around a point, as a lamp or a window does; metres and a share."""
        rows, columns = self.alpha.shape
        dx = (np.arange(columns, dtype=np.float32) / self.scale - x) / reach
        dz = ((rows - np.arange(rows, dtype=np.float32)) / self.scale - z) / reach
        near = np.exp(-0.5 * dz[:, None] ** 2) * np.exp(-0.5 * dx[None, :] ** 2)
        self.rgb *= (1 + strength * near)[..., None]
