"""Cut a video into chunks for the workers.

The chunks depend on the video alone, never on the number of workers, so that the results do not
either.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

WARM_UP_FRAMES = 6
"""Frames a worker reads before its chunk begins, so that the tracker has settled on the runner.

Measured on the sample clip: after 6 frames a tracker started anew differs from one that ran
through by no more than its own noise.
"""

FEWEST_CHUNKS = 4
"""Least number of chunks."""

LONGEST_CHUNK_FRAMES = 400
"""Most frames in a chunk, warm-up not counted."""


@dataclass(frozen=True)
class Chunk:
    """Frames ``start`` to ``stop - 1``, with the warm-up beginning at ``warm``."""

    warm: int
    start: int
    stop: int


def plan_chunks(frames: int) -> list[Chunk]:
    """Cut a video of so many frames into nearly equal chunks, a multiple of four of them."""
    rounds = -(-frames // (FEWEST_CHUNKS * LONGEST_CHUNK_FRAMES))
    count = max(1, min(FEWEST_CHUNKS * rounds, frames // (2 * WARM_UP_FRAMES)))
    edges = [round(i * frames / count) for i in range(count + 1)]
    return [
        Chunk(max(0, start - WARM_UP_FRAMES), start, stop)
        for start, stop in pairwise(edges)
        if stop > start
    ]
