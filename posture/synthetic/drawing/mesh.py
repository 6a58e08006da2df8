"""What is drawn: surfaces made of triangles, their colours, and the light on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posture.utils.arrays import Float32Array

#: How a surface looks: gloss, depth of folds and mottling as shares of 1, and folds per metre.
Finish = tuple[float, float, float, float]
#: Bare skin: a little glossy, almost even.
SKIN: Finish = (0.10, 0.04, 0.05, 30.0)
#: Dull cloth with deep folds a hand apart.
CLOTH: Finish = (0.01, 0.22, 0.03, 14.0)
#: Shoes and machines: no folds.
SMOOTH: Finish = (0.08, 0.0, 0.02, 9.0)
#: Fine, deep strands.
HAIR: Finish = (0.05, 0.30, 0.25, 60.0)


def to_linear(srgb: npt.ArrayLike) -> Float32Array:
    """Convert sRGB values to linear light; both from 0 to 1."""
    s = np.asarray(srgb, np.float64)
    return np.where(s <= 0.04045, s / 12.92, ((s + 0.055) / 1.055) ** 2.4).astype(np.float32)


def to_srgb(linear: npt.ArrayLike) -> Float32Array:
    """Convert linear light to sRGB values; both from 0 to 1, what lies outside is clipped."""
    x = np.clip(np.asarray(linear, np.float64), 0, 1)
    return np.where(x <= 0.0031308, 12.92 * x, 1.055 * x ** (1 / 2.4) - 0.055).astype(np.float32)


#: Linear light of each sRGB code from 0 to 255.
LINEAR_OF_CODE = to_linear(np.arange(256) / 255)
#: sRGB code of linear light in 8192 even steps from 0 to 1: finer than the codes are anywhere.
CODE_OF_LINEAR = np.round(255 * to_srgb(np.linspace(0, 1, 8192))).astype(np.uint8)


@dataclass(frozen=True)
class Light:
    """Lamps far away, and light from all around; linear, 1 shows a white surface as white.

    Attributes
    ----------
    directions
        ``(n, 3)`` from the scene towards each lamp, any length.
    colours
        ``(n, 3)`` linear red, green, blue.
    below, above
        ``(3,)`` linear light on surfaces that face down and up.
    """

    directions: npt.ArrayLike = ((-0.3, -0.6, 0.75), (0.8, 0.2, 0.5))
    colours: npt.ArrayLike = ((0.62, 0.60, 0.56), (0.16, 0.17, 0.20))
    below: npt.ArrayLike = (0.14, 0.13, 0.12)
    above: npt.ArrayLike = (0.36, 0.38, 0.42)

    def arrays(self) -> tuple[Float32Array, Float32Array, Float32Array]:
        """Return unit directions, colours, and the light from below and above, in rows of 3."""
        toward = np.asarray(self.directions, np.float32).reshape(-1, 3)
        unit = toward / np.linalg.norm(toward, axis=1, keepdims=True)
        colours = np.asarray(self.colours, np.float32).reshape(-1, 3)
        return unit, colours, np.array([self.below, self.above], np.float32)


@dataclass(frozen=True)
class Mesh:
    """Triangles and what they are made of.

    Attributes
    ----------
    vertices
        ``(V, 3)`` world metres.
    faces
        ``(F, 3)`` triangles, anticlockwise seen from outside.
    palette
        ``(L + 1, 3)`` sRGB from 0 to 255: the ground colour, then one for each field.
    fields
        ``(V, L)``; at each point the last field above 0 decides the material, so that a hem runs
        smoothly where a field crosses 0. None if there is only the ground colour.
    finish
        ``(L + 1, 4)`` gloss, depth of folds, mottling and folds per metre of each material, for
        example `SKIN` and `CLOTH`; None is dull and even.
    rest
        ``(V, 3)`` positions that folds and mottling cling to, metres; None for ``vertices``.
    albedo
        ``(V,)`` factor of the colours, for example of shade in hollows; None for 1.
    """

    vertices: Float32Array
    faces: npt.NDArray[np.int32]
    palette: npt.ArrayLike
    fields: Float32Array | None = None
    finish: npt.ArrayLike | None = None
    rest: Float32Array | None = None
    albedo: Float32Array | None = None
