import numpy as np
import pytest

from posture.charts.smooth import MIN_POINTS, fit_trend


def test_a_straight_line_is_kept_exactly():
    x = np.linspace(0, 60, 50)
    found = fit_trend(x, 2.0 + 0.1 * x)
    assert found is not None
    np.testing.assert_allclose(found.y, 2.0 + 0.1 * found.x, atol=1e-9)
    assert np.max(found.high - found.low) < 1e-9


def test_order_and_missing_points_do_not_matter():
    rng = np.random.default_rng(1)
    x = np.sort(rng.uniform(0, 60, 80))
    y = np.sin(x / 15) + rng.normal(0, 0.2, 80)
    expected = fit_trend(x, y)
    shuffled = rng.permutation(80)
    with_holes = fit_trend(
        np.append(x[shuffled], [5.0, np.nan]), np.append(y[shuffled], [np.nan, 3.0])
    )
    assert expected is not None
    assert with_holes is not None
    np.testing.assert_allclose(with_holes.y, expected.y, atol=1e-9)


def test_odd_strides_do_not_bend_the_curve():
    rng = np.random.default_rng(2)
    x = np.linspace(0, 60, 84)
    y = 6.0 + 0.06 * x + rng.normal(0, 0.5, 84)
    odd = y.copy()
    odd[40:43] += 25.0
    found = fit_trend(x, odd)
    assert found is not None
    assert np.max(np.abs(found.y - (6.0 + 0.06 * found.x))) < 0.5


@pytest.mark.parametrize(("likeness", "lowest"), [(0.0, 0.93), (0.4, 0.90)])
def test_band_covers_the_truth(likeness: float, lowest: float):
    rng = np.random.default_rng(3)
    x = np.linspace(0, 60, 120)
    covered = []
    for _ in range(60):
        noise = rng.normal(0, 1, 120)
        for i in range(1, 120):
            noise[i] = likeness * noise[i - 1] + np.sqrt(1 - likeness**2) * noise[i]
        found = fit_trend(x, 6.0 + 0.05 * x + noise)
        assert found is not None
        truth = 6.0 + 0.05 * found.x
        covered.append(np.mean((found.low <= truth) & (truth <= found.high)))
    assert lowest < np.mean(covered) < 0.99


def test_too_little_for_a_trend():
    few = np.arange(MIN_POINTS - 1.0)
    assert fit_trend(few, few) is None
    assert fit_trend(np.zeros(50), np.arange(50.0)) is None


def test_many_strides_at_one_time_give_a_finite_curve():
    x = np.repeat([0.0, 60.0], 20)
    found = fit_trend(x, np.repeat([5.0, 7.0], 20))
    assert found is not None
    assert np.isfinite(found.y).all()
    assert found.y[0] == pytest.approx(5.0)
    assert found.y[-1] == pytest.approx(7.0)
