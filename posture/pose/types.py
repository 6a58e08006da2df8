"""Input and output of a pose engine, whatever network it uses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from posture.utils.arrays import Float32Array, Image

#: The 33 landmarks of BlazePose, in the order of the network's output.
# fmt: off
KEYPOINTS = (
    "nose", "left_eye_inner", "left_eye", "left_eye_outer",
    "right_eye_inner", "right_eye", "right_eye_outer", "left_ear",
    "right_ear", "mouth_left", "mouth_right", "left_shoulder",
    "right_shoulder", "left_elbow", "right_elbow", "left_wrist",
    "right_wrist", "left_pinky", "right_pinky", "left_index",
    "right_index", "left_thumb", "right_thumb", "left_hip",
    "right_hip", "left_knee", "right_knee", "left_ankle",
    "right_ankle", "left_heel", "right_heel", "left_foot_index",
    "right_foot_index",
)
# fmt: on
#: Number of each landmark by its name.
INDEX = {name: i for i, name in enumerate(KEYPOINTS)}

#: Number of the same landmark on the other side of the body; a middle one's own.
OTHER_SIDE = tuple(
    INDEX[name.replace("left", "right") if "left" in name else name.replace("right", "left")]
    for name in KEYPOINTS
)

#: Bones of an arm, by the landmarks at their ends.
ARM_BONES = (("shoulder", "elbow"), ("elbow", "wrist"), ("wrist", "index"))

#: Places along the trunk line at which the outline is kept, share of the line from mid-shoulder (0)
#: to mid-hip (1); they include neck and buttocks.
STATIONS = np.linspace(-0.2, 1.35, 48)
#: The edge of a back of which nothing is known, see `Person.trunk_edge`.
UNKNOWN_EDGE = np.full((len(STATIONS), 2), np.nan, np.float32)


@dataclass(frozen=True)
class Person:
    """One person found in one frame.

    Attributes
    ----------
    points
        ``(33, 2)`` landmarks in pixels of the picture, x right and y down.
    confidence
        ``(33,)`` the network's own visibility, 0-1. It is no measure of uncertainty: it stays
        near 1 for what cannot be seen.
    outline
        ``(48, 2)`` distance in pixels from the trunk line to the edge of the person's
        silhouette, at right angles to it at each of `STATIONS`, on its left and right as
        seen in the picture with the head up; NaN where the station lies outside the silhouette.
        All NaN when the engine was asked for no mask.
    trunk_edge
        ``(48, 2)`` edge of the back itself, whatever arms do, at each of `STATIONS`: its distance
        behind the trunk line, pixels, and 0-1 how likely it is seen there; see
        `posture.pose.back_edge`. NaN where nobody looked for it.
    """

    points: Float32Array
    confidence: Float32Array
    outline: Float32Array
    trunk_edge: Float32Array = field(default_factory=UNKNOWN_EDGE.copy)

    @property
    def hip(self) -> Float32Array:
        """Mid-hip, ``(2,)`` pixels."""
        return middle(self.points, "hip")

    @property
    def trunk(self) -> float:
        """Length from mid-hip to mid-shoulder, pixels."""
        return float(np.hypot(*(middle(self.points, "shoulder") - self.hip)))

    def mirror(self, width: int) -> Person:
        """Mirror the person as the picture is mirrored: their left is then called their right.

        Parameters
        ----------
        width
            Of the picture, pixels. Landmarks count from the picture's corner, so x becomes
            ``width - x``.
        """
        other = list(OTHER_SIDE)
        points = self.points[other]
        points[:, 0] = width - points[:, 0]
        return Person(points, self.confidence[other], self.outline[:, ::-1].copy(), self.trunk_edge)


class PoseEngine(Protocol):
    """A network that finds people; one engine processes one chunk of a video."""

    def find(self, image: Image) -> list[Person]:
        """Find every person in a single frame, without memory of earlier ones."""
        ...

    def track(self, image: Image) -> Person | None:
        """Find the one person followed since the last `restart`, in the next frame."""
        ...

    def restart(self) -> None:
        """Forget whom `track` follows and start anew with the next frame."""
        ...

    def close(self) -> None:
        """Free the network."""
        ...


def middle(points: npt.NDArray[np.floating], joint: str) -> Float32Array:
    """Average the left and right landmark of a joint; ``(..., 33, 2)`` → ``(..., 2)``."""
    left, right = INDEX[f"left_{joint}"], INDEX[f"right_{joint}"]
    return np.asarray((points[..., left, :] + points[..., right, :]) / 2, np.float32)
