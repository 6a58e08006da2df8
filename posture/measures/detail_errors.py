"""How far changes of details are off on virtual runners, and which details get no verdict.

From tests/benchmarks/measures.md: root mean square of measured less true changes from the first to
the second half of a clip, at 30 frames a second with the heavy network, the largest one of the
conditions there. A test holds the two together. A detail that is off by more than half the smallest
change that matters, or that follows differences between runners too loosely, is shown and not
judged.
"""

from __future__ import annotations

from typing import TypedDict

#: Standard deviation of the method's own error of a change, in the stored unit, by measure.
CHANGE_ERROR: dict[str, float] = {
    "foot_ahead_contact_far_trunk": 0.012,
    "shank_angle_contact_near_deg": 1.0,
    "shank_angle_contact_far_deg": 0.84,
    "knee_angle_stance_near_deg": 1.0,
    "knee_angle_swing_near_deg": 1.5,
    "knee_angle_swing_far_deg": 1.2,
    "thigh_range_near_deg": 1.5,
    "thigh_range_far_deg": 1.7,
    "duty_factor_percent": 0.6,
    "upper_arm_angle_deg": 1.7,
    "elbow_angle_deg": 2.1,
    "hand_height_trunk": 0.0080,
}

_TOO_FAR = (
    "on virtual runners its change is off by more than half of the smallest change that matters"
)
_TOO_FEW = "how far its change is off has been measured on too few strides of 60 frames a second"
#: Why a detail gets no verdict, by measure.
NO_VERDICT: dict[str, str] = {
    **dict.fromkeys(
        (
            "foot_ahead_contact_near_trunk",
            "knee_angle_contact_near_deg",
            "knee_angle_stance_far_deg",
            "ankle_range_near_deg",
            "ankle_range_far_deg",
            "upper_arm_swing_deg",
        ),
        _TOO_FAR,
    ),
    **dict.fromkeys(
        (
            "foot_strike_angle_near_deg",
            "foot_strike_angle_far_deg",
            "step_time_near_s",
            "step_time_far_s",
        ),
        _TOO_FEW,
    ),
    "flight_time_s": "on virtual runners it shows two thirds of a change",
    "knee_angle_contact_far_deg": "on virtual runners it shows a difference only roughly",
    "shoulder_turn_trunk": "on virtual runners it shows about half of a difference",
    "stride_regularity": "on virtual runners it shows how steadily the network sees them",
}


class Judged(TypedDict):
    """The fields of a `Measure` that say whether and how its change is judged."""

    method_error: float | None
    no_verdict: str


def judged(name: str) -> Judged:
    """Say how a detail is judged, as fields of its entry in the registry."""
    return Judged(method_error=CHANGE_ERROR.get(name), no_verdict=NO_VERDICT.get(name, ""))
