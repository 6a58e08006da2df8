"""How a foot lands: the foot strike angle of Altman & Davis (2012, Gait Posture 35:298).

It is the angle of the foot at contact less that of the same foot flat on the ground, + heel first,
so that what lies between landmarks and sole, a camera that is not level and a slope cancel. A foot
that lands on its heel is down within a twentieth of a second, faster than smoothed landmarks
follow; so the highest angle just before contact is read, and `LANDING_CURVE` makes of it the angle
that virtual runners truly landed with (`python -m models.training.foot_strike`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from posture.measures.measure import Side
from posture.measures.reducers import PerStride, mean
from posture.measures.stride import Stride
from posture.utils.arrays import FloatArray

#: Shares of stance between which the foot is flat on the ground, whichever part landed first.
FLAT = (0.25, 0.45)
#: Moments around contact among which the highest angle is looked for, seconds.
LANDING_S = np.arange(-0.050, 0.0101, 0.005)
#: Share of these moments in which the foot must be seen.
LEAST_SEEN = 0.8
#: Foot strike angle, degrees, by powers of the highest angle before contact, from power 0.
LANDING_CURVE = (-6.62, 1.486, -0.0109)
#: A foot is not turned further than this as it lands, as read or as told, degrees: then another
#: foot was seen.
FURTHEST_DEG = 40.0
#: Foot strike angles, degrees, above which the heel lands first and below which the ball does
#: (Altman & Davis 2012).
REARFOOT_FROM_DEG, FOREFOOT_TO_DEG = 8.0, -1.6
#: Distance from these limits below which neither kind is named, degrees: half of what single
#: landings of virtual runners scatter by (tests/benchmarks/measures.md).
DOUBTFUL_DEG = 1.5


def read_landing(
    foot_angle: Callable[[FloatArray], FloatArray], contact_s: float, stance_s: float
) -> float:
    """Read the highest angle of a foot before contact, less that of the flat foot, degrees.

    Parameters
    ----------
    foot_angle
        Gives the angle at moments, ``(n,)`` seconds; NaN where it is not known.
    contact_s, stance_s
        Initial contact and how long the foot stays on the ground, seconds.

    Returns
    -------
    float
        NaN where the foot is not seen in enough of the moments.
    """
    landing = foot_angle(contact_s + LANDING_S)
    flat = foot_angle(contact_s + stance_s * np.linspace(*FLAT, 5))
    if not np.isfinite(landing).mean() >= LEAST_SEEN or not np.isfinite(flat).any():
        return float("nan")
    return float(np.nanmax(landing)) - mean(flat)


def foot_strike_angle(side: Side) -> PerStride:
    """Foot strike angle of a stride, degrees, + heel first; NaN where the foot is not seen."""
    name = f"foot_angle_{side}_deg"

    def reduce(stride: Stride) -> float:
        peak = read_landing(
            lambda moments: stride.at(name, moments),
            stride.contact_s(side),
            stride.contact_time_s(side),
        )
        angle = float(np.polynomial.polynomial.polyval(peak, LANDING_CURVE))
        return angle if max(abs(peak), abs(angle)) <= FURTHEST_DEG else float("nan")

    return reduce


def name_strike(angle_deg: float, doubtful_deg: float = DOUBTFUL_DEG) -> str:
    """Name a foot strike by its angle: rearfoot, midfoot or forefoot.

    Parameters
    ----------
    angle_deg
        From `foot_strike_angle`.
    doubtful_deg
        How near to a limit between two kinds neither is named.

    Returns
    -------
    str
        Empty if the angle is not known, or too near to a limit.
    """
    limits = np.array([REARFOOT_FROM_DEG, FOREFOOT_TO_DEG])
    if np.isnan(angle_deg) or np.abs(angle_deg - limits).min() < doubtful_deg:
        return ""
    if angle_deg > REARFOOT_FROM_DEG:
        return "rearfoot"
    return "forefoot" if angle_deg < FOREFOOT_TO_DEG else "midfoot"
