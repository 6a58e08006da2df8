"""Marks of the background that can be found again: features of a picture outside the people."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from posture.utils.arrays import Float32Array, FloatArray, Image

#: Longer side of the picture in which features are searched for, pixels: larger ones take longer
#: and are not matched better.
LONGER_SIDE = 960
#: Most features of a picture.
MOST_FEATURES = 1500
#: Least contrast of a feature in SIFT's own unit; its default, 0.04, leaves little of a wall.
LEAST_CONTRAST = 0.015
#: How far around a person's landmarks nothing is looked at, trunk lengths: hair, hands, clothes and
#: the shadow beside the feet.
PERSON_MARGIN_TRUNKS = 0.4


@dataclass(frozen=True)
class Background:
    """Features of one picture outside the people.

    Attributes
    ----------
    places
        ``(n, 2)`` pixels from the middle of the picture, x right and y down.
    descriptors
        ``(n, 128)`` what they look like (SIFT, Lowe 2004).
    size
        Width and height of the picture, pixels.
    """

    places: FloatArray
    descriptors: Float32Array
    size: tuple[int, int]


def describe(grey: Image, seen: Image) -> Background:
    """Describe the background of a picture, both ``(height, width)`` uint8.

    Parameters
    ----------
    grey
        The picture, of `LONGER_SIDE` pixels or less.
    seen
        255 where it shows the background, 0 on and around people, see `mask_people`.
    """
    height, width = grey.shape
    finder = cv2.SIFT.create(nfeatures=MOST_FEATURES, contrastThreshold=LEAST_CONTRAST)
    found, descriptors = finder.detectAndCompute(grey, seen)
    places = np.array([point.pt for point in found], float).reshape(-1, 2)
    return Background(
        places + 0.5 - np.array([width, height]) / 2,
        np.asarray(np.zeros((0, 128)) if descriptors is None else descriptors, np.float32),
        (width, height),
    )


def mask_people(shape: tuple[int, int], people: list[Float32Array]) -> Image:
    """Mark what is outside the people, ``(height, width)``: 255, and 0 on and around them."""
    seen = np.full(shape, 255, np.uint8)
    for points in people:
        known = points[np.isfinite(points).all(axis=1)]
        if len(known) < 3:
            continue
        hull = cv2.convexHull(known.astype(np.float32)).astype(np.int32)
        # the trunk is about a third of the body's height
        margin = PERSON_MARGIN_TRUNKS * np.ptp(known[:, 1]) / 3
        cv2.fillPoly(seen, [hull], 0)
        cv2.polylines(seen, [hull], True, 0, max(1, round(2 * margin)))
    return seen
