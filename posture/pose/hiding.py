"""Hide people in a picture, so that others are found."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from posture.pose.types import Person
from posture.utils.arrays import Image

#: How far around the landmarks a person is hidden, share of the body's height.
MARGIN = 0.12


def hide_people(image: Image, people: Sequence[Person]) -> Image:
    """Return a copy of a picture in which people are painted over with what is around them.

    Parameters
    ----------
    image
        ``(height, width, 3)`` RGB.
    people
        Those to be hidden.
    """
    hidden = np.zeros(image.shape[:2], np.uint8)
    for person in people:
        hull = cv2.convexHull(person.points).astype(np.int32)
        cv2.fillPoly(hidden, [hull], 255)
        margin = max(1, round(2 * MARGIN * float(np.ptp(person.points[:, 1]))))
        cv2.polylines(hidden, [hull], True, 255, margin)
    seen = (hidden == 0).astype(np.float32)[..., None]
    wide = max(image.shape) / 20
    total = cv2.GaussianBlur(image * seen, (0, 0), wide)
    weight = cv2.GaussianBlur(seen, (0, 0), wide)[..., None] + 1e-3
    painted = np.where(hidden[..., None] > 0, total / weight, image)
    return np.ascontiguousarray(painted, dtype=np.uint8)
