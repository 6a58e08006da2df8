"""MediaPipe Pose Landmarker behind the `PoseEngine` protocol.

Only ever imported inside a sealed worker process (see `posture.pose.worker`): the native library
tries to reach a host on the network while it runs.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions, vision

from posture.pose.engines.visibility import VisibilityFilter
from posture.pose.outline import EMPTY_OUTLINE, measure_outline
from posture.pose.types import Person
from posture.utils.arrays import Image

#: Time between two frames as stated to the network, milliseconds. The network's own landmark filter
#: is causal, so that landmarks lag behind the body. Its strength depends on the time between
#: frames: a thousand seconds switch it off, and the zero-lag filters of `posture.tracks` do its
#: work. Tracking from frame to frame does not depend on the time.
STEP_MS = 1_000_000
#: Most people that are found in one picture.
MOST_PEOPLE = 6


class MediaPipeEngine:
    """The Tasks API of MediaPipe, with one landmarker to track and one to find everybody."""

    def __init__(self, model: Path) -> None:
        self._model = model
        self._clock = 0
        self._tracker = _load(model, vision.RunningMode.VIDEO, 1, masks=True)
        self._visibility = VisibilityFilter()

    def find(self, image: Image) -> list[Person]:
        """Find every person in a single frame, without memory of earlier ones."""
        return _people(_load_finder(self._model).detect(_picture(image)), image)

    def track(self, image: Image) -> Person | None:
        """Find the one person followed since the last `restart`, in the next frame."""
        self._clock += STEP_MS
        people = _people(self._tracker.detect_for_video(_picture(image), self._clock), image)
        if not people:
            return None
        return replace(people[0], confidence=self._visibility.smooth(people[0].confidence))

    def restart(self) -> None:
        """Forget whom `track` follows: an empty frame makes the tracker lose the person."""
        self.track(np.zeros((64, 64, 3), np.uint8))
        self._visibility.restart()

    def close(self) -> None:
        """Free the network that tracks; the one that finds everybody serves all engines."""
        self._tracker.close()


@cache
def _load_finder(model: Path) -> Any:
    """Load the landmarker of single pictures, once a process: it remembers none of them."""
    return _load(model, vision.RunningMode.IMAGE, MOST_PEOPLE, masks=False)


def _load(model: Path, mode: Any, people: int, *, masks: bool) -> Any:
    return vision.PoseLandmarker.create_from_options(
        vision.PoseLandmarkerOptions(
            base_options=BaseOptions(model_asset_path=str(model)),
            running_mode=mode,
            num_poses=people,
            output_segmentation_masks=masks,
        )
    )


def _picture(image: Image) -> Any:
    return mp.Image(image_format=mp.ImageFormat.SRGB, data=np.ascontiguousarray(image))


def _people(result: Any, image: Image) -> list[Person]:
    size = np.array([image.shape[1], image.shape[0]], np.float32)
    masks = result.segmentation_masks or [None] * len(result.pose_landmarks)
    people = []
    for landmarks, mask in zip(result.pose_landmarks, masks, strict=True):
        points = np.array([[p.x, p.y] for p in landmarks], np.float32) * size
        confidence = np.array([p.visibility for p in landmarks], np.float32)
        outline = (
            EMPTY_OUTLINE
            if mask is None
            else measure_outline(np.squeeze(mask.numpy_view()), points, image)
        )
        people.append(Person(points, confidence, outline))
    return people
