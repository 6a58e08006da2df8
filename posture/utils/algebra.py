"""Linear algebra on one thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_limits


@contextmanager
def single_threaded_algebra() -> Iterator[None]:
    """Let the libraries behind numpy use one thread within; also a decorator.

    Their matrices are small here (a few hundred rows), so that several threads gain little. Where
    another program uses the cores too they lose much, because each waits busily for the slowest:
    on two busy cores the drift of a run took 65 seconds instead of one. And on one thread a number
    does not depend on how many cores a machine has. The limit is the process's: of two calls that
    overlap in threads, the one that ends last sets it back.
    """
    with threadpool_limits(limits=1, user_api="blas"):
        yield
