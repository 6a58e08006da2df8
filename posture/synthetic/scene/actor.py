"""A dressed body in motion, as meshes to be drawn."""

from __future__ import annotations

import numpy as np

from posture.synthetic.bodies.library import Body
from posture.synthetic.bodies.skeleton import SEGMENT
from posture.synthetic.bodies.skinning import skin
from posture.synthetic.drawing.clothing import BELT_RGB, Clothes, Dressed, dress
from posture.synthetic.drawing.drape import make_belt_load, make_ponytail
from posture.synthetic.drawing.mesh import HAIR, SMOOTH, Mesh
from posture.synthetic.drawing.wardrobe import put_on
from posture.synthetic.motion.posing import Poses
from posture.utils.arrays import Float32Array, FloatArray


class Actor:
    """A dressed body in motion, as meshes.

    Parameters
    ----------
    body, clothes
        Who, in what.
    turns, poses
        Strides done and poses at the times of all frames, ``(T,)``.
    offset_m
        ``(T, 3)`` where the actor's own origin is in the world.
    """

    def __init__(
        self, body: Body, clothes: Clothes, turns: FloatArray, poses: Poses, offset_m: FloatArray
    ) -> None:
        self._body, self._clothes = body, clothes
        self._turns, self._poses, self._offset = turns, poses, offset_m
        self._dressed: Dressed = dress(body, clothes)
        self._field_change = self._dressed.end_fields - self._dressed.fields
        self._garments = put_on(body, clothes)
        #: Share of the film that is over at each frame.
        self._done = (turns - turns[0]) / max(float(turns[-1] - turns[0]), 1e-9)

    @property
    def hips_m(self) -> FloatArray:
        """Half-way between the hips' joint centres at each frame, ``(T, 3)`` world metres."""
        right, left = (SEGMENT[f"thigh_{side}"] for side in ("right", "left"))
        joints = self._poses.joints
        return np.asarray((joints[:, right] + joints[:, left]) / 2 + self._offset)

    def meshes(self, index: int) -> list[Mesh]:
        """List what there is to draw of frame `index`, the body first."""
        body, shape = self._body, self._body.shape
        rotations = self._poses.rotations[index]
        joints = self._poses.joints[index]
        offset = self._offset[index].astype(np.float32)
        dressed, turns = self._dressed, float(self._turns[index])

        def posed(vertices: Float32Array) -> Float32Array:
            moved = skin(
                vertices,
                shape.bones,
                shape.weights,
                body.joints,
                rotations.astype(np.float32),
                joints.astype(np.float32),
            )
            return np.asarray(moved + offset)

        done = float(self._done[index])
        meshes = [
            Mesh(
                vertices=posed(dressed.vertices),
                faces=shape.faces,
                palette=dressed.palette,
                fields=dressed.fields + np.float32(done) * self._field_change,
                finish=dressed.finish,
                rest=dressed.vertices,
                albedo=None if dressed.wet is None else 1 - np.float32(done) * dressed.wet,
            )
        ]
        for cloth in self._garments:
            now = cloth.posed(body, rotations, joints, turns, done) + offset
            meshes.append(cloth.mesh(now, done))
        if self._clothes.hair == "long":
            hair, faces = make_ponytail(body, rotations, joints, turns)
            meshes.append(Mesh(hair + offset, faces, palette=[body.hair_rgb], finish=[HAIR]))
        if self._clothes.belt != "none":
            load, faces = make_belt_load(body, self._clothes.belt, rotations, joints)
            meshes.append(Mesh(load + offset, faces, palette=[BELT_RGB], finish=[SMOOTH]))
        return meshes
