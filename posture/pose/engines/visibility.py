"""The visibility of landmarks without what the library remembers of earlier people."""

from __future__ import annotations

import numpy as np

from posture.utils.arrays import Float32Array, FloatArray

KEPT = 0.9
"""Share of the last frame's visibility in that of a frame, as MediaPipe smooths it."""


class VisibilityFilter:
    """Smooths the visibility as the library does, but begins anew where tracking does.

    The library goes on from the person tracked before, also after a cut. Its smoothing is undone
    first.
    """

    def __init__(self) -> None:
        self._given: FloatArray | None = None
        self.restart()

    def restart(self) -> None:
        """Begin anew with the next frame."""
        self._smoothed: FloatArray | None = None

    def smooth(self, given: Float32Array) -> Float32Array:
        """Take the visibility that the library gives for the next frame with a person.

        Parameters
        ----------
        given
            ``(33,)`` 0-1, smoothed by the library since its very first frame.

        Returns
        -------
        Float32Array
            ``(33,)`` 0-1, smoothed since the last `restart`.
        """
        last, self._given = self._given, given.astype(float)
        frame = self._given if last is None else (self._given - KEPT * last) / (1 - KEPT)
        before = frame if self._smoothed is None else self._smoothed
        self._smoothed = np.clip(KEPT * before + (1 - KEPT) * frame, 0, 1)
        return self._smoothed.astype(np.float32)
