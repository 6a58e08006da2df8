"""Where the edge of the back truly is in a picture of a virtual runner, and whether it is seen.

The edge is that of the trunk with all that is worn on it, arms left out. It is hidden where an arm,
a hand or hair is nearer to the camera.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from models.training.back_lines import TRUNK
from posture.pose.back_edge import DEPTHS
from posture.pose.types import STATIONS, Person, middle
from posture.synthetic.bodies.skeleton import SEGMENTS
from posture.synthetic.drawing.wardrobe import put_on
from posture.synthetic.scene.description import Scene
from posture.synthetic.scene.stage import compute_shot_times, make_actor
from posture.utils.arrays import BoolArray, FloatArray, IntArray

#: What hides the back must be nearer to the camera by this, metres.
NEARER_M = 0.03
#: An edge is hidden if anything covers it so far to either side, pixels.
BESIDE_PX = 1.5


@dataclass(frozen=True)
class _Part:
    """Which edges of a mesh may be the back's, and which faces may hide it."""

    pairs: IntArray
    faces: IntArray


class TrueEdges:
    """The true edges of a scene.

    Parameters
    ----------
    scene
        Who runs; from the runner's right side they face right in the picture, else left.
    """

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._backwards = np.array([-1.0, 1.0]) * (1.0 if scene.camera.side == "right" else -1.0)
        self._actor = make_actor(scene, compute_shot_times(scene))
        body, clothes = scene.body, scene.runner.clothes
        shape = body.shape
        garments = put_on(body, clothes)
        owners = [shape.owner]
        owners += [
            np.take_along_axis(g.bones, g.weights.argmax(axis=1)[:, None], axis=1)[:, 0]
            for g in garments
        ]
        first = self._actor.meshes(0)
        self._parts = [
            _sort_out(mesh.faces, _is_trunk(owner))
            for mesh, owner in zip(first, owners, strict=False)
        ]
        # what is neither skin nor garment: hair hides the back, the load of a belt lies on it
        for number, mesh in enumerate(first[len(owners) :]):
            hair = number == 0 and clothes.hair == "long"
            self._parts.append(_sort_out(mesh.faces, np.full(len(mesh.vertices), not hair)))

    def measure(self, index: int, person: Person) -> FloatArray:
        """Measure the edge in one frame beside the trunk line of the landmarks.

        Parameters
        ----------
        index
            Number of the frame.
        person
            Whose mid-shoulder and mid-hip the distances are measured from.

        Returns
        -------
        FloatArray
            ``(48, 2)`` distance behind the trunk line at `STATIONS`, trunk lengths, NaN where there
            is none within `DEPTHS`; and 1 where it is seen, else 0.
        """
        top = middle(person.points, "shoulder").astype(float)
        axis = middle(person.points, "hip") - top
        square = float(axis @ axis)
        camera = self._scene.camera
        found = np.full((len(STATIONS), 2), [-np.inf, np.inf])
        covers = []
        for mesh, part in zip(self._actor.meshes(index), self._parts, strict=True):
            seen = camera.project(mesh.vertices).astype(float)
            away = (seen[:, :2] - top) / square
            along, behind = away @ axis, away @ (axis[::-1] * self._backwards)
            _extend(along, behind, seen[:, 2], part.pairs, STATIONS, found)
            covers.append(seen[part.faces])
        at = np.where(np.abs(found[:, 0]) < 9, found[:, 0], np.nan)
        at[(at < DEPTHS[0]) | (at > DEPTHS[-1])] = np.nan
        length = np.sqrt(square)
        back = axis[::-1] * self._backwards / length
        points = top + STATIONS[:, None] * axis + (at * length)[:, None] * back
        hidden = np.zeros(len(points), bool)
        for cover in covers:
            for shift in (-BESIDE_PX, 0.0, BESIDE_PX):
                _mark_covered(points + shift * back, found[:, 1] - NEARER_M, cover, hidden)
        size = np.array([camera.width, camera.height])
        inside = ((points > 1) & (points < size - 1)).all(axis=1)
        return np.stack([at, inside & ~hidden & np.isfinite(at)], axis=1)


def _is_trunk(owner: npt.NDArray[np.integer]) -> BoolArray:
    """Mark vertices whose edge is the back's."""
    trunk = np.array([name.split("_")[0] in TRUNK for name in SEGMENTS])
    return np.asarray(trunk[owner])


def _sort_out(faces: npt.NDArray[np.integer], trunk: BoolArray) -> _Part:
    whole = trunk[faces].all(axis=1)
    mine = faces[whole]
    pairs = np.concatenate([mine[:, [0, 1]], mine[:, [1, 2]], mine[:, [0, 2]]])
    pairs = np.unique(np.sort(pairs, axis=1), axis=0) if len(pairs) else pairs
    return _Part(pairs.astype(np.int64), faces[~whole].astype(np.int64))


@njit(cache=True, nogil=True)
def _extend(
    along: FloatArray,
    behind: FloatArray,
    depth: FloatArray,
    pairs: IntArray,
    places: Sequence[float],
    found: FloatArray,
) -> None:
    """Move edges out to what of a mesh lies further behind: distance and depth, in place."""
    step = places[1] - places[0]
    for k in range(len(pairs)):
        a, b = pairs[k, 0], pairs[k, 1]
        if along[a] > along[b]:
            a, b = b, a
        first = max(0, int(np.ceil((along[a] - places[0]) / step)))
        for j in range(first, len(places)):
            if places[j] >= along[b]:
                break
            share = (places[j] - along[a]) / (along[b] - along[a])
            at = behind[a] + share * (behind[b] - behind[a])
            if at > found[j, 0]:
                found[j, 0] = at
                found[j, 1] = depth[a] + share * (depth[b] - depth[a])


@njit(cache=True, nogil=True)
def _mark_covered(
    points: FloatArray, nearest: FloatArray, cover: FloatArray, hidden: BoolArray
) -> None:
    """Mark points that a triangle nearer than `nearest` covers, in place."""
    for k in range(len(cover)):
        x0, y0, x1, y1 = cover[k, 0, 0], cover[k, 0, 1], cover[k, 1, 0], cover[k, 1, 1]
        x2, y2 = cover[k, 2, 0], cover[k, 2, 1]
        near = min(cover[k, 0, 2], cover[k, 1, 2], cover[k, 2, 2])
        for j in range(len(points)):
            x, y = points[j, 0], points[j, 1]
            if hidden[j] or not near < nearest[j]:
                continue
            if x < min(x0, x1, x2) or x > max(x0, x1, x2):
                continue
            if y < min(y0, y1, y2) or y > max(y0, y1, y2):
                continue
            a = (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)
            b = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
            c = (x0 - x2) * (y - y2) - (y0 - y2) * (x - x2)
            if (a >= 0 and b >= 0 and c >= 0) or (a <= 0 and b <= 0 and c <= 0):
                hidden[j] = True
