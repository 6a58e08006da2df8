"""Reducers against a stride made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from posture.measures import reducers
from posture.measures.bounce import measure_step_bounces
from posture.measures.stride import Stride

#: One stride of 0.8 s from second 2 on, a frame every 0.1 s.
PHASE = np.arange(8) / 8
TIME = 2.0 + 0.8 * PHASE
VALUES = [1.0, 2.0, 6.0, np.nan, 4.0, -5.0, 0.0, 6.0]


def stride(near_toe_off_s: float = 2.3, far_contact_s: float = 2.4, **columns: object) -> Stride:
    """Eight frames of a stride between frames that belong to others and are far off."""
    inside = {"time_s": TIME, "phase": PHASE} | columns
    return Stride(
        number=0,
        start_s=2.0,
        end_s=2.8,
        near_toe_off_s=near_toe_off_s,
        far_contact_s=far_contact_s,
        far_toe_off_s=2.65,
        columns={
            name: np.concatenate([[900.0], np.asarray(values, float), [-900.0]])
            for name, values in inside.items()
        },
        rows=np.arange(1, 9),
    )


@pytest.mark.parametrize(
    ("reducer", "value"),
    [
        (reducers.stride_mean, 2.0),
        (reducers.stride_range, 11.0),
        (reducers.highest, 6.0),
        (reducers.furthest_below_zero, 5.0),
        (reducers.share_known, 7 / 8),
    ],
)
def test_a_stride_becomes_one_number(reducer, value: float):
    assert reducer("angle")(stride(angle=VALUES)) == pytest.approx(value)


@pytest.mark.parametrize(
    "reducer",
    [
        reducers.stride_mean,
        reducers.stride_range,
        reducers.highest,
        reducers.furthest_below_zero,
        reducers.around_toe_off,
        reducers.at_mid_stance,
    ],
)
def test_nothing_seen_is_no_number(reducer):
    assert np.isnan(reducer("angle")(stride(angle=[np.nan] * 8)))


@pytest.mark.parametrize(
    ("toe_off_s", "value"),
    [(2.3, 3.0), (2.33, 3.0), (2.37, 4.0), (2.35, np.nan), (2.7, np.nan), (np.nan, np.nan)],
)
def test_around_toe_off_is_within_a_twentieth_of_a_stride(toe_off_s: float, value: float):
    # 0.04 s to both sides; no foot stands for 0.7 s, so that toe-off is none
    found = reducers.around_toe_off("angle")(stride(toe_off_s, angle=np.arange(8.0)))
    assert found == pytest.approx(value, nan_ok=True)


def test_at_mid_stance_is_read_between_frames():
    read = reducers.at_mid_stance("angle")
    heights = [0.0, 10.0, 30.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    # mid-stance at 0.10 s is a frame; at 0.12 s it lies a fifth of the way to the next one
    assert read(stride(2.20, angle=heights)) == pytest.approx(10.0)
    assert read(stride(2.24, angle=heights)) == pytest.approx(14.0)
    heights[1] = np.nan
    assert np.isnan(read(stride(2.20, angle=heights)))


def test_events_of_a_stride():
    made = stride()
    assert made.duration_s == pytest.approx(0.8)
    assert made.near_contact_time_s == pytest.approx(0.3)
    assert made.far_contact_time_s == pytest.approx(0.25)
    assert made.toe_off_phase == pytest.approx(0.375)


@pytest.mark.parametrize(
    ("toe_off_s", "possible"),
    [(2.09, False), (2.11, True), (2.39, True), (2.41, False), (np.nan, False)],
)
def test_a_contact_that_nobody_has_in_running_was_misread(toe_off_s: float, possible: bool):
    assert np.isfinite(stride(toe_off_s).near_contact_time_s) == possible


def test_the_two_steps_part_at_the_far_contact_or_half_way():
    height = [0.0, 0.04, 0.04, 0.0, 0.0, 0.1, 0.1, 0.0]
    known = stride(far_contact_s=2.25, mid_trunk_height_trunk=height).bounces
    assert known == pytest.approx(measure_step_bounces(np.array(height), TIME, PHASE, 2.25))
    unknown = stride(far_contact_s=np.nan, mid_trunk_height_trunk=height).bounces
    assert unknown == pytest.approx(measure_step_bounces(np.array(height), TIME, PHASE, 2.4))
    assert known != pytest.approx(unknown)
