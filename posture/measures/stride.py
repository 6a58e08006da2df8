"""One stride, from which the functions of the registry calculate their values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from posture.back import Back
from posture.measures.bounce import measure_step_bounces
from posture.utils.arrays import FloatArray, IndexArray

#: Shortest contact time of running, seconds; in a shorter one toe-off was misread.
MIN_CONTACT_S = 0.10
#: The same of sprinting, in strides shorter than `SPRINT_STRIDE_S`: sprinters are on the ground
#: for 0.1 s and a little less at full speed (Weyand 2000, J Appl Physiol 89).
MIN_SPRINT_CONTACT_S = 0.07
#: A shorter stride, seconds, is one of sprinting: 220 steps a minute or more.
SPRINT_STRIDE_S = 0.545
#: Longest contact time of running, seconds; in a longer one toe-off was misread.
MAX_CONTACT_S = 0.45
#: Values are not interpolated between frames further apart than this, seconds of running.
MAX_GAP_S = 0.1
#: Longest contact time as a share of the stride: in running the feet are never both on the ground.
MAX_CONTACT_SHARE = 0.5


@dataclass(frozen=True, eq=False)
class Stride:
    """One stride: its frames and the events of both feet.

    Attributes
    ----------
    number
        Place of the stride in the run, from 0.
    start_s, end_s
        Initial contacts of the near foot that begin and end it, seconds of real running.
    near_toe_off_s
        Toe-off of the near foot, seconds; NaN where it was not found.
    far_contact_s, far_toe_off_s
        First initial contact of the far foot within the stride and the toe-off that follows,
        seconds; NaN where there is none.
    columns
        ``(frames,)`` arrays of the whole run by name: columns of the table of frames, and
        ``view_yaw_deg``, ``trunk_share`` and ``faces_right``, see
        `posture.measures.strides.measure_strides`.
    rows
        Rows of `columns` that lie within the stride.
    back
        Results from the line of the back for the whole run, None where there are none.
    """

    number: int
    start_s: float
    end_s: float
    near_toe_off_s: float
    far_contact_s: float
    far_toe_off_s: float
    columns: Mapping[str, npt.NDArray[Any]]
    rows: IndexArray
    back: Back | None = None

    def frames(self, name: str) -> FloatArray:
        """Values of a column in the frames of this stride, in its own unit; may hold NaN."""
        return np.asarray(self.columns[name][self.rows], np.float64)

    def at(self, name: str, moments_s: npt.ArrayLike) -> FloatArray:
        """Interpolate a column at moments in or near the stride, seconds, ``(n,)``.

        NaN at a moment that is NaN, beside a frame without a value, and in a gap between frames.
        """
        moments = np.atleast_1d(np.asarray(moments_s, np.float64))
        times, values = self.columns["time_s"], self.columns[name]
        after = np.clip(np.searchsorted(times, moments), 1, len(times) - 1)
        step = times[after] - times[after - 1]
        share = (moments - times[after - 1]) / step
        found = values[after - 1] + share * (values[after] - values[after - 1])
        inside = (share >= 0) & (share <= 1) & (step <= MAX_GAP_S)
        return np.where(inside, found, np.nan)

    def between(self, name: str, start_s: float, end_s: float) -> FloatArray:
        """Values of a column in the frames between two moments, seconds."""
        first, last = np.searchsorted(self.columns["time_s"], (start_s, end_s))
        return np.asarray(self.columns[name][first:last], np.float64)

    def contact_s(self, side: Literal["near", "far"]) -> float:
        """Give a foot's initial contact within the stride, seconds; NaN where there is none."""
        return self.start_s if side == "near" else self.far_contact_s

    def contact_time_s(self, side: Literal["near", "far"]) -> float:
        """Give the seconds that a foot is on the ground; NaN if they are not those of running."""
        return self.near_contact_time_s if side == "near" else self.far_contact_time_s

    @property
    def duration_s(self) -> float:
        """Length of the stride, seconds."""
        return self.end_s - self.start_s

    @property
    def near_contact_time_s(self) -> float:
        """Time that the near foot is on the ground, seconds; NaN if it is not one of running."""
        return self._contact_time(self.start_s, self.near_toe_off_s)

    @property
    def far_contact_time_s(self) -> float:
        """Time that the far foot is on the ground, seconds; NaN if it is not one of running."""
        return self._contact_time(self.far_contact_s, self.far_toe_off_s)

    @property
    def toe_off_phase(self) -> float:
        """Phase of the near toe-off, 0-1; NaN where the contact time is not known."""
        return self.near_contact_time_s / self.duration_s

    @cached_property
    def bounces(self) -> tuple[float, float]:
        """Rise and fall in the near and in the far step, trunk lengths."""
        middle = self.far_contact_s
        if np.isnan(middle):
            middle = self.start_s + self.duration_s / 2
        return measure_step_bounces(
            self.frames("mid_trunk_height_trunk"),
            self.frames("time_s"),
            self.frames("phase"),
            middle,
        )

    def _contact_time(self, contact_s: float, toe_off_s: float) -> float:
        time = toe_off_s - contact_s
        sprint = self.duration_s < SPRINT_STRIDE_S
        shortest = MIN_SPRINT_CONTACT_S if sprint else MIN_CONTACT_S
        longest = min(MAX_CONTACT_S, MAX_CONTACT_SHARE * self.duration_s)
        return time if shortest <= time <= longest else float("nan")
