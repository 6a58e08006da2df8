"""Variation of strips: light, colour, sharpness, noise, compression, and marks that are missing."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from posture.utils.arrays import Image

#: Share of strips that are made unsharp, coarse, or noisy; and with shadows or stripes added.
BLURRED, COARSE, NOISY, SHADED = 0.3, 0.25, 0.4, 0.25
#: Share of strips without the marks of the silhouette, and of each arm: networks lose them.
LOST_SILHOUETTE, LOST_ARM = 0.12, 0.1


def vary(
    colours: Image, body: npt.NDArray[np.int8], draw: np.random.Generator
) -> tuple[Image, npt.NDArray[np.int8]]:
    """Vary strips; where the edge is does not change.

    Parameters
    ----------
    colours, body
        As in `strips.Strips`; they are not changed.
    draw
        Random numbers.

    Returns
    -------
    tuple
        New colours and bodies.
    """
    marks = body.copy()
    marks[draw.random(len(marks)) < LOST_SILHOUETTE, 0] = 0
    for arm in (1, 2):
        marks[draw.random(len(marks)) < LOST_ARM, arm] = 0
    return np.stack([_vary_one(one, draw) for one in colours]), marks


def _vary_one(strip: Image, draw: np.random.Generator) -> Image:
    mixed = strip.astype(np.float32)
    if draw.random() < 0.8:  # other colours of skin, cloth and wall
        turn = np.eye(3) + draw.normal(0, 0.18, (3, 3))
        mixed = mixed @ turn.astype(np.float32).T
    mixed = mixed[..., draw.permutation(3)]
    if draw.random() < SHADED:
        mixed *= _shade(mixed.shape[:2], draw)
    gain, lift = np.exp(draw.normal(0, 0.25)), draw.normal(0, 15)
    mixed = gain * mixed + lift
    if draw.random() < BLURRED:
        size = float(draw.uniform(0.4, 1.6))
        mixed = cv2.GaussianBlur(mixed, (0, 0), size, sigmaY=size * float(draw.uniform(0.6, 1.4)))
    if draw.random() < NOISY:
        mixed = mixed + draw.normal(0, draw.uniform(2, 12), mixed.shape)
    made = np.asarray(np.clip(mixed, 0, 255), np.uint8)
    if draw.random() < COARSE:
        quality = int(draw.integers(18, 70))
        _, packed = cv2.imencode(".jpg", made, [cv2.IMWRITE_JPEG_QUALITY, quality])
        made = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
    return made


def _shade(size: tuple[int, int], draw: np.random.Generator) -> npt.NDArray[np.float32]:
    """Make a smooth pattern of shadows or stripes, ``(48, 64, 1)``."""
    rows, columns = np.mgrid[-1 : 1 : size[0] * 1j, -1 : 1 : size[1] * 1j]
    way, often, start = draw.uniform(0, 2 * np.pi), draw.uniform(0.5, 7), draw.uniform(0, 6.3)
    wave = np.sin(often * (np.cos(way) * rows + np.sin(way) * columns) * np.pi + start)
    return np.asarray(1 + draw.uniform(0.05, 0.3) * wave, np.float32)[..., None]
