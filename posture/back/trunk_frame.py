"""Coordinates of the trunk: along it from the shoulder down, and ahead of it, trunk lengths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posture.tracks.body import Body
from posture.utils.arrays import FloatArray


@dataclass(frozen=True)
class TrunkFrame:
    """The trunk in T frames, and points in its coordinates.

    Attributes
    ----------
    hip
        ``(T, 2)`` mid-hip, pixels of the runner's own frame.
    length
        ``(T, 1)`` from mid-hip to mid-shoulder, pixels.
    up, ahead
        ``(T, 2)`` directions along the trunk and square to it, of length 1.
    """

    hip: FloatArray
    length: FloatArray
    up: FloatArray
    ahead: FloatArray

    def locate(self, points: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Turn points into the trunk's coordinates.

        Parameters
        ----------
        points
            ``(T, S, 2)`` pixels of the runner's own frame.

        Returns
        -------
        along, aside
            ``(T, S)`` trunk lengths each: from mid-shoulder (0) down to mid-hip (1), and ahead.
        """
        away = points - self.hip[:, None]
        along = np.einsum("tsk,tk->ts", away, self.up) / self.length
        return 1 - along, np.einsum("tsk,tk->ts", away, self.ahead) / self.length


def find_trunk_frame(body: Body, part: slice) -> TrunkFrame:
    """Lay the trunk's coordinates through the joint centres of some frames."""
    hip = body.hip[part]
    trunk = body.shoulder[part] - hip
    length = np.hypot(trunk[:, 0], trunk[:, 1])[:, None]
    up = trunk / length
    return TrunkFrame(hip, length, up, np.stack([up[:, 1], -up[:, 0]], axis=1))
