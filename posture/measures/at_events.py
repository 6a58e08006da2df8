"""From a stride and the events of its feet to one number: at contact, in stance, between events.

Each function here makes the `per_stride` of an entry of the registry, or is one.
"""

from __future__ import annotations

import numpy as np

from posture.measures.measure import Side
from posture.measures.reducers import PerStride
from posture.measures.stride import Stride

#: Share of stance that is searched for the knee's peak: towards its end the knee bends again for
#: the swing.
STANCE_PEAK_WITHIN = 0.8
#: Share of a stride's moments that must be seen in it and in the next for a correlation.
LEAST_SHARE = 0.9


def at_contact(name: str, side: Side) -> PerStride:
    """Value of a column at a foot's initial contact, between frames; NaN where it is not known."""
    return lambda stride: float(stride.at(name, stride.contact_s(side))[0])


def peak_in_stance(name: str, side: Side) -> PerStride:
    """Highest value of a column while a foot is on the ground; NaN where it is not known."""

    def reduce(stride: Stride) -> float:
        start_s, stance_s = stride.contact_s(side), stride.contact_time_s(side)
        if np.isnan(start_s + stance_s):
            return float("nan")
        values = stride.between(name, start_s, start_s + STANCE_PEAK_WITHIN * stance_s)
        known = values[np.isfinite(values)]
        return float(known.max()) if known.size else float("nan")

    return reduce


def flight_time(stride: Stride) -> float:
    """Time in the air after a step, seconds, mean of both steps of the stride."""
    both = stride.near_contact_time_s + stride.far_contact_time_s
    return (stride.duration_s - both) / 2


def duty_factor(stride: Stride) -> float:
    """Contact time as a share of the stride, percent, mean of both feet."""
    both = stride.near_contact_time_s + stride.far_contact_time_s
    return 100.0 * both / (2 * stride.duration_s)


def step_time(side: Side) -> PerStride:
    """Seconds from a foot's initial contact to that of the other foot."""
    if side == "near":
        return lambda stride: stride.far_contact_s - stride.start_s
    return lambda stride: stride.end_s - stride.far_contact_s


def travel(stride: Stride) -> float:
    """Trunk lengths that mid-hip moves along the picture from a contact to the next one."""
    start, end = stride.at("mid_hip_ahead_trunk", [stride.start_s, stride.end_s])
    return float(end - start)


def stride_regularity(name: str, points: int = 40) -> PerStride:
    """Correlation of a column in a stride with itself one stride later; NaN where it is not seen.

    The regularity of strides of Moe-Nilssen & Helbostad (2004, J Biomech 37:121), there of the
    acceleration of the trunk; 1 for strides that are all alike.
    """
    phases = np.linspace(0.0, 1.0, points, endpoint=False)

    def reduce(stride: Stride) -> float:
        moments = stride.start_s + phases * stride.duration_s
        one, other = stride.at(name, moments), stride.at(name, moments + stride.duration_s)
        seen = np.isfinite(one + other)
        if seen.mean() < LEAST_SHARE:
            return float("nan")
        one, other = one[seen] - one[seen].mean(), other[seen] - other[seen].mean()
        size = float(np.sqrt((one @ one) * (other @ other)))
        return float(one @ other) / size if size > 0 else float("nan")

    return reduce
