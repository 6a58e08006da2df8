"""Grey out everybody but the runner if several people are in the picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posture.utils.arrays import FloatArray, Image, IndexArray

VISIBLE_ASIDE_TRUNKS = 2.0
"""How far from mid-hip the picture stays visible to the sides, trunk lengths: a full stride."""

VISIBLE_ABOVE_TRUNKS = 2.1
"""How far above mid-hip the picture stays visible, trunk lengths: head and arms."""

VISIBLE_BELOW_TRUNKS = 2.4
"""How far below mid-hip the picture stays visible, trunk lengths: a foot on the ground."""

_GREY = 127
"""Grey level of what is hidden, 0-255."""


@dataclass(frozen=True)
class RunnerMask:
    """Where one person is in each frame, to hide everything else.

    Attributes
    ----------
    frames
        ``(n,)`` frames in which the person was found, ascending; between them the place is
        interpolated.
    hips
        ``(n, 2)`` mid-hip in pixels.
    trunks
        ``(n,)`` trunk length in pixels.
    """

    frames: IndexArray
    hips: FloatArray
    trunks: FloatArray

    def at(self, index: int) -> tuple[float, float, float]:
        """Estimate mid-hip x, y and trunk length in a frame, pixels; ends are extrapolated."""
        x = _interpolate(index, self.frames, self.hips[:, 0])
        y = _interpolate(index, self.frames, self.hips[:, 1])
        return x, y, float(np.interp(index, self.frames, self.trunks))

    def apply(self, image: Image, index: int) -> Image:
        """Copy a frame with everything grey but the surroundings of the person."""
        x, y, trunk = self.at(index)
        height, width = image.shape[:2]
        aside = VISIBLE_ASIDE_TRUNKS * trunk
        # rounded outwards on both sides, so that a mirrored picture is masked alike
        left = int(np.clip(np.floor(x - aside), 0, width))
        right = int(np.clip(np.ceil(x + aside), 0, width))
        top, bottom = (
            int(np.clip(y + reach * trunk, 0, height))
            for reach in (-VISIBLE_ABOVE_TRUNKS, VISIBLE_BELOW_TRUNKS)
        )
        masked = np.full_like(image, _GREY)
        masked[top:bottom, left:right] = image[top:bottom, left:right]
        return masked


def _interpolate(index: int, frames: IndexArray, values: FloatArray) -> float:
    if len(frames) > 1 and not frames[0] <= index <= frames[-1]:
        end = slice(0, 2) if index < frames[0] else slice(-2, None)
        (f0, f1), (v0, v1) = frames[end], values[end]
        return float(v0 + (index - f0) * (v1 - v0) / (f1 - f0))
    return float(np.interp(index, frames, values))
