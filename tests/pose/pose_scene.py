"""Made-up scenes with people who are rectangles, and an engine that finds them exactly.

A person is a rectangle of a grey of its own: as high as the trunk is long (shoulders at the upper
edge, hips at the lower) and as wide as the ankles are apart. It stands for everything the package
asks of a pose network, so the rest can be tested to the pixel.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from posture.pose.outline import EMPTY
from posture.pose.types import INDEX, KEYPOINTS, Image, Person
from posture.video import VideoInfo, VideoWriter, probe

WIDTH, HEIGHT, FPS = 320, 128, 25.0
#: Greys of the people; none is near what `Spotlight` paints with (127).
RUNNER, COACH, OTHER = 240, 190, 60
GREYS = (RUNNER, COACH, OTHER)


@dataclass(frozen=True)
class Figure:
    """One person: mid-hip and sizes in pixels as functions of the frame; None is out of sight."""

    grey: int
    hip_x: Callable[[int], float | None]
    hip_y: float = 100.0
    trunk: int = 24
    swing: float = 0.0

    def apart(self, frame: int) -> float:
        """Distance of the ankles."""
        return 16 + self.swing * np.sin(2 * np.pi * frame / 17)


def paint(figures: Sequence[Figure], frame: int, base: int = 16) -> Image:
    """Draw a frame; later figures stand in front of earlier ones."""
    image = np.full((HEIGHT, WIDTH, 3), base, np.uint8)
    for figure in figures:
        x = figure.hip_x(frame)
        if x is None:
            continue
        half = figure.apart(frame) / 2
        left, right = (int(np.clip(round(x + side * half), 0, WIDTH)) for side in (-1, 1))
        image[int(figure.hip_y) - figure.trunk : int(figure.hip_y), left:right] = figure.grey
    return image


def write_scene(path: Path, figures: Sequence[Figure], frames: int) -> VideoInfo:
    """Encode a scene without loss of luminance and probe it."""
    with VideoWriter(path, WIDTH, HEIGHT, crf=0, preset="ultrafast") as video:
        for frame in range(frames):
            video.write(paint(figures, frame), frame / FPS)
    return probe(path)


def person(
    hip: tuple[float, float], trunk: float = 24.0, apart: float = 16.0, confidence: float = 1.0
) -> Person:
    """A person with given mid-hip, trunk length and distance of the ankles, pixels."""
    points = np.tile(np.array(hip, np.float32), (len(KEYPOINTS), 1))
    points[[INDEX["left_shoulder"], INDEX["right_shoulder"]], 1] -= trunk
    points[INDEX["left_ankle"], 0] -= apart / 2
    points[INDEX["right_ankle"], 0] += apart / 2
    return Person(points, np.full(len(KEYPOINTS), confidence, np.float32), EMPTY.copy())


class FigureEngine:
    """Finds the figures. Tracks like the real network: whoever is largest first, then the nearest.

    Of the confidence it makes a record: the first landmark's is the number of pictures since the
    last restart, all others' the grey of the one tracked.
    """

    def __init__(self) -> None:
        self._last: np.ndarray | None = None
        self._pictures = 0

    def find(self, image: Image) -> list[Person]:
        return [found for grey in GREYS if (found := _figure(image, grey)) is not None]

    def track(self, image: Image) -> Person | None:
        self._pictures += 1
        people = self.find(image)
        if not people:
            self._last = None
            return None
        if self._last is None:
            tracked = max(people, key=_area)
        else:
            last = self._last
            tracked = min(people, key=lambda p: float(np.hypot(*(p.hip - last))))
        self._last = tracked.hip
        confidence = tracked.confidence.copy()
        confidence[0] = self._pictures
        return replace(tracked, confidence=confidence)

    def restart(self) -> None:
        self._last, self._pictures = None, 0

    def close(self) -> None:
        """Nothing to free."""


def _figure(image: Image, grey: int) -> Person | None:
    rows, columns = np.nonzero(np.abs(image.mean(axis=2) - grey) < 15)
    if not len(rows):
        return None
    (top, bottom), (left, right) = ((v.min(), v.max() + 1) for v in (rows, columns))
    return person(((left + right) / 2, bottom), bottom - top, right - left, grey)


def _area(found: Person) -> float:
    apart = found.points[INDEX["right_ankle"], 0] - found.points[INDEX["left_ankle"], 0]
    return float(apart) * found.trunk
