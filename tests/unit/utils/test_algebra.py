"""Linear algebra on one thread: within, and not after."""

from __future__ import annotations

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from posture.utils.algebra import single_threaded_algebra


def count_threads() -> set[int]:
    """Threads of each library that numpy multiplies with."""
    np.eye(2) @ np.eye(2)
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_one_thread_within_and_as_many_as_before_after() -> None:
    with threadpool_limits(limits=2, user_api="blas"):
        before = count_threads()
        assert before == {2}
        with single_threaded_algebra():
            assert count_threads() == {1}
        assert count_threads() == before


def test_an_error_gives_the_threads_back() -> None:
    @single_threaded_algebra()
    def fail() -> None:
        assert count_threads() == {1}
        raise KeyError

    with threadpool_limits(limits=2, user_api="blas"):
        with pytest.raises(KeyError):
            fail()
        assert count_threads() == {2}
