"""The outline of the trunk, all that is kept of a person mask: a few hundred bytes a frame.

The network's mask has a fifth of the picture's resolution. A guided filter (He, Sun and Tang 2013)
moves the edge of the mask to the edge that the full picture shows; around the trunk it takes a few
milliseconds.
"""

from __future__ import annotations

import cv2
import numpy as np

from posture.pose.types import STATIONS, middle
from posture.utils.arrays import Float32Array, FloatArray, Image

SEARCH_REACH_TRUNKS = 0.7
"""How far from the trunk line the edge is searched for, trunk lengths."""

FILTER_RADIUS_TRUNKS = 1 / 32
"""Radius of the guided filter, trunk lengths."""

FILTER_EDGE = 1e-3
"""Weakest edge that the guided filter keeps: variance of grey levels from 0 to 1."""

WIDEST_EDGE_TRUNKS = 0.15
"""Widest transition from inside to outside, trunk lengths; a wider edge is blurred."""

#: Outline of a person without a mask.
EMPTY_OUTLINE: Float32Array = np.full((len(STATIONS), 2), np.nan, np.float32)


def measure_outline(
    mask: Float32Array, points: Float32Array, image: Image | None = None
) -> Float32Array:
    """Measure the distance from the trunk line to the silhouette's edge on both sides.

    Parameters
    ----------
    mask
        ``(height, width)`` share of person in each pixel, 0-1.
    points
        ``(33, 2)`` landmarks in pixels of the same picture.
    image
        The picture, RGB, to whose edges the mask's edge is moved; None takes the mask as it is.

    Returns
    -------
    Float32Array
        ``(48, 2)`` pixels to the left and the right edge as seen with the head up, where the
        mask first falls through 0.5, with sub-pixel interpolation; NaN where the station itself
        lies outside the mask, no edge is found within `SEARCH_REACH_TRUNKS`, or it is blurred.
    """
    top, bottom = middle(points, "shoulder"), middle(points, "hip")
    axis = bottom - top
    length = float(np.hypot(*axis))
    if not np.isfinite(length) or length < 8:
        return EMPTY_OUTLINE.copy()
    down = axis / length
    right = np.array([down[1], -down[0]])
    steps = np.arange(0.0, SEARCH_REACH_TRUNKS * length, 1.0)
    centres = top + STATIONS[:, None] * axis
    rays = [centres[:, None, :] + steps[None, :, None] * way for way in (-right, right)]
    corner = np.zeros(2)
    if image is not None:
        mask, corner = _refine_mask(mask, image, rays, length)
        if not mask.size:
            return EMPTY_OUTLINE.copy()
    outline = EMPTY_OUTLINE.copy()
    for side, places in enumerate(rays):
        where = places - corner
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
        place = edge[rows] - 1 + (inner - 0.5) / (inner - outer)
        if image is not None:
            place[(inner - outer) * WIDEST_EDGE_TRUNKS * length < 1.0] = np.nan
        outline[rows, side] = place
    return outline


def _refine_mask(
    mask: Float32Array, image: Image, rays: list[FloatArray], length: float
) -> tuple[Float32Array, FloatArray]:
    """Refine the mask where it is read, along rays ``(48, n, 2)``; also returns the corner."""
    radius = max(2, round(FILTER_RADIUS_TRUNKS * length))
    margin = 2 * radius + 2  # a filtered pixel hangs on others as far as two radii away
    ends = np.concatenate([ray[:, [0, -1]].reshape(-1, 2) for ray in rays])
    size = np.array(mask.shape[::-1])
    low = np.clip(np.floor(ends.min(axis=0)) - margin, 0, size).astype(int)
    high = np.clip(np.ceil(ends.max(axis=0)) + margin, 0, size).astype(int)
    part = (slice(low[1], high[1]), slice(low[0], high[0]))
    if 0 in mask[part].shape:
        return mask[part], low.astype(float)
    guide = cv2.cvtColor(np.ascontiguousarray(image[part]), cv2.COLOR_RGB2GRAY)
    refined = cv2.ximgproc.guidedFilter(
        guide.astype(np.float32) / 255, np.ascontiguousarray(mask[part]), radius, FILTER_EDGE
    )
    return np.asarray(refined, np.float32), low.astype(float)
