"""Show the pose network every runner facing right.

The network is not mirror-symmetric: of the same runner facing left its mid-hip lies some pixels
elsewhere, which tilt and arch are read from. So a runner who faces left is tracked in the mirrored
picture, and what is found there is mirrored back; a film and its mirror image give the same
answer. Which way a runner faces is seen from the landmarks alone, as the film goes on: a runner
may come back the other way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np

from posture.pose.types import INDEX, Person, PoseEngine, middle
from posture.utils.arrays import Float32Array, Image

CLEARLY_TRUNKS = 0.1
"""Least `measure_facing` that says a way, trunk lengths.

Seen from the side it is 0.3 to 0.6 in 99 % of frames, seen from behind within 0.03.
"""

ReadEdge = Callable[[Image, Person], Float32Array]
"""Reads `Person.trunk_edge` of a person who faces right in a picture."""

TURN_S = 0.5
"""A runner who faces the other way for so long has turned round, seconds as played."""


class RightFacingTracker:
    """Follows one person with an engine, in pictures in which that person faces right.

    Where nobody was seen yet, both the picture and its mirror image are looked at, and the one in
    which the person faces right the more is followed; so the choice is the same, mirrored, for a
    mirrored film. It is made anew where the person followed faces left: at once if they have just
    appeared, else after `TURN_S`.

    Parameters
    ----------
    engine
        The network; between two calls of `restart`, its `track` must not be called by others.
    read_edge
        Reads the edge of the back; None leaves it unknown.
    """

    def __init__(self, engine: PoseEngine, read_edge: ReadEdge | None = None) -> None:
        self._engine = engine
        self._read_edge = read_edge
        self.restart()

    def restart(self) -> None:
        """Forget whom `track` follows, and which way they faced."""
        self._engine.restart()
        self._mirrored: bool | None = None
        self._facing_right_s = -np.inf

    def track(self, image: Image, time_s: float) -> Person | None:
        """Find the one person followed since the last `restart`, in the next frame.

        Parameters
        ----------
        image
            The upright picture, RGB.
        time_s
            Time of the frame, seconds as played.

        Returns
        -------
        Person or None
            In pixels of ``image``, whichever way the person faces; None if nobody is found.
        """
        if self._mirrored is None:
            found = self._choose_way(image, time_s)
        else:
            found = self._look(image, mirrored=self._mirrored)
            if found is None:
                self._facing_right_s = -np.inf  # whoever appears next may come the other way
            elif measure_facing(found) > -CLEARLY_TRUNKS:
                self._facing_right_s = time_s
            elif time_s - self._facing_right_s >= TURN_S:
                self._engine.restart()
                found = self._choose_way(image, time_s)
        return found.mirror(image.shape[1]) if found is not None and self._mirrored else found

    def _choose_way(self, image: Image, time_s: float) -> Person | None:
        """Look both ways with a fresh tracker, and follow whom faces right the more."""
        mirrored = self._look(image, mirrored=True)
        if mirrored is not None:
            self._engine.restart()
        upright = self._look(image, mirrored=False)
        if mirrored is None and upright is None:
            return None
        self._facing_right_s = time_s
        self._mirrored = mirrored is not None and (
            upright is None or measure_facing(mirrored) > measure_facing(upright)
        )
        if not self._mirrored:
            return upright
        if upright is not None:
            self._engine.restart()
        return self._look(image, mirrored=True)

    def _look(self, image: Image, *, mirrored: bool) -> Person | None:
        shown = np.asarray(cv2.flip(image, 1), np.uint8) if mirrored else image
        found = self._engine.track(shown)
        if found is None or self._read_edge is None:
            return found
        return replace(found, trunk_edge=self._read_edge(shown, found))


def measure_facing(person: Person) -> float:
    """Measure how far nose and toes are ahead of ears and heels.

    Returns
    -------
    float
        Trunk lengths, + facing right in the picture the person was found in.
    """
    x = person.points[:, 0]
    nose = x[INDEX["nose"]] - middle(person.points, "ear")[0]
    toes = middle(person.points, "foot_index")[0] - middle(person.points, "heel")[0]
    return float((nose + toes) / max(person.trunk, 1.0))
