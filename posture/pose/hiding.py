"""Hide people in a picture, so that others are found."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from posture.pose.types import Person
from posture.utils.arrays import Image

#: How far around the landmarks a person is hidden, share of the body's height.
MARGIN = 0.12
#: Longer side of the picture that the paint is mixed in, pixels: it is blurred anyway, and in a
#: large picture to blur that much takes longer than to search it.
PAINTED_PX = 160
#: How far what is around is mixed, share of the picture's longer side.
MIXED = 0.05


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
    painted = image.copy()
    painted[hidden > 0] = 0
    height, width = image.shape[:2]
    share = min(1.0, PAINTED_PX / max(height, width))
    size = max(1, round(width * share)), max(1, round(height * share))
    seen = cv2.resize((hidden == 0).astype(np.float32), size, interpolation=cv2.INTER_AREA)
    colours = cv2.resize(painted, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    wide = MIXED * max(size)
    total = cv2.GaussianBlur(colours, (0, 0), wide)
    weight = cv2.GaussianBlur(seen, (0, 0), wide)[..., None] + 1e-3
    paint = cv2.resize(total / weight, (width, height), interpolation=cv2.INTER_LINEAR)
    painted[hidden > 0] = np.clip(paint[hidden > 0], 0, 255).astype(np.uint8)
    return np.ascontiguousarray(painted, dtype=np.uint8)
