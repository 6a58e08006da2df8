"""The useful part of a person mask: the outline of the trunk, a few hundred bytes a frame."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from posture.pose.types import STATIONS, Points, middle

#: How far from the trunk line the edge is looked for, in trunk lengths.
REACH = 0.7
EMPTY: Points = np.full((len(STATIONS), 2), np.nan, np.float32)


def trunk_outline(mask: npt.NDArray[np.float32], points: Points) -> Points:
    """Distance from the trunk line to the silhouette's edge on both sides.

    Parameters
    ----------
    mask
        ``(height, width)`` share of person in each pixel, 0-1.
    points
        ``(33, 2)`` landmarks in pixels of the same picture.

    Returns
    -------
    Points
        ``(24, 2)`` pixels to the left and the right edge as seen with the head up, where the
        mask first falls through 0.5, with sub-pixel interpolation; NaN where the station itself
        lies outside the mask or no edge is met within `REACH` trunk lengths.
    """
    top, bottom = middle(points, "shoulder"), middle(points, "hip")
    axis = bottom - top
    length = float(np.hypot(*axis))
    if not np.isfinite(length) or length < 8:
        return EMPTY.copy()
    down = axis / length
    right = np.array([down[1], -down[0]])
    steps = np.arange(0.0, REACH * length, 1.0)
    centres = top + STATIONS[:, None] * axis
    outline = EMPTY.copy()
    for side, direction in enumerate((-right, right)):
        where = centres[:, None, :] + steps[None, :, None] * direction
        ray = cv2.remap(
            mask,
            # landmarks count from the picture's corner, pixels of the mask from their centres
            (where[..., 0] - 0.5).astype(np.float32),
            (where[..., 1] - 0.5).astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        outside = ray < 0.5
        edge = outside.argmax(axis=1)
        found = outside.any(axis=1) & (edge > 0)
        rows = np.flatnonzero(found)
        inner, outer = ray[rows, edge[rows] - 1], ray[rows, edge[rows]]
        outline[rows, side] = edge[rows] - 1 + (inner - 0.5) / (inner - outer)
    return outline
