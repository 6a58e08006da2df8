import numpy as np
import pytest
from compare_data import ar1

from posture.comparison import compare_waves
from posture.comparison.waves import block_length

PHASE = np.linspace(0.0, 1.0, 101)
BUMP = np.exp(-(((PHASE - 0.4) / 0.08) ** 2))


def curves(rng: np.random.Generator, n: int, rho: float) -> np.ndarray:
    slow = np.outer(ar1(rng, n, rho), np.ones(101)) + np.outer(ar1(rng, n, rho), np.sin(7 * PHASE))
    return slow + 0.3 * rng.standard_normal((n, 101))


def test_blocks_are_as_long_as_the_correlation_asks_for():
    assert [block_length(rho) for rho in (-0.1, 0.0, 0.05, 0.5)] == [1, 1, 1, 8]
    n, rho = 8, 0.5
    pairs = rho ** np.abs(np.subtract.outer(np.arange(2 * n), np.arange(2 * n)))
    assert pairs[:n, n:].sum() / pairs[:n, :n].sum() <= 0.1
    assert pairs[: n - 1, n - 1 : -2].sum() / pairs[: n - 1, : n - 1].sum() > 0.1


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_where_the_curves_differ_is_found(sign):
    rng = np.random.default_rng(1)
    # the same strides twice, so that only the bump and fine noise differ
    strides = curves(rng, 80, 0.3)
    late = strides + 3 * sign * BUMP + 0.01 * rng.standard_normal(strides.shape)
    found = compare_waves(strides, late)
    (cluster,) = found.clusters
    assert 0.2 < cluster.start < 0.4 < cluster.end < 0.6
    assert cluster.p < 0.05
    assert sign * cluster.mean_difference == pytest.approx(2.0, abs=0.7)
    assert found.blocks_early >= 10


def test_curves_that_do_not_differ_rarely_seem_to():
    rng = np.random.default_rng(2)
    wrong = 0
    for _ in range(30):
        wrong += bool(compare_waves(curves(rng, 30, 0.4), curves(rng, 30, 0.4)).clusters)
    assert wrong <= 4


def test_few_blocks_show_nothing():
    rng = np.random.default_rng(3)
    apart = curves(rng, 30, 0.0) + 9
    assert compare_waves(curves(rng, 3, 0.0), apart) == compare_waves(apart[:0], apart)
    assert compare_waves(apart[:0], apart).clusters == ()
    found = compare_waves(curves(rng, 12, 0.8) + 2 * np.arange(12)[:, None] % 5, apart)
    assert found.clusters == () or found.blocks_early >= 4


def test_phases_and_strides_that_are_not_measured_are_left_out():
    rng = np.random.default_rng(4)
    early, late = curves(rng, 60, 0.2), curves(rng, 60, 0.2) + 4
    late[:, 30:50] = np.nan
    early[5] = np.nan
    starts = 0.7 * np.arange(60)
    found = compare_waves(early, late, starts, starts).clusters
    assert [(c.start, c.end) for c in found] == [(0.0, 0.29), (0.5, 1.0)]
