"""Arms and feet beside the trunk, as far as the landmarks show them."""

from __future__ import annotations

import numpy as np

from posture.back.trunk_frame import TrunkFrame
from posture.tracks.body import Body
from posture.utils.arrays import BoolArray, FloatArray

#: A limb: both ends of its bone ``(T, 1, 2)``, and how far it extends to the sides of the bone and
#: beyond its ends; all in trunk lengths.
Limb = tuple[FloatArray, FloatArray, float, float]

#: An edge nearer than this to the axis of an arm or hand is the arm's, trunk lengths. It is less
#: than the arm's width: where an arm passes just beside the belly, its own edge would go too.
ARM = 0.06
#: The same beside an upper arm, which is thick at the shoulder.
UPPER_ARM = 0.09
#: How far shoes extend beyond the landmarks of feet, trunk lengths: in the swing the heel passes
#: behind the buttocks.
SHOE = 0.2
#: Bones of an arm: both ends, and how far the arm extends to the sides and beyond the ends.
ARM_BONES = (
    ("shoulder", "elbow", UPPER_ARM, ARM),
    ("elbow", "wrist", ARM, ARM),
    ("wrist", "index", ARM, ARM),
)
#: The same of a foot.
FOOT_BONES = (("ankle", "heel", SHOE, SHOE), ("heel", "foot_index", SHOE, SHOE))


def find_limbs(
    body: Body, frame: TrunkFrame, part: slice, bones: tuple[tuple[str, str, float, float], ...]
) -> list[Limb]:
    """Find the bones of both sides in the frame of the trunk.

    Parameters
    ----------
    body
        The runner.
    frame
        Of the trunk in the frames `part`.
    part
        Which frames.
    bones
        `ARM_BONES` or `FOOT_BONES`.
    """

    def locate(name: str) -> FloatArray:
        return np.stack(frame.locate(body.joint(name, part)[:, None]), axis=-1)

    return [
        (locate(f"{side}_{upper}"), locate(f"{side}_{lower}"), beside, beyond)
        for side in ("near", "far")
        for upper, lower, beside, beyond in bones
    ]


def mark_near_limbs(points: FloatArray, limbs: list[Limb], times: float = 1.0) -> BoolArray:
    """Mark points that lie within a limb, ``(T, S, 2)`` → ``(T, S)``.

    A limb extends to the sides of its bone and beyond its ends, each distance multiplied by
    `times`. The two differ so that an arm that points forward does not cover the edge behind its
    shoulder.
    """
    near = np.zeros(points.shape[:2], bool)
    for start, end, beside, beyond in limbs:
        bone = end - start
        size = np.maximum(np.einsum("tsk,tsk->ts", bone, bone), 1e-12)
        along = np.einsum("tsk,tsk->ts", points - start, bone) / size
        share = np.clip(along, 0, 1)
        off = points - start - share[..., None] * bone
        within = times * np.where(along == share, beside, beyond)
        near |= np.einsum("tsk,tsk->ts", off, off) < within**2
    return near
