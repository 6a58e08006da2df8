"""A worker ends by itself when its engine is stuck.

Workers end when their parent does, because a thread of theirs reads from it. Native code that never
returns and never lets that thread run would keep them alive; the alarm of the kernel does not need
the thread.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from posture.pose.types import Person, PoseEngine
from posture.utils.arrays import Image

STUCK_S = 120.0
"""An engine that works on one picture for so long is stuck, seconds; the slowest takes 0.2."""


class WatchedEngine:
    """An engine that ends the process when it is stuck (not on Windows, which has no alarm)."""

    def __init__(self, engine: PoseEngine) -> None:
        self._engine = engine

    def find(self, image: Image) -> list[Person]:
        """Find every person in a single frame, without memory of earlier ones."""
        with _alarm():
            return self._engine.find(image)

    def track(self, image: Image) -> Person | None:
        """Find the one person followed since the last `restart`, in the next frame."""
        with _alarm():
            return self._engine.track(image)

    def restart(self) -> None:
        """Forget whom `track` follows and start anew with the next frame."""
        with _alarm():
            self._engine.restart()

    def close(self) -> None:
        """Free the network."""
        self._engine.close()


@contextmanager
def _alarm() -> Iterator[None]:
    """End the process unless the block is over in `STUCK_S`."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, STUCK_S)  # no handler: the signal ends the process
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
