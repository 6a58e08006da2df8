"""Take the turns of a moving camera off what was seen through it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from posture.camera.motion import CameraMotion
from posture.pose import Detections, middle
from posture.tracks.clean import Tracks
from posture.utils.arrays import Float32Array, FloatArray
from posture.video import VideoInfo


@dataclass(frozen=True)
class Steadied:
    """Turns of the camera in each frame, to be taken off and to be put back.

    Attributes
    ----------
    turn_deg
        ``(frames,)`` degrees, clockwise, against the first frame.
    size
        Width and height of the picture, pixels.
    place_deg
        What of it differs between the places in the picture at which the runner is seen, the
        largest less the smallest, degrees.
    """

    turn_deg: FloatArray
    size: tuple[int, int]
    place_deg: float = 0.0

    @classmethod
    def of(cls, motion: CameraMotion, info: VideoInfo) -> Steadied:
        """Take the turns of a clip's camera."""
        return cls(motion.turn_of_frames(info.frames), (info.width, info.height))

    def at_places(self, tracks: Tracks, converging_deg: float) -> Steadied:
        """Add how plumb lines lean where the runner is seen.

        A camera that looks down or up sees them converge, so that off the middle of the picture the
        vertical is another one.

        Parameters
        ----------
        tracks
            The runner, frame by frame as the turns are.
        converging_deg
            See `posture.camera.level.Level`; 0 changes nothing.
        """
        across = middle(tracks.points, "hip")[:, 0].astype(float)
        known = np.flatnonzero(np.isfinite(across))
        if not (converging_deg and len(known)):
            return self
        across = np.interp(np.arange(len(across)), known, across[known])
        place = converging_deg * (2 * across - self.size[0]) / max(self.size)
        return replace(self, turn_deg=self.turn_deg + place, place_deg=float(np.ptp(place[known])))

    def steady_tracks(self, tracks: Tracks) -> Tracks:
        """Return tracks as a camera that was never turned would have seen them."""
        return replace(tracks, points=self._turn(tracks.points, -self.turn_deg))

    def steady_detections(self, found: Detections) -> Detections:
        """Return detections as a camera that was never turned would have seen them.

        Outlines are measured from the trunk, so they turn with it.
        """
        return replace(found, points=self._turn(found.points, -self.turn_deg))

    def to_picture(self, points: Float32Array) -> Float32Array:
        """Turn points ``(frames, n, 2)`` back to where they are in the picture, pixels."""
        return self._turn(points, self.turn_deg)

    def _turn(self, points: Float32Array, turn_deg: FloatArray) -> Float32Array:
        if not turn_deg.any():
            return points
        middle = np.array(self.size, np.float32) / 2
        angle = np.radians(turn_deg)
        cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
        x, y = np.moveaxis(points - middle, -1, 0)
        turned = np.stack([cos * x - sin * y, sin * x + cos * y], axis=-1)
        return np.asarray(turned + middle, np.float32)
