"""All columns of the two tables that are not measures: counts, times, quality, covariates."""

from __future__ import annotations

import numpy as np

from posture.measures.coupling import tilt_hip_coupling
from posture.measures.lengths import SEEN_FRAME_COLUMNS, SEEN_STRIDE_COLUMNS
from posture.measures.measure import (
    DEGREES,
    METRES_PER_SECOND,
    PERCENT,
    SECONDS,
    TRUNK_LENGTHS,
    Column,
    Side,
)
from posture.measures.reducers import of_back, share_known, stride_mean
from posture.tracks import Body
from posture.tracks.angles import thigh_angle
from posture.utils.arrays import FloatArray


def mid_trunk_height(body: Body) -> FloatArray:
    """Height of the middle of the trunk, ``(frames,)`` trunk lengths, + above the picture's."""
    zero = body.view.upright @ np.array([body.view.width / 2, body.view.height / 2])
    return np.asarray(((body.hip + body.shoulder)[:, 1] / 2 - zero[1]) / body.trunk_px)


def _thigh_angle(side: Side) -> Column:
    return Column(
        name=f"thigh_angle_{side}_deg",
        unit=DEGREES,
        meaning=f"{side.capitalize()} thigh against the downward vertical, + knee ahead of the hip",
        source="joints",
        per_frame=lambda body, _: thigh_angle(getattr(body, side)),
        after=f"knee_angle_{side}_deg",
    )


_CLIP = Column(
    name="clip",
    dtype="text",
    meaning="Which video the row is from: early, late, or the number of the piece",
    source="video",
    optional=True,
)

FRAME_COLUMNS: tuple[Column, ...] = (
    Column(
        name="frame",
        dtype="int",
        meaning="Index of the frame in the file as decoded",
        source="video",
        after="",
    ),
    Column(
        name="time_s",
        unit=SECONDS,
        meaning="Real running since the first frame (timestamps divided by the speed factor)",
        source="video",
        after="frame",
    ),
    Column(
        name="pelvic_tilt_interval_deg",
        unit=DEGREES,
        meaning="Half width of the 95 % interval of the frame's pelvic tilt",
        source="back line",
        per_frame=lambda _, back: back.tilt_interval_deg,
        after="lumbar_lordosis_deg",
    ),
    Column(
        name="lumbar_lordosis_interval_deg",
        unit=DEGREES,
        meaning="Half width of the 95 % interval of the frame's lumbar lordosis",
        source="back line",
        per_frame=lambda _, back: back.lordosis_interval_deg,
        after="pelvic_tilt_interval_deg",
    ),
    _thigh_angle("near"),
    _thigh_angle("far"),
    Column(
        name="mid_trunk_height_trunk",
        unit=TRUNK_LENGTHS,
        meaning="Height of the middle of the trunk above that of the picture",
        source="joints",
        per_frame=lambda body, _: mid_trunk_height(body),
        after="head_forward_deg",
    ),
    Column(
        name="back_visible",
        dtype="bool",
        meaning="Whether the line of the low back is free of arms and found in this frame",
        source="back line",
        blank=False,
    ),
    Column(
        name="reason",
        dtype="text",
        meaning="Why a measure is missing, else empty",
        source="video",
    ),
    Column(
        name="facing",
        dtype="text",
        meaning='Which way the runner faces in this pass, "left" or "right", which is the near '
        "side too; empty outside of passes",
        source="view",
    ),
    Column(name="stride", dtype="int", meaning="Id of the stride, or missing", source="events"),
    Column(
        name="phase",
        meaning="0-1, from near-side initial contact to the next; missing outside of strides",
        source="events",
    ),
    _CLIP,
    *SEEN_FRAME_COLUMNS,
)
"""Columns of frames.parquet that are not measures."""

STRIDE_COLUMNS: tuple[Column, ...] = (
    Column(
        name="stride",
        dtype="int",
        meaning="Id of the stride, from 1",
        source="events",
        per_stride=lambda stride: stride.number + 1,
        after="",
    ),
    Column(
        name="start_s",
        unit=SECONDS,
        meaning="Near-side initial contact that begins the stride, real running since the start",
        source="events",
        per_stride=lambda stride: stride.start_s,
        after="stride",
    ),
    Column(
        name="end_s",
        unit=SECONDS,
        meaning="The next near-side initial contact",
        source="events",
        per_stride=lambda stride: stride.end_s,
        after="start_s",
    ),
    Column(
        name="segment",
        dtype="text",
        meaning='"early", "late" or empty',
        source="given",
        per_stride=lambda _: "",  # known only when the windows are
        after="end_s",
    ),
    Column(
        name="contact_far_s",
        unit=SECONDS,
        meaning="Initial contact of the far foot within the stride",
        source="events",
        per_stride=lambda stride: stride.far_contact_s,
        after="contact_time_far_s",
    ),
    Column(
        name="tilt_hip_coupling",
        meaning="Degrees that the pelvis tips forward for each degree that the near thigh goes "
        "back, from mid-stance to toe-off",
        source="back line",
        per_stride=lambda stride: tilt_hip_coupling(
            stride.frames("pelvic_tilt_deg"),
            stride.frames("hip_angle_near_deg"),
            stride.frames("phase"),
            stride.toe_off_phase,
        ),
        after="head_forward_deg",
    ),
    Column(
        name="back_frames",
        dtype="int",
        meaning="Frames that the line of the back came from",
        source="back line",
        per_stride=lambda stride: int(stride.frames("back_visible").sum()),
        blank=0,
    ),
    Column(
        name="back_looseness",
        meaning="How much the stride looks like loose cloth over the low back; larger is looser",
        source="outline",
        per_stride=of_back(lambda back: back.loose_clothing_score),
    ),
    Column(
        name="sacral_tangent_deg",
        unit=DEGREES,
        meaning="Lean of the back line over the sacrum against the vertical, + forward",
        source="back line",
        per_stride=of_back(lambda back: back.sacral_deg),
    ),
    Column(
        name="hollow_deg",
        unit=DEGREES,
        meaning="Angle of the back line between sacrum and thoracolumbar region, + hollow",
        source="back line",
        per_stride=of_back(lambda back: back.hollow_deg),
    ),
    Column(
        name="hollow_depth",
        meaning="Depth of that hollow over its length",
        source="back line",
        per_stride=of_back(lambda back: back.hollow_depth),
    ),
    Column(
        name="thoracic_curve_deg",
        unit=DEGREES,
        meaning="Curve of the line of the upper back",
        source="back line",
        per_stride=of_back(lambda back: back.thoracic_deg),
    ),
    Column(
        name="toe_off_phase",
        meaning="Phase of the near toe-off, 0-1",
        source="events",
        per_stride=lambda stride: stride.toe_off_phase,
    ),
    Column(
        name="seen",
        meaning="Share of the stride's frames in which the runner is measured, 0-1",
        source="joints",
        per_stride=share_known("trunk_lean_deg"),
    ),
    Column(
        name="rejected",
        dtype="text",
        meaning="Why the stride is left out of all means, or empty",
        source="events",
        per_stride=lambda _: "",  # judged among all strides, see posture.measures.rejection
    ),
    Column(
        name="facing",
        dtype="text",
        meaning='Which way the runner faces, "left" or "right": the near side of this stride',
        source="view",
        per_stride=lambda stride: "right" if stride.frames("faces_right").mean() > 0.5 else "left",
    ),
    Column(
        name="view_yaw_deg",
        unit=DEGREES,
        meaning="How far ahead of the middle of the picture the runner is seen, + ahead",
        source="view",
        per_stride=stride_mean("view_yaw_deg"),
    ),
    Column(
        name="trunk_share",
        meaning="Length of the trunk as a share of the picture's height",
        source="view",
        per_stride=stride_mean("trunk_share"),
    ),
    *SEEN_STRIDE_COLUMNS,
    Column(
        name="speed_m_s",
        unit=METRES_PER_SECOND,
        meaning="Running speed in the middle of the stride, where it was given",
        source="given",
    ),
    Column(
        name="grade_percent",
        unit=PERCENT,
        meaning="Grade in the middle of the stride, where it was given, + uphill",
        source="given",
    ),
    _CLIP,
)
"""Columns of strides.parquet that are not measures."""
