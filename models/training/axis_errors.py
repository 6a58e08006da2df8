"""What errors of the pose network's hips and shoulders do to what is measured from them.

The line of the back and the landmarks are described beside the line from mid-hip to mid-shoulder.
Where the network puts either end of it elsewhere, all of them move together. How far networks err
depends on the film (which way the runner faces, light, clothes), so it must not decide an answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.training.rows import InputErrors
from posture.back.features import BACK, FRONT
from posture.back.places import PLACES
from posture.learned.joint_centres import FEATURES as LANDMARKS
from posture.utils.arrays import FloatArray


@dataclass(frozen=True)
class AxisErrors:
    """SD of the errors of both ends of the trunk, trunk lengths.

    Attributes
    ----------
    ahead
        Square to the trunk, of mid-hip and mid-shoulder alike.
    along
        Along it.
    """

    ahead: float
    along: float


#: Of one film against another: what is left of the errors when joint centres are estimated, and
#: what mirroring, resizing or turning a film adds.
BETWEEN_FILMS = AxisErrors(ahead=0.008, along=0.01)


def describe_axis_errors(mean: FloatArray, size: AxisErrors) -> InputErrors:
    """Give the directions in which the features of a back move together.

    Parameters
    ----------
    mean
        ``(features,)`` means in the order of `posture.back.features.FEATURES`.
    size
        How far the ends of the trunk are off.

    Returns
    -------
    InputErrors
        Four: hip ahead, shoulder ahead, hip up, shoulder up; the targets are pelvic tilt less
        trunk lean, and lordosis, degrees.

    Notes
    -----
    A place p of the line lies p trunk lengths below mid-shoulder. Where the hip is put forward by
    s, the line lies further behind by s p, and the trunk leans back by s (radians), by which skin
    that lies d behind is read at places higher up by s d; where the hip is put higher by s, the
    same skin is read at places further down by s p, and all distances grow by the factor 1 + s.
    The landmarks of hips and shoulders are the ends of the trunk: they move with these.
    """
    back, front = mean[: len(BACK)], mean[len(BACK) : len(BACK) + len(FRONT)]
    marks = mean[len(BACK) + len(FRONT) :].reshape(len(LANDMARKS) // 2, 2)
    p, q, x, y = PLACES[BACK], PLACES[FRONT], marks[:, 0], marks[:, 1]
    hips, shoulders = (
        np.array([name.startswith(end) for name in LANDMARKS[::2]], float)
        for end in ("hip", "shoulder")
    )

    def join(behind: FloatArray, before: FloatArray, *moved: FloatArray) -> FloatArray:
        return np.concatenate([behind, before, np.stack(moved, axis=1).ravel()])

    back_slope, front_slope = np.gradient(back, p), np.gradient(front, q)
    back_turn, front_turn = back * back_slope, front * front_slope
    features = [
        size.ahead * join(p + back_turn, -q - front_turn, y - 1 + hips, -x),
        size.ahead * join(1 - p - back_turn, q - 1 + front_turn, -y + shoulders, x),
        size.along * join(back - p * back_slope, front - q * front_slope, x, y - 1 + hips),
        size.along
        * join(-back - (1 - p) * back_slope, -front - (1 - q) * front_slope, -x, -y + shoulders),
    ]
    turned = np.degrees(size.ahead)
    targets = [[turned, 0.0], [-turned, 0.0], [0.0, 0.0], [0.0, 0.0]]
    return InputErrors(np.array(features), np.array(targets))
