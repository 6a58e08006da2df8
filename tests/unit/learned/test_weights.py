"""Linear maps in two levels: means over the stride, and the motion within it."""

import json

import numpy as np
import pytest

from posture.learned.weights import (
    MOST_SD,
    Model,
    Weights,
    average_over_stride,
    build_model,
    load_model,
    predict,
)

COUNT, STRIDE_S = 4, 0.7


def model(**targets: Weights) -> Model:
    zero, one = np.zeros(COUNT), np.ones(COUNT)
    return Model(zero, one, one, targets, {})


def test_the_mean_over_a_stride_takes_its_beat_away():
    times = np.arange(0, 6, 1 / 50)
    beat = np.sin(2 * np.pi * times / 0.7)
    mean = average_over_stride(3.0 + beat, times, 0.7)
    assert np.abs(mean - 3.0).max() < 0.03
    drift = average_over_stride(times + beat, times, 0.7)
    inside = (times > 0.4) & (times < 5.6)
    np.testing.assert_allclose(drift[inside], times[inside], atol=0.04)


def test_gaps_are_left_out_of_the_mean_and_nothing_seen_is_nan():
    times = np.arange(0, 3, 0.02)
    values = np.full((len(times), 2), 5.0)
    values[10:40, 0] = np.nan
    values[:, 1] = np.nan
    mean = average_over_stride(values, times, 0.7)
    assert np.allclose(mean[:, 0], 5.0)
    assert np.isnan(mean[:, 1]).all()


def test_a_stretch_shorter_than_a_stride_has_one_mean():
    times = np.arange(0, 0.5, 0.02)
    mean = average_over_stride(times.copy(), times, 0.7)
    assert np.ptp(mean) < 0.08
    assert mean.mean() == pytest.approx(times.mean(), abs=0.08)


def test_level_and_motion_are_weighed_apart_and_limited():
    times = np.arange(0, 7, 1 / 50)
    beat = np.sin(2 * np.pi * times / STRIDE_S)
    seen = np.zeros((COUNT, len(times)))
    seen[1] = 2.0 + beat
    only = np.eye(COUNT)[1]
    both = model(
        tilt=Weights(0.01, 0.03 * only, 0.05 * only), still=Weights(-3.0, 0 * only, 0 * only)
    )
    found = predict(seen, times, STRIDE_S, both)
    assert set(found) == {"tilt", "still"}
    np.testing.assert_allclose(found["tilt"].whole, 0.01 + 0.03 * 2.0 + 0.05 * beat, atol=0.003)
    np.testing.assert_allclose(found["still"].whole, -3.0)
    wild = predict(50 * seen, times, STRIDE_S, model(a=Weights(0.01, 0.03 * only, 0 * only)))[
        "a"
    ].whole
    assert wild.max() == pytest.approx(0.01 + 0.03 * MOST_SD)
    low = predict(-50 * seen, times, STRIDE_S, model(a=Weights(0.01, 0.03 * only, 0 * only)))[
        "a"
    ].whole
    assert low.min() == pytest.approx(0.01 - 0.03 * MOST_SD)


def test_features_are_told_in_standard_deviations_from_their_mean():
    times = np.arange(0, 7, 1 / 50)
    beat = np.sin(2 * np.pi * times / STRIDE_S)
    only = np.eye(COUNT)[2]
    made = Model(
        mean=np.full(COUNT, 5.0), level_sd=np.full(COUNT, 4.0), motion_sd=np.full(COUNT, 2.0),
        targets={"a": Weights(1.0, 0.6 * only, 0.3 * only)}, errors={},
    )  # fmt: skip
    seen = np.tile(7.0 + beat, (COUNT, 1))
    found = predict(seen, times, STRIDE_S, made)["a"].whole
    np.testing.assert_allclose(found, 1.0 + 0.6 * 2 / 4 + 0.3 * beat / 2, atol=0.01)


def test_what_is_not_seen_leaves_the_average():
    times = np.arange(0, 2, 1 / 50)
    seen = np.full((COUNT, len(times)), np.nan)
    weights = np.ones(COUNT)
    found = predict(seen, times, STRIDE_S, model(a=Weights(-0.02, weights, weights)))["a"].whole
    np.testing.assert_allclose(found, -0.02)


def test_a_model_is_read_as_it_was_written(tmp_path):
    table = {
        "mean": [1.0, 2.0], "level_sd": [0.5, 0.25], "motion_sd": [3.0, 4.0],
        "targets": {"tilt": {"bias": 7.0, "level": [0.1, 0.2], "motion": [0.3, 0.4]}},
        "errors": {"tilt_level_sd": 2.5},
    }  # fmt: skip
    path = tmp_path / "made.json"
    path.write_text(json.dumps(table), encoding="utf-8")
    for made in (load_model(path), build_model(table)):
        np.testing.assert_array_equal(made.mean, [1.0, 2.0])
        np.testing.assert_array_equal(made.level_sd, [0.5, 0.25])
        np.testing.assert_array_equal(made.motion_sd, [3.0, 4.0])
        assert made.targets["tilt"].bias == 7.0
        np.testing.assert_array_equal(made.targets["tilt"].level, [0.1, 0.2])
        np.testing.assert_array_equal(made.targets["tilt"].motion, [0.3, 0.4])
        assert made.errors == {"tilt_level_sd": 2.5}
