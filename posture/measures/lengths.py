"""Lengths in metres: of steps, and of what is measured in trunk lengths.

The picture has no scale of its own and none is guessed. The user states the height or the length of
the leg; shares of stature turn either into the length of what is seen of the body.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from posture.measures.at_events import travel
from posture.measures.measure import (
    CENTIMETRES,
    METRES,
    PERCENT,
    TRUNK_LENGTHS,
    Column,
    Measure,
    Side,
    Words,
)
from posture.measures.reducers import stride_mean
from posture.tracks import Body
from posture.tracks.body import Leg
from posture.utils.arrays import BoolArray, FloatArray

#: Shoulder joint, hip joint and ankle above the floor as shares of stature (Drillis & Contini 1966,
#: in Winter 2009, Biomechanics and Motor Control of Human Movement).
SHOULDER_HEIGHT, HIP_HEIGHT, ANKLE_HEIGHT = 0.818, 0.530, 0.039
#: Trunk lengths that a runner moves along the picture in a stride, from which it is no treadmill.
LEAST_TRAVEL_TRUNK = 1.5
#: What is made of the length of a stride.
_OF_LENGTH = ("step_length_m", "stride_length_m", "vertical_ratio_percent")

_FROM_SPEED = (
    "it follows from cadence and speed, and the error of the speed is not known; cadence is judged"
)
_FROM_SHARES = "it is the rise and fall in trunk lengths on another scale, and that one is judged"


def mid_hip_ahead(body: Body) -> FloatArray:
    """How far mid-hip is ahead of the middle of the picture, ``(frames,)`` trunk lengths."""
    zero = body.view.upright @ np.array([body.view.width / 2, body.view.height / 2])
    return np.asarray((body.hip[:, 0] - zero[0]) / body.trunk_px)


@dataclass(frozen=True)
class Scale:
    """The size of the body in the picture.

    Attributes
    ----------
    trunk_m, leg_m
        Length of the trunk, from mid-hip to mid-shoulder, and of the leg, from the hip joint to the
        floor, metres.
    """

    trunk_m: float
    leg_m: float


def leg_seen(body: Body) -> FloatArray:
    """Thigh and shank as long as they are seen, mean of both legs, ``(n,)`` trunk lengths."""

    def length(leg: Leg) -> FloatArray:
        lines = (leg.knee - leg.hip, leg.ankle - leg.knee)
        return np.asarray(sum(np.linalg.norm(line, axis=1) for line in lines))

    return (length(body.near) + length(body.far)) / (2 * body.trunk_px)


def find_scale(
    leg_trunk: float, height_m: float | None, leg_length_m: float | None
) -> Scale | None:
    """Find the size of the body from what was stated; None if nothing was.

    Parameters
    ----------
    leg_trunk
        Thigh and shank as they are seen, trunk lengths, from `leg_seen`.
    height_m, leg_length_m
        Stature, and hip joint to floor. Where both are given, the scale comes from the height: the
        line from shoulder to ankle is longer, and a leg may be measured in several ways.
    """
    thigh_and_shank = HIP_HEIGHT - ANKLE_HEIGHT
    if height_m is not None:
        trunk_m = height_m * (SHOULDER_HEIGHT - ANKLE_HEIGHT) / (1.0 + leg_trunk)
    elif leg_length_m is not None:
        trunk_m = leg_length_m * thigh_and_shank / HIP_HEIGHT / leg_trunk
    else:
        return None
    return Scale(trunk_m, leg_length_m or trunk_m * leg_trunk * HIP_HEIGHT / thigh_and_shank)


def add_lengths(
    strides: pd.DataFrame,
    height_m: float | None,
    leg_length_m: float | None,
    *,
    still: bool,
    timed: BoolArray | bool,
) -> pd.DataFrame:
    """Add to each stride the lengths that can be given.

    Parameters
    ----------
    strides
        Columns of strides.parquet with ``speed_m_s`` filled in.
    height_m, leg_length_m
        As stated by the user.
    still
        Whether the camera stood still: then the way of a runner who crosses the picture is the
        length of the strides where no speed is given.
    timed
        Whether the speed of play is known, of all or ``(strides,)``: else speed times duration is
        no length.

    Returns
    -------
    DataFrame
        With those of the optional columns of this module that are known in any stride, or would be
        with the speed of play.
    """
    scale = None
    if len(strides) and "leg_seen_trunk" in strides:
        good = strides.loc[strides["rejected"] == "", "leg_seen_trunk"]
        scale = find_scale(float(good.median()), height_m, leg_length_m)
    found: dict[str, FloatArray] = {}
    duration = (strides["end_s"] - strides["start_s"]).to_numpy(float)
    by_speed = strides["speed_m_s"].to_numpy(float) * duration
    known_time = np.broadcast_to(np.asarray(timed, bool), by_speed.shape)
    length = np.where(known_time, by_speed, np.nan)
    rise = strides["vertical_oscillation_trunk"].to_numpy(float)
    if scale is not None:
        travel = strides["travel_trunk"].to_numpy(float)
        if still:
            seen = np.where(travel > LEAST_TRAVEL_TRUNK, travel * scale.trunk_m, np.nan)
            length = np.where(np.isnan(length), seen, length)
        rise = rise * scale.trunk_m
        found["vertical_oscillation_cm"] = 100 * rise
        found["vertical_ratio_percent"] = 100 * rise / (length / 2)
        for side in ("near", "far"):
            ahead = strides[f"foot_ahead_contact_{side}_trunk"].to_numpy(float) * scale.trunk_m
            found[f"foot_ahead_contact_{side}_cm"] = 100 * ahead
            found[f"foot_ahead_contact_{side}_leg_percent"] = 100 * ahead / scale.leg_m
    found |= {"step_length_m": length / 2, "stride_length_m": length}
    lacks_time = bool((np.isfinite(by_speed) & ~known_time).any())
    known = {
        name: values
        for name, values in found.items()
        if np.isfinite(values).any() or (lacks_time and name in _OF_LENGTH)
    }
    return strides.assign(**known)


def _ahead(side: Side, unit: str) -> Column:
    words = "centimetres" if unit == "cm" else "percent of the length of the leg"
    return Column(
        name=f"foot_ahead_contact_{side}_{unit}",
        unit=CENTIMETRES if unit == "cm" else PERCENT,
        meaning=f"How far the {side} ankle is ahead of mid-hip at initial contact, {words}; with "
        "--height or --leg-length",
        source="given",
        optional=True,
    )


SEEN_FRAME_COLUMNS: tuple[Column, ...] = (
    Column(
        name="mid_hip_ahead_trunk",
        unit=TRUNK_LENGTHS,
        meaning="How far mid-hip is ahead of the middle of the picture",
        source="joints",
        per_frame=lambda body, _: mid_hip_ahead(body),
        after="mid_trunk_height_trunk",
    ),
    Column(
        name="leg_seen_trunk",
        unit=TRUNK_LENGTHS,
        meaning="Thigh and shank as long as they are seen, mean of both legs",
        source="joints",
        per_frame=lambda body, _: leg_seen(body),
        after="mid_hip_ahead_trunk",
    ),
)
"""Columns of frames.parquet that lengths are made of."""

SEEN_STRIDE_COLUMNS: tuple[Column, ...] = (
    Column(
        name="travel_trunk",
        unit=TRUNK_LENGTHS,
        meaning="How far mid-hip moves along the picture in the stride; on a treadmill about 0",
        source="joints",
        per_stride=travel,
    ),
    Column(
        name="leg_seen_trunk",
        unit=TRUNK_LENGTHS,
        meaning="Thigh and shank as long as they are seen, mean of both legs",
        source="joints",
        per_stride=stride_mean("leg_seen_trunk"),
    ),
)
"""Columns of strides.parquet that lengths are made of."""

LENGTHS: tuple[Measure, ...] = (
    Measure(
        name="step_length_m",
        unit=METRES,
        words=Words(
            "Step length",
            "longer steps",
            "shorter steps",
            "Speed times step time; without a speed, of a runner who crosses the picture of a "
            "still camera, from the picture and the height",
        ),
        group="steps",
        source="given",
        smallest_change=0.03,
        needs="--speed or --pace, or --height and a still camera beside the way",
        no_verdict=_FROM_SPEED,
        detail=True,
    ),
    Measure(
        name="vertical_oscillation_cm",
        unit=CENTIMETRES,
        words=Words(
            "Rise and fall in centimetres",
            "more up and down",
            "less up and down",
            "Rise and fall of the mid-hip with the scale that the stated height gives",
        ),
        group="steps",
        source="given",
        smallest_change=0.5,
        needs="--height or --leg-length",
        no_verdict=_FROM_SHARES,
        detail=True,
    ),
    Measure(
        name="vertical_ratio_percent",
        unit=PERCENT,
        words=Words(
            "Vertical ratio",
            "more up and down for a step's length",
            "less up and down for a step's length",
            "Rise and fall as a share of the length of a step",
        ),
        group="steps",
        source="given",
        smallest_change=0.5,
        needs="--height or --leg-length, and the length of steps",
        no_verdict=_FROM_SPEED,
        detail=True,
    ),
)
"""Measures in metres; optional."""

LENGTH_COLUMNS: tuple[Column, ...] = (
    Column(
        name="stride_length_m",
        unit=METRES,
        meaning="Length of the stride, two steps, as `step_length_m`",
        source="given",
        optional=True,
    ),
    *(_ahead(side, unit) for unit in ("cm", "leg_percent") for side in ("near", "far")),
)
"""Columns of strides.parquet in metres and shares of the leg; optional."""
