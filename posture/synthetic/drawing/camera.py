"""A pinhole camera beside the runner: world points to picture points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from posture.errors import UsageError
from posture.utils.arrays import Float32Array, FloatArray

Side = Literal["right", "left"]
#: Points nearer to the camera than this are not in any picture.
NEAR_M = 0.05


@dataclass(frozen=True)
class Camera:
    """A camera without lens distortion, aimed at the runner's path from one side.

    The world has x in the running direction, y to the runner's left and z up. In the picture u
    runs right and v down, both from the upper left corner, so the first pixel's centre is
    ``(0.5, 0.5)``.

    Attributes
    ----------
    width, height
        Size of the picture, pixels.
    distance_m
        Level distance from the camera to the target.
    height_m
        Of the lens above z = 0.
    fov_deg
        Angle of view along the longer side of the picture.
    yaw_deg
        How far the camera is moved around the target towards the runner's front.
    roll_deg
        By how much the picture is turned clockwise.
    pitch_deg
        By how much the axis rises; None aims it at the target.
    pan_deg
        How far the axis is then swung towards the runner's front, the camera staying in place.
    side
        The side of the runner that it sees: from the right (y < 0) the runner faces right.
    target_x_m, target_z_m
        The point at y = 0 that it is aimed at.

    Raises
    ------
    UsageError
        If no such camera can exist.
    """

    width: int = 1280
    height: int = 720
    distance_m: float = 4.0
    height_m: float = 1.0
    fov_deg: float = 50.0
    yaw_deg: float = 0.0
    roll_deg: float = 0.0
    pitch_deg: float | None = None
    pan_deg: float = 0.0
    side: Side = "right"
    target_x_m: float = 0.0
    target_z_m: float = 1.0

    def __post_init__(self) -> None:
        if self.width < 2 or self.height < 2:
            raise UsageError(f"a picture of {self.width}×{self.height} pixels cannot be drawn")
        if not self.distance_m > NEAR_M:
            raise UsageError(f"a camera at {self.distance_m} m is inside the runner; move it away")
        if not 0 < self.fov_deg < 170:
            raise UsageError(f"an angle of view of {self.fov_deg}° is not between 0 and 170")
        if self.side not in ("right", "left"):
            raise UsageError(f'the side {self.side!r} is neither "right" nor "left"')

    @property
    def focal_px(self) -> float:
        """Distance from lens to picture, pixels."""
        half = np.tan(np.radians(self.fov_deg) / 2)
        return float(max(self.width, self.height) / 2 / half)

    @property
    def away(self) -> int:
        """Sign of y on the far side of the runner: +1 if the camera sees the right side."""
        return 1 if self.side == "right" else -1

    @property
    def eye_m(self) -> FloatArray:
        """Where the lens is, ``(3,)`` world metres."""
        yaw = np.radians(self.yaw_deg)
        x = self.target_x_m + self.distance_m * np.sin(yaw)
        return np.array([x, -self.away * self.distance_m * np.cos(yaw), self.height_m])

    @property
    def axes(self) -> FloatArray:
        """Right, down and forward of the picture as unit rows ``(3, 3)`` in the world."""
        turn = np.radians(self.pan_deg - self.yaw_deg)
        ahead = np.array([np.sin(turn), self.away * np.cos(turn), 0.0])
        rise = (
            np.arctan2(self.target_z_m - self.height_m, self.distance_m)
            if self.pitch_deg is None
            else np.radians(self.pitch_deg)
        )
        up = np.array([0.0, 0.0, 1.0])
        forward = np.cos(rise) * ahead + np.sin(rise) * up
        right = np.cross(ahead, up)
        down = np.cross(forward, right)
        cos, sin = np.cos(np.radians(self.roll_deg)), np.sin(np.radians(self.roll_deg))
        return np.stack([cos * right - sin * down, sin * right + cos * down, forward])

    def project(self, points_m: npt.NDArray[np.floating]) -> Float32Array:
        """Where world points are in the picture.

        Parameters
        ----------
        points_m
            ``(N, 3)`` world metres.

        Returns
        -------
        ndarray
            ``(N, 3)`` float32: u and v in pixels and the depth along the axis in metres. u and v
            are NaN for points that are not in front of the camera.
        """
        seen = (np.asarray(points_m, np.float64) - self.eye_m) @ self.axes.T
        depth = seen[:, 2:]
        scale = self.focal_px / np.where(depth > NEAR_M, depth, np.nan)
        centre = np.array([self.width / 2, self.height / 2])
        return np.hstack([seen[:, :2] * scale + centre, depth]).astype(np.float32)

    def rays(self) -> Float32Array:
        """World direction of every pixel's centre.

        Returns
        -------
        ndarray
            ``(height, width, 3)`` float32, of length 1 along the axis, not of unit length.
        """
        u = (np.arange(self.width) + 0.5 - self.width / 2) / self.focal_px
        v = (np.arange(self.height) + 0.5 - self.height / 2) / self.focal_px
        right, down, forward = self.axes
        return np.asarray(
            u[None, :, None] * right + v[:, None, None] * down + forward, dtype=np.float32
        )
