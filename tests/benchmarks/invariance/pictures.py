"""Pictures changed in known ways: mirrored, turned, zoomed, shifted, darker, noisier, blurred.

Pictures are ``(height, width, 3)`` uint8. What a turn or a shift leaves empty is filled with the
nearest pixel of the edge. Places of a picture are those of the middles of its pixels.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from posture.utils.arrays import FloatArray, Image

Matrix = npt.NDArray[np.float64]


def turn_matrix(width: int, height: int, degrees: float) -> Matrix:
    """Matrix ``(2, 3)`` that turns places about the picture's middle, + clockwise.

    Clockwise, the top of a plumb line moves to the right: a runner who faces right leans further
    forward by as many degrees.
    """
    centre = ((width - 1) / 2, (height - 1) / 2)
    return np.asarray(cv2.getRotationMatrix2D(centre, -degrees, 1.0), float)


def shift_matrix(right: float, down: float) -> Matrix:
    """Matrix ``(2, 3)`` that moves places by pixels."""
    return np.array([[1.0, 0.0, right], [0.0, 1.0, down]])


def zoom_matrix(factor: float, about: tuple[float, float]) -> Matrix:
    """Matrix ``(2, 3)`` that moves places away from one that stays where it is."""
    x, y = about
    return np.array([[factor, 0.0, (1 - factor) * x], [0.0, factor, (1 - factor) * y]])


def moved(matrix: Matrix, places: FloatArray) -> FloatArray:
    """Where places ``(n, 2)``, x and y, of a picture are after `warp`."""
    return np.asarray(places @ matrix[:, :2].T + matrix[:, 2])


def warp(image: Image, matrix: Matrix) -> Image:
    """Move the contents of a picture; its size stays."""
    height, width = image.shape[:2]
    return np.asarray(
        cv2.warpAffine(
            image,
            matrix,
            (width, height),
            flags=cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_REPLICATE,
        ),
        np.uint8,
    )


def mirror(image: Image) -> Image:
    """Swap left and right."""
    return np.ascontiguousarray(image[:, ::-1])


def resize(image: Image, factor: float) -> Image:
    """Scale a picture; sides are rounded to even numbers of pixels, as H.264 needs them."""
    height, width = (2 * round(side * factor / 2) for side in image.shape[:2])
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, (width, height), interpolation=how), np.uint8)


def darken(image: Image, factor: float) -> Image:
    """Multiply every value."""
    return np.asarray(cv2.convertScaleAbs(image, alpha=factor), np.uint8)


def add_noise(image: Image, sd: float, seed: int) -> Image:
    """Add independent normal noise to every value of every pixel."""
    noise = np.random.default_rng(seed).standard_normal(image.shape, dtype=np.float32)
    return np.clip(np.rint(image + sd * noise), 0, 255).astype(np.uint8)


def defocus(image: Image, sd_px: float) -> Image:
    """Blur by a Gaussian; none below a tenth of a pixel."""
    if sd_px < 0.1:
        return image
    blurred = cv2.GaussianBlur(image, (0, 0), sd_px, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(blurred, np.uint8)


def mix(image: Image, other: Image, share: float) -> Image:
    """Blend two pictures: `share` of the other one."""
    return np.asarray(cv2.addWeighted(image, 1 - share, other, share, 0.0), np.uint8)
