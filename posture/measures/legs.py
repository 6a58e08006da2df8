"""Entries of the registry for measures that both legs have: one function gives both.

`{near}` and `{far}` in the words become left and right, see `posture.results.names.name_of`.
"""

from __future__ import annotations

from posture.measures.measure import (
    DEGREES,
    SECONDS,
    TRUNK_LENGTHS,
    Charts,
    Measure,
    Pair,
    Side,
    Words,
)
from posture.measures.reducers import furthest_below_zero, highest
from posture.tracks.angles import hip_angle, knee_angle

UP_AND_DOWN = ("more up and down", "less up and down")

# At 30 frames a second a frame lasts 33 ms, a seventh of a contact, and how a foot that is hidden
# for a part of it is seen differs between the sides.
_CONTACT = Pair(
    "contact_time", "Contact time", least_frame_rate=50.0, level_sd=0.0034, change_sd=0.0025
)
_BOUNCE = Pair("vertical_oscillation", "Rise and fall")
_EXTENSION = Pair("hip_extension_peak", "Hip extension", level_sd=1.15, change_sd=1.02)
_LIFT = Pair("knee_lift", "Knee lift", level_sd=1.61, change_sd=0.55)


def contact_time(side: Side, method_error: float) -> Measure:
    """Time that a foot is on the ground."""
    return Measure(
        name=f"contact_time_{side}_s",
        unit=SECONDS,
        words=Words(
            f"Contact time ({{{side}}} foot)",
            "longer on the ground",
            "shorter on the ground",
            "Time from landing to toe-off",
        ),
        group="steps",
        source="events",
        per_stride=lambda stride: getattr(stride, f"{side}_contact_time_s"),
        smallest_change=0.010,
        method_error=method_error,
        pair=_CONTACT,
        side=side,
        family="side",
    )


def bounce(side: Side) -> Measure:
    """Rise and fall of the step after a foot's contact; in the tables and the pair only."""
    return Measure(
        name=f"vertical_oscillation_{side}_trunk",
        unit=TRUNK_LENGTHS,
        words=Words(
            f"Rise and fall ({{{side}}} step)",
            *UP_AND_DOWN,
            f"Rise and fall of the mid-hip in the step that begins with the {{{side}}} landing",
        ),
        group="steps",
        source="joints",
        per_stride=lambda stride: stride.bounces[("near", "far").index(side)],
        pair=_BOUNCE,
        side=side,
        family="side",
    )


def hip_extension(side: Side, method_error: float) -> Measure:
    """Furthest extension of a hip."""
    return Measure(
        name=f"hip_extension_peak_{side}_deg",
        unit=DEGREES,
        words=Words(
            f"Hip extension ({{{side}}} leg)",
            "leg further behind",
            "leg less far behind",
            "Furthest the thigh goes behind the trunk, as a positive angle",
        ),
        group="legs",
        source="joints",
        per_stride=furthest_below_zero(f"hip_angle_{side}_deg"),
        smallest_change=3.0,
        method_error=method_error,
        pair=_EXTENSION,
        side=side,
        family="side",
    )


def knee_lift(side: Side, method_error: float) -> Measure:
    """Highest thigh in swing."""
    return Measure(
        name=f"knee_lift_{side}_deg",
        unit=DEGREES,
        words=Words(
            f"Knee lift ({{{side}}} leg)",
            "knee higher",
            "knee lower",
            "Highest thigh angle from straight down, in swing",
        ),
        group="legs",
        source="joints",
        per_stride=highest(f"thigh_angle_{side}_deg"),
        smallest_change=3.0,
        method_error=method_error,
        pair=_LIFT,
        side=side,
        family="side",
    )


def hip_angle_of(side: Side) -> Measure:
    """Angle of a hip, frame by frame."""
    return Measure(
        name=f"hip_angle_{side}_deg",
        unit=DEGREES,
        words=Words(
            f"Hip angle ({{{side}}} leg)",
            "more bent",
            "more extended",
            "Thigh against trunk: 0° in line with it, + flexed, − extended behind",
        ),
        group="legs",
        source="joints",
        per_frame=lambda body, _: hip_angle(body, getattr(body, side)),
        charts=Charts(waveform=True),
    )


def knee_angle_of(side: Side) -> Measure:
    """Angle of a knee, frame by frame."""
    return Measure(
        name=f"knee_angle_{side}_deg",
        unit=DEGREES,
        words=Words(
            f"Knee angle ({{{side}}} leg)",
            "more bent",
            "straighter",
            "0° is a straight knee, + is bent",
        ),
        group="legs",
        source="joints",
        per_frame=lambda body, _: knee_angle(getattr(body, side)),
        charts=Charts(waveform=True),
    )
