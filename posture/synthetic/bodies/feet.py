"""A foot in its shoe: where it touches the ground, and how it rolls over it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posture.synthetic.bodies.library import Body
from posture.synthetic.bodies.skeleton import SEGMENT
from posture.utils.arrays import FloatArray

#: Thickness of a running shoe's sole under the skin, metres.
SOLE_M = 0.022


@dataclass(frozen=True)
class Foot:
    """Where a foot touches, against its ankle joint, foot flat; metres, x forward, z up."""

    heel: FloatArray
    ball: FloatArray
    tip: FloatArray

    def clearance(self, pitch_deg: FloatArray) -> FloatArray:
        """Height of the ankle at which heel or tip of a straight foot grazes, ``(T,)`` metres."""
        angle = np.radians(pitch_deg)
        low = [np.sin(angle) * p[0] + np.cos(angle) * p[1] for p in (self.heel, self.tip)]
        return np.asarray(-np.minimum(*low))

    def ankle(self, pitch_deg: npt.ArrayLike) -> FloatArray:
        """Ankle joint against the point under it when the foot is flat; ``(...)`` → ``(..., 2)``.

        The foot rolls: it stands on the heel while its toes are up (pitch > 0) and on the ball
        while the heel is up (pitch < 0).
        """
        angle = np.radians(np.asarray(pitch_deg, float))
        pivot = np.where((angle > 0)[..., None], self.heel, self.ball)
        x = pivot[..., 0] - np.cos(angle) * pivot[..., 0] + np.sin(angle) * pivot[..., 1]
        z = -np.sin(angle) * pivot[..., 0] - np.cos(angle) * pivot[..., 1]
        return np.stack([x, z], axis=-1)


def find_foot(body: Body, side: str) -> Foot:
    """Find heel, ball and tip of a body's foot, with the sole of the shoe."""
    ankle, toes = body.joint(f"foot_{side}"), body.joint(f"toes_{side}")
    below = -float(ankle[2]) - SOLE_M
    parts = [SEGMENT[f"foot_{side}"], SEGMENT[f"toes_{side}"]]
    along = body.vertices[np.isin(body.shape.owner, parts), 0] - ankle[0]
    return Foot(
        heel=np.array([0.75 * float(along.min()), below]),
        ball=np.array([float(toes[0] - ankle[0]), below]),
        tip=np.array([float(along.max()), below]),
    )
