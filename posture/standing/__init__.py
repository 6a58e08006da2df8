"""The runner standing still: a zero of one's own, from which the body's own error drops out."""

from posture.standing.ask import StandingClip, find_standing_clip, leave_out
from posture.standing.axis import TrunkAxis, measure_axis
from posture.standing.error import METHOD_SD
from posture.standing.measure import (
    RELATIVE_TO_STANDING,
    RunSeen,
    StandingPosture,
    measure_standing,
)
from posture.standing.still import Still, find_still

__all__ = [
    "METHOD_SD",
    "RELATIVE_TO_STANDING",
    "RunSeen",
    "StandingClip",
    "StandingPosture",
    "Still",
    "TrunkAxis",
    "find_standing_clip",
    "find_still",
    "leave_out",
    "measure_axis",
    "measure_standing",
]
