"""Entries of the registry for how each leg lands, gives and swings; they are details."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from posture.measures.at_events import at_contact, peak_in_stance
from posture.measures.detail_errors import judged
from posture.measures.foot_strike import foot_strike_angle
from posture.measures.measure import (
    DEGREES,
    TRUNK_LENGTHS,
    Charts,
    Measure,
    Pair,
    PerFrame,
    Side,
    Unit,
    Words,
    of_body,
)
from posture.measures.reducers import PerStride, highest, stride_range
from posture.measures.reference import OF_DETAILS
from posture.tracks.angles import ankle_angle, foot_ahead, foot_angle, shank_angle
from posture.tracks.body import Leg
from posture.utils.arrays import FloatArray

#: Frames per second from which what a foot does as it lands is measured: it is flat within a tenth
#: of a second.
LANDING_FRAME_RATE = 50.0

#: Share of a stride's frames in which the foot must be seen for its range.
LEAST_OF_RANGE = 0.9

_AHEAD = Pair("foot_ahead_contact", "Foot ahead at landing")
_SHANK = Pair("shank_angle_contact", "Shank at landing")
_KNEE = Pair("knee_angle_contact", "Knee at landing")
_STRIKE = Pair("foot_strike_angle", "Foot strike angle", least_frame_rate=LANDING_FRAME_RATE)
_GIVE = Pair("knee_angle_stance", "Knee bend in stance")
_FOLD = Pair("knee_angle_swing", "Knee bend in swing")
_ANKLE = Pair("ankle_range", "Ankle range")
_THIGH = Pair("thigh_range", "Thigh range")


def _of_leg(function: Callable[[Leg], FloatArray], side: Side) -> PerFrame:
    """Make the `per_frame` of an entry from a function of a leg."""
    return of_body(lambda body: function(getattr(body, side)))


def _by_frame(side: Side) -> Iterator[Measure]:
    """Make the entries of what a leg does frame by frame, beside its hip and knee."""
    yield Measure(
        name=f"foot_ahead_{side}_trunk",
        unit=TRUNK_LENGTHS,
        words=Words(
            f"Foot ahead ({{{side}}} leg)",
            "foot further ahead",
            "foot less far ahead",
            f"How far the {{{side}}} ankle is ahead of mid-hip",
        ),
        group="legs",
        source="joints",
        per_frame=of_body(lambda body: foot_ahead(body, getattr(body, side))),
        detail=True,
    )
    for name, title, function, meaning in (
        ("shank_angle", "Shank angle", shank_angle, "Shank against straight down, + ankle ahead"),
        (
            "foot_angle",
            "Foot angle",
            foot_angle,
            "Line from heel to toes against the horizontal, + toes up; a flat foot is not at 0",
        ),
        (
            "ankle_angle",
            "Ankle angle",
            ankle_angle,
            "Foot against shank, + toes drawn up (dorsiflexed); its zero is no anatomical one",
        ),
    ):
        yield Measure(
            name=f"{name}_{side}_deg",
            unit=DEGREES,
            words=Words(f"{title} ({{{side}}} leg)", "larger", "smaller", meaning),
            group="legs",
            source="joints",
            per_frame=_of_leg(function, side),
            charts=Charts(waveform=True),
            detail=True,
        )


def _of_stride(
    pair: Pair,
    side: Side,
    looks: tuple[str, str],
    meaning: str,
    per_stride: PerStride,
    smallest_change: float,
    unit: Unit = DEGREES,
) -> Measure:
    name = f"{pair.name}_{side}_{'trunk' if unit is TRUNK_LENGTHS else 'deg'}"
    return Measure(
        name=name,
        unit=unit,
        words=Words(f"{pair.title} ({{{side}}} leg)", *looks, meaning),
        group="legs",
        source="joints",
        per_stride=per_stride,
        smallest_change=smallest_change,
        family="side",
        pair=pair,
        side=side,
        detail=True,
        least_frame_rate=pair.least_frame_rate,
        reference=OF_DETAILS.get(name),
        **judged(name),
    )


def _at_landing(side: Side) -> Iterator[Measure]:
    """Make the entries of how a leg lands."""
    yield _of_stride(
        _AHEAD,
        side,
        ("further ahead", "closer to the hip"),
        f"How far the {{{side}}} ankle is ahead of mid-hip at initial contact",
        at_contact(f"foot_ahead_{side}_trunk", side),
        0.03,
        TRUNK_LENGTHS,
    )
    yield _of_stride(
        _SHANK,
        side,
        ("reaching further ahead", "more upright"),
        "Shank against the vertical at initial contact, + ankle ahead of the knee",
        at_contact(f"shank_angle_{side}_deg", side),
        3.0,
    )
    yield _of_stride(
        _KNEE,
        side,
        ("more bent", "straighter"),
        "Bend of the knee at initial contact, 0° is straight",
        at_contact(f"knee_angle_{side}_deg", side),
        3.0,
    )
    yield _of_stride(
        _STRIKE,
        side,
        ("toes higher", "toes lower"),
        "Foot against the ground as it lands, just before contact, + heel first, − ball first",
        foot_strike_angle(side),
        5.0,
    )


def _in_stance_and_swing(side: Side) -> Iterator[Measure]:
    """Make the entries of how a leg gives and swings."""
    yield _of_stride(
        _GIVE,
        side,
        ("more bent", "less bent"),
        "Furthest bend of the knee while the foot is on the ground",
        peak_in_stance(f"knee_angle_{side}_deg", side),
        3.0,
    )
    yield _of_stride(
        _FOLD,
        side,
        ("folded further", "folded less"),
        "Furthest bend of the knee in swing",
        highest(f"knee_angle_{side}_deg"),
        5.0,
    )
    yield _of_stride(
        _ANKLE,
        side,
        ("larger", "smaller"),
        "Furthest toes up to furthest toes down within a stride, foot against shank",
        stride_range(f"ankle_angle_{side}_deg", LEAST_OF_RANGE),
        4.0,
    )
    yield _of_stride(
        _THIGH,
        side,
        ("larger", "smaller"),
        "From the thigh furthest behind to the thigh furthest ahead within a stride",
        stride_range(f"thigh_angle_{side}_deg"),
        4.0,
    )


SIDES: tuple[Side, Side] = ("near", "far")
LANDING: tuple[Measure, ...] = tuple(
    measure
    for made in (_by_frame, _at_landing, _in_stance_and_swing)
    for side in SIDES
    for measure in made(side)
)
"""Measures of each leg's landing, stance and swing."""
