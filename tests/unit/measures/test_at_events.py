"""Values at contact, in stance and between events, of strides with known courses."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from posture.measures.at_events import (
    at_contact,
    duty_factor,
    flight_time,
    peak_in_stance,
    step_time,
    stride_regularity,
)
from posture.measures.stride import MAX_GAP_S, Stride

FPS = 60.0


def make_stride(start_s: float = 1.0, **columns: object) -> Stride:
    """A stride of 0.7 s: contacts of 0.24 and 0.26 s, the far foot lands 0.36 s after the near."""
    time_s = np.arange(0, 4, 1 / FPS)
    made = {name: make(time_s) for name, make in columns.items()}
    return Stride(
        number=0,
        start_s=start_s,
        end_s=start_s + 0.7,
        near_toe_off_s=start_s + 0.24,
        far_contact_s=start_s + 0.36,
        far_toe_off_s=start_s + 0.62,
        columns={"time_s": time_s} | made,
        rows=np.flatnonzero((time_s >= start_s) & (time_s < start_s + 0.7)),
    )


def test_times_of_a_stride_follow_from_its_events():
    stride = make_stride()
    assert flight_time(stride) == pytest.approx((0.7 - 0.24 - 0.26) / 2)
    assert duty_factor(stride) == pytest.approx(100 * 0.25 / 0.7)
    assert step_time("near")(stride) == pytest.approx(0.36)
    assert step_time("far")(stride) == pytest.approx(0.34)


def test_a_value_at_contact_lies_between_frames():
    stride = make_stride(start_s=1.004, x=lambda t: 30 * t)
    assert at_contact("x", "near")(stride) == pytest.approx(30 * 1.004)
    assert at_contact("x", "far")(stride) == pytest.approx(30 * 1.364)


def test_no_value_where_a_frame_is_missing_or_the_film_has_a_gap():
    holes = make_stride(x=lambda t: np.where(np.abs(t - 1.0) < 0.02, np.nan, t))
    assert np.isnan(at_contact("x", "near")(holes))
    assert np.isfinite(at_contact("x", "far")(holes))
    kept = [0.0, 0.9, 0.9 + MAX_GAP_S + 0.05, 1.2, 1.28, 1.36]
    gap = Stride(0, 1.0, 1.7, 1.24, 1.36, 1.62, {"time_s": np.array(kept)}, np.arange(2, 6))
    assert np.isnan(gap.at("time_s", [1.0, 5.0])).all()
    assert_allclose(gap.at("time_s", [1.25, 1.36]), [1.25, 1.36])


def test_the_peak_in_stance_is_not_that_of_the_swing():
    # the knee bends to 40 in the middle of stance and to 100 after it
    def knee(t):
        since = t - 1.0
        return np.where(since < 0.24, 10 + 30 * np.sin(np.pi * since / 0.24), 400 * (since - 0.24))

    assert peak_in_stance("knee", "near")(make_stride(knee=knee)) == pytest.approx(40, abs=0.5)


def test_strides_that_are_alike_are_regular():
    rng = np.random.default_rng(3)
    even = stride_regularity("x")(make_stride(x=lambda t: np.sin(2 * np.pi * t / 0.7)))
    uneven = make_stride(x=lambda t: np.sin(2 * np.pi * t / 0.7) + rng.normal(0, 0.5, len(t)))
    assert even == pytest.approx(1.0, abs=0.01)
    assert stride_regularity("x")(uneven) < 0.9
    last = make_stride(start_s=3.2, x=np.sin)
    assert np.isnan(stride_regularity("x")(last))  # the next stride is not in the film
