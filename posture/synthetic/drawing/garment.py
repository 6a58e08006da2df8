"""Cloth as a surface of its own: it follows the body, billows with the steps, and may change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from posture.synthetic.bodies.library import Body
from posture.synthetic.bodies.skinning import skin
from posture.synthetic.drawing.mesh import CLOTH, Finish, Mesh
from posture.utils.arrays import BoolArray, Float32Array, FloatArray, Image

#: Colour, sRGB from 0 to 255.
Colour = tuple[int, int, int]
#: Cloth is furthest off the body at this share of a stride after a contact, and again half a
#: stride later: in flight the trunk falls with it, and nothing presses it on.
OFF_AT = 0.42
#: How much later the hem is than the chest, strides.
LAG = 0.07


def bounce(turns: float, lag: npt.ArrayLike) -> FloatArray:
    """How far cloth is off its middle place, from about -1 (on the body) to 1, on average 0.

    Parameters
    ----------
    turns
        Strides done.
    lag
        How much later each point is, strides.

    Notes
    -----
    Twice a stride, and it falls faster than it lifts; one foot moves it a little more than the
    other, and no two strides are quite alike.
    """
    step = 4 * np.pi * (turns - OFF_AT - np.asarray(lag, float))
    once = np.cos(step) - 0.3 * np.sin(2 * step) + 0.2 * np.cos(step / 2)
    return np.asarray((1 + 0.15 * np.sin(2 * np.pi * 0.377 * turns)) * once / 1.6)


@dataclass(frozen=True)
class Garment:
    """A surface over the body, in the body's rest pose.

    Attributes
    ----------
    vertices, faces, bones, weights
        As in `bodies.Body` and `bodies.Shape`.
    loose
        ``(V, 3)`` how far and which way the cloth flutters, metres.
    billow
        ``(V, 3)`` how far and which way it lifts off the body with the steps, metres.
    depth
        ``(V,)`` from 0 where it hangs from to 1 at its hem.
    palette, fields, finish
        Materials as in `mesh.Mesh`.
    wet
        ``(V,)`` share of its brightness that sweat has taken at the end of the film.
    end
        The same surface as it is at the end of the film; None if nothing changes.
    """

    vertices: Float32Array
    faces: npt.NDArray[np.int32]
    bones: Image
    weights: Float32Array
    loose: Float32Array
    billow: Float32Array
    depth: Float32Array
    palette: Sequence[Colour]
    fields: Float32Array | None = None
    finish: Sequence[Finish] = field(default=(CLOTH,))
    wet: Float32Array | None = None
    end: Garment | None = None

    def posed(
        self, body: Body, rotations: FloatArray, joints: FloatArray, turns: float, done: float = 0.0
    ) -> Float32Array:
        """Follow the body, swing twice a stride, the hem later than the chest; ``(V, 3)``.

        ``turns`` are the strides done and ``done`` the share of the film that is over.
        """
        lag = 3.0 * self.vertices[:, 2]
        swing = np.sin(4 * np.pi * turns + lag) + 0.5 * np.sin(2 * np.pi * turns + 2 * lag)
        off = bounce(turns, LAG * self.depth)
        rest = self.vertices + self.loose * swing[:, None] + self.billow * off[:, None]
        now = skin(
            rest.astype(np.float32),
            self.bones,
            self.weights,
            body.joints,
            rotations.astype(np.float32),
            joints.astype(np.float32),
        )
        if self.end is None or done == 0.0:
            return np.asarray(now, np.float32)
        then = self.end.posed(body, rotations, joints, turns)
        return np.asarray((1 - done) * now + done * then, np.float32)

    def mesh(self, vertices: Float32Array, done: float = 0.0) -> Mesh:
        """Make what is drawn of posed vertices, when ``done`` of the film is over."""
        wet = None if self.wet is None else (1 - done * self.wet).astype(np.float32)
        return Mesh(
            vertices=vertices,
            faces=self.faces,
            palette=self.palette,
            fields=self.fields,
            finish=self.finish,
            rest=self.vertices,
            albedo=wet,
        )


def make_garment(
    body: Body,
    vertices: FloatArray,
    faces: npt.NDArray[np.int32],
    colour: Colour,
    near: BoolArray,
    finish: Finish = CLOTH,
) -> Garment:
    """Make a surface that neither flutters nor billows and follows the nearest skin.

    Parameters
    ----------
    body
        Who wears it.
    vertices, faces
        ``(V, 3)`` in the rest pose, metres, and ``(F, 3)``.
    colour, finish
        Of all of it.
    near
        ``(body vertices,)`` skin that it may follow.
    """
    _, which = cKDTree(body.vertices[near]).query(vertices)
    skin_of = np.flatnonzero(near)[which]
    return Garment(
        vertices=vertices.astype(np.float32),
        faces=faces.astype(np.int32),
        bones=body.shape.bones[skin_of],
        weights=body.shape.weights[skin_of],
        loose=np.zeros_like(vertices, np.float32),
        billow=np.zeros_like(vertices, np.float32),
        depth=np.zeros(len(vertices), np.float32),
        palette=(colour,),
        finish=(finish,),
    )


def slide_up(garment: Garment, by_m: float) -> Garment:
    """Push the hem up by so many metres; what is above it follows less and less.

    Every point goes to where the cloth was at its new height, around the trunk.
    """
    hanging = garment.depth > 0
    middle = garment.vertices[hanging].mean(axis=0)
    away = garment.vertices - middle
    around = np.column_stack([0.15 * np.arctan2(away[:, 1], away[:, 0]), away[:, 2]])
    goal = around.copy()
    goal[:, 1] += by_m * garment.depth
    tree = cKDTree(around[hanging])
    gap, which = tree.query(goal, k=4)
    share = 1 / (np.asarray(gap) + 1e-4)
    share /= share.sum(axis=1, keepdims=True)
    found = np.flatnonzero(hanging)[which]
    there = (garment.vertices[found] * share[..., None]).sum(axis=1)
    there[:, 2] = middle[2] + goal[:, 1]
    vertices = np.where(hanging[:, None], there, garment.vertices)
    follow = np.where(hanging, found[:, 0], np.arange(len(vertices)))
    return replace(
        garment,
        vertices=vertices.astype(np.float32),
        bones=garment.bones[follow],
        weights=garment.weights[follow],
    )


def tube_faces(rings: int, around: int) -> npt.NDArray[np.int32]:
    """Faces between closed rings of points, one after the other."""
    return _faces_between(rings, around, closed=True)


def sheet_faces(rows: int, columns: int) -> npt.NDArray[np.int32]:
    """Faces of a sheet of ``rows`` × ``columns`` points."""
    return _faces_between(rows, columns, closed=False)


def _faces_between(rings: int, around: int, *, closed: bool) -> npt.NDArray[np.int32]:
    quads = []
    for i in range(rings - 1):
        for j in range(around if closed else around - 1):
            k = (j + 1) % around
            a, b, c, d = i * around + j, i * around + k, (i + 1) * around + k, (i + 1) * around + j
            quads += [(a, c, b), (a, d, c)]
    return np.array(quads, np.int32)
