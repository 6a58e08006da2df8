"""Light and blur in the pictures of a clip, around the runner."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from posture.utils.arrays import Float32Array, Image

#: Sharpness is measured in a picture in which the body is no larger than this, pixels.
BODY_PX = 300.0
#: How far around the landmarks the runner is looked at, share of the body's height.
MARGIN = 0.08


@dataclass(frozen=True)
class Sight:
    """How well a runner is seen in one picture.

    Attributes
    ----------
    brightness
        Median grey level of runner and surroundings, 0-255.
    sharpness
        Steepest edges (99.5th percentile of the gradient, a pixel) as a share of the contrast.
    """

    brightness: float
    sharpness: float


def measure_sight(image: Image, points: Float32Array) -> Sight | None:
    """Measure light and sharpness around a runner; None where the landmarks are not known.

    Parameters
    ----------
    image
        ``(height, width, 3)`` RGB.
    points
        ``(33, 2)`` landmarks, pixels.
    """
    if not np.isfinite(points).all():
        return None
    size = np.array(image.shape[1::-1])
    body = float(np.ptp(points[:, 1]))
    low = np.clip(points.min(axis=0) - MARGIN * body, 0, size).astype(int)
    high = np.clip(points.max(axis=0) + MARGIN * body, 0, size).astype(int)
    part = image[low[1] : high[1], low[0] : high[0]]
    if min(part.shape[:2]) < 16:
        return None
    grey = cv2.cvtColor(np.ascontiguousarray(part), cv2.COLOR_RGB2GRAY)
    brightness = float(np.median(grey))
    share = min(1.0, BODY_PX / body)
    if share < 1.0:
        grey = cv2.resize(grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    values = grey.astype(np.float32)
    steps = np.hypot(cv2.Sobel(values, -1, 1, 0) / 8, cv2.Sobel(values, -1, 0, 1) / 8)
    contrast = float(np.subtract(*np.percentile(values, [98, 2])))
    return Sight(brightness, float(np.percentile(steps, 99.5)) / max(contrast, 1.0))
