"""How far a camera was turned, shifted and zoomed between two pictures of the same place."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from posture.camera.background import Background
from posture.utils.arrays import FloatArray

#: A match counts only if the next best is this much further off (Lowe 2004).
LOWE_RATIO = 0.8
#: Largest distance of a feature from where the turned picture puts it, share of the longer side.
LARGEST_MISS = 0.004
#: Least number of matched features that agree. Pictures of different places agree by chance on up
#: to 8 (the samples against each other, `tests/benchmarks/camera.py`).
FEWEST_AGREEING = 14
#: Least number of fields of a grid of `GRID` by `GRID` that these lie in.
FEWEST_FIELDS = 4
GRID = 10
#: Largest standard deviation of a turn that is used, degrees.
LARGEST_SD_DEG = 0.5
#: Error of a turn that more features do not lessen, degrees: a lens bends the picture a little.
LEAST_SD_DEG = 0.05
#: Largest zoom that is believed, either way.
LARGEST_ZOOM = 1.7


@dataclass(frozen=True)
class CameraChange:
    """How the picture of a place changed because the camera did.

    Attributes
    ----------
    turn_deg
        How far the place is turned in the second picture against the first, degrees, clockwise: as
        the level of the camera, see `posture.tracks.View`, it grew by so much.
    turn_sd_deg
        Standard deviation of its error, degrees.
    zoom
        How many times larger the place is in the second picture.
    shift
        How far it is shifted in the middle of the picture, x right and y down, shares of the
        picture's longer side.
    features
        How many features say so; 0 where nothing was matched.
    """

    turn_deg: float
    turn_sd_deg: float
    zoom: float = 1.0
    shift: tuple[float, float] = (0.0, 0.0)
    features: int = 0

    @property
    def matrix(self) -> FloatArray:
        """Matrix ``(2, 2)`` of turn and zoom, for places from the middle of the picture."""
        angle = np.radians(self.turn_deg)
        cos, sin = np.cos(angle), np.sin(angle)
        return self.zoom * np.array([[cos, -sin], [sin, cos]])

    def then(self, after: CameraChange) -> CameraChange:
        """Join this change with a later one; their errors add up."""
        shift = after.matrix @ np.array(self.shift) + np.array(after.shift)
        return CameraChange(
            self.turn_deg + after.turn_deg,
            float(np.hypot(self.turn_sd_deg, after.turn_sd_deg)),
            self.zoom * after.zoom,
            (float(shift[0]), float(shift[1])),
            after.features,
        )


UNCHANGED = CameraChange(0.0, 0.0)
"""The camera stayed as it was."""


def register(first: Background, second: Background) -> CameraChange | None:
    """Measure how the camera changed between two pictures; None where they do not match.

    Features that look alike are paired both ways, see `estimate_change`.
    """
    pairs = _pair(first, second)
    return estimate_change(first.places[pairs[:, 0]], second.places[pairs[:, 1]], max(first.size))


def estimate_change(before: FloatArray, after: FloatArray, longer: int) -> CameraChange | None:
    """Estimate how the camera changed from places of the same things before and after.

    The similarity (turn, zoom, shift) that most of them agree on is found by random sampling
    (RANSAC) and fitted to these by least squares. The error of the turn follows from how far they
    miss their places and how far apart they lie; those within one field of a grid count as one,
    because they share their errors.

    Parameters
    ----------
    before, after
        ``(n, 2)`` pixels from the middle of the picture, x right and y down; some may be wrong.
    longer
        Longer side of the picture, pixels.

    Returns
    -------
    CameraChange or None
        None where too few agree, they lie too close together, or the error would be too large.
    """
    if len(before) < FEWEST_AGREEING:
        return None
    cv2.setRNGSeed(1)  # the same pictures, the same answer
    _, agreeing = cv2.estimateAffinePartial2D(
        before, after, method=cv2.RANSAC, ransacReprojThreshold=LARGEST_MISS * longer, maxIters=2000
    )
    if agreeing is None or agreeing.sum() < FEWEST_AGREEING:
        return None
    kept = agreeing.ravel().astype(bool)
    a, b = before[kept], after[kept]
    turn, zoom, shift, misses = fit_similarity(a, b)
    fields = len(np.unique(np.floor(a / longer * GRID), axis=0))
    apart = float(np.sqrt((((a - a.mean(axis=0)) * zoom) ** 2).sum(axis=1).mean()))
    scatter = np.degrees(float(np.sqrt((misses**2).mean())) / apart / np.sqrt(fields))
    sd = float(np.hypot(LEAST_SD_DEG, scatter))
    believed = 1 / LARGEST_ZOOM < zoom < LARGEST_ZOOM
    if fields < FEWEST_FIELDS or sd > LARGEST_SD_DEG or not believed:
        return None
    at = (float(shift[0] / longer), float(shift[1] / longer))
    return CameraChange(turn, sd, zoom, at, len(a))


def fit_similarity(
    before: FloatArray, after: FloatArray
) -> tuple[float, float, FloatArray, FloatArray]:
    """Fit turn, zoom and shift to points before and after, ``(n, 2)``, by least squares.

    Returns
    -------
    turn_deg, zoom, shift, misses
        Clockwise where y points down; what a point at the origin is shifted by; ``(n, 2)`` how far
        each point is from where the fit puts it.
    """
    a, b = before - before.mean(axis=0), after - after.mean(axis=0)
    z, w = a[:, 0] + 1j * a[:, 1], b[:, 0] + 1j * b[:, 1]
    factor = complex((np.conj(z) @ w) / (np.conj(z) @ z))
    misses = w - factor * z
    matrix = np.array([[factor.real, -factor.imag], [factor.imag, factor.real]])
    shift = after.mean(axis=0) - matrix @ before.mean(axis=0)
    return (
        float(np.degrees(np.angle(factor))),
        abs(factor),
        shift,
        np.stack([misses.real, misses.imag], axis=1),
    )


def _pair(first: Background, second: Background) -> npt.NDArray[np.intp]:
    """Pair the features that look alike, ``(n, 2)`` indices, each the other's best."""
    if min(len(first.places), len(second.places)) < FEWEST_AGREEING:
        return np.empty((0, 2), np.intp)
    matcher = cv2.BFMatcher(cv2.NORM_L2)

    def best(one: Background, other: Background) -> dict[int, int]:
        found = matcher.knnMatch(one.descriptors, other.descriptors, k=2)
        return {
            m[0].queryIdx: m[0].trainIdx
            for m in found
            if len(m) == 2 and m[0].distance < LOWE_RATIO * m[1].distance
        }

    there, back = best(first, second), best(second, first)
    pairs = [(i, j) for i, j in there.items() if back.get(j) == i]
    return np.array(pairs, np.intp).reshape(-1, 2)
