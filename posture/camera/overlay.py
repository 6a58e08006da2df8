"""What lies over the picture and moves with no camera: captions, logos, times, and bars around it.

Their edges are sharper than anything behind them, so a camera that pans under a caption would seem
to stand still. In two pictures a tenth of a second apart they stay to a fraction of a pixel, while
the rest moves together. Where nothing else moves, all that stays is background.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from posture.camera.follow import Corners
from posture.camera.pictures import Picture
from posture.camera.registration import GRID, LARGEST_MISS, CameraChange, estimate_change
from posture.utils.arrays import FloatArray, Image

#: What moves by less between two pictures stays, pixels; what moves by more than `MOVED_PX` has
#: moved. A picture's longer side is at most 960 of them.
STILL_PX, MOVED_PX = 0.3, 1.0
#: How far around a corner that stays nothing is looked at, share of the longer side: a letter.
AROUND = 0.03
#: Least share of the other corners that must move together.
LEAST_SHARE = 0.2
#: Least share of the pairs of pictures in which something stays while the rest moves, and in how
#: many of them a place must stay.
MOST_OFTEN, TWICE = 0.5, 2
#: Largest share of the picture that lies under what is found; beyond, it is no overlay.
MOST_COVERED = 0.4
#: Brightest grey level of a bar, and most of its scatter.
DARK, FLAT = 24, 3.0
#: A bar is at least so wide, and beside it so much is left out, shares of the longer side.
NARROWEST_BAR, BESIDE_BAR = 0.02, 0.01


def find_overlay(pairs: Sequence[tuple[Picture, Picture]]) -> Image | None:
    """Find captions, logos and times: what stays where it is while the camera moves.

    Parameters
    ----------
    pairs
        Pictures of one film, two by two, about a tenth of a second apart.

    Returns
    -------
    Image or None
        ``(height, width)`` uint8, 255 where something lies over the picture; None where the camera
        stands still, or nothing does.
    """
    found = [places for places in (_find_still(*pair) for pair in pairs) if places is not None]
    if len(found) < max(TWICE, MOST_OFTEN * len(pairs)):
        return None
    shape = pairs[0][0].grey.shape
    times = np.zeros(shape, np.uint8)
    for places in found:
        times += _cover(shape, places)
    covered = times >= TWICE
    if not 0 < covered.mean() < MOST_COVERED:
        return None
    return np.asarray(np.where(covered, 255, 0), np.uint8)


def find_bars(pictures: Sequence[Picture]) -> Image | None:
    """Find black bars at the edges of a film's pictures; 255 on and beside them, None without."""
    if not pictures:
        return None
    stack = np.stack([one.grey for one in pictures])
    longer = max(stack.shape[1:])
    covered = np.zeros(stack.shape[1:], np.uint8)
    for axis in (0, 1):
        lines = np.moveaxis(stack, 1 + axis, 0).reshape(stack.shape[1 + axis], -1)
        dark = (lines.max(axis=1) < DARK) & (lines.std(axis=1) < FLAT)
        for from_end in (False, True):
            width = int(np.argmin(np.r_[dark[::-1] if from_end else dark, False]))
            if NARROWEST_BAR * longer <= width < len(dark) / 2:
                reach = width + round(BESIDE_BAR * longer)
                part = np.s_[-reach:] if from_end else np.s_[:reach]
                covered[part if axis == 0 else (slice(None), part)] = 255
    return covered if covered.any() else None


def _find_still(first: Picture, second: Picture) -> FloatArray | None:
    """Find the corners that stay while most of the others move together, ``(n, 2)`` pixels.

    None where nothing stays, or the others do not move, or over less of the picture.
    """
    seen = np.asarray(np.minimum(first.seen, second.seen), np.uint8)
    longer = max(seen.shape)
    corners = Corners.find(first.grey, seen)
    moved = corners.find_in(second.grey) - corners.places
    still = corners.places[_measure_length(moved) < STILL_PX]
    if not len(still):
        return None
    free = np.where(_cover(seen.shape, still) > 0, 0, seen).astype(np.uint8)
    rest = Corners.find(first.grey, free)
    after = rest.find_in(second.grey)
    known = np.isfinite(after).all(axis=1)
    middle = np.array(seen.shape[::-1]) / 2
    before, after = rest.places[known] - middle, after[known] - middle
    change = estimate_change(before, after, longer)
    if change is None or change.features < LEAST_SHARE * len(rest.places):
        return None
    expected = _move(before, change, longer)
    agreeing = _measure_length(after - expected) < LARGEST_MISS * longer
    by = float(np.median(_measure_length(expected - before)[agreeing]))
    # what a camera turns about stays too, and is background
    centred = still - middle
    against = _measure_length(_move(centred, change, longer) - centred) > MOVED_PX
    fields = _count_fields(centred[against], longer)
    if by < MOVED_PX or not 0 < fields < _count_fields(before[agreeing], longer):
        return None
    return still[against]


def _move(places: FloatArray, change: CameraChange, longer: int) -> FloatArray:
    """Move places ``(n, 2)``, pixels from the middle of the picture, as a camera's change does."""
    return np.asarray(places @ change.matrix.T + np.array(change.shift) * longer)


def _cover(shape: tuple[int, ...], places: FloatArray) -> Image:
    """Mark the surroundings of places, ``(height, width)`` 0 and 1."""
    covered = np.zeros(shape, np.uint8)
    for x, y in places.round().astype(int).tolist():
        cv2.circle(covered, (x, y), max(1, round(AROUND * max(shape))), 1, -1)
    return covered


def _count_fields(places: FloatArray, longer: int) -> int:
    """Count the fields of a grid that places lie in."""
    return len(np.unique(np.floor(places / longer * GRID), axis=0))


def _measure_length(steps: FloatArray) -> FloatArray:
    """Measure steps ``(n, 2)``, pixels; infinite where one is not known."""
    return np.nan_to_num(np.hypot(steps[:, 0], steps[:, 1]), nan=np.inf)
