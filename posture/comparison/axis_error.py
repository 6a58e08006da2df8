"""What a change between videos owes to joint centres that were estimated anew in each of them.

How far hip and shoulder joints lie from the network's landmarks is estimated as one constant a
video. Its error differs from video to video of the same runner. Lean, pelvic tilt and lordosis get
a common level (`posture.levels`); of the other measures at hip and shoulder, the difference of the
constants counts as an error.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from posture.tracks.head import SHOULDER_TO_JOINT

#: Thigh in trunk lengths, from hip joint to knee and from hip to shoulder joint (Winter 2009,
#: Biomechanics and Motor Control of Human Movement, figure 4.1: 0.245 and 0.288 of the height).
THIGH = 0.245 / 0.288
#: A move of an end of a thigh by a trunk length, in degrees.
_OF_THIGH = math.degrees(1.0) / THIGH
#: The same of the trunk.
_OF_TRUNK = math.degrees(1.0)
#: Thigh against the vertical where hip extension, knee lift, and the knee's angles are taken,
#: degrees, from the literature on running at 3 m/s.
_EXTENDED_DEG, _LIFTED_DEG, _BENT_DEG = 20.0, 40.0, 20.0
#: Share of the way from the ankle to the shoulder at which the hip lies.
_HIP_SHARE = 0.62


def _of_thigh(angle_deg: float) -> float:
    return _OF_THIGH * math.cos(math.radians(angle_deg))


#: From the shoulder joints to the tragi, in trunk lengths: mean of the sample `fresh_to_tired`.
_HEAD = 0.43
#: Head-forward angle, degrees, of runners on average.
_FORWARD_DEG = 20.0

_OF_HEAD = _OF_TRUNK * math.cos(math.radians(_FORWARD_DEG)) / _HEAD
_EXTENSION = (_of_thigh(_EXTENDED_DEG) + _OF_TRUNK, -_OF_TRUNK)
_LIFT = (-_of_thigh(_LIFTED_DEG), 0.0)
_KNEE = (-_of_thigh(_BENT_DEG), 0.0)

MOVED_BY: Mapping[str, tuple[float, float]] = {
    **{f"hip_extension_peak_{side}_deg": _EXTENSION for side in ("near", "far")},
    **{f"knee_lift_{side}_deg": _LIFT for side in ("near", "far")},
    **{
        f"knee_angle_{when}_{side}_deg": _KNEE
        for when in ("contact", "stance", "swing")
        for side in ("near", "far")
    },
    **{f"foot_ahead_contact_{side}_trunk": (-1.0, 0.0) for side in ("near", "far")},
    "sway_back_trunk": (1.0, -_HIP_SHARE),
    "head_forward_deg": (
        -SHOULDER_TO_JOINT * _OF_HEAD,
        -(1.0 - SHOULDER_TO_JOINT) * _OF_HEAD,
    ),
}
"""By how much a measure moves, in its unit, where the hip, or the shoulder, is put a trunk length
further ahead."""


def add_axis_error(doubts: Mapping[str, float], hip: float, shoulder: float) -> dict[str, float]:
    """Add the error of joint centres to those of the changes.

    Parameters
    ----------
    doubts
        Standard deviations by name of the measure, in its unit.
    hip, shoulder
        How much further ahead the joint centres were put late than early, trunk lengths; 0 in a
        single video.
    """
    if not (hip or shoulder):
        return dict(doubts)
    moved = {name: by[0] * hip + by[1] * shoulder for name, by in MOVED_BY.items()}
    return dict(doubts) | {
        name: math.hypot(doubts.get(name, 0.0), by) for name, by in moved.items()
    }
