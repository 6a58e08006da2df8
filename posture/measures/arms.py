"""Entries of the registry for the arm towards the camera and the twist of the trunk; details."""

from __future__ import annotations

from posture.measures.detail_errors import judged
from posture.measures.measure import (
    DEGREES,
    TRUNK_LENGTHS,
    Charts,
    Measure,
    Words,
    of_body,
)
from posture.measures.reducers import stride_mean, stride_range
from posture.tracks.arms import elbow_angle, hand_height, shoulders_apart, upper_arm_angle

_ARM = "({near} arm)"

ARMS: tuple[Measure, ...] = (
    Measure(
        name="upper_arm_angle_deg",
        unit=DEGREES,
        words=Words(
            f"Upper-arm angle {_ARM}",
            "elbow further forward",
            "elbow further back",
            "Upper arm against straight down, mean of a stride; + elbow ahead",
            by_frame="Upper arm against straight down; + elbow ahead of the shoulder",
        ),
        group="arms",
        source="joints",
        per_frame=of_body(upper_arm_angle),
        per_stride=stride_mean("upper_arm_angle_deg"),
        smallest_change=5.0,
        **judged("upper_arm_angle_deg"),
        charts=Charts(waveform=True),
        detail=True,
    ),
    Measure(
        name="upper_arm_swing_deg",
        unit=DEGREES,
        words=Words(
            f"Upper-arm swing {_ARM}",
            "arm swings further",
            "arm swings less",
            "From the elbow furthest back to the elbow furthest forward within a stride",
        ),
        group="arms",
        source="joints",
        per_stride=stride_range("upper_arm_angle_deg"),
        smallest_change=5.0,
        **judged("upper_arm_swing_deg"),
        detail=True,
    ),
    Measure(
        name="elbow_angle_deg",
        unit=DEGREES,
        words=Words(
            f"Elbow angle {_ARM}",
            "elbow more bent",
            "elbow straighter",
            "Bend of the elbow as seen from the side, mean of a stride; 0° is straight",
            by_frame="Bend of the elbow as seen from the side; 0° is straight",
        ),
        group="arms",
        source="joints",
        per_frame=of_body(elbow_angle),
        per_stride=stride_mean("elbow_angle_deg"),
        smallest_change=8.0,
        **judged("elbow_angle_deg"),
        charts=Charts(waveform=True),
        detail=True,
    ),
    Measure(
        name="hand_height_trunk",
        unit=TRUNK_LENGTHS,
        words=Words(
            f"Hand height {_ARM}",
            "hand carried higher",
            "hand carried lower",
            "Height of the wrist above mid-hip, mean of a stride",
            by_frame="Height of the wrist above mid-hip",
        ),
        group="arms",
        source="joints",
        per_frame=of_body(hand_height),
        per_stride=stride_mean("hand_height_trunk"),
        smallest_change=0.05,
        **judged("hand_height_trunk"),
        detail=True,
    ),
    Measure(
        name="shoulder_turn_trunk",
        unit=TRUNK_LENGTHS,
        words=Words(
            "Turn of the shoulders",
            "shoulders turn further",
            "shoulders turn less",
            "How far the near shoulder moves to and fro against the far one within a stride",
            by_frame="How far the near shoulder is ahead of the far one",
        ),
        group="trunk",
        source="joints",
        per_frame=of_body(shoulders_apart),
        per_stride=stride_range("shoulder_turn_trunk"),
        smallest_change=0.03,
        **judged("shoulder_turn_trunk"),
        detail=True,
    ),
)
"""Measures of the near arm and of the shoulders."""
