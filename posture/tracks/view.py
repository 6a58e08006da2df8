"""How the camera sees the runner, and the change of coordinates from the picture to the runner.

The runner's own frame of reference has x forward and y up, whatever way the runner faces and
however the camera was tilted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from posture.pose import INDEX, middle
from posture.tracks.clean import Tracks
from posture.utils.arrays import FloatArray

Facing = Literal["left", "right"]

#: Focal length as a multiple of the picture's longer side: 28 mm for 36 mm, as the main lens of a
#: telephone has while it films. With zoom it is longer, and the angles are smaller.
FOCAL_LENGTH = 28 / 36
#: A runner who travels further than this within a stretch, trunk lengths, crosses the picture.
CROSSING_TRUNKS = 2


@dataclass(frozen=True)
class View:
    """How one video shows the runner.

    Attributes
    ----------
    facing
        Which way the runner faces in the picture; the near side of the body is the same one.
    width, height
        Size of the upright picture, pixels.
    level_deg
        How far the top of a plumb line leans to the right in the picture, degrees.
    speed_factor
        Seconds as played for one second of running: 8 for slow motion at an eighth of the speed.
    """

    facing: Facing
    width: int
    height: int
    level_deg: float = 0.0
    speed_factor: float = 1.0

    @property
    def far_side(self) -> Facing:
        """The side of the body away from the camera."""
        return "left" if self.facing == "right" else "right"

    @property
    def upright(self) -> FloatArray:
        """Matrix ``(2, 2)`` from the picture (x right, y down) to the runner's own frame.

        There x is forward and y up. The matrix is orthogonal: its transpose leads back.
        """
        roll = np.radians(self.level_deg)
        turn = np.array([[np.cos(roll), np.sin(roll)], [np.sin(roll), -np.cos(roll)]])
        turn[0] *= 1.0 if self.facing == "right" else -1.0
        return turn

    def from_picture(self, points: FloatArray) -> FloatArray:
        """Turn points ``(..., 2)`` of the picture into the runner's own frame, pixels."""
        return np.asarray(points @ self.upright.T)

    def to_picture(self, points: FloatArray) -> FloatArray:
        """Turn points ``(..., 2)`` of the runner's own frame into those of the picture, pixels."""
        return np.asarray(points @ self.upright)

    def to_real_seconds(self, played_s: FloatArray) -> FloatArray:
        """Turn seconds as played into seconds of real running."""
        return played_s / self.speed_factor

    def measure_yaw_deg(self, points: FloatArray) -> FloatArray:
        """Measure the viewing direction of points, degrees from that of the picture's middle.

        Even a camera that stands square to the run sees the runner exactly from the side only in
        the middle of the picture. Elsewhere the view is oblique by ``atan(x / f)``, f being the
        focal length (`FOCAL_LENGTH`).

        Parameters
        ----------
        points
            ``(frames, 2)`` of the runner's own frame, pixels.

        Returns
        -------
        FloatArray
            ``(frames,)`` degrees, + ahead in the running direction.
        """
        middle_of_picture = self.upright @ np.array([self.width / 2, self.height / 2])
        ahead = points[:, 0] - middle_of_picture[0]
        focal_px = FOCAL_LENGTH * max(self.width, self.height)
        return np.asarray(np.degrees(np.arctan(ahead / focal_px)))

    def measure_share_of_height(self, lower: FloatArray, upper: FloatArray) -> FloatArray:
        """Measure how far two points, ``(frames, 2)``, are apart, share of the picture's height."""
        apart = upper - lower
        return np.asarray(np.hypot(apart[:, 0], apart[:, 1]) / self.height)


def detect_facing(tracks: Tracks) -> Facing:
    """Find out which way the runner faces, once for the whole clip.

    Three signs are added up, in pixels over the whole clip: how far the nose is ahead of the ears,
    how far the toes are ahead of the heels and, for a runner who crosses the picture, which way
    the hips travel. A single frame could be wrong, as when the toe passes the heel in late swing.
    """
    x = tracks.points[..., 0]
    nose = x[:, INDEX["nose"]] - middle(tracks.points, "ear")[:, 0]
    toes = [
        x[:, INDEX[f"{side}_foot_index"]] - x[:, INDEX[f"{side}_heel"]]
        for side in ("left", "right")
    ]
    vote = _median(nose) + _median(np.concatenate(toes))
    hip = middle(tracks.points, "hip")[:, 0]
    for stretch in tracks.stretches:
        way = float(hip[stretch.stop - 1] - hip[stretch.start])
        share = (stretch.stop - stretch.start) / len(hip)
        if abs(way) > CROSSING_TRUNKS * tracks.trunk_px:
            vote += np.sign(way) * share * tracks.trunk_px
    return "right" if vote > 0 else "left"


def _median(values: npt.NDArray[np.floating]) -> float:
    """Take the median of finite values; 0, which decides nothing, if there are none."""
    seen = values[np.isfinite(values)]
    return float(np.median(seen)) if seen.size else 0.0
