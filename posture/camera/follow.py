"""Follow corners of the background from one picture of a film to another."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from posture.camera.registration import CameraChange, estimate_change
from posture.utils.arrays import BoolArray, FloatArray, Image

#: Most corners that are followed.
MOST_CORNERS = 300
#: Least quality of a corner, as a share of the best one's.
LEAST_QUALITY = 0.01
#: Least distance of two corners, share of the picture's longer side.
LEAST_APART = 0.015
#: Size of the surroundings of a corner that are compared, pixels.
WINDOW_PX = 21
#: How often the picture is halved, so that corners are found that moved further than that.
HALVINGS = 3
#: Least share of the corners that must agree; captions in the picture do not move with a camera.
LEAST_SHARE = 0.3


@dataclass(frozen=True)
class Corners:
    """Corners of one picture's background.

    Attributes
    ----------
    grey
        ``(height, width)`` uint8, the picture.
    places
        ``(n, 2)`` pixels, centres of the picture's pixels counting whole.
    """

    grey: Image
    places: FloatArray

    @classmethod
    def find(cls, grey: Image, seen: Image) -> Corners:
        """Find corners of a picture where ``seen`` is not 0, both ``(height, width)`` uint8."""
        apart = max(2.0, LEAST_APART * max(grey.shape))
        found = cv2.goodFeaturesToTrack(grey, MOST_CORNERS, LEAST_QUALITY, apart, mask=seen)
        return cls(grey, np.empty((0, 2)) if found is None else found[:, 0].astype(float))

    def find_in(self, grey: Image, guessed: FloatArray | None = None) -> FloatArray:
        """Find each corner in another picture, ``(n, 2)`` pixels; NaN where it is not found.

        Parameters
        ----------
        grey
            That picture, of the same size.
        guessed
            ``(n, 2)`` about where they are; None for where they were.
        """
        if not len(self.places):
            return np.empty((0, 2))
        start = (self.places if guessed is None else guessed).astype(np.float32)[:, None]
        found, status, _ = cv2.calcOpticalFlowPyrLK(
            self.grey,
            grey,
            self.places.astype(np.float32)[:, None],
            start.copy(),
            winSize=(WINDOW_PX, WINDOW_PX),
            maxLevel=HALVINGS,
            flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
        )
        return np.where(status.astype(bool), found[:, 0].astype(float), np.nan)

    def follow(self, grey: Image, seen: Image, guess: CameraChange) -> CameraChange | None:
        """Find the corners in another picture of the film.

        Parameters
        ----------
        grey, seen
            That picture, of the same size, and where its background is.
        guess
            How the camera changed, roughly.

        Returns
        -------
        CameraChange or None
            None where too few are found, or they do not agree.
        """
        if not len(self.places):
            return None
        longer = max(grey.shape)
        middle = np.array(grey.shape[::-1]) / 2 - 0.5
        guessed = (self.places - middle) @ guess.matrix.T + np.array(guess.shift) * longer + middle
        after = self.find_in(grey, guessed)
        kept = _lie_on(after, seen)
        expected = max(1, int(_lie_on(guessed, seen).sum()))
        change = estimate_change(self.places[kept] - middle, after[kept] - middle, longer)
        if change is None or change.features < LEAST_SHARE * expected:
            return None
        return change


def _lie_on(places: FloatArray, seen: Image) -> BoolArray:
    """Mark the places ``(n, 2)`` that lie in the picture where it shows the background."""
    x, y = np.round(np.nan_to_num(places, nan=-1.0)).astype(int).T
    inside = (x >= 0) & (x < seen.shape[1]) & (y >= 0) & (y < seen.shape[0])
    inside[inside] = seen[y[inside], x[inside]] > 0
    return np.asarray(inside)
