"""Between values a cubic comes back as it was; too few values are joined by straight lines."""

from __future__ import annotations

import numpy as np
import pytest

from posture.utils.interpolation import FEWEST, interpolate


@pytest.mark.parametrize("shape", [(), (2,), (33, 2)])
def test_a_cubic_comes_back_as_it_was(shape: tuple[int, ...]) -> None:
    seen_s, wanted_s = np.linspace(0.0, 2.0, 9), np.linspace(0.0, 2.0, 33)

    def cubic(at: np.ndarray) -> np.ndarray:
        values = 3.0 - at + 2.0 * at**2 - 0.5 * at**3
        return np.multiply.outer(values, np.ones(shape)).astype(np.float32)

    found = interpolate(seen_s, cubic(seen_s), wanted_s)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, cubic(wanted_s), atol=1e-5)


@pytest.mark.parametrize("count", range(1, FEWEST))
def test_few_values_are_joined_by_straight_lines(count: int) -> None:
    seen_s = np.arange(count, dtype=float)
    values = np.stack([seen_s, 10.0 - 2.0 * seen_s], axis=1).astype(np.float32)
    wanted_s = np.linspace(0.0, count - 1.0, 5)
    found = interpolate(seen_s, values, wanted_s)
    np.testing.assert_allclose(found, np.stack([wanted_s, 10.0 - 2.0 * wanted_s], axis=1))
