"""Visibility that does not remember the person before."""

from __future__ import annotations

import numpy as np

from posture.pose.engines.visibility import KEPT, VisibilityFilter


def library(*people: np.ndarray) -> list[np.ndarray]:
    """Smooth as the library does, which never begins anew."""
    given, last = [], None
    for frame in np.concatenate(people):
        last = frame if last is None else KEPT * last + (1 - KEPT) * frame
        given.append(last.astype(np.float32))
    return given


def test_after_a_restart_it_is_as_if_nobody_had_been_there():
    rng = np.random.default_rng(2)
    first, second = rng.uniform(0, 1, (30, 33)), rng.uniform(0, 1, (25, 33))
    seen = VisibilityFilter()
    together = library(first, second)
    for given in together[:30]:
        np.testing.assert_allclose(seen.smooth(given), given, atol=1e-5)
    seen.restart()
    alone = library(second)
    assert np.abs(np.array(together[30:]) - alone).max() > 0.3
    for given, wanted in zip(together[30:], alone, strict=True):
        np.testing.assert_allclose(seen.smooth(given), wanted, atol=1e-5)
