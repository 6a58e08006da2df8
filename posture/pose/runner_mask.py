"""Painting out everybody but the runner, where several people are in the picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posture.utils.arrays import FloatArray, Image, IndexArray

ASIDE = 2.0
"""Half width of what stays visible beside mid-hip, trunk lengths: a stride at full stretch."""

ABOVE = 2.1
"""Reach upwards from mid-hip of what stays visible, trunk lengths: head and arms."""

BELOW = 2.4
"""Reach downwards from mid-hip of what stays visible, trunk lengths: a foot on the ground."""

_GREY = 127
"""Grey level of what is painted out."""


@dataclass(frozen=True)
class RunnerMask:
    """A path through the video that keeps one person visible.

    Attributes
    ----------
    frames
        ``(n,)`` frames at which the place is known, ascending; between them it is interpolated.
    hips
        ``(n, 2)`` mid-hip in pixels.
    trunks
        ``(n,)`` trunk length in pixels.
    """

    frames: IndexArray
    hips: FloatArray
    trunks: FloatArray

    def at(self, index: int) -> tuple[float, float, float]:
        """Mid-hip x, y and trunk length at a frame, pixels; carried on with the last speed."""
        x = _along(index, self.frames, self.hips[:, 0])
        y = _along(index, self.frames, self.hips[:, 1])
        return x, y, float(np.interp(index, self.frames, self.trunks))

    def apply(self, image: Image, index: int) -> Image:
        """Copy of a frame in which all but the surroundings of the person are grey."""
        x, y, trunk = self.at(index)
        height, width = image.shape[:2]
        left, right = (int(np.clip(x + s * ASIDE * trunk, 0, width)) for s in (-1, 1))
        top, bottom = (int(np.clip(y + reach * trunk, 0, height)) for reach in (-ABOVE, BELOW))
        masked = np.full_like(image, _GREY)
        masked[top:bottom, left:right] = image[top:bottom, left:right]
        return masked


def _along(index: int, frames: IndexArray, values: FloatArray) -> float:
    if len(frames) > 1 and not frames[0] <= index <= frames[-1]:
        end = slice(0, 2) if index < frames[0] else slice(-2, None)
        (f0, f1), (v0, v1) = frames[end], values[end]
        return float(v0 + (index - f0) * (v1 - v0) / (f1 - f0))
    return float(np.interp(index, frames, values))
