"""From the frames of a stride to one number: mean, range, peak, around an event.

Each function here makes the `per_stride` of an entry of the registry for a column of the frames.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from posture.back import Back
from posture.measures.stride import Stride
from posture.utils.arrays import FloatArray

PerStride = Callable[[Stride], float | int | str]

#: Half width of the window around toe-off, as a share of a stride.
TOE_OFF_AROUND = 0.05
#: Largest distance of the nearest measured frame from mid-stance, as a share of a stride.
MID_STANCE_AROUND = 0.05


def stride_mean(name: str) -> PerStride:
    """Mean of a column over the frames of a stride that have a value; NaN where none has."""
    return lambda stride: mean(stride.frames(name))


def stride_range(name: str, least_share: float = 0.0) -> PerStride:
    """Highest minus lowest value of a column within a stride.

    NaN without any value, or if less than a share of the frames has one.
    """

    def reduce(stride: Stride) -> float:
        values = stride.frames(name)
        known = _known(values)
        enough = known.size and known.size >= least_share * values.size
        return float(np.ptp(known)) if enough else float("nan")

    return reduce


def highest(name: str) -> PerStride:
    """Highest value of a column within a stride; NaN without any."""

    def reduce(stride: Stride) -> float:
        known = _known(stride.frames(name))
        return float(known.max()) if known.size else float("nan")

    return reduce


def furthest_below_zero(name: str) -> PerStride:
    """Lowest value of a column within a stride with its sign turned; NaN without any."""

    def reduce(stride: Stride) -> float:
        known = _known(stride.frames(name))
        return -float(known.min()) if known.size else float("nan")

    return reduce


def around_toe_off(name: str) -> PerStride:
    """Mean of a column around the near foot's toe-off; NaN where toe-off is not known."""

    def reduce(stride: Stride) -> float:
        toe_off_s = stride.start_s + stride.near_contact_time_s
        apart_s = np.abs(stride.frames("time_s") - toe_off_s)
        return mean(stride.frames(name)[apart_s <= TOE_OFF_AROUND * stride.duration_s])

    return reduce


def at_mid_stance(name: str) -> PerStride:
    """Value of a column at mid-stance of the near leg, interpolated between frames.

    NaN where no frame near mid-stance has a value.
    """

    def reduce(stride: Stride) -> float:
        values, phase = stride.frames(name), stride.frames("phase")
        middle = stride.toe_off_phase / 2
        seen = np.isfinite(values)
        if not (seen & (np.abs(phase - middle) <= MID_STANCE_AROUND)).any():
            return float("nan")
        return float(np.interp(middle, phase[seen], values[seen]))

    return reduce


def of_back(pick: Callable[[Back], FloatArray]) -> PerStride:
    """Value of a stride from ``(strides,)`` results of the back; NaN if there are none."""

    def reduce(stride: Stride) -> float:
        return float("nan") if stride.back is None else float(pick(stride.back)[stride.number])

    return reduce


def share_known(name: str) -> PerStride:
    """Share of a stride's frames in which a column has a value, 0-1."""
    return lambda stride: float(np.isfinite(stride.frames(name)).mean())


def mean(values: FloatArray) -> float:
    """Mean of the values that are not NaN; NaN if there are none."""
    known = _known(values)
    return float(known.mean()) if known.size else float("nan")


def _known(values: FloatArray) -> FloatArray:
    return values[np.isfinite(values)]
