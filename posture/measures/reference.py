"""What other runners do: published means, and how much runners differ.

Nothing here judges: a place among others is neither better nor worse. A measure has a reference
only if runners differ more than our level of one runner errs, and only from studies that define it
nearly as we do. "This project" means: calculated by us from the open data of the named source.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Norm:
    """Mean and standard deviation between runners, in the measure's stored unit."""

    mean: float
    sd: float


@dataclass(frozen=True, kw_only=True)
class Reference:
    """What other runners do in a measure.

    Attributes
    ----------
    at
        Speeds in m/s, ascending, and what was measured at each.
    runners, population, method, source
        How many and who, how they were measured, and by whom.
    own_error
        Root mean square of the error of our level of one runner on virtual runners, stored unit.
    """

    at: tuple[tuple[float, Norm], ...]
    runners: int
    population: str
    method: str
    source: str
    own_error: float

    @property
    def speeds_m_s(self) -> tuple[float, float]:
        """Lowest and highest speed."""
        return self.at[0][0], self.at[-1][0]

    @property
    def per_m_s(self) -> float | None:
        """By how much the mean grows with a metre a second; None with a single speed."""
        (first, low), (last, high) = self.at[0], self.at[-1]
        return None if first == last else (high.mean - low.mean) / (last - first)

    def find(self, speed_m_s: float | None) -> Norm | None:
        """Give mean and SD at a speed, between those that were measured.

        None at an unknown speed, at one that was not measured, and where our level is less sure
        than runners differ.
        """
        first, last = self.speeds_m_s
        if speed_m_s is None or not first - NEAR_M_S <= speed_m_s <= last + NEAR_M_S:
            return None
        speeds = [speed for speed, _ in self.at]
        mean, sd = (
            float(np.interp(speed_m_s, speeds, [getattr(norm, part) for _, norm in self.at]))
            for part in ("mean", "sd")
        )
        return Norm(mean, sd) if self.own_error < sd else None


#: A reference still holds at a speed this far beyond those of the study, m/s.
NEAR_M_S = 0.3

_TREADMILL = {
    "population": "regular runners on a treadmill",
    "method": "skin markers, 150 frames/s",
}
_FUKUCHI = "Fukuchi, Fukuchi & Duarte 2017, PeerJ 5:e3298"
_FROM_DATA = f"this project, from the data of {_FUKUCHI}"


def _at_three_speeds(*found: tuple[float, float]) -> tuple[tuple[float, Norm], ...]:
    return tuple((speed, Norm(*one)) for speed, one in zip((2.5, 3.5, 4.5), found, strict=True))


LEAN = Reference(
    at=((3.4, Norm(7.3, 3.6)),),
    runners=24,
    population="runners over ground",
    method="trunk segment against the vertical, mean of stance; other laboratories' trunk segments "
    "give means from 3 to 14°",
    source="Teng & Powers 2014, J Orthop Sports Phys Ther 44:785",
    own_error=1.3,
)
TILT = Reference(
    at=_at_three_speeds((14.3, 4.1), (15.9, 4.2), (16.6, 4.8)),
    runners=26,
    source=_FROM_DATA,
    own_error=3.4,
    **_TREADMILL,
)
CADENCE = Reference(
    at=_at_three_speeds((162.0, 8.5), (172.5, 11.2), (186.0, 14.3)),
    runners=18,
    source=_FROM_DATA,
    own_error=0.5,
    **_TREADMILL,
)


def knee_in_swing(own_error: float) -> Reference:
    """Peak knee flexion in swing, degrees."""
    return Reference(
        at=_at_three_speeds((95.1, 8.8), (108.0, 8.3), (114.0, 6.9)),
        runners=18,
        source=_FROM_DATA,
        own_error=own_error,
        **_TREADMILL,
    )


def thigh_range(own_error: float) -> Reference:
    """Range of the thigh against the vertical within a stride, degrees."""
    return Reference(
        at=_at_three_speeds((48.7, 4.7), (61.3, 5.8), (72.3, 6.2)),
        runners=18,
        source=_FROM_DATA,
        own_error=own_error,
        **_TREADMILL,
    )


#: References of details by measure.
OF_DETAILS: dict[str, Reference] = {
    "knee_angle_swing_near_deg": knee_in_swing(4.6),
    "knee_angle_swing_far_deg": knee_in_swing(3.9),
    "thigh_range_near_deg": thigh_range(5.5),
    "thigh_range_far_deg": thigh_range(2.5),
}
