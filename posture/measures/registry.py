"""Every measure: one entry each. Tables, comparison, charts, report and documents loop over them.

To add one, write its entry here and the function that it names. The order is that of the columns
in the tables; charts and report go by group. Those that both legs have are made in
`posture.measures.legs`. Details, which are shown behind a fold, have modules of their own.
"""

from __future__ import annotations

import numpy as np

from posture.measures import legs, reference
from posture.measures.arms import ARMS
from posture.measures.landing import LANDING
from posture.measures.lengths import LENGTHS
from posture.measures.measure import (
    DEGREES,
    STEPS_PER_MINUTE,
    TRUNK_LENGTHS,
    Charts,
    Measure,
    Words,
    of_body,
)
from posture.measures.reducers import (
    around_toe_off,
    at_mid_stance,
    mean,
    stride_mean,
    stride_range,
)
from posture.measures.timing import TIMING
from posture.tracks.angles import head_forward, sway_back, trunk_lean

_THROUGH_STRIDE = Charts(waveform=True)
_TESTED = Charts(waveform=True, tested=True)

_FRONT_LOWER = ("front of the pelvis lower", "front of the pelvis higher")
_ARCHED = ("more arched", "flatter")


MEASURES: tuple[Measure, ...] = (
    Measure(
        name="cadence_spm",
        unit=STEPS_PER_MINUTE,
        words=Words("Cadence", "quicker steps", "slower steps", "Steps a minute, both feet"),
        group="steps",
        source="events",
        per_stride=lambda stride: 120.0 / stride.duration_s,  # two steps
        smallest_change=3.0,
        method_error=0.31,
        reference=reference.CADENCE,
    ),
    legs.contact_time("near", method_error=0.0052),
    legs.contact_time("far", method_error=0.0044),
    Measure(
        name="vertical_oscillation_trunk",
        unit=TRUNK_LENGTHS,
        words=Words(
            "Rise and fall",
            *legs.UP_AND_DOWN,
            "Rise and fall of the mid-hip, as a share of trunk length",
        ),
        group="steps",
        source="joints",
        per_stride=lambda stride: mean(np.array(stride.bounces)),
        smallest_change=0.01,
        method_error=0.0074,
    ),
    legs.bounce("near"),
    legs.bounce("far"),
    Measure(
        name="trunk_lean_deg",
        unit=DEGREES,
        words=Words(
            "Trunk lean",
            "more forward",
            "more upright",
            "Line from mid-hip to mid-shoulder against the vertical, mean of a stride; "
            "+ is forward",
            by_frame="Line from mid-hip to mid-shoulder against the vertical; + is forward",
        ),
        group="trunk",
        source="joints",
        per_frame=of_body(trunk_lean),
        per_stride=stride_mean("trunk_lean_deg"),
        smallest_change=2.0,
        method_error=0.39,
        reference=reference.LEAN,
        charts=_TESTED,
        family="posture",
    ),
    Measure(
        name="trunk_lean_range_deg",
        unit=DEGREES,
        words=Words(
            "Trunk sway in a stride",
            "more to and fro",
            "steadier",
            "Highest minus lowest trunk lean within a stride",
        ),
        group="trunk",
        source="joints",
        per_stride=stride_range("trunk_lean_deg"),
        smallest_change=2.0,
        method_error=0.28,
    ),
    Measure(
        name="pelvic_tilt_deg",
        unit=DEGREES,
        words=Words(
            "Pelvic tilt",
            *_FRONT_LOWER,
            "Line from the back edge to the front edge of the pelvis (PSIS to ASIS) against the "
            "horizontal; + is front down (anterior)",
        ),
        group="low back",
        source="back line",
        per_frame=lambda _, back: back.tilt_deg,
        per_stride=stride_mean("pelvic_tilt_deg"),
        smallest_change=3.0,
        method_error=0.80,
        reference=reference.TILT,
        charts=_TESTED,
        family="posture",
        back_angle="tilt",
    ),
    Measure(
        name="pelvic_tilt_toe_off_deg",
        unit=DEGREES,
        words=Words(
            "Pelvic tilt at toe-off",
            *_FRONT_LOWER,
            "Pelvic tilt around {near} toe-off, when the leg goes behind; + is front down",
        ),
        group="low back",
        source="back line",
        per_stride=around_toe_off("pelvic_tilt_deg"),
        smallest_change=3.0,
        method_error=0.80,
        family="toe_off",
        back_angle="tilt",
    ),
    Measure(
        name="lumbar_lordosis_deg",
        unit=DEGREES,
        words=Words(
            "Low-back arch",
            *_ARCHED,
            "Turn of the lower thoracic spine against the pelvis (lumbar lordosis); + is more "
            "arched",
        ),
        group="low back",
        source="back line",
        per_frame=lambda _, back: back.lordosis_deg,
        per_stride=stride_mean("lumbar_lordosis_deg"),
        smallest_change=5.0,
        method_error=1.5,
        charts=_TESTED,
        family="posture",
        back_angle="lordosis",
    ),
    Measure(
        name="lumbar_lordosis_toe_off_deg",
        unit=DEGREES,
        words=Words(
            "Low-back arch at toe-off",
            *_ARCHED,
            "Low-back arch around {near} toe-off; + is more arched",
        ),
        group="low back",
        source="back line",
        per_stride=around_toe_off("lumbar_lordosis_deg"),
        smallest_change=5.0,
        method_error=1.5,
        family="toe_off",
        back_angle="lordosis",
    ),
    legs.hip_extension("near", method_error=1.15),
    legs.hip_extension("far", method_error=1.5),
    legs.knee_lift("near", method_error=0.87),
    legs.knee_lift("far", method_error=1.13),
    legs.hip_angle_of("near"),
    legs.knee_angle_of("near"),
    legs.hip_angle_of("far"),
    legs.knee_angle_of("far"),
    Measure(
        name="head_forward_deg",
        unit=DEGREES,
        words=Words(
            "Head-forward angle",
            "head further forward",
            "head further back",
            "Line from shoulder to ear against the vertical; + is forward",
        ),
        group="head",
        source="joints",
        per_frame=of_body(head_forward),
        per_stride=stride_mean("head_forward_deg"),
        smallest_change=3.0,
        method_error=1.7,
        charts=_THROUGH_STRIDE,
    ),
    Measure(
        name="sway_back_trunk",
        unit=TRUNK_LENGTHS,
        words=Words(
            "Pelvis ahead at mid-stance",
            "pelvis further ahead",
            "pelvis further back",
            "How far the hip is ahead of the line from the {near} ankle to the shoulder at "
            "mid-stance",
            by_frame="How far the hip is ahead of the line from the {near} ankle to the shoulder",
        ),
        group="whole body",
        source="joints",
        per_frame=of_body(sway_back),
        per_stride=at_mid_stance("sway_back_trunk"),
        smallest_change=0.02,
        method_error=0.010,
    ),
    # details, behind a fold
    *LANDING,
    *TIMING,
    *ARMS,
    *LENGTHS,
)
