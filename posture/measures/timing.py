"""Entries of the registry for when the feet land and leave, and how even that is; details."""

from __future__ import annotations

from posture.measures.at_events import duty_factor, flight_time, step_time, stride_regularity
from posture.measures.detail_errors import judged
from posture.measures.measure import CORRELATION, PERCENT, SECONDS, Measure, Pair, Side, Words

#: Frames per second from which single steps are timed: at 30 a frame is a tenth of a step.
STEP_FRAME_RATE = 50.0
_STEP_TIME = Pair("step_time", "Step time", least_frame_rate=STEP_FRAME_RATE)


def _step_time(side: Side) -> Measure:
    return Measure(
        name=f"step_time_{side}_s",
        unit=SECONDS,
        words=Words(
            f"Step time ({{{side}}} foot)",
            "longer step",
            "shorter step",
            f"Time from the landing of the {{{side}}} foot to that of the other",
        ),
        group="steps",
        source="events",
        per_stride=step_time(side),
        smallest_change=0.010,
        **judged(f"step_time_{side}_s"),
        pair=_STEP_TIME,
        side=side,
        family="side",
        detail=True,
        least_frame_rate=_STEP_TIME.least_frame_rate,
    )


TIMING: tuple[Measure, ...] = (
    Measure(
        name="flight_time_s",
        unit=SECONDS,
        words=Words(
            "Flight time",
            "longer in the air",
            "shorter in the air",
            "Time in the air after each step, mean of both feet",
        ),
        group="steps",
        source="events",
        per_stride=flight_time,
        smallest_change=0.010,
        **judged("flight_time_s"),
        detail=True,
    ),
    Measure(
        name="duty_factor_percent",
        unit=PERCENT,
        words=Words(
            "Duty factor",
            "more of the stride on the ground",
            "less of the stride on the ground",
            "Contact time as a share of the stride, mean of both feet",
        ),
        group="steps",
        source="events",
        per_stride=duty_factor,
        smallest_change=1.5,
        **judged("duty_factor_percent"),
        detail=True,
    ),
    _step_time("near"),
    _step_time("far"),
    Measure(
        name="stride_regularity",
        unit=CORRELATION,
        words=Words(
            "Regularity of strides",
            "strides more alike",
            "strides less alike",
            "Correlation of the rise and fall in a stride with that in the next one",
        ),
        group="steps",
        source="joints",
        per_stride=stride_regularity("mid_trunk_height_trunk"),
        smallest_change=0.05,
        **judged("stride_regularity"),
        detail=True,
    ),
)
"""Measures of the times of steps."""
