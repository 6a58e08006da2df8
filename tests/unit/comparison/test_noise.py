import numpy as np
import pytest
from compare_data import ar1
from scipy.stats import norm

from posture.comparison import Estimate, make_series
from posture.comparison.noise import (
    RHOS,
    estimate_noise,
    line_terms,
    variances_of_mean,
    variances_of_sum,
    weigh_correlations,
    whiten,
)


def correlation(places: np.ndarray, rho: float) -> np.ndarray:
    return rho ** np.abs(np.subtract.outer(places, places)).astype(float)


def at(rho: float) -> int:
    return int(np.argmin(np.abs(RHOS - rho)))


def test_places_count_missing_strides_and_long_gaps():
    values = np.array([1.0, np.nan, 3.0, 4.0, 5.0, 6.0])
    start_s = np.array([0.0, 0.7, 1.4, 2.8, 3.5, 900.0])
    found = make_series(values, start_s)
    assert found.values.tolist() == [1.0, 3.0, 4.0, 5.0, 6.0]
    assert found.places.tolist() == [0, 2, 4, 5, 105]
    assert make_series(values).places.tolist() == [0, 2, 3, 4, 5]
    assert len(make_series(np.empty(0), np.empty(0)).values) == 0


def test_variance_of_a_sum_matches_the_sum_over_all_pairs():
    places = np.array([0, 1, 2, 5, 6, 20])
    weights = np.array([1.0, -2.0, 0.5, 3.0, 0.0, 1.5])
    expected = weights @ correlation(places, 0.4) @ weights
    assert variances_of_sum(weights, places)[at(0.4)] == pytest.approx(expected)
    assert variances_of_mean(np.arange(50))[at(0.0)] == pytest.approx(1 / 50)


def test_whitened_noise_has_the_identity_for_correlation():
    places = np.array([0, 1, 3, 4, 60])
    white = whiten(np.eye(5), places, 0.6)
    assert white @ correlation(places, 0.6) @ white.T == pytest.approx(np.eye(5))


@pytest.mark.parametrize("rho", [-0.2, 0.0, 0.5, 0.9])
def test_likelihood_and_variance_are_those_of_generalised_least_squares(rho):
    places = np.array([0, 1, 2, 4, 5, 9, 10, 11])
    values = np.random.default_rng(1).standard_normal(8)
    terms = line_terms(places)
    found = estimate_noise(series_at(values, places), terms)

    def by_matrices(r: float) -> tuple[float, float]:
        # with an orthonormal basis of the terms, as the constant of the likelihood has it
        basis, _ = np.linalg.qr(terms)
        matrix = correlation(places, r)
        inverse = np.linalg.inv(matrix)
        inner = basis.T @ inverse @ basis
        left = values - basis @ np.linalg.solve(inner, basis.T @ inverse @ values)
        power = left @ inverse @ left
        logs = np.log(power) * 6 + np.linalg.slogdet(matrix)[1] + np.linalg.slogdet(inner)[1]
        return -0.5 * logs, power / 6

    likelihood, variance = by_matrices(rho)
    assert found.variance[at(rho)] == pytest.approx(variance)
    assert found.log_likelihood[at(rho)] == pytest.approx(likelihood)


def series_at(values, places):
    return make_series(values)._replace(places=places)


@pytest.mark.parametrize("rho", [0.0, 0.4, 0.7])
def test_many_strides_tell_the_correlation_also_beside_a_drift(rho):
    rng = np.random.default_rng(2)
    values = ar1(rng, 3000, rho, sd=2.0) + 0.05 * np.arange(3000)
    found = estimate_noise(make_series(values), line_terms(np.arange(3000)))
    share = weigh_correlations(found.log_likelihood)
    assert share @ RHOS == pytest.approx(rho, abs=0.06)
    assert np.sqrt(share @ found.variance) == pytest.approx(2.0, rel=0.1)


def test_strides_far_apart_tell_no_correlation():
    places = 100 * np.arange(40)
    found = estimate_noise(
        series_at(np.random.default_rng(3).standard_normal(40), places), line_terms(places)
    )
    share = weigh_correlations(found.log_likelihood)
    assert share == pytest.approx(np.full(23, 1 / 23), rel=1e-2)
    assert variances_of_mean(places) == pytest.approx(np.full(23, 1 / 40), rel=1e-3)


def test_an_exact_line_leaves_no_noise():
    places = np.arange(30)
    found = estimate_noise(make_series(7 + 0.3 * places), line_terms(places))
    assert not found.variance.any()


def one(value: float, variance: float, free: float) -> Estimate:
    return Estimate(value, np.array([variance]), np.array([free]), np.ones(1))


def test_intervals_are_students():
    found = one(1.0, 0.25, 10.0)
    assert found.half_width() == pytest.approx(2.228 * 0.5, rel=1e-3)
    assert found.half_width(0.99) == pytest.approx(3.169 * 0.5, rel=1e-3)
    assert found.ci95 == pytest.approx((1 - found.half_width(), 1 + found.half_width()))
    assert found.interval(0.99) == pytest.approx((1 - 3.169 * 0.5, 1 + 3.169 * 0.5), rel=1e-3)


def test_more_strides_of_the_same_kind_leave_less_to_chance():
    more = one(1.0, 0.25, 10.0).with_strides(4.0)
    assert more.value == 1.0
    assert more.half_width() == pytest.approx(2.021 * 0.25, rel=1e-3)  # Student's with 40


def test_a_mixture_lies_between_its_parts():
    parts = np.array([0.1, 1.0]), np.array([20.0, 20.0])
    mixed = Estimate(0.0, *parts, np.array([0.5, 0.5])).half_width()
    assert one(0, 0.1, 20).half_width() < mixed < one(0, 1.0, 20).half_width()


def test_a_known_error_adds_and_makes_it_more_normal():
    found = one(0.0, 1.0, 4.0).with_error(10.0)
    assert found.half_width() == pytest.approx(norm.ppf(0.975) * np.sqrt(101), rel=0.01)
    assert one(2.0, 0.0, 9.0).half_width() == 0.0
    assert one(0.0, 0.0, 1e9).with_error(1.0).half_width() == pytest.approx(1.96, abs=0.001)
