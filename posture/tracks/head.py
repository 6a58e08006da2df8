"""Where the points of the head-forward angle are, seen from the network's landmarks.

The network's ear lies ahead of the tragus and above it, towards the temple, and its shoulder above
the joint, on the acromion: taken as they are, the angle is 7 degrees too high. How far they are
apart was measured on virtual runners on whom nothing is evaluated; `models.training.head` does it.

The ear is moved in the runner's upright frame, not in that of trunk or face: runners keep the head
level while the trunk leans (Pozzo et al. 1990, Exp Brain Res 82:97-106). In 21 short clips changes
of the angle were then off by 0.5 degrees (root mean square); by 0.7 and 0.8 with an ear that is
moved along trunk or face, and by 0.7 with the landmarks alone. The level of a body left out is off
by 1.4 degrees (SD; 16 bodies).
"""

from __future__ import annotations

import numpy as np

from posture.tracks.body import Body
from posture.utils.arrays import FloatArray

#: From mid-ear to the tragi, ahead and up, trunk lengths: mean of 16 bodies of the training (SD
#: 0.008 and 0.012), with the heavy network.
EAR_TO_TRAGUS = (-0.053, -0.043)
#: From mid-shoulder down the trunk to the joint centres, share of the trunk: of the same bodies
#: (SD 0.011).
SHOULDER_TO_JOINT = 0.059


def find_tragi(body: Body) -> FloatArray:
    """Find the mid-point of both tragi, ``(frames, 2)`` pixels, x forward and y up."""
    return np.asarray(body.ear + body.trunk_px * np.array(EAR_TO_TRAGUS))


def find_shoulder_joints(body: Body) -> FloatArray:
    """Find the mid-point of both shoulder joints, ``(frames, 2)`` pixels, x forward and y up.

    `posture.learned.joint_centres` moves ``body.shoulder`` at right angles to the trunk alone;
    along the trunk it is where the network puts it, which the lean does not depend on.
    """
    return np.asarray(body.shoulder + SHOULDER_TO_JOINT * (body.hip - body.shoulder))
