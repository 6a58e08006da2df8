"""When the moments of a stride are, and how the time of one stride is mapped onto another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from posture.results.pictures import Moment
from posture.utils.arrays import FloatArray


@dataclass(frozen=True)
class StrideEvents:
    """Events of one stride, seconds of real running on the clock of the tables.

    Attributes
    ----------
    stride
        Id of the stride.
    contact_s, toe_off_s
        Initial contact and toe-off of the near foot.
    far_contact_s, far_toe_off_s
        The same of the far foot; NaN where they were not found.
    end_s
        The next initial contact of the near foot.
    """

    stride: int
    contact_s: float
    toe_off_s: float
    far_contact_s: float
    far_toe_off_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        """Length of the stride, seconds."""
        return self.end_s - self.contact_s

    def phase(self, moment: Moment) -> float:
        """Phase of a moment, 0-1; mid-stance is half-way between initial contact and toe-off."""
        toe_off = (self.toe_off_s - self.contact_s) / self.duration_s
        return {"initial contact": 0.0, "mid-stance": toe_off / 2, "toe-off": toe_off}[moment]

    @property
    def phases(self) -> FloatArray:
        """Phases of near toe-off, far contact and far toe-off, ``(3,)``; NaN where not found."""
        times = np.array([self.toe_off_s, self.far_contact_s, self.far_toe_off_s])
        return (times - self.contact_s) / self.duration_s


def read_events(strides: pd.DataFrame) -> list[StrideEvents]:
    """Read the events of strides in which the near toe-off was found.

    Parameters
    ----------
    strides
        Rows of strides.parquet.
    """
    names = ("start_s", "contact_time_near_s", "contact_far_s", "contact_time_far_s", "end_s")
    missing = {name: np.nan for name in names if name not in strides}
    table = strides.assign(**missing).dropna(subset=["contact_time_near_s"])
    return [
        StrideEvents(int(stride), start, start + near, far, far + far_time, end)
        for stride, start, near, far, far_time, end in zip(
            table["stride"], *(table[name].astype(float) for name in names), strict=True
        )
    ]


def match_phases(phase: npt.ArrayLike, source: StrideEvents, target: StrideEvents) -> FloatArray:
    """Map phases of one stride onto those of another at which the same events are reached.

    Between events that both strides have, time is stretched evenly.

    Parameters
    ----------
    phase
        Phases of `source`; may lie a little outside of 0-1.
    source, target
        The strides.
    """
    known = np.isfinite(source.phases) & np.isfinite(target.phases)
    old, new = ([0.0, *stride.phases[known], 1.0] for stride in (source, target))
    if min(*np.diff(old), *np.diff(new)) <= 0:  # an event was misread
        return np.asarray(phase, np.float64)
    phases = np.asarray(phase, np.float64)
    inside = np.interp(phases, old, new)
    return np.where((phases < 0) | (phases > 1), phases, inside)
