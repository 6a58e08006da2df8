"""Arms and feet beside the trunk, as far as landmarks show them."""

from __future__ import annotations

import numpy as np

from posture.back.trunk_frame import TrunkFrame
from posture.tracks.body import Body
from posture.utils.arrays import BoolArray, FloatArray

#: Both ends of a bone ``(T, 1, 2)``, how far the limb reaches to its sides, and beyond its ends,
#: trunk lengths.
Limb = tuple[FloatArray, FloatArray, float, float]

#: An edge so near to the axis of an arm or hand is the arm's, trunk lengths. That is not all of an
#: arm's width: the back between chest and loin is free for a tenth of the time, and would be
#: dropped then for being beside an arm. So less is dropped for that, and more for standing out (see
#: also `arm_rejection`).
ARM = 0.06
#: The same beside an upper arm, which is thick at the shoulder.
UPPER_ARM = 0.09
#: Shoes reach so far beyond the landmarks of feet, trunk lengths: a heel that kicks up passes
#: behind the buttocks.
SHOE = 0.2
#: Bones of an arm, how far they reach to their sides and beyond their ends.
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
    """Mark points within the reach of a limb, to the sides of its bones and beyond their ends.

    An arm that points forward so leaves the edge behind its shoulder alone. ``(T, S, 2)`` →
    ``(T, S)``; the reach counts `times` over.
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
